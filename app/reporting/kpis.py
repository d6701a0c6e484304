"""Key figures of a span of days: how surely lots are known, what was lost, what is near its date.

Only what can be told from records; nothing is estimated. Writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.accounting.models import Account, JournalEntry, Posting
from app.inventory.models import Lot, StockBalance
from app.reporting.effort import Span
from app.reporting.today import stock_alerts
from app.sales.models import Sale, SaleAllocation


@dataclass(frozen=True)
class Share:
    """A part of a whole, both exact."""

    part: int
    whole: int

    @property
    def ratio(self) -> Decimal | None:
        """From 0 to 1 with four decimals, rounded down; None where there is no whole."""
        return Decimal(self.part * 10_000 // self.whole).scaleb(-4) if self.whole else None


def lot_accuracy(session: Session, span: Span) -> Share:
    """Lines of lot-tracked goods whose lots are all known by scan, choice or open container."""
    guessed = func.max(case((SaleAllocation.certainty == "auto", 1), else_=0))
    lines = (
        select(guessed.label("guessed"))
        .join(Sale, Sale.id == SaleAllocation.sale_id)
        .join(Lot, Lot.id == SaleAllocation.lot_id)
        .where(Lot.tracked.in_([True]), Sale.sold_on.between(span.first, span.last))
        .group_by(SaleAllocation.sale_id, SaleAllocation.line)
    )
    if span.site_id is not None:
        lines = lines.where(Sale.site_id == span.site_id)
    found = lines.subquery()
    count, sure = session.execute(
        select(func.count(), func.sum(1 - found.c.guessed)).select_from(found)
    ).one()
    return Share(int(sure or 0), int(count))


def posted_to(session: Session, role: str, span: Span) -> int:
    """What was posted to the account of a role in a span of days, debit positive, minor units."""
    found = (
        select(func.sum(Posting.amount))
        .join(Account, Account.id == Posting.account_id)
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .where(Account.role == role, JournalEntry.posted_on.between(span.first, span.last))
    )
    if span.site_id is not None:
        found = found.where(Posting.site_id == span.site_id)
    return int(session.scalar(found) or 0)


def near_expiry(session: Session, today: date, site_id: int | None) -> Share:
    """Of the value in stock now, what has at most 30 days left and is not past its date."""
    alerts = stock_alerts(session, today, site_id=site_id)
    worth = select(func.sum(StockBalance.value))
    if site_id is not None:
        worth = worth.where(StockBalance.site_id == site_id)
    near = alerts["month"].value - alerts["expired"].value
    return Share(near, int(session.scalar(worth) or 0))
