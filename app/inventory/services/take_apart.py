"""What is taken of lots to be made into others: found, locked, judged, and enough of it.

Never takes what is kept for a terminal, is on its way in a transfer, or lies open at a till.
Writes nothing; `repack` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.errors import LotExpired, NotEnoughStock, NotFound, bad_field
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.allocation import Shelf, shelf
from app.inventory.lineage_rules import Origin
from app.inventory.locking import LockedStock, free_of, lock_balances_of, wait_for_recalls
from app.inventory.models import Location, Lot, OpenedContainer
from app.inventory.places import transit_ids
from app.inventory.queries import lot as lot_seen_by
from app.inventory.services.move import LotRef
from app.inventory.services.relocate import lot_refs
from app.inventory.services.send_goods import BLOCKED
from app.values.quantity import quantity_text


@dataclass(frozen=True)
class Taken:
    """So much (millionths) of a lot to take, from one location where it is named."""

    lot: str
    quantity: int
    location: Location | None = None


@dataclass(frozen=True)
class Lost:
    """So much of what is taken of a lot that nothing is made of."""

    lot: str
    quantity: int


@dataclass(frozen=True)
class Part:
    """A quantity of a lot at one location, in or out of what is lost."""

    line: int
    location_id: int
    quantity: int
    lost: bool = False


@dataclass(frozen=True)
class Parent:
    """A lot that is taken from: itself, its product, and where how much of it is taken."""

    ref: LotRef
    lot: Lot
    product: Product
    parts: tuple[Part, ...]

    def sum(self, *, lost: bool) -> int:
        """How much is lost of it, or used."""
        return sum(part.quantity for part in self.parts if part.lost is lost)

    @property
    def origin(self) -> Origin:
        """What a child may take after it."""
        it = self.lot
        return Origin(
            it.expiry_kind,
            it.expires_on,
            it.made_on,
            it.received_on,
            it.supplier_code,
            it.supplier_lot,
            it.supplier_lot_key,
            it.price,
        )


def _lots_of(session: Session, inputs: Sequence[Taken], by: Actor) -> dict[str, int]:
    """The ids of the lots that are named; one that the person cannot see is a wrong field."""
    found: dict[str, int] = {}
    for number, item in enumerate(inputs):
        try:
            found[item.lot.upper()] = lot_seen_by(session, item.lot, by).Lot.id
        except NotFound as unknown:
            raise bad_field(f"inputs.{number}.lot", f"there is no lot {item.lot[:40]}") from unknown
    return found


def _refuse_blocked(lot: Lot, status: str, on: date, *, split: bool) -> None:
    """A split may take of held and expired lots: its parts stay what they were."""
    if status in BLOCKED and not (split and status == "quarantined"):
        error, why = BLOCKED[status]
        raise error(f"Lot {lot.number} {why}; nothing is made from it.", lot=lot.number)
    if not split and shelf(lot.expiry_kind, lot.expires_on, on) is Shelf.EXPIRED:
        raise LotExpired(f"Lot {lot.number} is past its date.", lot=lot.number)


def _spread(
    inputs: Sequence[Taken], ids: Mapping[str, int], rows: Sequence[Any], *, split: bool
) -> dict[int, list[Part]]:
    """Where each line is taken from: selling places first. NotEnoughStock names a lot."""
    left = {row.id: free_of(row) for row in rows}
    parts: dict[int, list[Part]] = {lot_id: [] for lot_id in ids.values()}
    for number, item in enumerate(inputs, 1):
        lot_id, need = ids[item.lot.upper()], item.quantity
        giving = [row for row in rows if row.lot_id == lot_id and _gives(row, item, split=split)]
        there = sum(left[row.id] for row in giving)
        for row in sorted(giving, key=lambda each: (not each.sellable_place, each.id)):
            part = min(need, left[row.id])
            left[row.id] -= part
            need -= part
            if part:
                parts[lot_id].append(Part(number, row.location_id, part))
        if need:
            raise _short(item.lot.upper(), there)
    return parts


def _gives(row: Any, item: Taken, *, split: bool) -> bool:
    if item.location is not None:
        return bool(row.location_id == item.location.id)
    return bool(row.sellable_place or split)


def _short(lot: str, there: int, why: str = "") -> NotEnoughStock:
    text = quantity_text(there)
    return NotEnoughStock(
        f"Lot {lot}: {why}only {text} can be taken at this site.", lot=lot, on_hand=text
    )


def _leave_open_ones(
    session: Session, parts: Mapping[int, Sequence[Part]], rows: Sequence[Any], site: Site
) -> None:
    """What a container of a lot may hold stays on its shelves."""
    found = session.execute(
        select(OpenedContainer.lot_id, OpenedContainer.quantity).where(
            OpenedContainer.lot_id.in_(list(parts)),
            OpenedContainer.site_id == site.id,
            OpenedContainer.closed_at.is_(None),
        )
    ).all()
    shelves = {row.location_id for row in rows if row.sellable_place}
    for lot_id in {row.lot_id for row in found}:
        opened = sum(row.quantity for row in found if row.lot_id == lot_id)
        mine = [row for row in rows if row.lot_id == lot_id and row.sellable_place]
        spare = max(0, sum(free_of(row) for row in mine) - opened)
        taken = sum(part.quantity for part in parts[lot_id] if part.location_id in shelves)
        if taken > spare:
            raise _short(mine[0].number, spare, "some of it is open at a till; ")


def _without_lost(parts: Sequence[Part], lost: int) -> list[Part]:
    """The parts with so much of the last of them marked as lost."""
    done: list[Part] = []
    for part in reversed(parts):
        gone = min(lost, part.quantity)
        lost -= gone
        if gone:
            done.append(Part(part.line, part.location_id, gone, lost=True))
        if part.quantity > gone:
            done.append(Part(part.line, part.location_id, part.quantity - gone))
    return done[::-1]


def _losses(inputs: Sequence[Taken], lost: Sequence[Lost]) -> dict[str, int]:
    """What is lost by lot: of a lot that is taken, once, and less than is taken of it."""
    taken: dict[str, int] = {}
    for item in inputs:
        taken[item.lot.upper()] = taken.get(item.lot.upper(), 0) + item.quantity
    found: dict[str, int] = {}
    for number, loss in enumerate(lost):
        lot = loss.lot.upper()
        if lot not in taken or lot in found:
            raise bad_field(f"loss.{number}.lot", "names a lot that is taken, once")
        if loss.quantity >= taken[lot]:
            raise bad_field(f"loss.{number}.quantity", "leaves nothing to use; write it off")
        found[lot] = loss.quantity
    return found


def _check_lines(
    inputs: Sequence[Taken],
    lost: Sequence[Lost],
    refs: Mapping[int, LotRef],
    ids: Mapping[str, int],
    site: Site,
) -> None:
    """Whole pieces only, and every place at the site."""
    named: tuple[tuple[str, Sequence[Taken | Lost]], ...] = (("inputs", inputs), ("loss", lost))
    for word, lines in named:
        for number, line in enumerate(lines):
            refs[ids[line.lot.upper()]].check_whole(line.quantity, f"{word}.{number}.quantity")
    for number, item in enumerate(inputs):
        if item.location and item.location.site_id != site.id:
            raise bad_field(f"inputs.{number}.location", f"is not at {site.code}")


def take_apart(
    session: Session,
    inputs: Sequence[Taken],
    lost: Sequence[Lost],
    *,
    site: Site,
    split: bool,
    on: date,
    by: Actor,
    check: Callable[[Sequence[Parent]], None],
) -> tuple[list[Parent], LockedStock]:
    """The lots that are taken from, locked, in the order they are named; recalls wait meanwhile.

    `check` is asked about the lots' products before any stock is locked. Raises LotRecalled,
    LotQuarantined, LotExpired, NotEnoughStock and BadInput.
    """
    wait_for_recalls(session, shared=True)
    ids = _lots_of(session, inputs, by)
    losses = _losses(inputs, lost)
    refs = lot_refs(session, list(ids.values()))
    _check_lines(inputs, lost, refs, ids, site)
    known = _known(session, ids)
    check([Parent(refs[lot.id], lot, product, ()) for lot, product in known.values()])
    for lot, _product in known.values():
        _refuse_blocked(lot, refs[lot.id].status, on, split=split)
    moving = transit_ids(session, list(refs))
    rows = [
        row
        for row in lock_balances_of(session, list(refs))
        if row.site_id == site.id and row.location_id not in moving
    ]
    locked = LockedStock()
    locked.add(rows)
    parts = _spread(inputs, ids, rows, split=split)
    _leave_open_ones(session, parts, rows, site)
    parents = [
        Parent(refs[lot_id], *known[lot_id], tuple(_without_lost(parts[lot_id], losses.get(no, 0))))
        for no, lot_id in ids.items()
    ]
    return parents, locked


def _known(session: Session, ids: Mapping[str, int]) -> dict[int, tuple[Lot, Product]]:
    """The lots as they stand under lock, with their products, in the order they are named."""
    rows = session.execute(
        select(Lot, Product)
        .join(Product, Product.id == Lot.product_id)
        .where(Lot.id.in_(ids.values()))
        .execution_options(populate_existing=True)
    ).all()
    found = {lot.id: (lot, product) for lot, product in rows}
    return {lot_id: found[lot_id] for lot_id in ids.values()}
