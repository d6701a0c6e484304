"""Signing in: server-side sessions behind Flask-Login's cookie, ended from here at any time.

The cookie holds a random value; the table holds its hash. Idle and absolute limits are checked at
every request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from flask_login import LoginManager, UserMixin
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.db import reading, transaction
from app.identity.actors import Actor
from app.identity.models import Person, PersonSession
from app.identity.services import hash_token

IDLE_LIMIT = timedelta(hours=4)
ABSOLUTE_LIMIT = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)


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
            select(
                Person.id, Person.name, Person.role, Person.site_id, PersonSession.seen_at
            )
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


def register_sign_in(app: Flask) -> None:
    """Hang Flask-Login into the application."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(load_signed_in)
