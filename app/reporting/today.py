"""Figures of the owner's page: today's trade, stock that needs somebody, what went unusually.

Reads a few days or what is in stock now, never all of history. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.identity.models import AuditEvent
from app.inventory.models import StockBalance
from app.sales.models import Sale, SaleAllocation, SaleReturn, SaleReturnLine

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
UNUSUAL = (
    "sale.void",
    "sale.return",
    "lot.quarantined",
    "lot.written_off",
    "lot.recalled",
    "recall.opened",
    "stock.counted",
)
"""Actions an owner wants to hear of."""


@dataclass(frozen=True)
class Trade:
    """A day's trade after returns: net sales and cost in minor units, and sales rung up."""

    on: date
    net: int = 0
    cost: int = 0
    tickets: int = 0

    @property
    def margin(self) -> int:
        """What is left after the cost of the very lots sold."""
        return self.net - self.cost


def _by_day(session: Session, statement: Any, day: Any, site: Any, site_id: int | None) -> Any:
    found = statement if site_id is None else statement.where(site == site_id)
    return {row[0]: row[1:] for row in session.execute(found.group_by(day))}


def trade(session: Session, first: date, last: date, *, site_id: int | None = None) -> list[Trade]:
    """Each day's trade from the first to the last day, days without a sale included."""
    sold = (Sale.sold_on, Sale.site_id, site_id)
    back = (SaleReturn.returned_on, SaleReturn.site_id, site_id)
    days, back_days = Sale.sold_on.between(first, last), SaleReturn.returned_on.between(first, last)
    sales = select(Sale.sold_on, func.sum(Sale.net), func.count()).where(days)
    returns = select(SaleReturn.returned_on, func.sum(SaleReturn.net)).where(back_days)
    cost = (
        select(Sale.sold_on, func.sum(SaleAllocation.value - SaleAllocation.moved_value))
        .join(SaleAllocation, SaleAllocation.sale_id == Sale.id)
        .where(days)
    )
    cost_back = (
        select(SaleReturn.returned_on, func.sum(SaleReturnLine.value))
        .join(SaleReturnLine, SaleReturnLine.sale_return_id == SaleReturn.id)
        .where(back_days)
    )
    rung, given = _by_day(session, sales, *sold), _by_day(session, returns, *back)
    costs, saved = _by_day(session, cost, *sold), _by_day(session, cost_back, *back)
    return [
        Trade(
            day,
            int(rung.get(day, (0, 0))[0]) - int(given.get(day, (0,))[0]),
            int(costs.get(day, (0,))[0]) - int(saved.get(day, (0,))[0]),
            int(rung.get(day, (0, 0))[1]),
        )
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
    ]


@dataclass(frozen=True)
class StockAlert:
    """Lots that need somebody, and the money lying in them (minor units)."""

    lots: int
    value: int


def stock_alerts(
    session: Session, today: date, *, site_id: int | None = None
) -> dict[str, StockAlert]:
    """Lots in stock past their date, near it, held or recalled. One walk over what is in stock."""
    balance = StockBalance
    conditions = {
        "expired": balance.expires_on < today,
        "week": balance.expires_on <= today + WEEK,
        "month": balance.expires_on <= today + MONTH,
        "held": balance.status == "quarantined",
        "recalled": balance.status == "recalled",
    }
    columns = [
        column
        for name, condition in conditions.items()
        for column in (
            func.count(case((condition, balance.lot_id)).distinct()).label(f"{name}_lots"),
            func.sum(case((condition, balance.value), else_=0)).label(f"{name}_value"),
        )
    ]
    found = select(*columns).where(balance.on_hand > 0)
    if site_id is not None:
        found = found.where(balance.site_id == site_id)
    row = session.execute(found).one()._mapping
    return {
        name: StockAlert(int(row[f"{name}_lots"]), int(row[f"{name}_value"] or 0))
        for name in conditions
    }


def unusual(session: Session, limit: int = 8) -> Sequence[AuditEvent]:
    """The latest voids, returns, holds, write-offs and recalls, newest first."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.action.in_(UNUSUAL))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(limit)
    ).all()
