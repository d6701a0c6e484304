"""A lot's status: held, released, recalled, with reason, person and history.

Locks the lot, then its balances, so that a sale either committed before or sees the new status.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.errors import LotRecalled, NotFound, WrongState
from app.identity import audit
from app.identity.actors import Actor
from app.inventory.locking import lock_balances_of, lock_lots
from app.inventory.models import Lot, LotStatusChange, StockBalance
from app.inventory.services.kin import along, lock_kin, to_hold
from app.values.document import DocumentRef

_LOT = Lot.__table__
_BALANCE = StockBalance.__table__


def lot_by_number(session: Session, number: str) -> Lot:
    """A lot by our number."""
    lot = session.scalar(select(Lot).where(Lot.number == number.upper()))
    if lot is None:
        raise NotFound(f"There is no lot {number[:40]}.")
    return lot


def _refuse_site_stranger(session: Session, lot_ids: Sequence[int], by: Actor) -> None:
    if by.site_id is None:
        return
    own = session.scalar(
        select(_BALANCE.c.id)
        .where(_BALANCE.c.lot_id.in_(lot_ids), _BALANCE.c.site_id == by.site_id)
        .limit(1)
    )
    if own is None:
        raise NotFound("There is no such lot.")


def set_status(
    session: Session,
    lots: Sequence[Any],
    status: str,
    *,
    reason: str,
    at: datetime,
    by: Actor,
) -> None:
    """Give locked lots a status: on the lots, on every balance, and in the history."""
    changed = [lot for lot in lots if lot.status != status]
    ids = [lot.id for lot in changed]
    if not ids:
        return
    lock_balances_of(session, ids)
    session.execute(update(_LOT).where(_LOT.c.id.in_(ids)).values(status=status))
    session.execute(update(_BALANCE).where(_BALANCE.c.lot_id.in_(ids)).values(status=status))
    history = [
        {
            "lot_id": lot.id,
            "at": at,
            "from_status": lot.status,
            "to_status": status,
            "reason": reason,
            "actor": by.name,
        }
        for lot in changed
    ]
    session.execute(insert(LotStatusChange), history)
    for lot in changed:
        subject = DocumentRef("lot", lot.number)
        audit.record(session, by, f"lot.{status}", subject, at=at, reason=reason)


def quarantine(
    session: Session, number: str, *, reason: str, at: datetime, by: Actor, alone: bool = False
) -> list[str]:
    """Hold a lot, and what was made from it and still lies somewhere, unless it is held `alone`.

    No channel sells them until they are released, each by itself. A recalled lot stays recalled.
    Returns the numbers of the lots that were held along.
    """
    lot = lot_by_number(session, number)
    _refuse_site_stranger(session, [lot.id], by)
    locked, made = lock_kin(session, lot.id)
    if locked.status == "recalled":
        raise LotRecalled(f"Lot {number} is recalled; that is stronger than a hold.", lot=number)
    set_status(session, [locked], "quarantined", reason=reason, at=at, by=by)
    held = [] if alone else to_hold(session, made)
    set_status(session, held, "quarantined", reason=along(reason, lot.number), at=at, by=by)
    return [each.number for each in held]


def release(session: Session, number: str, *, reason: str, at: datetime, by: Actor) -> None:
    """Release a held lot for sale. A recalled lot is never released by hand."""
    lot = lot_by_number(session, number)
    _refuse_site_stranger(session, [lot.id], by)
    locked = lock_lots(session, [lot.id])
    if locked[0].status == "recalled":
        raise LotRecalled(f"Lot {number} is recalled and cannot be released.", lot=number)
    if locked[0].status == "released":
        raise WrongState(f"Lot {number} is not held.")
    set_status(session, locked, "released", reason=reason, at=at, by=by)
