"""Tries to sign in and the sessions they open: the only writer of those two tables.

A try is written down before the password is looked at, so many at once cannot outrun the limit.
Knows no HTTP and never sees a password.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.errors import TooManyTries
from app.identity import audit, pin_tries
from app.identity.actors import Actor
from app.identity.models import Person, PersonSession, SignInTry
from app.identity.services import hash_token
from app.values.document import DocumentRef

MAX_WRONG = 5
WRONG_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Attempt:
    """A try that was written down, with what is needed to judge it."""

    id: int
    name_key: str
    person: Actor | None
    person_id: int | None
    password_hash: str | None
    wrong_before: int

    @property
    def is_the_last(self) -> bool:
        """Whether no other wrong try is allowed for a while."""
        return self.wrong_before + 1 >= MAX_WRONG


def _wrong_tries(session: Session, name_key: str, at: datetime) -> int:
    """Wrong tries of the last quarter of an hour, since the last right one."""
    recent = (SignInTry.name_key == name_key, SignInTry.at > at - WRONG_WITHIN)
    last_right = select(func.coalesce(func.max(SignInTry.id), 0)).where(
        *recent,
        SignInTry.succeeded == True,  # noqa: E712 - SQL
    )
    wrong = select(func.count(SignInTry.id)).where(
        *recent, SignInTry.id > last_right.scalar_subquery()
    )
    return session.scalar(wrong) or 0


def begin_try(session: Session, name_key: str, *, at: datetime, filed: str = "") -> Attempt:
    """Write down a try, wrong until proven right; TooManyTries after five wrong ones.

    Only this name has to wait; everybody else goes on signing in. A refused try costs no hash
    and does not lengthen the wait. `filed`: where the try is counted, if not at the door.
    """
    filed = filed or name_key
    person = session.scalar(select(Person).where(Person.name_key == name_key).with_for_update())
    wrong = _wrong_tries(session, filed, at)
    if wrong >= MAX_WRONG:
        raise TooManyTries("Too many wrong passwords. Wait 15 minutes, or ask the owner.")
    row = {"name_key": filed, "at": at, "succeeded": False}
    try_id = session.execute(insert(SignInTry).returning(SignInTry.id), row).scalar_one()
    if person is None or not person.active:
        return Attempt(try_id, name_key, None, None, None, wrong)
    actor = Actor(person.name, person.role, f"person:{person.id}", person.site_id)
    return Attempt(try_id, name_key, actor, person.id, person.password_hash, wrong)


def note_lock(session: Session, attempt: Attempt, *, by: Actor, at: datetime) -> None:
    """Put into the audit trail that a name has to wait."""
    subject = DocumentRef("person", attempt.name_key)
    audit.record(session, by, "sign_in.locked", subject, at=at, detail={"wrong": MAX_WRONG})


def prove_right(session: Session, attempt: Attempt) -> None:
    """The password was right: the wrong tries before it count no more."""
    session.execute(update(SignInTry).where(SignInTry.id == attempt.id).values(succeeded=True))


def open_session(
    session: Session, attempt: Attempt, token: str, *, at: datetime, new_hash: str | None
) -> None:
    """Turn a right try into a session under a new random token; only its hash is stored."""
    assert attempt.person is not None
    assert attempt.person_id is not None
    prove_right(session, attempt)
    if new_hash is not None:
        session.execute(
            update(Person)
            .where(Person.id == attempt.person_id, Person.password_hash == attempt.password_hash)
            .values(password_hash=new_hash)
        )
    pin_tries.open_again(session, attempt.person_id, pin_tries.ANY_BROWSER, at=at)
    start_session(session, attempt.person, token, at=at)


def start_session(
    session: Session, person: Actor, token: str, *, at: datetime, how: str = "password"
) -> None:
    """Open a session of somebody who proved who they are, under a new random token."""
    row = {
        "token_hash": hash_token(token),
        "person_id": int(person.key.removeprefix("person:")),
        "created_at": at,
        "seen_at": at,
    }
    session.execute(insert(PersonSession), row)
    subject = DocumentRef("person", person.name)
    detail = {} if how == "password" else {"by": how}
    audit.record(session, person, "person.signed_in", subject, at=at, detail=detail)


def end_session(session: Session, token: str, *, by: Actor, at: datetime) -> None:
    """End one browser's session."""
    ended = session.execute(
        update(PersonSession)
        .where(PersonSession.token_hash == hash_token(token), PersonSession.ended_at.is_(None))
        .values(ended_at=at)
    )
    if ended.rowcount:  # type: ignore[attr-defined]
        audit.record(session, by, "person.signed_out", DocumentRef("person", by.name), at=at)
