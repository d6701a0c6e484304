"""Tables of lots made from lots: the document, what it took, what it made, who descends from whom.

All append-only by trigger. A lot's parents are older than it is, so nobody descends from himself.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Day, Instant, Small, Whole, strict
from app.identity.models import one_of
from app.inventory.lineage_rules import KINDS


class Repack(Base):
    """Goods of some lots made into other lots at one site, all at once."""

    __tablename__ = "repack"
    __table_args__ = strict(
        CheckConstraint(one_of("kind", KINDS), name="kind"), Index(None, "site_id", "id")
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    reason: Mapped[str] = mapped_column(Text)
    made_on: Mapped[date] = mapped_column(Day)
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column(Text)


class RepackInput(Base):
    """What was taken of a lot, and how much of that was lost, each with its value."""

    __tablename__ = "repack_input"
    __table_args__ = strict(
        UniqueConstraint("repack_id", "lot_id"),
        CheckConstraint("quantity > lost AND lost >= 0", name="quantity"),
        CheckConstraint("value >= lost_value AND lost_value >= 0", name="value"),
        Index(None, "lot_id"),
    )

    repack_id: Mapped[int] = mapped_column(ForeignKey("repack.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    quantity: Mapped[int] = mapped_column(Whole)
    lost: Mapped[int] = mapped_column(Whole)
    value: Mapped[int] = mapped_column(Whole)
    lost_value: Mapped[int] = mapped_column(Whole)


class RepackOutput(Base):
    """A lot that was made: how much of it, where it was put, its weight in the cost."""

    __tablename__ = "repack_output"
    __table_args__ = strict(
        UniqueConstraint("lot_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("weight >= 0", name="weight"),
        CheckConstraint("value >= 0", name="value"),
        Index(None, "location_id"),
    )

    repack_id: Mapped[int] = mapped_column(ForeignKey("repack.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    quantity: Mapped[int] = mapped_column(Whole)
    weight: Mapped[int] = mapped_column(Whole)
    value: Mapped[int] = mapped_column(Whole)


class LotParent(Base):
    """So much of a lot, and of its value, is in another lot."""

    __tablename__ = "lot_parent"
    __table_args__ = strict(
        CheckConstraint("parent_id < child_id", name="older"),
        CheckConstraint("quantity >= 0", name="quantity"),
        CheckConstraint("value >= 0", name="value"),
        Index(None, "parent_id"),
        Index(None, "repack_id"),
    )

    child_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    repack_id: Mapped[int] = mapped_column(ForeignKey("repack.id"))
    quantity: Mapped[int] = mapped_column(Whole)
    value: Mapped[int] = mapped_column(Whole)
