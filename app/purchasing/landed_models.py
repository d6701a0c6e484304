"""Tables of landed costs: freight, duty and the like on a delivery. Append-only by trigger."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Day, Instant, Small, Whole, strict
from app.identity.models import one_of

BASES = ("value", "quantity")


class LandedCost(Base):
    """What a delivery cost beside its goods, in minor units; `difference` is what none bears."""

    __tablename__ = "landed_cost"
    __table_args__ = strict(
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(one_of("basis", BASES), name="basis"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    goods_receipt_id: Mapped[int] = mapped_column(ForeignKey("goods_receipt.id"), index=True)
    amount: Mapped[int] = mapped_column(Whole)
    basis: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, server_default="")
    difference: Mapped[int] = mapped_column(Whole)
    posted_on: Mapped[date] = mapped_column(Day)
    posted_at: Mapped[datetime] = mapped_column(Instant)
    posted_by: Mapped[str] = mapped_column(Text)


class LandedCostLine(Base):
    """The share of one line of the delivery, in minor units."""

    __tablename__ = "landed_cost_line"
    __table_args__ = strict(CheckConstraint("amount >= 0", name="amount"))

    landed_cost_id: Mapped[int] = mapped_column(ForeignKey("landed_cost.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    amount: Mapped[int] = mapped_column(Whole)
