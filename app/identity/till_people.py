"""Who may stand at a till of a site: names, rights, and what a terminal checks their PINs against.

Reads only. A cost price, a password or a PIN is never part of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.identity.actors import Actor
from app.identity.approvals import approves, person_actor
from app.identity.models import Person
from app.identity.permissions import ROLE_PERMISSIONS, Permission
from app.identity.pin_tries import MAX_WRONG, Place, wrong_tries
from app.identity.pins import verifier_for

_RIGHTS: Mapping[str, Permission] = MappingProxyType(
    {
        "sell": Permission.SELL,
        "price": Permission.OVERRIDE_PRICE,
        "receipt": Permission.SEE_SALES,
        "expired": Permission.SELL_EXPIRED,
        "return": Permission.RETURN,
        "void": Permission.VOID,
        "drawer": Permission.OPEN_DRAWER,
        "cash": Permission.MOVE_CASH,
        "shift": Permission.RUN_SHIFT,
        "takings": Permission.SEE_TAKINGS,
        "approve": Permission.APPROVE,
        "alone": Permission.SETTLE_EXCEPTIONS,
        "enrol": Permission.ENROL_DEVICE,
    }
)
"""What a till asks about the person at it -> the right it stands for."""
IDLE_SECONDS = 300
"""How long a till may stand untouched before it locks itself."""
_ROLES = tuple(
    role
    for role, rights in ROLE_PERMISSIONS.items()
    if {Permission.SELL, Permission.APPROVE} & rights
)


def till_rights(who: Actor) -> dict[str, Any]:
    """What somebody may do at a till; `discount` in percent, `approves` the kinds of a yes."""
    named = {name: who.may(permission) for name, permission in _RIGHTS.items()}
    return {**named, "discount": who.discount_limit, "approves": approves(who)}


def person_id_of(who: Actor) -> int | None:
    """Which person acts; None where it is a terminal or a program."""
    kind, _, number = who.key.partition(":")
    return int(number) if kind == "person" else None


def _people(session: Session, site_id: int) -> Sequence[Person]:
    here = or_(Person.site_id.is_(None), Person.site_id == site_id)
    query = select(Person).where(
        here,
        Person.active == True,  # noqa: E712 - SQL
        Person.role.in_(_ROLES),
    )
    return session.scalars(query.order_by(Person.name_key)).all()


def people_version(session: Session, place: Place) -> str:
    """Changes whenever a terminal should fetch its people again: rights, PINs, locks, comings."""
    facts = [
        (each.id, each.name, each.role, str(each.pin_set_at), _locked(session, place, each))
        for each in _people(session, place.site_id or 0)
    ]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def _locked(session: Session, place: Place, person: Person) -> bool:
    return wrong_tries(session, place, person.id) >= MAX_WRONG


def person_json(who: Actor) -> dict[str, Any]:
    """Somebody as a till knows them."""
    number = int(who.key.removeprefix("person:"))
    return {"id": number, "name": who.name, "role": who.role, "rights": till_rights(who)}


def people_at(session: Session, place: Place, pepper: str, *, now: datetime) -> dict[str, Any]:
    """Everybody who may sell or approve in this place, by name; verifiers for a terminal only."""
    people = []
    for person in _people(session, place.site_id or 0):
        sealed = person.pin_sealed if place.device_id else None
        made = verifier_for(sealed, place.device_id or 0, pepper, now=now)
        pin = made and {**vars(made), "until": made.until.isoformat().replace("+00:00", "Z")}
        locked = _locked(session, place, person)
        kept = {"pin": pin, "has_pin": person.pin_hash is not None, "locked": locked}
        people.append({**person_json(person_actor(person)), **kept})
    return {"version": people_version(session, place), "people": people}
