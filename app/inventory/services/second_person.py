"""What one person alone may not do to a lot: ask, and let somebody else say yes or no.

A later date always needs two; a release where the shop says so for the product's risk. Whoever
approves is neither the one who asked nor the one who held the lot.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.errors import Forbidden, LotRecalled, SecondPersonNeeded, WrongState
from app.identity import audit
from app.identity.actors import Actor
from app.identity.permissions import Permission
from app.inventory import quality
from app.inventory.locking import lock_lots
from app.inventory.models import Lot
from app.inventory.quality_models import LotDecision, LotRequest
from app.inventory.queries import lot as lot_seen_by
from app.inventory.services.expiry import check_date, is_later, lock_dated, write_date
from app.inventory.services.kin import lock_kin, shorten_along
from app.inventory.services.status import release, set_status
from app.values.document import DocumentRef

_R, _D = LotRequest, LotDecision


def same_person(by: Actor, key: str, name: str) -> bool:
    """Whether an actor is the one of these records, by key or by name."""
    return by.key == key or by.name.casefold() == name.casefold()


def needs_second(session: Session, lot: Any, risks: Collection[str]) -> bool:
    """Whether the release of a lot takes two persons in this shop."""
    risk = session.scalar(select(Product.risk).where(Product.id == lot.product_id))
    return risk in risks


def release_lot(
    session: Session,
    number: str,
    *,
    reason: str,
    risks: Collection[str],
    at: datetime,
    by: Actor,
) -> None:
    """Release a held lot; SecondPersonNeeded where the holder may not do it alone."""
    lot = lot_seen_by(session, number, by).Lot
    lock_lots(session, [lot.id])
    held_by = quality.holder(session, lot.id)
    if needs_second(session, lot, risks) and same_person(by, "", held_by):
        raise SecondPersonNeeded(
            f"You held lot {lot.number} yourself: somebody else has to release it. Ask for it.",
            lot=lot.number,
        )
    asked = _open_request(session, lot.id, "release")
    if asked is not None:
        _refuse_asker(lot, asked, by)
        _decide(session, lot, asked, approved=True, note=reason, at=at, by=by)
    release(session, number, reason=reason, at=at, by=by)


def _refuse_asker(lot: Any, asked: LotRequest, by: Actor) -> None:
    """Somebody who asked for the release is not the one who gives it."""
    if same_person(by, asked.asked_key, asked.asked_by):
        raise SecondPersonNeeded(
            f"You asked for the release of lot {lot.number}: somebody else has to say yes.",
            lot=lot.number,
        )


def _open_request(session: Session, lot_id: int, kind: str) -> LotRequest | None:
    decided = select(_D.request_id).where(_D.request_id == _R.id).exists()
    return session.scalars(
        select(_R).where(_R.lot_id == lot_id, _R.kind == kind, ~decided).limit(1)
    ).first()


def _ask(
    session: Session,
    lot: Any,
    kind: str,
    wanted: date | None,
    *,
    reason: str,
    at: datetime,
    by: Actor,
) -> int:
    if _open_request(session, lot.id, kind) is not None:
        raise WrongState(f"Somebody was asked that about lot {lot.number} already.")
    row = {
        "lot_id": lot.id,
        "kind": kind,
        "to_on": wanted,
        "reason": reason,
        "asked_at": at,
        "asked_by": by.name,
        "asked_key": by.key,
    }
    request_id: int = session.execute(insert(_R).returning(_R.id), row).scalar_one()
    subject = DocumentRef("lot", lot.number)
    audit.record(session, by, f"lot.{kind}_asked", subject, at=at, reason=reason)
    return request_id


def ask_release(session: Session, number: str, *, reason: str, at: datetime, by: Actor) -> int:
    """Ask a second person to release a held lot; the request's id."""
    lot = lot_seen_by(session, number, by).Lot
    (locked,) = lock_lots(session, [lot.id])
    _refuse_unheld(locked)
    return _ask(session, locked, "release", None, reason=reason, at=at, by=by)


def _refuse_unheld(lot: Any) -> None:
    if lot.status == "recalled":
        raise LotRecalled(f"Lot {lot.number} is recalled and cannot be released.", lot=lot.number)
    if lot.status != "quarantined":
        raise WrongState(f"Lot {lot.number} is not held.")


