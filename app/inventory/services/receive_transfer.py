"""Goods of a transfer arrive, in parts, short, or more than was sent; or it is called back.

What came without having been sent is written down and stays an open difference: it enters no
stock before somebody has settled it. Receives; settling is `settle_transfer`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import WrongState, bad_field
from app.facts import Posted
from app.identity import audit
from app.identity.actors import Actor
from app.inventory.locking import LockedStock, lock_spots
from app.inventory.models import Location, Movement
from app.inventory.places import location_of_kind
from app.inventory.services.move import LotRef, Move, carry, move
from app.inventory.services.relocate import lot_refs, spot_of
from app.inventory.services.send_goods import lots_of_lines, write_steps
from app.inventory.transfer_models import Transfer
from app.inventory.transfer_rules import OPEN_STATUSES, Tally, status_of
from app.inventory.transfers import TransferHead, tallies_of, transfer_head
from app.values.document import DocumentRef
from app.values.quantity import MAX_QUANTITY

_TRANSFER = Transfer.__table__


@dataclass(frozen=True)
class ArrivedLine:
    """So much (millionths) of a lot that came, and where it was put if somebody says so."""

    lot: str
    quantity: int
    location: Location | None = None


@dataclass(frozen=True)
class _Part:
    """What of an arrived line was on its way, and what was not."""

    line: int
    lot_id: int
    expected: int
    extra: int
    target: Location


def open_head(session: Session, number: str, by: Actor, *, end: str) -> TransferHead:
    """A transfer under lock that something may still happen to, at the person's own end of it."""
    head = transfer_head(session, number, by, lock=True)
    head.require_end(by, end)
    if head.transfer.status not in OPEN_STATUSES:
        raise WrongState(f"Transfer {head.transfer.number} is {head.transfer.status}.")
    return head


def note_status(session: Session, head: TransferHead, *, complete: bool) -> str:
    """Write the status that the steps amount to by now."""
    status = status_of(tallies_of(session, head.transfer.id), complete=complete)
    session.execute(
        update(_TRANSFER)
        .where(_TRANSFER.c.id == head.transfer.id)
        .values(status=status, complete=complete)
    )
    return status


def arrival_place(session: Session, site_id: int, ref: LotRef) -> Location:
    """Where goods go that nobody put anywhere: the dock; quarantine for what is blocked."""
    kind = "dock" if ref.status == "released" else "quarantine"
    return location_of_kind(session, site_id, kind)


def _target(session: Session, head: TransferHead, line: ArrivedLine, ref: LotRef) -> Location:
    return line.location or arrival_place(session, head.receiver.id, ref)


def _check(lines: Sequence[ArrivedLine], head: TransferHead, *, complete: bool) -> None:
    if not lines and not complete:
        raise bad_field("lines", "name at least one lot, or say that this was all")
    for number, line in enumerate(lines):
        if line.location and line.location.site_id != head.receiver.id:
            raise bad_field(f"lines.{number}.location", f"is not at {head.receiver.code}")


def _parts(
    session: Session,
    head: TransferHead,
    lines: Sequence[ArrivedLine],
    lots: Mapping[str, Any],
    refs: Mapping[int, LotRef],
) -> list[_Part]:
    sums, parts = tallies_of(session, head.transfer.id), []
    left = {lot_id: tally.missing for lot_id, tally in sums.items()}
    over = {lot_id: tally.extra for lot_id, tally in sums.items()}
    for number, line in enumerate(lines):
        ref = refs[lots[line.lot.upper()].id]
        ref.check_whole(line.quantity, f"lines.{number}.quantity")
        known = min(line.quantity, left.get(ref.id, 0))
        left[ref.id] = left.get(ref.id, 0) - known
        over[ref.id] = over.get(ref.id, 0) + line.quantity - known
        if over[ref.id] > MAX_QUANTITY:
            raise bad_field(f"lines.{number}.quantity", "is far more than was ever sent")
        target = _target(session, head, line, ref)
        parts.append(_Part(number + 1, ref.id, known, line.quantity - known, target))
    return parts


