"""What a product's price was before: read from the audit trail. Writes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.models import AuditEvent
from app.values.quantity import plain_decimal, to_micro

SHOWN = 20


@dataclass(frozen=True, slots=True)
class PriceChange:
    """Who changed a price when; both prices in millionths."""

    at: datetime
    by: str
    before: int
    after: int


def price_history(session: Session, sku: str) -> Sequence[PriceChange]:
    """The product's latest price changes, newest first."""
    changes = (
        select(AuditEvent.at, AuditEvent.actor, AuditEvent.detail)
        .where(AuditEvent.subject_kind == "product", AuditEvent.subject == sku)
        .where(AuditEvent.action == "product.price_changed")
        .order_by(AuditEvent.id.desc())
        .limit(SHOWN)
    )
    return [_price_change(*row) for row in session.execute(changes)]


def _price_change(at: datetime, who: str, detail: str) -> PriceChange:
    prices = json.loads(detail)
    before, after = (to_micro(plain_decimal(prices[side])) for side in ("from", "to"))
    return PriceChange(at, who, before, after)
