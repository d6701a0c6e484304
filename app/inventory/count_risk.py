"""What to count first: what was sold while the books had none, then balances by value, nearness of
their date and how far past counts were off.

Reads only; the weights are in app/inventory/counting.py.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.inventory.count_models import StockCount, StockCountLine
from app.inventory.counting import nearness, risk, variance_percent
from app.inventory.models import NEVER, Location, Lot, Movement, StockBalance

MOST_WEIGHED = 1000
RISKIEST = 20
LOOK_BACK = timedelta(days=365)
SHORTAGE_DAYS = timedelta(days=30)
"""How long goods that a till sold while the books had none wait for a count."""
OFTEN_OFF = 10
"""Past variance in percent from which it is a reason of its own."""
_B, _L = StockBalance, StockCountLine


@dataclass(frozen=True)
class Urgent:
    """A balance that should be counted, and why: days left, past variance in percent, risk.

    `missed` is what a till sold of it while the books had none (millionths).
    """

    row: Any
    days_left: int | None
    variance: int
    risk: int
    missed: int = 0

    @property
    def reasons(self) -> list[str]:
        """Why it should be counted, the strongest first; at least one."""
        left = self.days_left
        found = {
            "sold_without_stock": self.missed > 0,
            "expired": left is not None and left < 0,
            "near_date": left is not None and nearness(left) > 1 and left >= 0,
            "often_off": self.variance >= OFTEN_OFF,
        }
        return [reason for reason, holds in found.items() if holds] or ["value"]


def _missed(session: Session, site_id: int, today: date) -> dict[tuple[int, int], int]:
    """(lot, location) -> what tills sold of it while the books had none, and nobody counted since.

    Such goods are booked in as found under the sale's own number.
    """
    counted = (
        select(_L.line)
        .join(StockCount, StockCount.id == _L.count_id)
        .where(
            StockCount.status == "posted",
            _L.lot_id == Movement.lot_id,
            _L.location_id == Movement.to_location_id,
            _L.cut_off >= Movement.id,
        )
    )
    rows = session.execute(
        select(Movement.lot_id, Movement.to_location_id, func.sum(Movement.quantity))
        .join(Location, Location.id == Movement.to_location_id)
        .where(
            Movement.moved_on >= today - SHORTAGE_DAYS,
            Movement.from_place == "shrinkage",
            Movement.document_kind == "sale",
            Location.site_id == site_id,
            ~counted.exists(),
        )
        .group_by(Movement.lot_id, Movement.to_location_id)
    )
    return {(lot_id, at or 0): int(quantity) for lot_id, at, quantity in rows}


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


def _balances(session: Session, site_id: int, *wanted: Any) -> Sequence[Any]:
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
        .where(_B.site_id == site_id, Location.kind != "transit", *wanted)
        .order_by(_B.value.desc(), _B.id)
        .limit(MOST_WEIGHED)
    ).all()


def _weightiest(
    session: Session, site_id: int, missed: Collection[tuple[int, int]]
) -> Sequence[Any]:
    rows = list(_balances(session, site_id, _B.on_hand > 0))
    if missed:
        spots = tuple_(_B.lot_id, _B.location_id).in_(sorted(missed))
        rows += _balances(session, site_id, spots)
    return rows


def most_urgent(
    session: Session, site_id: int, today: date, *, limit: int = RISKIEST
) -> list[Urgent]:
    """The balances of a site to count first, the riskiest first; of the weightiest thousand.

    Before them all what a till sold while the books had none, also where they have none now.
    """
    off, missed = _variances(session, site_id, today), _missed(session, site_id, today)
    rows = {(row.lot_id, row.location_id): row for row in _weightiest(session, site_id, missed)}
    found = []
    for spot, row in rows.items():
        left = None if row.expires_on == NEVER else (row.expires_on - today).days
        percent = off.get(row.product_id, 0)
        worth = risk(row.value, left, percent)
        found.append(Urgent(row, left, percent, worth, missed.get(spot, 0)))
    found.sort(key=lambda each: (not each.missed, -each.risk))
    return found[:limit]
