"""A lot's own price: set where it differs from the product's, taken away again, with a reason.

Changes what is asked from now on, never what was sold.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.errors import bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.inventory.locking import lock_lots
from app.inventory.models import Lot
from app.inventory.queries import lot as lot_seen_by
from app.values.document import DocumentRef

HIGHEST = 10**15
"""A thousand million per base unit, in millionths."""


def set_lot_price(
    session: Session, number: str, price: int | None, *, reason: str, at: datetime, by: Actor
) -> None:
    """Give a lot its own price (millionths per base unit); None: the product's again.

    Raises BadInput below zero or without a reason, NotFound for a lot the person cannot see.
    """
    if price is not None and not 0 <= price <= HIGHEST:
        raise bad_field("price", "must be from 0 to 1000000000")
    if not reason.strip():
        raise bad_field("reason", "say why")
    lot = lot_seen_by(session, number, by).Lot
    lock_lots(session, [lot.id])
    session.refresh(lot, ["price"])
    if lot.price == price:
        return
    detail = {"from": lot.price, "to": price}
    session.execute(update(Lot.__table__).where(Lot.__table__.c.id == lot.id).values(price=price))
    subject = DocumentRef("lot", lot.number)
    audit.record(
        session, by, "lot.price_changed", subject, at=at, reason=reason.strip(), detail=detail
    )
    session.refresh(lot, ["price"])
