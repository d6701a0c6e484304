"""Who is who: people and programs' tokens as the pages list them. Reads only.

Somebody bound to a site sees that site's people and tokens, nobody else's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.identity.actors import Actor
from app.identity.models import ApiToken, Person, PersonSession, Site


@dataclass(frozen=True)
class PersonRow:
    """Somebody as listed; `site` is None for somebody who works at all of them."""

    id: int
    name: str
    role: str
    site: str | None
    active: bool
    created_at: datetime
    here: bool
    pin_set_at: datetime | None = None


@dataclass(frozen=True)
class TokenRow:
    """A token as listed: never the token itself, only how it begins."""

    id: int
    name: str
    prefix: str
    role: str
    site: str | None
    created_at: datetime
    expires_at: datetime | None
    state: str


def _at_site(query: Select[Any], column: ColumnElement[Any], who: Actor) -> Select[Any]:
    return query if who.site_id is None else query.where(column == who.site_id)


def _people(who: Actor, seen_after: datetime) -> Select[Any]:
    here = exists().where(
        PersonSession.person_id == Person.id,
        PersonSession.ended_at.is_(None),
        PersonSession.seen_at > seen_after,
    )
    query = select(
        Person.id,
        Person.name,
        Person.role,
        Site.code.label("site"),
        Person.active,
        Person.created_at,
        here.label("here"),
        Person.pin_set_at,
    ).outerjoin(Site, Site.id == Person.site_id)
    return _at_site(query, Person.site_id, who)


def people(session: Session, who: Actor, *, seen_after: datetime) -> Sequence[PersonRow]:
    """Everybody the actor looks after, by name; those who may not sign in any more last."""
    query = _people(who, seen_after).order_by(Person.active.desc(), Person.name_key)
    return [PersonRow(*row) for row in session.execute(query)]


def person(session: Session, person_id: int, who: Actor, *, seen_after: datetime) -> PersonRow:
    """One of them; NotFound for another site's."""
    row = session.execute(_people(who, seen_after).where(Person.id == person_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such person.")
    return PersonRow(*row)


def _state(revoked_at: datetime | None, expires_at: datetime | None, now: datetime) -> str:
    if revoked_at is not None:
        return "revoked"
    return "expired" if expires_at is not None and expires_at <= now else "active"


def tokens(session: Session, who: Actor, *, now: datetime) -> Sequence[TokenRow]:
    """All tokens, newest first."""
    query = (
        select(ApiToken, Site.code)
        .outerjoin(Site, Site.id == ApiToken.site_id)
        .order_by(ApiToken.id.desc())
    )
    return [
        TokenRow(
            token.id,
            token.name,
            token.prefix,
            token.role,
            site,
            token.created_at,
            token.expires_at,
            _state(token.revoked_at, token.expires_at, now),
        )
        for token, site in session.execute(_at_site(query, ApiToken.site_id, who))
    ]
