"""Reads of tills, sales, their lot allocations, payments and returns. Writes nothing.

A sale of another site than the reader's is not found. Costs are never among the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounting.models import JournalEntry
from app.catalog.models import Product
from app.errors import NotFound
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.models import Lot
from app.sales.models import (
    Customer,
    Payment,
    Refund,
    Sale,
    SaleAllocation,
    SaleException,
    SaleLine,
    SaleReturn,
    SaleReturnLine,
    SaleTax,
    Till,
)
from app.sales.tills import TillPlace
from app.web.paging import Page, id_of, page_of

_TILLS = select(Till.id, Till.code, Till.site_id, Site.code.label("site"), Site.time_zone).join(
    Site, Site.id == Till.site_id
)

LEFT = SaleAllocation.quantity - SaleAllocation.returned - SaleAllocation.moved
"""How much of an allocation can still come back: not what came, nor what is another lot's."""
PART_WORDS = ("returned", "partly_returned")
"""How a sale stands of which goods came back, by whether some are still out."""


@dataclass(frozen=True)
class SaleFilter:
    """Which sales of a list: words of the number, first and last day."""

    number: str = ""
    from_on: date | None = None
    to_on: date | None = None
    site_id: int | None = None


def tills_of(session: Session, actor: Actor) -> list[TillPlace]:
    """The tills the actor may sell at, by site and code."""
    found = _TILLS.order_by(Till.site_id, Till.code)
    if actor.site_id is not None:
        found = found.where(Till.site_id == actor.site_id)
    return [TillPlace(*row) for row in session.execute(found)]


def till_of(session: Session, till_id: int) -> TillPlace:
    """A till by its id."""
    return TillPlace(*session.execute(_TILLS.where(Till.id == till_id)).one())


def _heads() -> Select[Any]:
    return (
        select(
            Sale,
            Till.code.label("till"),
            Site.code.label("site"),
            Site.name.label("site_name"),
            Site.time_zone,
            Customer.name.label("customer"),
        )
        .join(Till, Till.id == Sale.till_id)
        .join(Site, Site.id == Sale.site_id)
        .outerjoin(Customer, Customer.id == Sale.customer_id)
    )


def sale_head(session: Session, number: str, actor: Actor) -> Any:
    """A sale with its till, site and customer; NotFound where the actor may not see it."""
    row = session.execute(_heads().where(Sale.number == number)).one_or_none()
    if row is None or (actor.site_id is not None and actor.site_id != row.Sale.site_id):
        raise NotFound(f"There is no sale {number[:60]}.")
    return row


def sale_lines(session: Session, sale_id: int) -> Sequence[Any]:
    """The lines of a sale with their SKUs, in order."""
    found = (
        select(SaleLine, Product.sku)
        .join(Product, Product.id == SaleLine.product_id)
        .where(SaleLine.sale_id == sale_id)
        .order_by(SaleLine.line)
    )
    return session.execute(found).all()


def allocations(session: Session, sale_id: int) -> dict[int, list[Any]]:
    """Which lots each line took, how each is known, what came back or is another's, by line."""
    found: dict[int, list[Any]] = {}
    rows = session.execute(
        select(
            SaleAllocation.line,
            SaleAllocation.lot_id,
            SaleAllocation.quantity,
            SaleAllocation.returned,
            SaleAllocation.moved,
            LEFT.label("left"),
            SaleAllocation.certainty,
            Lot.number,
            Lot.tracked,
            Lot.status,
            Lot.expires_on,
            Lot.expiry_kind,
        )
        .join(Lot, Lot.id == SaleAllocation.lot_id)
        .where(SaleAllocation.sale_id == sale_id)
        .order_by(SaleAllocation.line, Lot.expires_on, Lot.id)
    )
    for row in rows:
        found.setdefault(row.line, []).append(row)
    return found


def sale_taxes(session: Session, sale_id: int) -> Sequence[SaleTax]:
    """Net and tax of a sale by rate."""
    found = select(SaleTax).where(SaleTax.sale_id == sale_id).order_by(SaleTax.rate)
    return session.scalars(found).all()


def entered_from_paper(session: Session, sale_id: int) -> str:
    """By whom a sale was entered from its printed receipt, in words; empty for all others."""
    mine = (SaleException.sale_id == sale_id, SaleException.code == "reentered")
    return session.scalar(select(SaleException.detail).where(*mine)) or ""


