"""What receiving looks up: orders still to come, costs to fall back on, what is known of a lot.

Reads only, in few statements; judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.gs1.codes import near_lot_codes, normalise_lot_code
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.models import Lot
from app.inventory.recall_scope import Goods
from app.inventory.services.catch_recalled import open_recalls_over
from app.purchasing.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    PurchaseOrder,
    PurchaseOrderLine,
    Supplier,
)
from app.values.money import Currency, half_up
from app.values.quantity import MICRO

AWAITED = ("open", "partly_received")
RECENT = 60


@dataclass(frozen=True)
class LastCost:
    """What a product cost the last time: so much (minor units) for so many (millionths)."""

    value: int
    quantity: int

    def of(self, quantity: int) -> int:
        """The cost of a quantity at that rate, in minor units."""
        return half_up(self.value * quantity, self.quantity)

    def per(self, factor: int, cur: Currency) -> int:
        """Millionths of the currency for one unit of `factor` millionths."""
        return half_up(self.value * factor * MICRO, self.quantity * cur.unit)


def awaited_orders(session: Session, actor: Actor, *, limit: int = 100) -> Sequence[Any]:
    """Purchase orders with goods still to come, oldest first, with how many lines they have."""
    lines = (
        select(func.count())
        .select_from(PurchaseOrderLine)
        .where(PurchaseOrderLine.purchase_order_id == PurchaseOrder.id)
        .scalar_subquery()
    )
    found = (
        select(PurchaseOrder, Supplier, Site, lines.label("line_count"))
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(Site, Site.id == PurchaseOrder.site_id)
        .where(PurchaseOrder.status.in_(AWAITED))
        .order_by(PurchaseOrder.id)
        .limit(limit)
    )
    if actor.site_id is not None:
        found = found.where(PurchaseOrder.site_id == actor.site_id)
    return session.execute(found).all()


def suppliers(session: Session, *, limit: int = 500) -> Sequence[Supplier]:
    """Everybody who delivers, by name."""
    return session.scalars(select(Supplier).order_by(Supplier.name, Supplier.id).limit(limit)).all()


def last_costs(
    session: Session, product_ids: Iterable[int], *, supplier_id: int | None
) -> dict[int, LastCost]:
    """What products cost at their last delivery, the supplier's own before anybody else's."""
    found: dict[int, LastCost] = {}
    for product_id in sorted(set(product_ids)):
        row = _last_line(session, product_id, supplier_id) or _last_line(session, product_id, None)
        if row is not None:
            found[product_id] = LastCost(row.value, row.quantity)
    return found


def _last_line(session: Session, product_id: int, supplier_id: int | None) -> Any:
    lines = (
        select(GoodsReceiptLine.value, GoodsReceiptLine.quantity)
        .where(GoodsReceiptLine.product_id == product_id)
        .order_by(GoodsReceiptLine.goods_receipt_id.desc(), GoodsReceiptLine.line.desc())
        .limit(1)
    )
    if supplier_id is not None:
        lines = lines.join(
            GoodsReceipt, GoodsReceipt.id == GoodsReceiptLine.goods_receipt_id
        ).where(GoodsReceipt.supplier_id == supplier_id)
    return session.execute(lines).one_or_none()


def same_code_lots(session: Session, product_id: int, supplier: str, code: str) -> Sequence[Lot]:
    """Lots of ours that came under this supplier lot code before, newest first."""
    return session.scalars(
        select(Lot)
        .where(
            Lot.product_id == product_id,
            Lot.supplier_lot_key == normalise_lot_code(code),
            Lot.supplier_code == supplier,
        )
        .order_by(Lot.id.desc())
        .limit(RECENT)
    ).all()


def recent_lots(session: Session, product_id: int, supplier: str) -> Sequence[Lot]:
    """The last lots of a product from a supplier, newest first."""
    return session.scalars(
        select(Lot)
        .where(Lot.product_id == product_id, Lot.supplier_code == supplier)
        .order_by(Lot.id.desc())
        .limit(RECENT)
    ).all()


def _next_in_line(one: str, other: str) -> bool:
    """Whether two codes differ in digits alone, as running numbers do."""
    pairs = [(a, b) for a, b in zip(one, other, strict=False) if a != b]
    return len(one) == len(other) and all(a.isdigit() and b.isdigit() for a, b in pairs)


def near_misses(lots: Iterable[Lot], code: str, expires_on: date | None) -> list[str]:
    """Supplier lot codes that this one could be a misreading of.

    A running number with another date is simply the next lot, no misreading.
    """
    found: dict[str, None] = {}
    for lot in lots:
        known = lot.supplier_lot
        if not known or not near_lot_codes(known, code):
            continue
        if lot.expires_on == expires_on or not _next_in_line(known, code):
            found[known] = None
    return list(found)


def our_lot(session: Session, number: str) -> Any:
    """A lot of ours by number, with its product's SKU and name; None where there is none."""
    return session.execute(
        select(Lot, Product.sku, Product.name)
        .join(Product, Product.id == Lot.product_id)
        .where(Lot.number == number.upper())
    ).one_or_none()


def open_recall_of(
    session: Session, *, sku: str, supplier: str, supplier_lot: str, made_on: date | None
) -> str | None:
    """The number of an open recall whose scope these goods would fall into; None where none."""
    goods = Goods(sku, supplier, supplier_lot, made_on)
    return next((recall.number for recall in open_recalls_over(session, [goods])[0]), None)