def _book(
    session: Session,
    head: TransferHead,
    parts: Sequence[_Part],
    refs: Mapping[int, LotRef],
    *,
    posted: Posted,
) -> None:
    arriving = [part for part in parts if part.expected]
    if not arriving:
        return
    locked = LockedStock()
    ends = [(p.lot_id, end) for p in arriving for end in (head.transit.id, p.target.id)]
    locked.add(lock_spots(session, ends))
    moves = [
        Move(
            "transfer",
            refs[part.lot_id],
            spot_of(head.transit),
            spot_of(part.target),
            part.expected,
            line=part.line,
        )
        for part in arriving
    ]
    move(session, carry(moves, locked), posted=posted, locked=locked)


def receive_transfer(
    session: Session,
    number: str,
    lines: Sequence[ArrivedLine],
    *,
    complete: bool = False,
    on: date,
    at: datetime,
    by: Actor,
) -> str:
    """Take in what came of a transfer; `complete` says that nothing more will. Returns the status.

    What is more than was sent, or another lot, becomes an open difference. Raises WrongState where
    the transfer is over, Forbidden for somebody of the sending site.
    """
    head = open_head(session, number, by, end="receiver")
    _check(lines, head, complete=complete)
    lots = lots_of_lines(session, [line.lot for line in lines])
    refs = lot_refs(session, [lot.id for lot in lots.values()]) if lots else {}
    parts = _parts(session, head, lines, lots, refs)
    document = DocumentRef("transfer", head.transfer.number)
    _book(session, head, parts, refs, posted=Posted(on, at, head.receiver.id, document))
    steps = [
        (part.lot_id, kind, quantity)
        for part in parts
        for kind, quantity in (("received", part.expected), ("extra", part.extra))
        if quantity
    ]
    if steps:
        write_steps(session, head.transfer.id, steps, at=at, by=by)
    audit.record(session, by, "transfer.received", document, at=at)
    return note_status(session, head, complete=complete or bool(head.transfer.complete))


def _came_from(session: Session, head: TransferHead) -> Sequence[Any]:
    """What was sent from which location, as the movements say."""
    return session.execute(
        select(Movement.lot_id, Movement.quantity, Location)
        .join(Location, Location.id == Movement.from_location_id)
        .where(
            Movement.document_kind == "transfer",
            Movement.document_number == head.transfer.number,
        )
        .order_by(Movement.id)
    ).all()


def cancel_transfer(session: Session, number: str, *, on: date, at: datetime, by: Actor) -> None:
    """Call a transfer back before anything of it was received: all goes back where it lay."""
    head = open_head(session, number, by, end="sender")
    sums: dict[int, Tally] = tallies_of(session, head.transfer.id)
    if head.transfer.status != "sent" or any(t.missing != t.of("sent") for t in sums.values()):
        raise WrongState(f"Something of transfer {head.transfer.number} has arrived already.")
    refs, rows = lot_refs(session, list(sums)), _came_from(session, head)
    locked = LockedStock()
    ends = [(row.lot_id, end) for row in rows for end in (head.transit.id, row.Location.id)]
    locked.add(lock_spots(session, ends))
    moves = [
        Move(
            "transfer", refs[row.lot_id], spot_of(head.transit), spot_of(row.Location), row.quantity
        )
        for row in rows
    ]
    document = DocumentRef("transfer", head.transfer.number)
    posted = Posted(on, at, head.sender.id, document)
    move(session, carry(moves, locked), posted=posted, locked=locked)
    steps = [(lot_id, "cancelled", tally.of("sent")) for lot_id, tally in sums.items()]
    write_steps(session, head.transfer.id, steps, at=at, by=by)
    note_status(session, head, complete=False)
    audit.record(session, by, "transfer.cancelled", document, at=at)