@dataclass(frozen=True)
class Redated:
    """What became of another date: who follows it, or the request that waits for a yes."""

    along: Sequence[str] = ()
    request_id: int | None = None


def set_expiry(
    session: Session, number: str, wanted: date | None, *, reason: str, at: datetime, by: Actor
) -> Redated:
    """Give a lot another date: an earlier one at once, a later one is asked of a second person.

    An earlier one reaches what was made from it and is dated later. BadInput for a date that
    cannot be, WrongState for goods without dates, LotRecalled for a recalled lot.
    """
    _, made = lock_kin(session, lot_seen_by(session, number, by).Lot.id)
    locked = lock_dated(session, number, by)
    made_on = session.scalar(select(Lot.made_on).where(Lot.id == locked.id))
    check_date(locked, wanted, made_on, reason)
    if is_later(locked.expires_on, wanted):
        asked = _ask(session, locked, "later_date", wanted, reason=reason, at=at, by=by)
        return Redated(request_id=asked)
    why = reason.strip()
    write_date(session, locked, wanted, reason=why, at=at, by=by.name, actor=by)
    return Redated(shorten_along(session, locked, made, wanted, reason=why, at=at, by=by))


def _held_request(session: Session, request_id: int, by: Actor) -> tuple[Any, LotRequest]:
    """A request nobody has decided and its lot under lock; Forbidden for who asked or held."""
    by.require(Permission.RELEASE_LOT)
    row = quality.request(session, request_id, by)
    (locked,) = lock_lots(session, [row.Lot.id])
    if session.get(_D, request_id, populate_existing=True) is not None:
        raise WrongState("Somebody has decided that already.")
    asked: LotRequest = row.LotRequest
    if same_person(by, asked.asked_key, asked.asked_by):
        raise Forbidden("Somebody else has to decide: nobody decides what they asked for.")
    return locked, asked


def _decide(
    session: Session,
    lot: Any,
    asked: LotRequest,
    *,
    approved: bool,
    note: str,
    at: datetime,
    by: Actor,
) -> None:
    row = {
        "request_id": asked.id,
        "approved": approved,
        "note": note,
        "decided_at": at,
        "decided_by": by.name,
        "decided_key": by.key,
    }
    session.execute(insert(_D), row)
    word = "approved" if approved else "refused"
    subject = DocumentRef("lot", lot.number)
    audit.record(session, by, f"lot.{asked.kind}_{word}", subject, at=at, reason=note)


def approve_request(
    session: Session, request_id: int, *, note: str, at: datetime, by: Actor
) -> None:
    """Say yes to what somebody asked: the lot is released, or has its later date.

    Forbidden for who asked, and for who held the lot; WrongState where the lot changed meanwhile.
    """
    lot, asked = _held_request(session, request_id, by)
    reason = f"{asked.reason} (asked by {asked.asked_by})"
    if asked.kind == "release":
        _refuse_unheld(lot)
        if same_person(by, "", quality.holder(session, lot.id)):
            raise Forbidden("Somebody else has to decide: you held this lot.")
        _decide(session, lot, asked, approved=True, note=note, at=at, by=by)
        set_status(session, [lot], "released", reason=reason, at=at, by=by)
        return
    if lot.status == "recalled":
        raise LotRecalled(f"Lot {lot.number} is recalled; its date no longer matters.")
    if not is_later(lot.expires_on, asked.to_on):
        raise WrongState(f"Lot {lot.number} has another date by now; refuse this and ask again.")
    _decide(session, lot, asked, approved=True, note=note, at=at, by=by)
    write_date(
        session,
        lot,
        asked.to_on,
        reason=asked.reason,
        at=at,
        by=asked.asked_by,
        actor=by,
        request_id=asked.id,
    )


def refuse_request(
    session: Session, request_id: int, *, note: str, at: datetime, by: Actor
) -> None:
    """Say no to what somebody asked: nothing changes, the request is closed."""
    lot, asked = _held_request(session, request_id, by)
    _decide(session, lot, asked, approved=False, note=note, at=at, by=by)
