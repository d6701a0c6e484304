"""Who calls: a bearer token, a terminal's signature, or the signed-in browser with its CSRF token.

Tokens are looked up by hash; an answer is kept for two seconds, so a revoked token works at most
that much longer. Decides nothing about rights.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import current_app, request
from flask_login import current_user
from flask_wtf.csrf import validate_csrf
from sqlalchemy import or_, select
from wtforms.validators import ValidationError

from app import clock
from app.db import reading
from app.errors import Forbidden, NotSignedIn
from app.identity.actors import Actor
from app.identity.devices import actor_of_request
from app.identity.models import ApiToken
from app.identity.services import hash_token

REMEMBER = timedelta(seconds=2)
MAX_REMEMBERED = 1000


@dataclass
class TokenMemory:
    """The tokens seen in the last two seconds, per process."""

    seen: dict[str, tuple[datetime, Actor]] = field(default_factory=dict)

    def find(self, token_hash: str, now: datetime) -> Actor | None:
        """The token's actor, if it was looked up a moment ago."""
        known = self.seen.get(token_hash)
        return known[1] if known and now - known[0] < REMEMBER else None

    def keep(self, token_hash: str, now: datetime, actor: Actor) -> None:
        """Remember for a moment."""
        if len(self.seen) >= MAX_REMEMBERED:
            self.seen.clear()
        self.seen[token_hash] = (now, actor)


def _look_up(token_hash: str, now: datetime) -> Actor | None:
    with reading() as session:
        row = session.execute(
            select(ApiToken.id, ApiToken.name, ApiToken.role, ApiToken.site_id).where(
                ApiToken.token_hash == token_hash,
                ApiToken.revoked_at.is_(None),
                or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
            )
        ).one_or_none()
    return Actor(row.name, row.role, f"token:{row.id}", row.site_id) if row else None


def _token_actor(token: str) -> Actor:
    memory: TokenMemory = current_app.extensions["lotwise.tokens"]
    now, token_hash = clock.now(), hash_token(token)
    actor = memory.find(token_hash, now)
    if actor is not None:
        return actor
    actor = _look_up(token_hash, now)
    if actor is None:
        raise NotSignedIn("The token is unknown, expired or revoked.")
    memory.keep(token_hash, now, actor)
    return actor


def _browser_actor() -> Actor:
    if not current_user.is_authenticated:
        raise NotSignedIn("Send an Authorization header: Bearer TOKEN.")
    if request.method != "GET":
        try:
            validate_csrf(request.headers.get("X-CSRFToken"))
        except ValidationError:
            raise Forbidden("The page is out of date; load it again.") from None
    actor: Actor = current_user.actor
    return actor


def authenticated_actor() -> Actor:
    """Who calls; NotSignedIn where nobody can be made out."""
    header = request.headers.get("Authorization")
    if header is None:
        return _browser_actor()
    device = actor_of_request()
    if device is not None:
        return device
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn("Send an Authorization header: Bearer TOKEN.")
    return _token_actor(token.strip())
