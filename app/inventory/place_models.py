"""Tables of the order in a store: zones, rules of putaway, what a shelf should hold.

Settings that people change, with the audit trail as their history; no goods and no money.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Small, Whole, strict
from app.identity.models import one_of
from app.inventory.models import LOT_STATUSES


class Zone(Base):
    """Locations of a site that belong together: the shop floor, a cold room, an aisle."""

    __tablename__ = "zone"
    __table_args__ = strict(UniqueConstraint("site_id", "code"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)


class PutawayRule(Base):
    """Goods of a product, a category or a status go to this location or zone; low rank first."""

    __tablename__ = "putaway_rule"
    __table_args__ = strict(
        CheckConstraint("rank BETWEEN 1 AND 999", name="rank"),
        CheckConstraint("status IS NULL OR " + one_of("status", LOT_STATUSES), name="status"),
        CheckConstraint("product_id IS NULL OR category IS NULL", name="goods"),
        CheckConstraint("(zone_id IS NULL) <> (location_id IS NULL)", name="target"),
        Index(None, "site_id", "rank"),
        Index(None, "product_id"),
        Index(None, "zone_id"),
        Index(None, "location_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    rank: Mapped[int] = mapped_column(Small)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    category: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str | None] = mapped_column(Text)
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))


class FloorLevel(Base):
    """How much of a product a selling place should hold: below `least` it is filled to `most`."""

    __tablename__ = "floor_level"
    __table_args__ = strict(
        UniqueConstraint("location_id", "product_id"),
        CheckConstraint("least > 0 AND least <= most", name="levels"),
        Index(None, "product_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    least: Mapped[int] = mapped_column(Whole)
    most: Mapped[int] = mapped_column(Whole)
