"""Customers: who is known to buy here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
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
