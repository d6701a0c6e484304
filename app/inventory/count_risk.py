"""What to count first: balances by value, nearness of their date and how far past counts were off.

Reads only; the weights are in app/inventory/counting.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.inventory.count_models import StockCount, StockCountLine
from app.inventory.counting import risk, variance_percent
from app.inventory.models import NEVER, Location, Lot, StockBalance

MOST_WEIGHED = 1000
RISKIEST = 20
LOOK_BACK = timedelta(days=365)
_B, _L = StockBalance, StockCountLine


@dataclass(frozen=True)
class Urgent:
    """A balance that should be counted, and why: days left, past variance in percent, risk."""

    row: Any
    days_left: int | None
    variance: int
    risk: int


def _variances(session: Session, site_id: int, today: date) -> dict[int, int]:
    """Product -> how far its posted counts of the past year were off, in percent."""
    since = datetime.combine(today - LOOK_BACK, time(), UTC)
    off = func.sum(func.abs(_L.counted - _L.expected))
    rows = session.execute(
        select(Lot.product_id, off.label("off"), func.sum(_L.expected).label("expected"))
        .join(StockCount, StockCount.id == _L.count_id)
        .join(Lot, Lot.id == _L.lot_id)
        .where(StockCount.site_id == site_id, StockCount.status == "posted")
        .where(_L.entered_at >= since)
        .group_by(Lot.product_id)
    )
    return {row.product_id: variance_percent(int(row.off), int(row.expected)) for row in rows}


def _weightiest(session: Session, site_id: int) -> Sequence[Any]:
    return session.execute(
        select(
            _B.lot_id,
            _B.location_id,
            _B.product_id,
            _B.value,
            _B.expires_on,
            Lot.number.label("lot"),
            Product.sku,
            Product.name,
            Location.code.label("location"),
        )
        .join(Lot, Lot.id == _B.lot_id)
        .join(Product, Product.id == _B.product_id)
        .join(Location, Location.id == _B.location_id)
        .where(_B.site_id == site_id, _B.on_hand > 0, Location.kind != "transit")
        .order_by(_B.value.desc(), _B.id)
        .limit(MOST_WEIGHED)
    ).all()


def most_urgent(
    session: Session, site_id: int, today: date, *, limit: int = RISKIEST
) -> list[Urgent]:
    """The balances of a site to count first, the riskiest first; of the weightiest thousand."""
    off = _variances(session, site_id, today)
    found = []
    for row in _weightiest(session, site_id):
        left = None if row.expires_on == NEVER else (row.expires_on - today).days
        percent = off.get(row.product_id, 0)
        found.append(Urgent(row, left, percent, risk(row.value, left, percent)))
    found.sort(key=lambda each: -each.risk)
    return found[:limit]
