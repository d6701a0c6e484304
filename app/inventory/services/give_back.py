"""Goods go back to the supplier they came from: stock -> supplier, Dr GRNI, Cr inventory.

A held or recalled lot may go back too, from wherever it lies. Never takes what is kept for a
terminal or is on its way in a transfer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.errors import NotEnoughStock, bad_field
from app.facts import Posted
from app.identity.models import Site
from app.inventory.locking import LockedStock, free_of, lock_balances_of
from app.inventory.models import Location, Lot
from app.inventory.places import transit_ids
from app.inventory.services.move import Move, Spot, carry, move
from app.inventory.services.relocate import lot_refs
from app.values.quantity import quantity_text


@dataclass(frozen=True)
class BackLine:
    """So much (millionths) of a lot to give back, from one location where it is named."""

    lot: str
    quantity: int
    location: Location | None = None


@dataclass(frozen=True)
class GivenBack:
    """What of a line left the stock, with the value it took along."""

    line: int
    lot_id: int
    quantity: int
    value: int


def _spread(
    lines: Sequence[BackLine], lots: Mapping[str, Lot], rows: Sequence[Any]
) -> list[tuple[int, int, int, int]]:
    """(line, lot id, location id, quantity): blocked places first, so that shelves stay full."""
    left, parts = {row.id: free_of(row) for row in rows}, []
    for number, line in enumerate(lines, 1):
        lot = lots[line.lot.upper()]
        mine = [row for row in rows if row.lot_id == lot.id]
        giving = [r for r in mine if line.location is None or r.location_id == line.location.id]
        need, there = line.quantity, sum(left[row.id] for row in giving)
        for row in sorted(giving, key=lambda each: (bool(each.sellable_place), each.id)):
            part = min(need, left[row.id])
            left[row.id] -= part
            need -= part
            if part:
                parts.append((number, lot.id, row.location_id, part))
        if need:
            raise NotEnoughStock(
                f"Lot {lot.number}: only {quantity_text(there)} can be given back.",
                lot=lot.number,
                on_hand=quantity_text(there),
            )
    return parts


def _given(lines: int, moved: Sequence[Any]) -> list[GivenBack]:
    """One row for each line, whatever places it was taken from."""
    given = []
    for number in range(1, lines + 1):
        mine = [item for item in moved if item.move.line == number]
        quantity = sum(item.move.quantity for item in mine)
        value = sum(item.value for item in mine)
        given.append(GivenBack(number, mine[0].move.lot.id, quantity, value))
    return given


def give_back(
    session: Session,
    lines: Sequence[BackLine],
    lots: Mapping[str, Lot],
    *,
    site: Site,
    reason: str,
    document: Callable[[], Posted],
) -> tuple[Posted, list[GivenBack]]:
    """Take lots out of a site's stock for their supplier, at their own value, and post it.

    `document` is asked for the document once the stock is locked and enough, so that a refusal
    uses no number. Raises NotEnoughStock; then nothing was taken.
    """
    refs = lot_refs(session, [lot.id for lot in lots.values()])
    for number, line in enumerate(lines):
        refs[lots[line.lot.upper()].id].check_whole(line.quantity, f"lines.{number}.quantity")
        if line.location and line.location.site_id != site.id:
            raise bad_field(f"lines.{number}.location", f"is not at {site.code}")
    moving = transit_ids(session, list(refs))
    rows = [
        row
        for row in lock_balances_of(session, list(refs))
        if row.site_id == site.id and row.location_id not in moving
    ]
    locked = LockedStock()
    locked.add(rows)
    parts = _spread(lines, lots, rows)
    outside, posted = Spot("supplier", site.id), document()
    moves = [
        Move(
            "supplier_return",
            refs[lot_id],
            Spot("stock", site.id, place),
            outside,
            part,
            line=line,
            reason=reason,
        )
        for line, lot_id, place, part in parts
    ]
    moved = carry(moves, locked)
    move(session, moved, posted=posted, locked=locked)
    return posted, _given(len(lines), moved)
