"""Signing in: server-side sessions behind Flask-Login's cookie, ended from here at any time.

The cookie holds a random value; the table holds its hash. Idle and absolute limits are checked at
every request.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user, login_user
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.db import reading, transaction
from app.identity import services, sessions
from app.identity.actors import SYSTEM, Actor
from app.identity.models import Person, PersonSession
from app.identity.passwords import password_fits, stronger_hash
from app.identity.services import hash_token, name_key

IDLE_LIMIT = timedelta(hours=4)
ABSOLUTE_LIMIT = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)
OF_THE_BROWSER = ("till",)
"""What a browser remembers of itself, whoever is at it."""


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """The person behind a browser session, as Flask-Login wants to see it."""

    actor: Actor
    session_token: str

    def get_id(self) -> str:
        """What the cookie carries: the session's random value, not the person's id."""
        return self.session_token


def load_signed_in(session_token: str) -> SignedIn | None:
    """The person of a session that is neither ended, idle too long, nor too old."""
    token_hash, now = hash_token(session_token), clock.now()
    with reading() as session:
        row = session.execute(
            select(Person.id, Person.name, Person.role, Person.site_id, PersonSession.seen_at)
            .join(PersonSession, PersonSession.person_id == Person.id)
            .where(
                PersonSession.token_hash == token_hash,
                PersonSession.ended_at.is_(None),
                PersonSession.seen_at > now - IDLE_LIMIT,
                PersonSession.created_at > now - ABSOLUTE_LIMIT,
                Person.active == True,  # noqa: E712 - SQL
            )
        ).one_or_none()
    if row is None:
        return None
    if now - row.seen_at > TOUCH_EVERY:
        transaction(lambda session: _touch(session, token_hash))
    actor = Actor(row.name, row.role, f"person:{row.id}", row.site_id)
    return SignedIn(actor, session_token)


def _touch(session: Session, token_hash: str) -> None:
    session.execute(
        update(PersonSession)
        .where(PersonSession.token_hash == token_hash)
        .values(seen_at=clock.now())
    )


def _judged(name: str, password: str, at: datetime, *, desk: str = "") -> sessions.Attempt | None:
    """The try if the password is right; checked between two short transactions, inside none."""
    key = name_key(name)
    filed = f" {desk} {key}" if desk else key
    attempt = transaction(lambda session: sessions.begin_try(session, key, at=at, filed=filed))
    if password_fits(attempt.password_hash, password):
        return attempt
    if attempt.is_the_last:
        transaction(lambda session: sessions.note_lock(session, attempt, by=SYSTEM, at=at))
    return None


def sign_in(name: str, password: str) -> Actor | None:
    """Check a name and password; who it is, with a new session for this browser, or None.

    TooManyTries after five wrong ones within 15 minutes.
    """
    at = clock.now()
    attempt = _judged(name, password, at)
    if attempt is None:
        return None
    new_hash = stronger_hash(attempt.password_hash or "", password)
    token = secrets.token_urlsafe(32)
    sign_out()
    transaction(
        lambda session: sessions.open_session(session, attempt, token, at=at, new_hash=new_hash)
    )
    assert attempt.person is not None
    login_user(SignedIn(attempt.person, token))
    return attempt.person


def enter_as(person: Actor, *, how: str) -> None:
    """Put another person at this browser, who proved who they are: a new session, a new id.

    What the browser itself is (which till) stays; everything of the person before goes.
    """
    token, at = secrets.token_urlsafe(32), clock.now()
    leave()
    transaction(lambda session: sessions.start_session(session, person, token, at=at, how=how))
    login_user(SignedIn(person, token))


def leave() -> None:
    """End this browser's session, but let it stay the till it is."""
    kept = {name: cookie[name] for name in OF_THE_BROWSER if name in cookie}
    sign_out()
    cookie.update(kept)


def is_password_of(name: str, password: str, *, desk: str = "") -> bool:
    """Whether the password is right, without opening a session.

    TooManyTries after five wrong ones in 15 minutes: counted with those at the door, or, where a
    `desk` is named, there alone, so that nobody at a till keeps others from signing in.
    """
    attempt = _judged(name, password, clock.now(), desk=desk)
    if attempt is None:
        return False
    transaction(lambda session: sessions.prove_right(session, attempt))
    return True


def change_own_password(present: str, new: str) -> bool:
    """A new password for whoever is signed in here, if the present one is right.

    Their other sessions end. TooManyTries counts these tries like those at the door.
    """
    here, at = current_user, clock.now()
    attempt = _judged(here.actor.name, present, at)
    if attempt is None or attempt.person_id is None:
        return False
    person_id, new_hash = attempt.person_id, services.hash_password(new)

    def work(session: Session) -> None:
        sessions.prove_right(session, attempt)
        services.set_password(
            session, person_id, new_hash, at=at, by=here.actor, but=here.session_token
        )

    transaction(work)
    return True


def sign_out_elsewhere() -> int:
    """End the other sessions of whoever is signed in here; how many there were."""
    here, at = current_user, clock.now()
    person_id = int(here.actor.key.removeprefix("person:"))
    return transaction(
        lambda session: services.end_sessions_of(session, person_id, at=at, but=here.session_token)
    )


def person_here() -> Actor | None:
    """Who is signed in at this browser."""
    return current_user.actor if current_user.is_authenticated else None


def sign_out() -> None:
    """End this browser's session, if it has one, and forget everything its cookie held."""
    person = current_user
    if person.is_authenticated:
        transaction(
            lambda session: sessions.end_session(
                session, person.session_token, by=person.actor, at=clock.now()
            )
        )
    cookie.clear()


def register_sign_in(app: Flask) -> None:
    """Hang Flask-Login into the application."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(load_signed_in)
