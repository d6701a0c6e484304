"""Calls for PINs at a till: who may stand there, who steps up, who says yes to something.

Checking a PIN is slow on purpose, so these calls make their own short transactions around it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from flask import current_app
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from app.api.v1.calls import Call, call
from app.api.v1.fields import Answer, Body, Name, Note, Reason
from app.api.v1.texts import moment
from app.db import reading, transaction
from app.errors import Forbidden, bad_field
from app.identity import approvals, pin_door, pin_tries, queries, sign_in
from app.identity.actors import Actor
from app.identity.models import Person
from app.identity.permissions import Permission
from app.identity.pin_tries import Place
from app.identity.till_people import people_at, person_json

MOST_PEOPLE = 2**31 - 1
DEVICE = "device:"


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MOST_PEOPLE:
        raise ValueError("must be a person's number")
    return value


def _pin(value: Any) -> str:
    if not isinstance(value, str) or not (value.isascii() and value.isdecimal()):
        raise ValueError("must be digits")
    if not 1 <= len(value) <= 12:
        raise ValueError("must have 1 to 12 digits")
    return value


def _password(value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 256:
        raise ValueError("must be text of 1 to 256 characters")
    return value


PersonId = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer"})]
Pin = Annotated[str, BeforeValidator(_pin), WithJsonSchema({"type": "string"})]
Password = Annotated[str, BeforeValidator(_password), WithJsonSchema({"type": "string"})]


class ProofBody(Body):
    """Who somebody says they are, and one proof of it."""

    person: PersonId
    pin: Pin | None = None
    password: Password | None = None

    @model_validator(mode="after")
    def one_proof(self) -> ProofBody:
        """Exactly one of the two."""
        if (self.pin is None) == (self.password is None):
            raise ValueError("send a pin or a password")
        return self


class ApprovalBody(ProofBody):
    """What is asked for, and who says yes to it. `asker`: who is at the till, for a terminal."""

    kind: Literal["price", "discount", "expired", "return", "void", "drawer", "cash", "alone"]
    reason: Reason
    detail: Note = ""
    asker: PersonId | None = None


class UnlockBody(ProofBody):
    """Whose PIN is to work again, and the manager who says so."""

    locked: PersonId


class TillPerson(Answer):
    """Somebody who may stand at the till."""

    id: int
    name: Name
    role: str
    rights: dict[str, Any]


class PeopleAnswer(Answer):
    """Everybody who may stand at this terminal."""

    version: str
    people: list[TillPerson]


class EnteredAnswer(Answer):
    """Who is at the till now, and the token its next calls carry."""

    person: TillPerson
    csrf: str


class ApprovalAnswer(Answer):
    """The code under which one document may use the yes."""

    code: str
    approver: str
    kind: str
    reason: str
    at: Annotated[str, Field(examples=["2026-11-21T10:00:00Z"])]


def _pepper() -> str:
    pepper: str = current_app.extensions["lotwise"].settings.pin_pepper
    return pepper


def _place(who: Actor) -> Place:
    """Where the call comes from: its terminal, or a browser that is none."""
    if who.key.startswith(DEVICE):
        return Place(int(who.key.removeprefix(DEVICE)), who.site_id)
    if not who.key.startswith("person:"):
        raise Forbidden("Only a till may do this: a terminal, or a signed-in browser.")
    return Place(None, who.site_id)


def _terminal(who: Actor) -> Place:
    """The terminal that calls; Forbidden for a browser that is none."""
    place = _place(who)
    if place.device_id is None:
        raise Forbidden("Only an enrolled terminal may do this. Use your password here.")
    return place


def _proven(body: ProofBody, place: Place) -> Actor:
    if body.pin is not None:
        return pin_door.person_of_pin(body.person, body.pin, place, _pepper())
    return pin_door.person_of_password(body.person, body.password or "", place)


@call("GET", "/till/people", needs=Permission.TILL_FEED, answer=PeopleAnswer)
def till_people(asked: Call) -> dict[str, Any]:
    """Everybody who may sell or approve here; a terminal also gets what it checks PINs against."""
    session, who = asked.session, asked.shop.actor
    place = replace(_place(who), site_id=queries.home_site(session, who).id)
    return people_at(session, place, _pepper(), now=asked.shop.now)


@call(
    "POST",
    "/till/pin",
    needs=Permission.TILL_FEED,
    body=ProofBody,
    answer=EnteredAnswer,
    writes=False,
)
def enter_by_pin(asked: Call) -> dict[str, Any]:
    """Put somebody at this terminal by PIN or password: a new session, the cart stays."""
    person = _proven(asked.body, _terminal(asked.shop.actor))
    person.require(Permission.SELL)
    how = "password" if asked.body.pin is None else "pin"
    sign_in.enter_as(person, how=how)
    return {"person": person_json(person), "csrf": generate_csrf()}


@call("POST", "/till/lock", needs=Permission.TILL_FEED, writes=False)
def lock_till(asked: Call) -> dict[str, Any]:
    """End the session at this terminal; the cart stays, and a PIN opens the next."""
    _terminal(asked.shop.actor)
    sign_in.leave()
    return {}


@call("POST", "/till/unlock", needs=Permission.TILL_FEED, body=UnlockBody, writes=False)
def unlock_pin(asked: Call) -> dict[str, Any]:
    """Let a PIN work again that five wrong ones locked: a manager says so at the terminal."""
    body, at, place = asked.body, asked.shop.now, _terminal(asked.shop.actor)
    if body.person == body.locked:
        raise Forbidden("Somebody else has to unlock it; the password works all the same.")
    manager = _proven(body, place)
    manager.require(Permission.APPROVE)
    count = transaction(
        lambda session: pin_tries.unlock_here(session, body.locked, place, at=at, by=manager)
    )
    return {"unlocked": count}


def _asker(asked: Call) -> Actor:
    """Who asks: whoever is signed in; a terminal says who is at it."""
    who: Actor = asked.shop.actor
    if not who.key.startswith(DEVICE):
        return who
    if asked.body.asker is None:
        if current_user.is_authenticated:
            signed_in: Actor = current_user.actor
            return signed_in
        raise bad_field("asker", "say who is at the till")
    with reading() as session:
        person = session.get(Person, asked.body.asker)
    if person is None or not person.active:
        raise bad_field("asker", "there is no such person")
    return approvals.person_actor(person)


@call(
    "POST",
    "/till/approvals",
    needs=Permission.TILL_FEED,
    body=ApprovalBody,
    answer=ApprovalAnswer,
    status=201,
    writes=False,
)
def approve(asked: Call) -> dict[str, Any]:
    """A second person's yes to something beyond the first one's rights, good for one document."""
    body, at = asked.body, asked.shop.now
    place, asker = _place(asked.shop.actor), _asker(asked)
    approver = _proven(body, place)
    site_id = place.site_id or queries.home_site(asked.session, asker).id
    ask = approvals.Ask(body.kind, body.reason, body.detail, asker, site_id, place.device_id)
    code = transaction(lambda session: approvals.record_approval(session, approver, ask, at=at))
    return {
        "code": code,
        "approver": approver.name,
        "kind": body.kind,
        "reason": body.reason,
        "at": moment(at),
    }
