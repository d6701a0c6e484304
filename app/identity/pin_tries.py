"""Tries of a PIN: five wrong ones lock a person in one place, twenty an hour stop a terminal.

A try is written down before the PIN is looked at, so many at once cannot outrun the limit. A place
is a terminal; all browsers that are none count as one. Never sees a PIN. The password still works
everywhere: a lock keeps nobody out of the shop.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.errors import NotFound, PinLocked, TooManyTries
from app.identity import audit
from app.identity.actors import Actor
from app.identity.approvals import person_actor
from app.identity.models import Device, Person, PinTry, SignInTry
from app.values.document import DocumentRef

MAX_WRONG = 5
MAX_WRONG_AN_HOUR = 20
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Place:
    """Where a PIN is typed: a terminal and its site, or a browser that is no terminal."""

    device_id: int | None
    site_id: int | None


ANY_BROWSER = Place(None, None)


@dataclass(frozen=True)
class PinAttempt:
    """A try that was written down, with what is needed to judge it."""

    id: int
    place: Place
    person: Actor | None
    pin_hash: str | None
    wrong_before: int

    @property
    def left(self) -> int:
        """Wrong tries still allowed after this one."""
        return MAX_WRONG - self.wrong_before - 1


def _browser_key(person_id: int | None) -> str:
    """How tries at plain browsers are filed: a blank first, as no name at the door has one."""
    return f" pin {person_id or 0}"


def _mine(place: Place, person_id: int | None) -> tuple[Any, Any]:
    """The table of these tries, and which of its rows are this person's in this place."""
    if place.device_id is None:
        return SignInTry, SignInTry.name_key == _browser_key(person_id)
    here = PinTry.device_id == place.device_id
    return PinTry, here & (
        PinTry.person_id == person_id if person_id else PinTry.person_id.is_(None)
    )


def wrong_tries(session: Session, place: Place, person_id: int | None) -> int:
    """Wrong PINs of a person in one place since the last right one, password or manager."""
    table, mine = _mine(place, person_id)
    last_right = select(func.coalesce(func.max(table.id), 0)).where(
        mine,
        table.succeeded == True,  # noqa: E712 - SQL
    )
    wrong = select(func.count(table.id)).where(mine, table.id > last_right.scalar_subquery())
    return session.scalar(wrong) or 0


def _refuse_a_storm(session: Session, place: Place, at: datetime) -> None:
    """At most twenty wrong PINs an hour at a terminal, whosever they are."""
    if place.device_id is None:
        return
    session.execute(select(Device.id).where(Device.id == place.device_id).with_for_update())
    wrong = session.scalar(
        select(func.count(PinTry.id)).where(
            PinTry.device_id == place.device_id,
            PinTry.at > at - HOUR,
            PinTry.succeeded == False,  # noqa: E712 - SQL
        )
    )
    if (wrong or 0) >= MAX_WRONG_AN_HOUR:
        raise TooManyTries("Too many wrong PINs at this till. Sign in with your password.")


def _write(session: Session, place: Place, person_id: int | None, at: datetime, *, ok: bool) -> int:
    table, _mine_here = _mine(place, person_id)
    if place.device_id is None:
        who: dict[str, Any] = {"name_key": _browser_key(person_id)}
    else:
        who = {"device_id": place.device_id, "person_id": person_id}
    row = {**who, "at": at, "succeeded": ok}
    made: int = session.execute(insert(table).returning(table.id), row).scalar_one()
    return made


def _known(session: Session, person_id: int, place: Place) -> Person | None:
    person = session.scalar(select(Person).where(Person.id == person_id).with_for_update())
    elsewhere = person is not None and person.site_id not in {None, place.site_id}
    return None if elsewhere and place.site_id is not None else person


def begin_try(session: Session, person_id: int, place: Place, *, at: datetime) -> PinAttempt:
    """Write down a try, wrong until proven right.

    PinLocked after five wrong ones of this person in this place, TooManyTries after twenty an
    hour at this terminal; a refused try is not written down and lengthens nothing.
    """
    _refuse_a_storm(session, place, at)
    person = _known(session, person_id, place)
    filed = person.id if person else None
    wrong = wrong_tries(session, place, filed)
    if wrong >= MAX_WRONG:
        raise PinLocked("Five wrong PINs: locked here. Use the password, or ask a manager.")
    try_id = _write(session, place, filed, at, ok=False)
    if person is None or not person.active:
        return PinAttempt(try_id, place, None, None, wrong)
    return PinAttempt(try_id, place, person_actor(person), person.pin_hash, wrong)


def prove_right(session: Session, attempt: PinAttempt) -> None:
    """The PIN was right: the wrong tries before it count no more."""
    table = SignInTry if attempt.place.device_id is None else PinTry
    session.execute(update(table).where(table.id == attempt.id).values(succeeded=True))


def note_lock(session: Session, attempt: PinAttempt, *, by: Actor, at: datetime) -> None:
    """Put into the audit trail that somebody's PIN is locked in a place."""
    who = attempt.person.name if attempt.person else "unknown"
    detail = {"device": attempt.place.device_id, "wrong": MAX_WRONG}
    subject = DocumentRef("person", who)
    audit.record(session, by, "person.pin_locked", subject, at=at, detail=detail)


def open_again(session: Session, person_id: int, place: Place, *, at: datetime) -> None:
    """The person proved themselves by password here: the wrong PINs count no more."""
    if wrong_tries(session, place, person_id):
        _write(session, place, person_id, at, ok=True)


def locked_places(session: Session, person_id: int) -> list[Place]:
    """Where this person's PIN is locked."""
    tried = select(PinTry.device_id).where(PinTry.person_id == person_id).distinct()
    places = [Place(device_id, None) for device_id in session.scalars(tried)]
    return [
        place
        for place in (*places, ANY_BROWSER)
        if wrong_tries(session, place, person_id) >= MAX_WRONG
    ]


def _open(session: Session, person: Person, places: list[Place], *, at: datetime, by: Actor) -> int:
    for place in places:
        _write(session, place, person.id, at, ok=True)
    if places:
        subject = DocumentRef("person", person.name)
        audit.record(session, by, "person.pin_unlocked", subject, at=at)
    return len(places)


def unlock(session: Session, person_id: int, *, at: datetime, by: Actor) -> int:
    """Open a person's PIN wherever it is locked; how many places there were."""
    person = session.get(Person, person_id)
    if person is None or (by.site_id is not None and person.site_id != by.site_id):
        raise NotFound("There is no such person.")
    return _open(session, person, locked_places(session, person_id), at=at, by=by)


def unlock_here(session: Session, person_id: int, place: Place, *, at: datetime, by: Actor) -> int:
    """Open a person's PIN at this terminal; 1 where it was locked, else 0."""
    person = _known(session, person_id, place)
    if person is None:
        raise NotFound("There is no such person.")
    locked = wrong_tries(session, place, person_id) >= MAX_WRONG
    return _open(session, person, [place] if locked else [], at=at, by=by)