def payments(session: Session, sale_id: int) -> Sequence[Payment]:
    """What was handed over for a sale, in order."""
    found = select(Payment).where(Payment.sale_id == sale_id).order_by(Payment.seq)
    return session.scalars(found).all()


def returns_of(session: Session, sale_id: int) -> Sequence[SaleReturn]:
    """Returns and voids of a sale, in order."""
    found = select(SaleReturn).where(SaleReturn.sale_id == sale_id).order_by(SaleReturn.id)
    return session.scalars(found).all()


def return_lines(session: Session, sale_id: int) -> dict[int, list[Any]]:
    """What came back of a sale, with lot numbers, by return."""
    found: dict[int, list[Any]] = {}
    rows = session.execute(
        select(SaleReturnLine, Lot.number.label("lot"))
        .join(Lot, Lot.id == SaleReturnLine.lot_id)
        .where(SaleReturnLine.sale_id == sale_id)
        .order_by(SaleReturnLine.sale_return_id, SaleReturnLine.number)
    )
    for row in rows:
        found.setdefault(row.SaleReturnLine.sale_return_id, []).append(row)
    return found


def refunds_of(session: Session, return_ids: Sequence[int]) -> dict[int, list[Refund]]:
    """Money given back, by return."""
    found: dict[int, list[Refund]] = {return_id: [] for return_id in return_ids}
    statement = select(Refund).where(Refund.sale_return_id.in_(found)).order_by(Refund.seq)
    for refund in session.scalars(statement):
        found[refund.sale_return_id].append(refund)
    return found


def entries_of(session: Session, kind: str, numbers: Sequence[str]) -> Sequence[JournalEntry]:
    """The journal entries that documents of a kind posted."""
    found = select(JournalEntry).where(
        JournalEntry.document_kind == kind, JournalEntry.document_number.in_(numbers)
    )
    return session.scalars(found.order_by(JournalEntry.id)).all()


def sales(
    session: Session, wanted: SaleFilter, *, limit: int, cursor: str | None = None
) -> Page[Any]:
    """Sales, newest first."""
    found = _heads().order_by(Sale.id.desc()).limit(limit + 1)
    if wanted.number:
        found = found.where(Sale.number.contains(wanted.number.upper(), autoescape=True))
    if wanted.from_on is not None:
        found = found.where(Sale.sold_on >= wanted.from_on)
    if wanted.to_on is not None:
        found = found.where(Sale.sold_on <= wanted.to_on)
    if wanted.site_id is not None:
        found = found.where(Sale.site_id == wanted.site_id)
    if cursor:
        found = found.where(Sale.id < id_of(cursor))
    rows = session.execute(found).all()
    return page_of(rows, limit, lambda row: (row.Sale.id,), first=not cursor)


def return_states(session: Session, sale_ids: Sequence[int]) -> dict[int, str]:
    """Sale id -> `voided`, `returned` (everything came back) or `partly_returned`; else absent."""
    kinds = (
        select(SaleReturn.sale_id, func.max(SaleReturn.kind))
        .where(SaleReturn.sale_id.in_(sale_ids))
        .group_by(SaleReturn.sale_id)
    )
    came_back = {row[0]: row[1] for row in session.execute(kinds)}
    still_out = select(SaleAllocation.sale_id).where(
        SaleAllocation.sale_id.in_(came_back), LEFT > 0
    )
    partly = set(session.scalars(still_out))
    return {
        sale_id: "voided" if kind == "void" else PART_WORDS[sale_id in partly]
        for sale_id, kind in came_back.items()
    }


def best_sellers(
    session: Session, site_id: int, *, of_last: int = 400, limit: int = 24
) -> list[str]:
    """SKUs on most receipts among a site's last sales: what a cashier reaches for."""
    recent = (
        select(Sale.id)
        .where(Sale.site_id == site_id)
        .order_by(Sale.id.desc())
        .limit(of_last)
        .subquery()
    )
    times = func.count().label("times")
    found = (
        select(Product.sku, times)
        .join(SaleLine, SaleLine.product_id == Product.id)
        .join(recent, recent.c.id == SaleLine.sale_id)
        .group_by(Product.sku)
        .order_by(times.desc(), Product.sku)
        .limit(limit)
    )
    return [row.sku for row in session.execute(found)]
