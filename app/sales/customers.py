"""Customers: somebody known who buys. The only writer of their table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, or_, select
from sqlalchemy.orm import Session

from app.errors import AlreadyExists, bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.sales.models import Customer
from app.values.document import DocumentRef


def create_customer(
    session: Session,
    code: str,
    *,
    name: str,
    email: str = "",
    phone: str = "",
    at: datetime,
    by: Actor,
) -> int:
    """Add a customer; AlreadyExists where the code is taken."""
    if session.scalar(select(Customer.id).where(Customer.code == code)) is not None:
        raise AlreadyExists(f"There is already a customer {code}.")
    row = {"code": code, "name": name, "email": email, "phone": phone, "created_at": at}
    customer_id: int = session.execute(insert(Customer).returning(Customer.id), row).scalar_one()
    audit.record(session, by, "customer.created", DocumentRef("customer", code), at=at)
    return customer_id


def customer_by_code(session: Session, code: str) -> Customer:
    """A customer by code; a wrong code is a wrong field."""
    customer = session.scalar(select(Customer).where(Customer.code == code))
    if customer is None:
        raise bad_field("customer", f"there is no customer {code}")
    return customer


def find_customers(
    session: Session, words: str = "", *, after: str | None, limit: int
) -> Sequence[Customer]:
    """Customers whose code, name, e-mail or phone holds the words, by code, after a code."""
    query = select(Customer).order_by(Customer.code).limit(limit)
    if words:
        columns = (Customer.code, Customer.name, Customer.email, Customer.phone)
        held = (func.lower(c).contains(words.lower(), autoescape=True) for c in columns)
        query = query.where(or_(*held))
    if after is not None:
        query = query.where(Customer.code > after)
    return session.scalars(query).all()
