"""Suppliers: who delivers. The only writer of their table; a code never changes, lots carry it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, or_, select
from sqlalchemy.orm import Session

from app.errors import AlreadyExists, NotFound
from app.identity import audit
from app.identity.actors import Actor
from app.purchasing.models import Supplier
from app.values.document import DocumentRef


def create_supplier(
    session: Session,
    code: str,
    *,
    name: str,
    email: str = "",
    phone: str = "",
    at: datetime,
    by: Actor,
) -> int:
    """Add a supplier; AlreadyExists where the code is taken."""
    if session.scalar(select(Supplier.id).where(Supplier.code == code)) is not None:
        raise AlreadyExists(f"There is already a supplier {code}.")
    row = {"code": code, "name": name, "email": email, "phone": phone, "created_at": at}
    supplier_id: int = session.execute(insert(Supplier).returning(Supplier.id), row).scalar_one()
    audit.record(session, by, "supplier.created", DocumentRef("supplier", code), at=at)
    return supplier_id


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
