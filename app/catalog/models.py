"""Tables of products, their packs and codes, and tax categories."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Flag, Instant, Small, Whole, strict
from app.identity.models import one_of

UNITS = ("each", "kg", "g", "l", "m")
TRACKING = ("lot", "none")
LOT_POLICIES = ("fefo", "fifo", "lifo", "same_lot", "ask")
RISKS = ("normal", "sensitive", "high")
"""How long a till may go on selling it from an old snapshot: see docs/algorithms/offline.md."""
EXPIRED_SALES = ("never", "approval")
EXPIRY_KINDS = ("use_by", "best_before", "none")


class TaxCategory(Base):
    """A kind of goods for tax, with its rate in millionths."""

    __tablename__ = "tax_category"
    __table_args__ = strict(CheckConstraint("rate BETWEEN 0 AND 1000000", name="rate"))

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    rate: Mapped[int] = mapped_column(Whole)


class Product(Base):
    """Something that is bought and sold. Quantities count its base unit; price is per base unit."""

    __tablename__ = "product"
    __table_args__ = strict(
        CheckConstraint(one_of("base_unit", UNITS), name="base_unit"),
        CheckConstraint(one_of("tracking", TRACKING), name="tracking"),
        CheckConstraint(one_of("lot_policy", LOT_POLICIES), name="lot_policy"),
        CheckConstraint(one_of("expiry_kind", EXPIRY_KINDS), name="expiry_kind"),
        CheckConstraint("price BETWEEN 0 AND 1000000000000000000", name="price"),
        CheckConstraint(one_of("risk", RISKS), name="risk"),
        CheckConstraint(one_of("expired_sale", EXPIRED_SALES), name="expired_sale"),
        Index(None, "category", "name"),
        Index(None, "name"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    sku: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text)
    base_unit: Mapped[str] = mapped_column(Text)
    tracking: Mapped[str] = mapped_column(Text)
    lot_policy: Mapped[str] = mapped_column(Text)
    expiry_kind: Mapped[str] = mapped_column(Text)
    shelf_life_days: Mapped[int | None] = mapped_column(Small)
    min_days_at_receipt: Mapped[int | None] = mapped_column(Small)
    min_days_at_sale: Mapped[int | None] = mapped_column(Small)
    price: Mapped[int] = mapped_column(Whole)
    tax_category: Mapped[str] = mapped_column(ForeignKey("tax_category.code"), index=True)
    category: Mapped[str] = mapped_column(Text, server_default="")
    active: Mapped[bool] = mapped_column(Flag, server_default="1")
    created_at: Mapped[datetime] = mapped_column(Instant)
    risk: Mapped[str] = mapped_column(Text, server_default="normal")
    expired_sale: Mapped[str] = mapped_column(Text, server_default="never")


class Pack(Base):
    """A selling or buying unit: how many millionths of the base unit one of it holds."""

    __tablename__ = "pack"
    __table_args__ = strict(CheckConstraint("factor > 0", name="factor"))

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(Text, primary_key=True)
    factor: Mapped[int] = mapped_column(Whole)


class ProductCode(Base):
    """A GTIN in its 14-digit form: of the product itself, or of one of its packs."""

    __tablename__ = "product_code"
    __table_args__ = strict(Index(None, "product_id"))

    gtin: Mapped[str] = mapped_column(Text, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    pack_unit: Mapped[str | None] = mapped_column(Text)
