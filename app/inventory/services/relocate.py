"""Goods change their place inside a site, or leave it for waste: moves and write-offs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounting.numbers import document_number
from app.catalog.models import Product
from app.errors import NotEnoughStock, bad_field
from app.facts import Posted
from app.identity import audit
from app.identity.actors import Actor
from app.inventory.locking import LockedStock, lock_balances_of, lock_lots, lock_spots
from app.inventory.models import NEVER, Location, Lot
from app.inventory.places import SELLABLE_KINDS, transit_ids
from app.inventory.services.move import LotRef, Move, Spot, carry, move
from app.inventory.services.status import lot_by_number
from app.values.document import DocumentRef
from app.values.quantity import quantity_text


@dataclass(frozen=True)
class Relocation:
    """So much (millionths) of a lot from one location to another of the same site."""

    lot: str
    quantity: int
    source: Location
    target: Location


def spot_of(location: Location) -> Spot:
    """A location as movements name it."""
    place = "transit" if location.kind == "transit" else "stock"
    return Spot(place, location.site_id, location.id, location.kind in SELLABLE_KINDS)


def lot_refs(session: Session, lot_ids: Sequence[int]) -> dict[int, LotRef]:
    """Lots as movements name them, held still so that their status cannot change meanwhile."""
    statuses = {lot.id: lot.status for lot in lock_lots(session, lot_ids, shared=True)}
    rows = session.execute(
        select(Lot, Product.sku, Product.base_unit)
        .join(Product, Product.id == Lot.product_id)
        .where(Lot.id.in_(statuses))
    ).all()
    return {
        lot.id: LotRef(
            lot.id,
            lot.number,
            lot.product_id,
            sku,
            statuses[lot.id],
            lot.expires_on or NEVER,
            lot.received_on,
            base_unit == "each",
        )
        for lot, sku, base_unit in rows
    }


def _check(line: int, item: Relocation) -> None:
    if item.source.site_id != item.target.site_id:
        raise bad_field(f"lines.{line}.to", "is at another site; use a transfer")
    if item.source.id == item.target.id:
        raise bad_field(f"lines.{line}.to", "is where the goods already are")


def relocate(
    session: Session, lines: Sequence[Relocation], *, on: date, at: datetime, by: Actor
) -> str:
    """Move goods between locations of a site; the value goes along. Returns the move's number."""
    for number, item in enumerate(lines):
        _check(number, item)
    lots = {item.lot: lot_by_number(session, item.lot) for item in lines}
    refs = lot_refs(session, [lot.id for lot in lots.values()])
    for number, item in enumerate(lines):
        refs[lots[item.lot].id].check_whole(item.quantity, f"lines.{number}.quantity")
    locked = LockedStock()
    ends = [(lots[item.lot].id, end.id) for item in lines for end in (item.source, item.target)]
    locked.add(lock_spots(session, ends))
    document = DocumentRef("move", document_number(session, "MV"))
    moves = [
        Move(
            "move",
            refs[lots[item.lot].id],
            spot_of(item.source),
            spot_of(item.target),
            item.quantity,
            line=number,
        )
        for number, item in enumerate(lines, 1)
    ]
    posted = Posted(on, at, lines[0].source.site_id, document)
    move(session, carry(moves, locked), posted=posted, locked=locked)
    audit.record(session, by, "stock.moved", document, at=at)
    return document.number


def _spread(rows: Sequence[Any], quantity: int | None, lot: str) -> list[tuple[int, int]]:
    """Which locations give how much; all of it where no quantity is named."""
    left = sum(row.on_hand for row in rows) if quantity is None else quantity
    parts = []
    for row in rows:
        part = min(left, row.on_hand)
        if part:
            parts.append((row.location_id, part))
            left -= part
    if left or not parts:
        there = quantity_text(sum(row.on_hand for row in rows))
        raise NotEnoughStock(f"Lot {lot}: only {there} on hand there.", lot=lot, on_hand=there)
    return parts


def write_off(
    session: Session,
    number: str,
    *,
    reason: str,
    quantity: int | None,
    location: Location | None,
    on: date,
    at: datetime,
    by: Actor,
    shelves: bool = False,
) -> str:
    """Take goods out as waste, expired, damaged or destroyed: Dr waste, Cr inventory.

    `on` is the site's day. Without a quantity all of it goes, without a location from all of
    the sites the person works at, but nothing that is on its way in a transfer; `shelves`: from
    selling places only. Returns the write-off's number.
    """
    lot = lot_by_number(session, number)
    ref = lot_refs(session, [lot.id])[lot.id]
    ref.check_whole(quantity or 0, "quantity")
    moving = transit_ids(session, [lot.id])
    rows = [
        row
        for row in lock_balances_of(session, [lot.id])
        if row.on_hand
        and row.location_id not in moving
        and (location is None or row.location_id == location.id)
        and (by.site_id is None or row.site_id == by.site_id)
        and (row.sellable_place or not shelves)
    ]
    parts = _spread(rows, quantity, lot.number)
    locked = LockedStock()
    locked.add(rows)
    places = {
        place.id: place
        for place in session.scalars(select(Location).where(Location.id.in_(p for p, _ in parts)))
    }
    document = DocumentRef("write_off", document_number(session, "WO"))
    moves = [
        Move(
            "write_off",
            ref,
            spot_of(places[place_id]),
            Spot("waste", places[place_id].site_id),
            part,
            line=line,
            reason=reason,
        )
        for line, (place_id, part) in enumerate(parts, 1)
    ]
    posted = Posted(on, at, moves[0].source.site_id, document, reason)
    move(session, carry(moves, locked), posted=posted, locked=locked)
    audit.record(
        session, by, "lot.written_off", DocumentRef("lot", lot.number), at=at, reason=reason
    )
    return document.number
