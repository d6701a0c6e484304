"""PINs: what may be one, how it is kept, and what a till without the server checks it against.

Kept are an Argon2id hash over HMAC(pepper, PIN) for the server, and a slow PBKDF2 base sealed with
a key made from the pepper, from which each terminal gets a verifier of its own. Neither the PIN
nor anything that shows it is ever written, logged or answered. Slow, so never in a transaction.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import outside_transaction
from app.errors import NotFound, bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.identity.models import Person
from app.identity.permissions import ROLE_PERMISSIONS, Permission
from app.identity.services import HASHER
from app.values.document import DocumentRef

SHORTEST, SHORTEST_TO_APPROVE, LONGEST = 4, 6, 12
ITERATIONS = 600_000
GOOD_OFFLINE = timedelta(hours=72)
_RUNS = ("01234567890123456789", "98765432109876543210")
_NOBODY = (
    f"$argon2id$v=19$m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    f"${'B' * 22}${'A' * 43}"
)
"""A hash of the usual strength that no PIN has: somebody without a PIN costs what others do."""


@dataclass(frozen=True)
class KeptPin:
    """What is stored of a PIN: a hash for the server, and the sealed base for terminals."""

    hash: str
    sealed: str


@dataclass(frozen=True)
class Verifier:
    """What one terminal checks a PIN against while the server is away; good until `until`."""

    salt: str
    iterations: int
    hash: str
    until: datetime


def shortest_pin(role: str) -> int:
    """Digits a PIN of this role needs: 4, or 6 where the role approves what others ask for."""
    approves = Permission.APPROVE in ROLE_PERMISSIONS[role]
    return SHORTEST_TO_APPROVE if approves else SHORTEST


def check_pin(pin: str, role: str) -> None:
    """Refuse what may be no PIN: too short for the role, one digit over and over, 1234, 9876."""
    least = shortest_pin(role)
    if not (pin.isascii() and pin.isdecimal() and least <= len(pin) <= LONGEST):
        raise bad_field("pin", f"use {least} to {LONGEST} digits")
    if len(set(pin)) == 1 or any(pin in run for run in _RUNS):
        raise bad_field("pin", "is too easy to guess: no 1111, no 1234")


def _peppered(pin: str, pepper: str) -> str:
    return hmac.new(pepper.encode(), pin.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _seal(pepper: str) -> Fernet:
    key = hmac.new(pepper.encode(), b"lotwise pin seal", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def keep_pin(pin: str, role: str, pepper: str) -> KeptPin:
    """What to store of a new PIN; a wrong field where it may be none. Takes half a second."""
    outside_transaction("hashing a PIN")
    check_pin(pin, role)
    salt = secrets.token_bytes(16)
    base = hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, ITERATIONS, 32)
    inside = {"salt": salt.hex(), "iterations": ITERATIONS, "base": base.hex()}
    sealed = _seal(pepper).encrypt(json.dumps(inside).encode()).decode()
    return KeptPin(HASHER.hash(_peppered(pin, pepper)), sealed)


def pin_fits(stored: str | None, pin: str, pepper: str) -> bool:
    """Whether the PIN belongs to the stored hash; None is never right and costs the same."""
    outside_transaction("checking a PIN")
    try:
        HASHER.verify(stored or _NOBODY, _peppered(pin, pepper))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def verifier_for(
    sealed: str | None, device_id: int, pepper: str, *, now: datetime
) -> Verifier | None:
    """The verifier that only this terminal can use; None without a PIN or under another pepper."""
    if sealed is None:
        return None
    try:
        inside = json.loads(_seal(pepper).decrypt(sealed.encode()))
    except InvalidToken:
        return None
    bound = hashlib.sha256(f"{inside['base']}:{device_id}".encode()).hexdigest()
    return Verifier(inside["salt"], inside["iterations"], bound, now + GOOD_OFFLINE)


def _keep(
    session: Session, person_id: int, kept: KeptPin | None, *, at: datetime, by: Actor
) -> Person:
    person = session.get(Person, person_id)
    oneself = by.key == f"person:{person_id}"
    strange = by.site_id is not None and person is not None and person.site_id != by.site_id
    if person is None or (strange and not oneself):
        raise NotFound("There is no such person.")
    row = {
        "pin_hash": kept.hash if kept else None,
        "pin_sealed": kept.sealed if kept else None,
        "pin_set_at": at if kept else None,
    }
    session.execute(update(Person).where(Person.id == person_id).values(row))
    return person


def set_pin(session: Session, person_id: int, kept: KeptPin, *, at: datetime, by: Actor) -> None:
    """Give a person a PIN made by `keep_pin`; NotFound for another site's people."""
    person = _keep(session, person_id, kept, at=at, by=by)
    audit.record(session, by, "person.pin_set", DocumentRef("person", person.name), at=at)


def remove_pin(session: Session, person_id: int, *, at: datetime, by: Actor) -> None:
    """Take a person's PIN away: from now on only the password opens a till for them."""
    person = _keep(session, person_id, None, at=at, by=by)
    audit.record(session, by, "person.pin_removed", DocumentRef("person", person.name), at=at)
