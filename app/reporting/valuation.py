"""What the stock is worth, lot by lot, on any day, held against the inventory account.

Today is read from the balances; an earlier day is the sum of the movements up to it. Both are
exact: no price is looked up and nothing is rounded. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from app.accounting.queries import role_balance
from app.accounting.statements import Reconciliation
from app.catalog.models import Product
from app.errors import bad_field
from app.identity.models import Site
from app.inventory.models import Location, Lot, Movement, StockBalance
from app.web.paging import Page, decode_cursor, page_of

AT_ONCE = 1000


@dataclass(frozen=True)
class LotValue:
    """A lot at a site: quantity in millionths, value in minor units."""

    lot: str
    sku: str
    name: str
    unit: str
    site: str
    expires_on: date | None
    received_on: date
    on_hand: int
    value: int


@dataclass(frozen=True)
class Asked:
    """Which stock: at the end of a day (now where none is named), of one site or all."""

    as_of: date | None = None
    site_id: int | None = None


def _moved(asked: Asked) -> Any:
    """Every movement twice: into its place as it is, out of its place as a minus."""
    target, source = aliased(Location), aliased(Location)
    into = select(
        Movement.lot_id,
        target.site_id.label("site_id"),
        Movement.quantity.label("on_hand"),
        Movement.value.label("value"),
    ).join(target, target.id == Movement.to_location_id)
    out_of = select(
        Movement.lot_id,
        source.site_id.label("site_id"),
        (-Movement.quantity).label("on_hand"),
        (-Movement.value).label("value"),
    ).join(source, source.id == Movement.from_location_id)
    return union_all(
        *(half.where(Movement.moved_on <= asked.as_of) for half in (into, out_of))
    ).subquery()


def _held(asked: Asked) -> Any:
    """What of each lot was at each site."""
    source = StockBalance.__table__.c if asked.as_of is None else _moved(asked).c
    on_hand, value = func.sum(source.on_hand), func.sum(source.value)
    held = select(
        source.lot_id, source.site_id, on_hand.label("on_hand"), value.label("value")
    ).group_by(source.lot_id, source.site_id)
    if asked.site_id is not None:
        held = held.where(source.site_id == asked.site_id)
    return held.having(or_(on_hand != 0, value != 0)).subquery()


def _rows(asked: Asked) -> Select[Any]:
    held = _held(asked)
    return (
        select(
            Lot.number,
            Product.sku,
            Product.name,
            Product.base_unit,
            Site.code,
            Lot.expires_on,
            Lot.received_on,
            held.c.on_hand,
            held.c.value,
            Lot.id,
            Site.id,
        )
        .join(held, held.c.lot_id == Lot.id)
        .join(Product, Product.id == Lot.product_id)
        .join(Site, Site.id == held.c.site_id)
        .order_by(Lot.id, Site.id)
    )


def _value(row: Any) -> LotValue:
    lot, sku, name, unit, site, expires_on, received_on = row[:7]
    on_hand, value = int(row.on_hand), int(row.value)
    return LotValue(lot, sku, name, unit, site, expires_on, received_on, on_hand, value)


def valuation(session: Session, asked: Asked) -> list[LotValue]:
    """Every lot there was, oldest first."""
    return [_value(row) for row in session.execute(_rows(asked))]


def each_value(session: Session, asked: Asked) -> Iterator[LotValue]:
    """Every lot there was, oldest first, as it is read: in the same memory for any number."""
    for row in session.execute(_rows(asked).execution_options(yield_per=AT_ONCE)):
        yield _value(row)


def valuation_page(
    session: Session, asked: Asked, *, limit: int, cursor: str | None = None
) -> Page[LotValue]:
    """A page of the lots there were, oldest first; BadInput for a cursor that is not ours."""
    found = _rows(asked)
    if cursor is not None:
        try:
            lot_id, site_id = decode_cursor(cursor, 2)
        except ValueError:
            raise bad_field("cursor", "is not one of ours") from None
        found = found.where(or_(Lot.id > lot_id, (Lot.id == lot_id) & (Site.id > site_id)))
    rows = session.execute(found.limit(limit + 1)).all()
    page = page_of(rows, limit, lambda row: (row[9], row[10]), first=cursor is None)
    return Page([_value(row) for row in page.items], page.next, page.is_first)


@dataclass(frozen=True)
class SiteValue:
    """A site's stock against its inventory account."""

    site: str
    name: str
    agreement: Reconciliation


def total_value(session: Session, asked: Asked) -> int:
    """What the stock is worth in all, in minor units."""
    held = _held(asked)
    return int(session.scalar(select(func.sum(held.c.value)).select_from(held)) or 0)


def reconciliation(session: Session, asked: Asked) -> Reconciliation:
    """The stock's worth by its lots, and the inventory account's balance."""
    ledger = role_balance(session, "inventory", as_of=asked.as_of, site_id=asked.site_id)
    return Reconciliation(total_value(session, asked), ledger)


def by_site(session: Session, asked: Asked) -> list[SiteValue]:
    """Each asked site's stock against its account."""
    wanted = select(Site).order_by(Site.code)
    if asked.site_id is not None:
        wanted = wanted.where(Site.id == asked.site_id)
    sites = session.scalars(wanted).all()
    return [
        SiteValue(site.code, site.name, reconciliation(session, Asked(asked.as_of, site.id)))
        for site in sites
    ]
