"""The differences of a count go into stock and books; a second person says yes or no to large ones.

Short: stock -> shrinkage, over: shrinkage -> stock, all by `move()`. Never posts what was sold,
moved or corrected away meanwhile: then the lot has to be counted again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import Forbidden, NotEnoughStock, WrongState
from app.facts import Posted
from app.identity import audit
from app.identity.actors import Actor
from app.identity.permissions import Permission
from app.inventory import counts
from app.inventory.count_models import StockCount
from app.inventory.locking import LockedStock, lock_spots
from app.inventory.models import Location, Movement
from app.inventory.services.move import LotRef, Move, Spot, carry, move
from app.inventory.services.relocate import lot_refs, spot_of
from app.values.document import DocumentRef
from app.values.quantity import quantity_text

_C = StockCount.__table__


def _refuse_overtaken(session: Session, line: Any, lot: str) -> None:
    """Another count corrected this balance after the figure was entered: do not correct twice."""
    other = session.scalar(
        select(Movement.document_number)
        .where(
            Movement.lot_id == line.lot_id,
            Movement.id > line.cut_off,
            Movement.document_kind == "count",
            (Movement.from_location_id == line.location_id)
            | (Movement.to_location_id == line.location_id),
        )
        .limit(1)
    )
    if other is not None:
        raise WrongState(
            f"Lot {lot} was corrected by count {other} after it was counted here. Count it again.",
            lot=lot,
        )


def _move_of(line: Any, ref: LotRef, place: Location, reason: str) -> Move:
    over = line.counted - line.expected
    inside, outside = spot_of(place), Spot("shrinkage", place.site_id)
    if over > 0:
        return Move("count", ref, outside, inside, over, line.value, line.line, reason)
    return Move("count", ref, inside, outside, -over, line=line.line, reason=reason)


def _refuse_gone(line: Any, ref: LotRef, locked: LockedStock) -> None:
    missing = line.expected - line.counted
    held = locked.balance(line.lot_id, line.location_id)
    there = held.on_hand if held else 0
    if missing > there:
        raise NotEnoughStock(
            f"Lot {ref.number}: {quantity_text(missing)} are missing, but the books have only "
            f"{quantity_text(there)} left there: it was sold or moved since. Count it again.",
            lot=ref.number,
        )


def post_count(
    session: Session,
    count: Any,
    lines: Sequence[Any],
    *,
    reason: str,
    on: date,
    at: datetime,
) -> None:
    """Move and post the differences of a held count; nothing where there are none.

    Raises WrongState where another count was faster, NotEnoughStock where the goods are gone from
    the books meanwhile, PeriodClosed where the day is closed.
    """
    off = [line for line in lines if line.counted != line.expected]
    if not off:
        return
    refs = lot_refs(session, sorted({line.lot_id for line in off}))
    locked = LockedStock()
    locked.add(lock_spots(session, [(line.lot_id, line.location_id) for line in off]))
    places = counts.places(session, {line.location_id for line in off})
    for line in off:
        _refuse_overtaken(session, line, refs[line.lot_id].number)
        _refuse_gone(line, refs[line.lot_id], locked)
    moves = [_move_of(li, refs[li.lot_id], places[li.location_id], reason) for li in off]
    posted = Posted(on, at, count.site_id, DocumentRef("count", count.number), reason)
    move(session, carry(moves, locked), posted=posted, locked=locked)


def refuse_the_counter(session: Session, count: Any, by: Actor) -> None:
    """Nobody decides about what they counted themselves."""
    keys, names = counts.counters(session, count)
    if by.key in keys or by.name.casefold() in names:
        raise Forbidden("Somebody else has to decide: nobody approves what they counted.")


def _decide(
    session: Session, count: Any, status: str, *, note: str, at: datetime, by: Actor
) -> None:
    done = {
        "status": status,
        "decided_at": at,
        "decided_by": by.name,
        "decided_key": by.key,
        "decision": note,
    }
    session.execute(update(_C).where(_C.c.id == count.id).values(done))
    document = DocumentRef("count", count.number)
    audit.record(session, by, f"count.{status}", document, at=at, reason=note)


def _refuse_decider(session: Session, count: Any, by: Actor) -> None:
    by.require(Permission.APPROVE_COUNT)
    if count.status != "needs_approval":
        raise WrongState(f"Count {count.number} does not wait for an approval.")
    refuse_the_counter(session, count, by)


def approve_count(
    session: Session, count: Any, *, note: str, on: date, at: datetime, by: Actor
) -> None:
    """A second person approves a held count: its differences are posted on the site's day `on`.

    Raises Forbidden for whoever counted and for a role that may not, WrongState where nothing
    waits; else as `post_count`.
    """
    _refuse_decider(session, count, by)
    lines = counts.last_lines(session, count.id)
    post_count(session, count, lines, reason=count.reason, on=on, at=at)
    _decide(session, count, "posted", note=note, at=at, by=by)


def reject_count(session: Session, count: Any, *, note: str, at: datetime, by: Actor) -> None:
    """A second person rejects a held count: nothing is posted. Refuses as `approve_count`."""
    _refuse_decider(session, count, by)
    _decide(session, count, "rejected", note=note, at=at, by=by)
