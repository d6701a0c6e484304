"""A cost or credit that comes after the goods: each place's units bear their part, now.

Value goes between the supplier and the place, without goods: Dr what the units are to us, Cr goods
received not invoiced, or the other way round for a credit. Dated today; nothing is rewritten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.accounting.services import post
from app.facts import CostDifference, Posted
from app.inventory.late_cost_models import LateCost, LateCostBack
from app.inventory.late_cost_rules import Borne, back_share, bear, claimed
from app.inventory.late_costs import Key, key_of, sold_before, whereabouts
from app.inventory.lineage import with_descendants
from app.inventory.locking import LockedStock, lock_balances_of, lock_lots
from app.inventory.models import Movement
from app.inventory.services.move import LotRef, Move, Moved, Spot, move
from app.inventory.services.relocate import lot_refs
from app.values.document import DocumentRef


@dataclass(frozen=True)
class LateLine:
    """A line's amount (minor units) for a lot: above zero dearer, below zero cheaper.

    `quantity` (millionths) where only so many of its units are meant.
    """

    line: int
    lot_id: int
    amount: int
    quantity: int | None = None


@dataclass(frozen=True)
class Placed:
    """What one place's units bear of one line."""

    line: int
    borne: Borne


def _judge(session: Session, lines: Sequence[LateLine]) -> tuple[list[Placed], int]:
    """Who bears what, line by line, and what nobody can bear."""
    used: dict[Key, int] = {}
    placed: list[Placed] = []
    rest = 0
    for line in lines:
        nodes = whereabouts(session, [line.lot_id], used)[line.lot_id]
        meant = nodes if line.quantity is None else claimed(nodes, line.quantity)
        borne, left = bear(line.amount, meant)
        for each in borne:
            key = key_of(each.units)
            used[key] = used.get(key, 0) + each.amount
        placed += [Placed(line.line, each) for each in borne]
        rest += left
    return placed, rest


def preview_late_costs(session: Session, lines: Sequence[LateLine]) -> tuple[list[Placed], int]:
    """Where a late cost would go if it were posted now; locks and writes nothing."""
    return _judge(session, lines)


def _moved(each: Placed, lot: LotRef, site_id: int, reason: str) -> Moved:
    units, amount = each.borne.units, each.borne.amount
    theirs = Spot("supplier", site_id)
    ours = Spot(units.place, units.site_id, units.location_id)
    source, target = (ours, theirs) if amount < 0 else (theirs, ours)
    return Moved(Move("late_cost", lot, source, target, 0, 0, each.line, reason), abs(amount))


def _row(each: Placed, document: DocumentRef, cutoff: int) -> dict[str, Any]:
    units = each.borne.units
    return {
        "document_kind": document.kind,
        "document_number": document.number,
        "document_line": each.line,
        "lot_id": units.lot_id,
        "place": units.place,
        "site_id": units.site_id,
        "location_id": units.location_id,
        "quantity": units.quantity,
        "amount": each.borne.amount,
        "cutoff": cutoff,
    }


def _unposted(placed: Sequence[Placed], rest: int) -> int:
    """What no place of ours takes: above all worth, or dearer goods that went back already."""
    gone = [each.borne.amount for each in placed if each.borne.units.place == "supplier"]
    return rest + sum(amount for amount in gone if amount > 0)


def put_late_costs(
    session: Session, lines: Sequence[LateLine], *, posted: Posted
) -> tuple[list[Placed], int]:
    """Post late costs to where each lot's units are now; also to lots made from them.

    Returns who bears what, and the price difference posted for what nobody can bear. Raises
    PeriodClosed where the day is closed; then nothing is written.
    """
    everyone = with_descendants(session, [line.lot_id for line in lines])
    lock_lots(session, everyone)
    locked = LockedStock()
    locked.add(lock_balances_of(session, everyone))
    placed, rest = _judge(session, lines)
    refs = lot_refs(session, everyone)
    moved = [
        _moved(each, refs[each.borne.units.lot_id], posted.site_id, posted.memo)
        for each in placed
        if each.borne.units.place != "supplier"
    ]
    cutoff = session.scalar(select(func.max(Movement.id))) or 0
    difference = _unposted(placed, rest)
    facts = [CostDifference(posted, difference)] if difference else []
    if moved:
        move(session, moved, posted=posted, locked=locked, also=facts)
    elif facts:
        post(session, facts)
    if placed:
        rows = [_row(each, posted.document, cutoff) for each in placed]
        session.execute(insert(LateCost), rows)
    return placed, difference


@dataclass(frozen=True)
class ComesBack:
    """So much (millionths) of a lot, worth so much when sold, comes back on a line of a return."""

    line: int
    lot_id: int
    quantity: int
    value: int


def _sold_at(session: Session, lot_ids: Sequence[int], sale: str) -> Mapping[int, int]:
    rows = session.execute(
        select(Movement.lot_id, func.min(Movement.id).label("first"))
        .where(
            Movement.document_kind == "sale",
            Movement.document_number == sale,
            Movement.lot_id.in_(lot_ids),
        )
        .group_by(Movement.lot_id)
    )
    return {row.lot_id: row.first for row in rows}


def late_costs_back(
    session: Session, items: Sequence[ComesBack], *, sale: str, sale_return: str
) -> list[int]:
    """What returned units became dearer or cheaper by since they were sold, item by item.

    Written down, so that no unit's late cost comes back twice. Lots are locked by the caller.
    """
    lots = sorted({item.lot_id for item in items})
    waiting = sold_before(session, lots)
    if not waiting:
        return [0] * len(items)
    sold_at = _sold_at(session, lots, sale)
    gone = {late.id: back for late, back in waiting}
    amounts, rows = [], []
    for number, item in enumerate(items, 1):
        total = 0
        for late, _ in waiting:
            first = sold_at.get(item.lot_id)
            if late.lot_id != item.lot_id or first is None or first > late.cutoff:
                continue
            back = gone[late.id]
            part = min(item.quantity, late.quantity - back[0])
            if part <= 0:
                continue
            amount = max(_signed_share(late, back, part), -(item.value + total))
            gone[late.id] = (back[0] + part, back[1] + amount)
            total += amount
            rows.append(
                {
                    "late_cost_id": late.id,
                    "document_number": sale_return,
                    "document_line": number,
                    "lot_id": item.lot_id,
                    "quantity": part,
                    "amount": amount,
                }
            )
        amounts.append(total)
    if rows:
        session.execute(insert(LateCostBack), rows)
    return amounts


def _signed_share(late: LateCost, back: tuple[int, int], part: int) -> int:
    sign = -1 if late.amount < 0 else 1
    return sign * back_share(sign * late.amount, late.quantity, (back[0], sign * back[1]), part)
