"""A count says that the till named the wrong lot: sales are re-attributed, their cost trued up.

What the receipt said stays; the short lot gets a `corrected` row beside it. Goods go customer ->
shrinkage for the over lot and shrinkage -> customer for the short one, so shrinkage is even again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, tuple_, update
from sqlalchemy.orm import Session

from app.accounting.numbers import document_number
from app.errors import WrongState, bad_field
from app.facts import Posted as PostedOn
from app.identity import audit
from app.identity.actors import Actor
from app.identity.permissions import Permission
from app.inventory.locking import LockedStock, lock_balances_of
from app.inventory.models import Location
from app.inventory.places import SELLABLE_KINDS
from app.inventory.services.move import LotRef, Move, Moved, Spot, move
from app.inventory.services.post_count import refuse_the_counter
from app.inventory.services.relocate import lot_refs
from app.sales import swaps
from app.sales.models import SaleAllocation
from app.sales.queries import LEFT
from app.sales.swap_models import LotSwap, LotSwapLine
from app.values.document import DocumentRef
from app.values.money import share
from app.values.quantity import MICRO, quantity_text

_A = SaleAllocation.__table__
_MOVE = (
    update(_A)
    .where(
        _A.c.sale_id == bindparam("of_sale"),
        _A.c.line == bindparam("of_line"),
        _A.c.lot_id == bindparam("of_lot"),
        _A.c.returned + _A.c.moved + bindparam("part") <= _A.c.quantity,
    )
    .values(moved=_A.c.moved + bindparam("part"), moved_value=_A.c.moved_value + bindparam("worth"))
)


@dataclass(frozen=True)
class _Turned:
    """A sale line that is re-attributed: its old cost and its new one."""

    row: Any
    quantity: int
    value_out: int
    value_in: int


def _pair(session: Session, count: Any, over: str, short: str) -> tuple[swaps.Found, swaps.Found]:
    """The two lots as the count found them; what is no pair of it is a wrong field."""
    found = swaps.found_by_lot(session, count)
    more, less = found.get(over.upper()), found.get(short.upper())
    if more is None or more.difference < 0:
        raise bad_field("from_lot", "the count did not find too much of it, or it is settled")
    if less is None or less.difference > 0:
        raise bad_field("to_lot", "the count did not find too little of it, or it is settled")
    if more.product_id != less.product_id:
        raise bad_field("to_lot", f"is of another product than {more.lot}")
    return more, less


def _wanted(over: swaps.Found, short: swaps.Found, quantity: int | None) -> int:
    most = min(over.difference, -short.difference)
    wanted = most if quantity is None else quantity
    if wanted > most:
        raise bad_field("quantity", f"the count leaves only {quantity_text(most)} to settle")
    if over.unit == "each" and wanted % MICRO:
        raise bad_field("quantity", "is counted in whole pieces")
    return wanted


def _lock(session: Session, taken: Sequence[tuple[Any, int]]) -> list[tuple[Any, int]]:
    """The chosen allocations under lock, in the order in which a return locks them."""
    parts = {(row.sale_id, row.line, row.lot_id): part for row, part in taken}
    key = tuple_(_A.c.sale_id, _A.c.line, _A.c.lot_id)
    rows = session.execute(
        select(_A, LEFT.label("left"))
        .where(key.in_(sorted(parts)))
        .order_by(_A.c.sale_id, _A.c.line, _A.c.lot_id)
        .with_for_update(of=_A)
    ).all()
    held = [(row, parts[row.sale_id, row.line, row.lot_id]) for row in rows]
    if any(row.left < part for row, part in held):
        raise WrongState("Some of these goods were just brought back. Look at it again.")
    return held


def _turn(held: Sequence[tuple[Any, int]], short: swaps.Found) -> list[_Turned]:
    turned, before = [], 0
    for row, part in held:
        worth = row.value - row.returned_value - row.moved_value
        value_in = short.posted.worth(part, before)
        turned.append(_Turned(row, part, share(worth, part, row.left), value_in))
        before += part
    return turned


def _goods(turned: Sequence[_Turned], over: LotRef, short: LotRef, site_id: int) -> list[Moved]:
    """Each line's old cost comes off and its new one goes on, by way of shrinkage."""
    gone, lost = Spot("customer", site_id), Spot("shrinkage", site_id)
    moves = []
    for line, each in enumerate(turned, 1):
        off = Move("swap", over, gone, lost, each.quantity, each.value_out, line)
        on = Move("swap", short, lost, gone, each.quantity, each.value_in, line)
        moves += [Moved(off, each.value_out), Moved(on, each.value_in)]
    return moves


