"""The differences of a transfer are settled: the claim between two stores comes to an end.

Missing goods went back or were never sent (they return to stock) or are lost (shrinkage of the
sending site). What was too much went back, or is taken out of the sending site's stock after all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.errors import NotEnoughStock, WrongState, bad_field
from app.facts import Posted
from app.identity import audit
from app.identity.actors import Actor
from app.inventory.locking import LockedStock, free_of, lock_balances_of
from app.inventory.places import location_of_kind
from app.inventory.services.move import LotRef, Move, Spot, carry, move
from app.inventory.services.receive_transfer import arrival_place, note_status, open_head
from app.inventory.services.relocate import lot_refs, spot_of
from app.inventory.services.send_goods import lots_of_lines, write_steps
from app.inventory.transfer_rules import SETTLES, Tally
from app.inventory.transfers import TransferHead, tallies_of
from app.values.document import DocumentRef
from app.values.quantity import quantity_text


@dataclass(frozen=True)
class Settlement:
    """What became of a lot's difference; all that is open of it without a quantity."""

    lot: str
    outcome: str
    quantity: int | None = None


@dataclass(frozen=True)
class _Step:
    """A settlement with the kind of step it is."""

    line: int
    ref: LotRef
    kind: str
    quantity: int


def _step(line: int, item: Settlement, ref: LotRef, tally: Tally) -> _Step:
    if not tally.open:
        raise WrongState(f"Nothing is open of lot {ref.number}.", lot=ref.number)
    kind = SETTLES.get((tally.difference, item.outcome))
    if kind is None:
        raise bad_field(
            f"lines.{line}.outcome", f"lot {ref.number} came without being sent; it is not lost"
        )
    quantity = tally.open if item.quantity is None else item.quantity
    ref.check_whole(quantity, f"lines.{line}.quantity")
    if quantity > tally.open:
        raise bad_field(f"lines.{line}.quantity", f"only {quantity_text(tally.open)} of it is open")
    return _Step(line + 1, ref, kind, quantity)


def _steps(
    lines: Sequence[Settlement],
    lots: Mapping[str, Any],
    refs: Mapping[int, LotRef],
    sums: Mapping[int, Tally],
) -> list[_Step]:
    steps = []
    for line, item in enumerate(lines):
        ref = refs[lots[item.lot.upper()].id]
        tally = sums.get(ref.id) or Tally()
        step = _step(line, item, ref, tally)
        tally.add(step.kind, step.quantity)
        steps.append(step)
    return steps


def _back_or_gone(session: Session, head: TransferHead, step: _Step) -> Move:
    """Missing goods leave the transit place: into stock of the sender, or lost."""
    sender = head.sender.id
    if step.kind == "lost":
        target = Spot("shrinkage", sender)
    else:
        kind = "stock" if step.ref.status == "released" else "quarantine"
        target = spot_of(location_of_kind(session, sender, kind))
    return Move("transfer", step.ref, spot_of(head.transit), target, step.quantity, line=step.line)


def _sent_after_all(
    session: Session, head: TransferHead, step: _Step, rows: Sequence[Any], left: dict[int, int]
) -> list[Move]:
    """What came too much is taken from where the sender's books still have it.

    `left`: balance id -> what of it is free, counted down from step to step.
    """
    target = spot_of(arrival_place(session, head.receiver.id, step.ref))
    mine = [r for r in rows if r.lot_id == step.ref.id and r.site_id == head.sender.id]
    giving = [row for row in mine if row.sellable_place or step.ref.status != "released"]
    giving = [row for row in giving if row.location_id != head.transit.id]
    need, moves = step.quantity, []
    for row in giving:
        part = min(need, left[row.id])
        left[row.id] -= part
        need -= part
        if part:
            place = Spot("stock", head.sender.id, row.location_id)
            moves.append(Move("transfer", step.ref, place, target, part, line=step.line))
    if need:
        there = quantity_text(step.quantity - need)
        raise NotEnoughStock(
            f"Lot {step.ref.number}: {head.sender.name} has only {there} of it on its books.",
            lot=step.ref.number,
            on_hand=there,
        )
    return moves


def _moves(
    session: Session, head: TransferHead, steps: Sequence[_Step], rows: Sequence[Any]
) -> list[Move]:
    moves: list[Move] = []
    left = {row.id: free_of(row) for row in rows}
    for step in steps:
        if step.kind == "extra_found":
            moves += _sent_after_all(session, head, step, rows, left)
        elif step.kind != "extra_returned":
            moves.append(_back_or_gone(session, head, step))
    return moves


def settle_transfer(
    session: Session,
    number: str,
    lines: Sequence[Settlement],
    *,
    reason: str,
    on: date,
    at: datetime,
    by: Actor,
) -> str:
    """Settle open differences of a transfer, with a reason. Returns the transfer's status.

    `returned` and `found_at_origin` bring missing goods back into the sender's stock, `lost` posts
    them as the sender's shrinkage. For goods that came too much, `returned` says that they went
    back and `found_at_origin` that the sender's books still had them: they move now.
    """
    head = open_head(session, number, by, end="sender")
    lots = lots_of_lines(session, [line.lot for line in lines])
    refs = lot_refs(session, [lot.id for lot in lots.values()])
    steps = _steps(lines, lots, refs, tallies_of(session, head.transfer.id))
    rows, locked = lock_balances_of(session, list(refs)), LockedStock()
    locked.add(rows)
    document = DocumentRef("transfer", head.transfer.number)
    moves = _moves(session, head, steps, rows)
    if moves:
        posted = Posted(on, at, head.sender.id, document, reason)
        named = [replace(each, reason=reason) for each in moves]
        move(session, carry(named, locked), posted=posted, locked=locked)
    written = [(step.ref.id, step.kind, step.quantity) for step in steps]
    write_steps(session, head.transfer.id, written, at=at, by=by, reason=reason)
    audit.record(session, by, "transfer.settled", document, at=at, reason=reason)
    return note_status(session, head, complete=bool(head.transfer.complete))
