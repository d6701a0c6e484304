"""Tables of suppliers, purchase orders and goods receipts with their discrepancies."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Day, Instant, Small, Whole, strict
from app.identity.models import one_of
from app.purchasing.condition import CONDITIONS

PURCHASE_ORDER_STATUSES = ("open", "partly_received", "received", "cancelled")
DISCREPANCY_KINDS = (
    "quantity",
    "price",
    "short_dated",
    "temperature",
    "condition",
    "unordered",
)


class Supplier(Base):
    """Who delivers. The code never changes: lots carry it."""

    __tablename__ = "supplier"
    __table_args__ = strict()

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text, server_default="")
    phone: Mapped[str] = mapped_column(Text, server_default="")
    terms: Mapped[str] = mapped_column(Text, server_default="")
    created_at: Mapped[datetime] = mapped_column(Instant)


class PurchaseOrder(Base):
    """What was ordered from a supplier for a site, at the terms that were theirs that day."""

    __tablename__ = "purchase_order"
    __table_args__ = strict(
        CheckConstraint(one_of("status", PURCHASE_ORDER_STATUSES), name="status"),
        Index(None, "status", "id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    status: Mapped[str] = mapped_column(Text)
    ordered_at: Mapped[datetime] = mapped_column(Instant)
    ordered_by: Mapped[str] = mapped_column(Text)
    terms: Mapped[str] = mapped_column(Text, server_default="")


class PurchaseOrderLine(Base):
    """Quantity ordered in base units, cost per ordering unit, degrees Celsius: all millionths."""

    __tablename__ = "purchase_order_line"
    __table_args__ = strict(
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("received >= 0", name="received"),
        CheckConstraint("min_temperature <= max_temperature", name="temperature"),
    )

    purchase_order_id: Mapped[int] = mapped_column(
        ForeignKey("purchase_order.id"), primary_key=True
    )
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    quantity: Mapped[int] = mapped_column(Whole)
    received: Mapped[int] = mapped_column(Whole, server_default="0")
    unit: Mapped[str] = mapped_column(Text)
    factor: Mapped[int] = mapped_column(Whole)
    unit_cost: Mapped[int] = mapped_column(Whole)
    min_days_left: Mapped[int | None] = mapped_column(Small)
    min_temperature: Mapped[int | None] = mapped_column(Whole)
    max_temperature: Mapped[int | None] = mapped_column(Whole)


class GoodsReceipt(Base):
    """A delivery taken in. Append-only by trigger."""

    __tablename__ = "goods_receipt"
    __table_args__ = strict(Index(None, "received_on", "id"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    purchase_order_id: Mapped[int | None] = mapped_column(
        ForeignKey("purchase_order.id"), index=True
    )
    reference: Mapped[str] = mapped_column(Text, server_default="")
    received_on: Mapped[date] = mapped_column(Day)
    received_at: Mapped[datetime] = mapped_column(Instant)
    received_by: Mapped[str] = mapped_column(Text)


class GoodsReceiptLine(Base):
    """One delivered lot: quantity in base units (millionths), its whole cost in minor units."""

    __tablename__ = "goods_receipt_line"
    __table_args__ = strict(
        ForeignKeyConstraint(
            ["purchase_order_id", "purchase_order_line"],
            ["purchase_order_line.purchase_order_id", "purchase_order_line.line"],
            name="fk_goods_receipt_line_ordered",
        ),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("value >= 0", name="value"),
        CheckConstraint(one_of("condition", CONDITIONS), name="condition"),
        Index(None, "purchase_order_id", "purchase_order_line"),
    )

    goods_receipt_id: Mapped[int] = mapped_column(ForeignKey("goods_receipt.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), unique=True)
    quantity: Mapped[int] = mapped_column(Whole)
    unit: Mapped[str] = mapped_column(Text)
    factor: Mapped[int] = mapped_column(Whole)
    value: Mapped[int] = mapped_column(Whole)
    temperature: Mapped[int | None] = mapped_column(Whole)
    condition: Mapped[str] = mapped_column(Text, server_default="ok")
    condition_note: Mapped[str] = mapped_column(Text, server_default="")
    purchase_order_id: Mapped[int | None] = mapped_column(Whole)
    purchase_order_line: Mapped[int | None] = mapped_column(Small)


class Discrepancy(Base):
    """Where a delivery differs from what was ordered or agreed."""

    __tablename__ = "discrepancy"
    __table_args__ = strict(CheckConstraint(one_of("kind", DISCREPANCY_KINDS), name="kind"))

    goods_receipt_id: Mapped[int] = mapped_column(ForeignKey("goods_receipt.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Small, primary_key=True)
    line: Mapped[int | None] = mapped_column(Small)
    kind: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)


class SupplierReturn(Base):
    """Goods given back to the supplier they came from, and why. Append-only by trigger."""

    __tablename__ = "supplier_return"
    __table_args__ = strict()

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text, server_default="")
    returned_on: Mapped[date] = mapped_column(Day)
    returned_at: Mapped[datetime] = mapped_column(Instant)
    returned_by: Mapped[str] = mapped_column(Text)


class SupplierReturnLine(Base):
    """So much of a lot given back, with the value it took along. Append-only by trigger."""

    __tablename__ = "supplier_return_line"
    __table_args__ = strict(
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("value >= 0", name="value"),
    )

    supplier_return_id: Mapped[int] = mapped_column(
        ForeignKey("supplier_return.id"), primary_key=True
    )
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    quantity: Mapped[int] = mapped_column(Whole)
    value: Mapped[int] = mapped_column(Whole)