def _true_up(session: Session, over: LotRef, difference: int, site_id: int) -> list[Moved]:
    """Value alone, so that the over lot's stock is worth what it was before the wrong sales.

    Nothing where none of it is left at the site: then the difference stays in shrinkage.
    """
    held = {row.location_id: row for row in lock_balances_of(session, [over.id])}
    place = session.scalars(
        select(Location)
        .where(Location.id.in_(sorted(held)), Location.site_id == site_id)
        .where(Location.kind != "transit")
    ).all()
    there = max(place, key=lambda each: (held[each.id].on_hand, -each.id), default=None)
    if there is None or not held[there.id].on_hand:
        return []
    inside = Spot("stock", site_id, there.id, there.kind in SELLABLE_KINDS)
    lost = Spot("shrinkage", site_id)
    ways = (lost, inside) if difference > 0 else (inside, lost)
    value = difference if difference > 0 else min(-difference, int(held[there.id].value))
    return [Moved(Move("swap", over, *ways, 0, value), value)] if value else []


def _locked(session: Session, moved: Sequence[Moved]) -> LockedStock:
    """The balances that value leaves, held already."""
    locked = LockedStock()
    lots = {each.move.lot.id for each in moved if each.move.source.location_id is not None}
    if lots:
        locked.add(lock_balances_of(session, lots))
    return locked


def _write(
    session: Session, head: dict[str, Any], turned: Sequence[_Turned], short_id: int
) -> None:
    made: int = session.execute(insert(LotSwap).returning(LotSwap.id), head).scalar_one()
    lines, gone, now = [], [], []
    for line, each in enumerate(turned, 1):
        row, of = each.row, {"sale_id": each.row.sale_id}
        values = {"value_out": each.value_out, "value_in": each.value_in}
        lines.append(
            {"swap_id": made, "line": line, "sale_line": row.line, "quantity": each.quantity}
            | of
            | values
        )
        gone.append(
            {
                "of_sale": row.sale_id,
                "of_line": row.line,
                "of_lot": row.lot_id,
                "part": each.quantity,
                "worth": each.value_out,
            }
        )
        now.append(
            of
            | {
                "line": row.line,
                "lot_id": short_id,
                "quantity": each.quantity,
                "value": each.value_in,
                "certainty": "corrected",
            }
        )
    session.execute(insert(LotSwapLine), lines)
    session.execute(_MOVE, gone)
    session.execute(insert(SaleAllocation), now)


def settle_swap(
    session: Session,
    count: Any,
    *,
    over: str,
    short: str,
    quantity: int | None = None,
    note: str = "",
    on: date,
    at: datetime,
    by: Actor,
) -> str:
    """Re-attribute sales of the over lot of a held, posted count to its short lot; the number.

    Least certain sales first, never those whose lot was scanned or chosen. Raises Forbidden for
    whoever counted, a wrong field for lots that are no pair, WrongState where too few such sales
    are there; then nothing is written.
    """
    by.require(Permission.APPROVE_COUNT)
    if count.status != "posted":
        raise WrongState(f"Count {count.number} is not posted: there is nothing to settle.")
    refuse_the_counter(session, count, by)
    more, less = _pair(session, count, over, short)
    wanted = _wanted(more, less, quantity)
    offered = swaps.proposal(session, count, more, less, wanted)
    if quantity is None and offered.covered:
        wanted = offered.covered
    if offered.covered < wanted or not wanted:
        raise WrongState(
            f"Only {quantity_text(offered.covered)} of lot {more.lot} was sold without a look at "
            f"the lot; {quantity_text(wanted)} cannot be re-attributed."
        )
    refs = lot_refs(session, [more.lot_id, less.lot_id])
    turned = _turn(_lock(session, offered.taken), less)
    over_ref, short_ref = refs[more.lot_id], refs[less.lot_id]
    difference = sum(each.value_out for each in turned) - more.posted.worth(wanted)
    moved = _goods(turned, over_ref, short_ref, count.site_id)
    moved += _true_up(session, over_ref, difference, count.site_id) if difference else []
    number = document_number(session, "SW")
    document = DocumentRef("lot_swap", number)
    head = {
        "number": number,
        "count_id": count.id,
        "from_lot_id": more.lot_id,
        "to_lot_id": less.lot_id,
        "quantity": wanted,
        "note": note,
        "settled_at": at,
        "settled_by": by.name,
        "settled_key": by.key,
    }
    _write(session, head, turned, less.lot_id)
    posted = PostedOn(on, at, count.site_id, document, f"count {count.number}")
    move(session, moved, posted=posted, locked=_locked(session, moved))
    audit.record(session, by, "count.swap_settled", document, at=at, reason=note)
    return number
