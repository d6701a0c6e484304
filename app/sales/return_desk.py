"""What may come back over the counter: a sale by its receipt, or recent sales of what was scanned.

Says per line and lot what is left to return, how the lot stands today and what may be done with
it. Reads only; the return judges again under lock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.catalog.queries import product_by_id
from app.catalog.scanning import ResolvedScan
from app.errors import NotFound
from app.identity.actors import Actor
from app.inventory.allocation import Shelf, shelf
from app.inventory.models import Lot
from app.inventory.queries import lots_anywhere, lots_named
from app.sales import queries
from app.sales.models import Sale, SaleAllocation, SaleLine, SaleReturn, Till

RECENT = timedelta(days=30)
"""How long after a sale goods come back without its receipt."""
MOST_SALES = 30
STATES: Mapping[str, str] = MappingProxyType({"recalled": "recalled", "quarantined": "held"})
"""A lot's status -> how the desk calls it; any other is `ok` or `expired` by its date."""
ALLOWED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ok": ("restock", "quarantine", "waste"),
        "expired": ("waste", "quarantine"),
        "held": ("quarantine",),
        "recalled": ("quarantine",),
    }
)
"""How a lot stands today -> what may be done with a unit of it, the usual first."""
_A = SaleAllocation


def state_of(lot: Any, on: date) -> str:
    """How a lot stands on the site's day: `ok`, `expired`, `held` or `recalled`."""
    blocked = STATES.get(lot.status)
    if blocked:
        return blocked
    expired = shelf(lot.expiry_kind, lot.expires_on, on) is Shelf.EXPIRED
    return "expired" if expired else "ok"


@dataclass(frozen=True)
class Goods:
    """What a scan names: one product, and the lots its code may stand for."""

    product_id: int
    sku: str
    name: str
    lots: tuple[Lot, ...] = ()


def scanned_goods(session: Session, scan: ResolvedScan) -> Goods | None:
    """The product and lots of a scan; None where it names no product of ours, or several."""
    product, lots = scan.product, ()
    if product is None:
        rows = lots_anywhere(session, scan.lot_codes)
        products = {row.Lot.product_id for row in rows}
        if len(products) != 1:
            return None
        product = product_by_id(session, products.pop())
        lots = tuple(row.Lot for row in rows)
    elif scan.lot_codes and product.tracking == "lot":
        lots = tuple(lots_named(session, product.id, scan.lot_codes))
    return Goods(product.id, product.sku, product.name, lots)


def receipt_named(text: str) -> str:
    """The number or token in what was scanned or typed: also out of a receipt's address."""
    return text.strip().split("?")[0].rstrip("/").rpartition("/")[2]


def sale_of_receipt(session: Session, text: str, actor: Actor) -> Any:
    """The head of the sale a receipt is of: by its number, its token, or a return's number.

    Raises NotFound, also for a sale of another site than the actor's.
    """
    named = receipt_named(text)
    found = session.scalars(
        select(Sale.number).where(or_(Sale.number == named.upper(), Sale.token == named)).limit(1)
    ).first()
    if found is None and named:
        found = session.scalars(
            select(Sale.number)
            .join(SaleReturn, SaleReturn.sale_id == Sale.id)
            .where(SaleReturn.number == named.upper())
        ).first()
    if found is None:
        raise NotFound(f"There is no receipt {named[:60]} here.")
    return queries.sale_head(session, found, actor)


@dataclass(frozen=True)
class Picked:
    """Which line and lot of a sale a scan means; `differs` where its lot is another one."""

    line: int
    lot: str
    differs: bool = False


def pick(lines: Sequence[Any], taken: Mapping[int, Sequence[Any]], goods: Goods) -> Picked | None:
    """The first line and lot that still can come back and is what was scanned.

    The scanned lot itself before another lot of the product; a code without lot fits any.
    """
    mine = [row.SaleLine.line for row in lines if row.SaleLine.product_id == goods.product_id]
    left = [row for line in mine for row in taken.get(line, ()) if row.left]
    lots = {lot.id for lot in goods.lots}
    same = [row for row in left if not lots or row.lot_id in lots]
    for row in same or left:
        return Picked(row.line, row.number, differs=not same)
    return None


def _recent(*conditions: ColumnElement[bool]) -> Any:
    return (
        select(
            Sale.number,
            Sale.sold_at,
            Till.code.label("till"),
            SaleLine.line,
            SaleLine.name,
            SaleLine.unit,
            SaleLine.net,
            SaleLine.tax,
            SaleLine.quantity.label("whole"),
            Product.sku,
            _A.lot_id,
            _A.returned,
            queries.LEFT.label("left"),
            _A.certainty,
            Lot.number.label("lot"),
            Lot.status,
            Lot.expiry_kind,
            Lot.expires_on,
        )
        .join(_A, _A.sale_id == Sale.id)
        .join(SaleLine, (SaleLine.sale_id == _A.sale_id) & (SaleLine.line == _A.line))
        .join(Product, Product.id == SaleLine.product_id)
        .join(Lot, Lot.id == _A.lot_id)
        .join(Till, Till.id == Sale.till_id)
        .where(queries.LEFT > 0, *conditions)
        .order_by(Sale.id.desc(), SaleLine.line)
    )


def recent_sales(
    session: Session, goods: Goods, *, site_id: int, on: date, limit: int = MOST_SALES
) -> Sequence[Any]:
    """Sales of these goods at a site in the last days of which something can still come back.

    Newest first; of the scanned lots where the code named any.
    """
    ids: Collection[int] = [lot.id for lot in goods.lots]
    of_goods = _A.lot_id.in_(ids) if ids else SaleLine.product_id == goods.product_id
    since = (Sale.site_id == site_id, Sale.sold_on >= on - RECENT)
    rows: Sequence[Any] = session.execute(_recent(of_goods, *since).limit(limit)).all()
    return rows
