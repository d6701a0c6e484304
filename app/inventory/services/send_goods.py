"""Goods leave a site for another: out of selling places into the transfer's own transit place.

The goods stay the sending site's until the other has received them, so that what gets lost on the
way is nobody else's. Never takes what is kept for a terminal, and never a held or recalled lot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounting.numbers import document_number
from app.errors import LotExpired, LotQuarantined, LotRecalled, NotEnoughStock, bad_field
from app.facts import Posted
from app.identity import audit
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.allocation import Shelf, shelf
from app.inventory.locking import LockedStock, free_of, lock_balances_of
from app.inventory.models import Location, Lot
from app.inventory.places import create_location
from app.inventory.services.move import LotRef, Move, Spot, carry, move
from app.inventory.services.relocate import lot_refs, spot_of
from app.inventory.transfer_models import Transfer, TransferStep
from app.values.document import DocumentRef
from app.values.quantity import quantity_text

BLOCKED = {"recalled": (LotRecalled, "is recalled"), "quarantined": (LotQuarantined, "is held")}


@dataclass(frozen=True)
class SentLine:
    """So much (millionths) of a lot, from one location where it is named."""

    lot: str
    quantity: int
    location: Location | None = None


def lots_of_lines(session: Session, numbers: Sequence[str]) -> dict[str, Lot]:
    """The lots that lines name; an unknown one is a wrong field."""
    wanted = {number.upper() for number in numbers}
    found = {lot.number: lot for lot in session.scalars(select(Lot).where(Lot.number.in_(wanted)))}
    for line, number in enumerate(numbers):
        if number.upper() not in found:
            raise bad_field(f"lines.{line}.lot", f"there is no lot {number[:40]}")
    return found


def _refuse_blocked(lot: Lot, ref: LotRef, *, reason: str, on: date) -> None:
    if ref.status in BLOCKED:
        error, why = BLOCKED[ref.status]
        raise error(f"Lot {lot.number} {why}; it stays where it is.", lot=lot.number)
    if shelf(lot.expiry_kind, lot.expires_on, on) is Shelf.EXPIRED and not reason:
        raise LotExpired(f"Lot {lot.number} is past its date; say why it is sent.", lot=lot.number)


def _may_give(row: Any, site: Site, line: SentLine, lot_id: int) -> bool:
    named = line.location is None or row.location_id == line.location.id
    return row.lot_id == lot_id and row.site_id == site.id and row.sellable_place and named


def _spread(
    lines: Sequence[SentLine], lots: Mapping[str, Lot], rows: Sequence[Any], site: Site
) -> list[tuple[int, int, int, int]]:
    """(line, lot id, location id, quantity) of what each line takes; NotEnoughStock names a lot."""
    left = {row.id: free_of(row) for row in rows}
    parts = []
    for number, line in enumerate(lines, 1):
        lot_id, need = lots[line.lot.upper()].id, line.quantity
        giving = [row for row in rows if _may_give(row, site, line, lot_id)]
        there = sum(left[row.id] for row in giving)
        for row in giving:
            part = min(need, left[row.id])
            left[row.id] -= part
            need -= part
            if part:
                parts.append((number, lot_id, row.location_id, part))
        if need:
            raise NotEnoughStock(
                f"Lot {line.lot.upper()}: only {quantity_text(there)} can be sent.",
                lot=line.lot.upper(),
                on_hand=quantity_text(there),
            )
    return parts


def _check_places(lines: Sequence[SentLine], sender: Site) -> None:
    for number, line in enumerate(lines):
        if line.location and line.location.site_id != sender.id:
            raise bad_field(f"lines.{number}.location", f"is not at {sender.code}")
        if line.location and not spot_of(line.location).sellable:
            raise bad_field(f"lines.{number}.location", "is no selling place")


def _write(
    session: Session,
    number: str,
    sender: Site,
    receiver: Site,
    *,
    reason: str,
    posted: Posted,
    by: Actor,
) -> tuple[int, Spot]:
    """The transfer with a transit location of its own; its id, and the location as a spot.

    The location's code holds a sign that no code of people may hold, so the two never meet.
    """
    code = f"{sender.code}~{number}"
    place_id = create_location(session, code, kind="transit", site_id=sender.id)
    row = {
        "number": number,
        "from_site_id": sender.id,
        "to_site_id": receiver.id,
        "location_id": place_id,
        "status": "sent",
        "reason": reason,
        "sent_on": posted.on,
        "sent_at": posted.at,
        "sent_by": by.name,
    }
    transfer_id: int = session.execute(insert(Transfer).returning(Transfer.id), row).scalar_one()
    return transfer_id, Spot("transit", sender.id, place_id)


def write_steps(
    session: Session,
    transfer_id: int,
    steps: Sequence[tuple[int, str, int]],
    *,
    at: datetime,
    by: Actor,
    reason: str = "",
) -> None:
    """Write down steps of a transfer: (lot id, kind, quantity)."""
    session.execute(
        insert(TransferStep),
        [
            {
                "transfer_id": transfer_id,
                "lot_id": lot_id,
                "kind": kind,
                "quantity": quantity,
                "at": at,
                "by": by.name,
                "reason": reason,
            }
            for lot_id, kind, quantity in steps
        ],
    )


def send_goods(
    session: Session,
    sender: Site,
    receiver: Site,
    lines: Sequence[SentLine],
    *,
    reason: str = "",
    on: date,
    at: datetime,
    by: Actor,
) -> str:
    """Send lots to another site; the value goes along to the cent. Returns the transfer's number.

    Raises LotRecalled, LotQuarantined, LotExpired (a reason lets an expired lot go) and
    NotEnoughStock; then nothing is sent.
    """
    if sender.id == receiver.id:
        raise bad_field("to_site", "is where the goods are; use a move")
    _check_places(lines, sender)
    lots = lots_of_lines(session, [line.lot for line in lines])
    refs = lot_refs(session, [lot.id for lot in lots.values()])
    for number, line in enumerate(lines):
        lot = lots[line.lot.upper()]
        refs[lot.id].check_whole(line.quantity, f"lines.{number}.quantity")
        _refuse_blocked(lot, refs[lot.id], reason=reason, on=on)
    rows, locked = lock_balances_of(session, list(refs)), LockedStock()
    locked.add(rows)
    parts = _spread(lines, lots, rows, sender)
    document = DocumentRef("transfer", document_number(session, "TR"))
    posted = Posted(on, at, sender.id, document, reason)
    transfer_id, transit = _write(
        session, document.number, sender, receiver, reason=reason, posted=posted, by=by
    )
    write_steps(session, transfer_id, [(p[1], "sent", p[3]) for p in parts], at=at, by=by)
    moves = [
        Move("transfer", refs[lot_id], Spot("stock", sender.id, place), transit, part, line=line)
        for line, lot_id, place, part in parts
    ]
    move(session, carry(moves, locked), posted=posted, locked=locked)
    audit.record(session, by, "transfer.sent", document, at=at, reason=reason)
    return document.number
