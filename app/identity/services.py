"""People, sites and tokens: the only writers of identity's tables besides sign-in.

Never reads the clock, settings or a request; passwords are hashed outside of transactions.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.errors import AlreadyExists, NotFound, WrongState, bad_field
from app.identity import audit
from app.identity.actors import SYSTEM, Actor
from app.identity.models import ROLES, SITE_KINDS, ApiToken, Person, PersonSession, Shop, Site
from app.identity.permissions import ROLE_PERMISSIONS, Permission
from app.values.document import DocumentRef

MAX_PASSWORD = 256
PASSWORD_LENGTH = range(8, MAX_PASSWORD + 1)
TOKEN_PREFIX = "lw_"  # noqa: S105 - a prefix, no secret
HASHER = PasswordHasher()


def name_key(name: str) -> str:
    """How names are compared: without case, width and outer blanks (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", name).strip().casefold()[:200]


def hash_password(password: str) -> str:
    """Argon2id hash of a password of 8 to 256 characters; slow on purpose."""
    if len(password) not in PASSWORD_LENGTH:
        raise bad_field("password", "must have 8 to 256 characters")
    return HASHER.hash(password)


def hash_token(token: str) -> str:
    """What is stored of a token: tokens are long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _role(role: str) -> str:
    if role not in ROLES:
        raise bad_field("role", f"must be one of {', '.join(ROLES)}")
    return role


def create_person(
    session: Session,
    name: str,
    *,
    role: str,
    password_hash: str,
    at: datetime,
    by: Actor = SYSTEM,
    site_id: int | None = None,
) -> int:
    """Add a person who may sign in; AlreadyExists where the name is taken."""
    key = name_key(name)
    if not key:
        raise bad_field("name", "must not be empty")
    if session.scalar(select(Person.id).where(Person.name_key == key)) is not None:
        raise AlreadyExists(f"There is already a person named {name.strip()}.")
    row = {
        "name": name.strip(),
        "name_key": key,
        "role": _role(role),
        "password_hash": password_hash,
        "site_id": _own_site(by, site_id),
        "created_at": at,
    }
    person_id: int = session.execute(insert(Person).returning(Person.id), row).scalar_one()
    subject = DocumentRef("person", name.strip())
    audit.record(session, by, "person.created", subject, at=at, detail={"role": role})
    return person_id


def _somebody(session: Session, person_id: int, by: Actor) -> Person:
    """A person the actor looks after; another site's people do not exist for them."""
    person = session.get(Person, person_id)
    if person is None or (by.site_id is not None and person.site_id != by.site_id):
        raise NotFound("There is no such person.")
    return person


def _another(session: Session, person_id: int, by: Actor) -> Person:
    """Somebody else than the actor: nobody locks themselves out."""
    if by.key == f"person:{person_id}":
        raise WrongState("You cannot do this to yourself; somebody else with the right must.")
    return _somebody(session, person_id, by)


def _own_site(by: Actor, site_id: int | None) -> int | None:
    if by.site_id is not None and site_id != by.site_id:
        raise bad_field("site", "must be the site you work at")
    return site_id


def end_sessions_of(
    session: Session, person_id: int, *, at: datetime, but: str | None = None
) -> int:
    """End every session of a person except the one of token `but`; how many there were."""
    ended = session.execute(
        update(PersonSession)
        .where(
            PersonSession.person_id == person_id,
            PersonSession.ended_at.is_(None),
            PersonSession.token_hash != hash_token(but or ""),
        )
        .values(ended_at=at)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def set_active(session: Session, person_id: int, active: bool, *, at: datetime, by: Actor) -> None:
    """Enable or disable somebody else; disabling ends every session at once."""
    person = _another(session, person_id, by)
    session.execute(update(Person).where(Person.id == person_id).values(active=active))
    if not active:
        end_sessions_of(session, person_id, at=at)
    action = "person.enabled" if active else "person.disabled"
    audit.record(session, by, action, DocumentRef("person", person.name), at=at)


def change_role(
    session: Session,
    person_id: int,
    role: str,
    *,
    site_id: int | None,
    at: datetime,
    by: Actor,
) -> None:
    """Give somebody else another role or site; their sessions end, so it holds at once."""
    person = _another(session, person_id, by)
    row = {"role": _role(role), "site_id": _own_site(by, site_id), **_without_pin(role)}
    session.execute(update(Person).where(Person.id == person_id).values(row))
    end_sessions_of(session, person_id, at=at)
    detail = {"from": person.role, "to": role}
    subject = DocumentRef("person", person.name)
    audit.record(session, by, "person.role_changed", subject, at=at, detail=detail)


def _without_pin(role: str) -> dict[str, None]:
    """Whoever rises to approve needs a longer PIN: the one so far ends with the role so far."""
    if Permission.APPROVE not in ROLE_PERMISSIONS[role]:
        return {}
    return {"pin_hash": None, "pin_sealed": None, "pin_set_at": None}


def set_password(
    session: Session,
    person_id: int,
    password_hash: str,
    *,
    at: datetime,
    by: Actor,
    but: str | None = None,
) -> None:
    """Set a new password; the person's sessions end, except the one of token `but`."""
    person = _somebody(session, person_id, by)
    session.execute(
        update(Person).where(Person.id == person_id).values(password_hash=password_hash)
    )
    end_sessions_of(session, person_id, at=at, but=but)
    subject = DocumentRef("person", person.name)
    audit.record(session, by, "person.password_set", subject, at=at)


def issue_token(
    session: Session,
    name: str,
    *,
    role: str,
    at: datetime,
    by: Actor = SYSTEM,
    site_id: int | None = None,
    expires_at: datetime | None = None,
) -> str:
    """A new API token; the only time it is shown. Only its hash is stored."""
    if not name.strip():
        raise bad_field("name", "must not be empty")
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = {
        "name": name.strip(),
        "prefix": token[:9],
        "token_hash": hash_token(token),
        "role": _role(role),
        "site_id": _own_site(by, site_id),
        "created_at": at,
        "expires_at": expires_at,
    }
    session.execute(insert(ApiToken), row)
    subject = DocumentRef("token", name.strip())
    audit.record(session, by, "token.issued", subject, at=at, detail={"role": role})
    return token


def revoke_token(session: Session, token_id: int, *, at: datetime, by: Actor) -> None:
    """End a token; a second time changes nothing."""
    token = session.get(ApiToken, token_id)
    if token is None or (by.site_id is not None and token.site_id != by.site_id):
        raise NotFound("There is no such token.")
    revoked = session.execute(
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    if revoked.rowcount:  # type: ignore[attr-defined]
        audit.record(session, by, "token.revoked", DocumentRef("token", token.name), at=at)


def create_site(
    session: Session, code: str, *, name: str, kind: str, time_zone: str, at: datetime
) -> int:
    """Add a store or warehouse; AlreadyExists where the code is taken."""
    if kind not in SITE_KINDS:
        raise bad_field("kind", f"must be one of {', '.join(SITE_KINDS)}")
    if session.scalar(select(Site.id).where(Site.code == code)) is not None:
        raise AlreadyExists(f"There is already a site {code}.")
    row = {"code": code, "name": name, "kind": kind, "time_zone": time_zone, "created_at": at}
    site_id: int = session.execute(insert(Site).returning(Site.id), row).scalar_one()
    return site_id


def open_books_of(session: Session, *, name: str, currency: str, at: datetime) -> None:
    """Name the shop and fix the currency of its books, once."""
    row = {"id": 1, "name": name, "currency": currency, "created_at": at}
    session.execute(insert(Shop), row)


def rename_shop(session: Session, *, name: str, address: str, at: datetime, by: Actor) -> None:
    """Give the shop the name and address that stand on its receipts."""
    if not name.strip():
        raise bad_field("name", "must not be empty")
    row = {"name": name.strip(), "address": address.strip()}
    session.execute(update(Shop).where(Shop.id == 1).values(row))
    subject = DocumentRef("shop", "1")
    audit.record(session, by, "shop.renamed", subject, at=at, detail={"name": name.strip()})
