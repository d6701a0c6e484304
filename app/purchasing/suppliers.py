"""Suppliers: who delivers. The only writer of their table; a code never changes, lots carry it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import Session

from app.errors import AlreadyExists, NotFound
from app.identity import audit
from app.identity.actors import Actor
from app.purchasing.models import Supplier
from app.values.document import DocumentRef

LONGEST_TERMS = 1000
CHANGEABLE = ("name", "email", "phone", "terms")


def create_supplier(
    session: Session,
    code: str,
    *,
    name: str,
    email: str = "",
    phone: str = "",
    terms: str = "",
    at: datetime,
    by: Actor,
) -> int:
    """Add a supplier; AlreadyExists where the code is taken."""
    if session.scalar(select(Supplier.id).where(Supplier.code == code)) is not None:
        raise AlreadyExists(f"There is already a supplier {code}.")
    row = {
        "code": code,
        "name": name,
        "email": email,
        "phone": phone,
        "terms": terms,
        "created_at": at,
    }
    supplier_id: int = session.execute(insert(Supplier).returning(Supplier.id), row).scalar_one()
    audit.record(session, by, "supplier.created", DocumentRef("supplier", code), at=at)
    return supplier_id


def change_supplier(
    session: Session, code: str, fields: Mapping[str, Any], *, at: datetime, by: Actor
) -> None:
    """Change name, e-mail, phone or terms; orders that are open keep the terms they were made at.

    Writes nothing where nothing differs. NotFound where there is no such supplier.
    """
    found = find_supplier(session, code)
    changed = {name: fields[name] for name in CHANGEABLE if name in fields}
    changed = {name: value for name, value in changed.items() if getattr(found, name) != value}
    if not changed:
        return
    session.execute(update(Supplier).where(Supplier.id == found.id).values(**changed))
    about = DocumentRef("supplier", code)
    audit.record(session, by, "supplier.changed", about, at=at, detail=changed)


def find_supplier(session: Session, code: str) -> Supplier:
    """A supplier by code, for its page."""
    found = session.scalar(select(Supplier).where(Supplier.code == code))
    if found is None:
        raise NotFound("There is no such supplier.")
    return found


def find_suppliers(
    session: Session, words: str = "", *, after: str | None, limit: int
) -> Sequence[Supplier]:
    """Suppliers whose code, name, e-mail or phone holds the words, by code, after a code."""
    query = select(Supplier).order_by(Supplier.code).limit(limit)
    if words:
        columns = (Supplier.code, Supplier.name, Supplier.email, Supplier.phone)
        held = (func.lower(c).contains(words.lower(), autoescape=True) for c in columns)
        query = query.where(or_(*held))
    if after is not None:
        query = query.where(Supplier.code > after)
    return session.scalars(query).all()
