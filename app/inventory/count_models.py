"""Tables of stock counts: the count, the balances it is to look at, and every figure entered.

A figure is never changed: counting a lot again is another line, and the last one counts.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Flag, Instant, Whole, strict
from app.identity.models import one_of

COUNT_STATUSES = ("counting", "needs_approval", "posted", "rejected", "cancelled")
COUNT_SCOPES = ("location", "product", "lot", "risk")


class StockCount(Base):
    """A count of a location, a product, a lot or a list by risk; fixed once it is decided.

    `value` is what its differences are worth without their signs, `allowed` what the person who
    finished it may post alone.
    """

    __tablename__ = "stock_count"
    __table_args__ = strict(
        CheckConstraint(one_of("status", COUNT_STATUSES), name="status"),
        CheckConstraint(one_of("scope", COUNT_SCOPES), name="scope"),
        CheckConstraint("value >= 0", name="value"),
        Index(None, "site_id", "status"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    scope: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, server_default="")
    complete: Mapped[bool] = mapped_column(Flag, server_default="0")
    value: Mapped[int] = mapped_column(Whole, server_default="0")
    allowed: Mapped[int] = mapped_column(Whole, server_default="0")
    started_at: Mapped[datetime] = mapped_column(Instant)
    started_by: Mapped[str] = mapped_column(Text)
    started_key: Mapped[str] = mapped_column(Text)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    finished_by: Mapped[str | None] = mapped_column(Text)
    finished_key: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[str | None] = mapped_column(Text)
    decided_key: Mapped[str | None] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(Text, server_default="")


class StockCountTarget(Base):
    """A balance that a count is to look at, as it stood when the count began. Append-only."""

    __tablename__ = "stock_count_target"
    __table_args__ = strict()

    count_id: Mapped[int] = mapped_column(ForeignKey("stock_count.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Whole, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)


class StockCountLine(Base):
    """A figure that somebody entered, with the cut-off it is held against. Append-only.

    `cut_off` is the last movement of the balance at that moment, `expected` the balance then and
    `worth` its value, so what is sold or moved afterwards is no difference. `value` is what the
    difference is worth, with its sign.
    """

    __tablename__ = "stock_count_line"
    __table_args__ = strict(
        CheckConstraint("counted >= 0 AND expected >= 0 AND cut_off >= 0", name="counted"),
        Index(None, "lot_id", "location_id"),
        Index(None, "location_id"),
    )

    count_id: Mapped[int] = mapped_column(ForeignKey("stock_count.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Whole, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    counted: Mapped[int] = mapped_column(Whole)
    expected: Mapped[int] = mapped_column(Whole)
    worth: Mapped[int] = mapped_column(Whole)
    cut_off: Mapped[int] = mapped_column(Whole)
    value: Mapped[int] = mapped_column(Whole)
    entered_at: Mapped[datetime] = mapped_column(Instant)
    entered_by: Mapped[str] = mapped_column(Text)
    entered_key: Mapped[str] = mapped_column(Text)
