"""Reads of the shop, its sites and a demo shop's log-ins. Writes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound, bad_field
from app.identity.actors import Actor
from app.identity.models import AuditEvent, Shop, Site

DEMO_OPENED = "demo.opened"
"""The audit row of a demo shop; its detail carries the log-ins that may be shown to anybody."""


def shop(session: Session) -> Shop | None:
    """The shop, or None where none was opened yet."""
    return session.get(Shop, 1)


def site_by_code(session: Session, code: str, actor: Actor, *, field: str = "site") -> Site:
    """A site the actor works at; a wrong code is a wrong field."""
    site = session.scalar(select(Site).where(Site.code == code))
    if site is None or (actor.site_id is not None and actor.site_id != site.id):
        raise bad_field(field, f"there is no site {code}")
    return site


def site_by_id(session: Session, site_id: int) -> Site:
    """A site that some record names."""
    site = session.get(Site, site_id)
    if site is None:
        raise NotFound("There is no such site.")
    return site


def sites_of(session: Session, actor: Actor) -> Sequence[Site]:
    """The sites the actor works at, by code."""
    mine = select(Site).order_by(Site.code)
    if actor.site_id is not None:
        mine = mine.where(Site.id == actor.site_id)
    return session.scalars(mine).all()


def sites(session: Session) -> Sequence[Site]:
    """All sites, oldest first: the first is where a person without a site works."""
    return session.scalars(select(Site).order_by(Site.id)).all()


def home_site(session: Session, actor: Actor) -> Site:
    """The actor's own site, else the shop's first."""
    if actor.site_id is not None:
        return site_by_id(session, actor.site_id)
    return session.scalars(select(Site).order_by(Site.id).limit(1)).one()


@dataclass(frozen=True)
class DemoLogin:
    """A log-in of a demo shop, meant to be seen."""

    name: str
    password: str
    role: str


def demo_logins(session: Session) -> list[DemoLogin]:
    """The log-ins a demo shop shows on its door; none in a real shop."""
    detail = session.scalar(
        select(AuditEvent.detail)
        .where(AuditEvent.action == DEMO_OPENED)
        .order_by(AuditEvent.at.desc())
        .limit(1)
    )
    logins = json.loads(detail).get("logins", ()) if detail else ()
    return [
        DemoLogin(str(each["name"]), str(each["password"]), str(each.get("role", "")))
        for each in logins
    ]
