"""Reads of suppliers, purchase orders and goods receipts. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.errors import bad_field
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.models import Location, Lot
from app.purchasing.models import (
    Discrepancy,
    GoodsReceipt,
    GoodsReceiptLine,
    PurchaseOrder,
    PurchaseOrderLine,
    Supplier,
)


def supplier_by_code(session: Session, code: str) -> Supplier:
    """A supplier by code; a wrong code is a wrong field."""
    supplier = session.scalar(select(Supplier).where(Supplier.code == code))
    if supplier is None:
        raise bad_field("supplier", f"there is no supplier {code}")
    return supplier


def lock_order(session: Session, number: str) -> PurchaseOrder | None:
    """A purchase order under lock, so that two deliveries count one after the other."""
    return session.scalar(
        select(PurchaseOrder).where(PurchaseOrder.number == number).with_for_update()
    )


def order_head(session: Session, number: str, actor: Actor) -> Any | None:
    """A purchase order with its supplier and site, where the actor may see it."""
    row = session.execute(
        select(PurchaseOrder, Supplier, Site)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(Site, Site.id == PurchaseOrder.site_id)
        .where(PurchaseOrder.number == number)
    ).one_or_none()
    if row is None or (actor.site_id is not None and actor.site_id != row.Site.id):
        return None
    return row


def order_lines(session: Session, order_id: int) -> Sequence[Any]:
    """Lines of a purchase order with their products, in order."""
    return session.execute(
        select(PurchaseOrderLine, Product)
        .join(Product, Product.id == PurchaseOrderLine.product_id)
        .where(PurchaseOrderLine.purchase_order_id == order_id)
        .order_by(PurchaseOrderLine.line)
    ).all()


def orders(
    session: Session,
    actor: Actor,
    *,
    status: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Sequence[Any]:
    """Purchase orders, newest first."""
    found = (
        select(PurchaseOrder, Supplier, Site)
        .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
        .join(Site, Site.id == PurchaseOrder.site_id)
        .order_by(PurchaseOrder.id.desc())
        .limit(limit)
    )
    if status is not None:
        found = found.where(PurchaseOrder.status == status)
    if before is not None:
        found = found.where(PurchaseOrder.id < before)
    if actor.site_id is not None:
        found = found.where(PurchaseOrder.site_id == actor.site_id)
    return session.execute(found).all()


def receipt_head(session: Session, number: str, actor: Actor) -> Any | None:
    """A goods receipt with supplier, site and location, where the actor may see it."""
    row = session.execute(
        select(GoodsReceipt, Supplier, Site, Location, PurchaseOrder.number.label("order"))
        .join(Supplier, Supplier.id == GoodsReceipt.supplier_id)
        .join(Site, Site.id == GoodsReceipt.site_id)
        .join(Location, Location.id == GoodsReceipt.location_id)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == GoodsReceipt.purchase_order_id)
        .where(GoodsReceipt.number == number)
    ).one_or_none()
    if row is None or (actor.site_id is not None and actor.site_id != row.Site.id):
        return None
    return row


def open_lines(session: Session, receipt: GoodsReceipt) -> int:
    """How many lines of the purchase order behind a goods receipt are not all here yet; 0 without.

    A cancelled order waits for nothing.
    """
    still = (
        select(func.count())
        .select_from(PurchaseOrderLine)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.purchase_order_id)
        .where(
            PurchaseOrder.id == receipt.purchase_order_id,
            PurchaseOrder.status != "cancelled",
            PurchaseOrderLine.received < PurchaseOrderLine.quantity,
        )
    )
    return session.scalar(still) or 0


def receipt_lines(session: Session, receipt_id: int) -> Sequence[Any]:
    """Lines of a goods receipt with their products and lots, in order."""
    return session.execute(
        select(GoodsReceiptLine, Product, Lot)
        .join(Product, Product.id == GoodsReceiptLine.product_id)
        .join(Lot, Lot.id == GoodsReceiptLine.lot_id)
        .where(GoodsReceiptLine.goods_receipt_id == receipt_id)
        .order_by(GoodsReceiptLine.line)
    ).all()


def discrepancies(session: Session, receipt_id: int) -> Sequence[Discrepancy]:
    """What differed in a delivery."""
    return session.scalars(
        select(Discrepancy)
        .where(Discrepancy.goods_receipt_id == receipt_id)
        .order_by(Discrepancy.number)
    ).all()


def receipts(
    session: Session, actor: Actor, *, before: int | None = None, limit: int = 50
) -> Sequence[Any]:
    """Goods receipts, newest first."""
    found = (
        select(GoodsReceipt, Supplier, Site)
        .join(Supplier, Supplier.id == GoodsReceipt.supplier_id)
        .join(Site, Site.id == GoodsReceipt.site_id)
        .order_by(GoodsReceipt.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(GoodsReceipt.id < before)
    if actor.site_id is not None:
        found = found.where(GoodsReceipt.site_id == actor.site_id)
    return session.execute(found).all()
