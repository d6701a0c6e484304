"""Tables of recall drills: what was asked for, and what was found where. Evidence: kept for ever.

A drill changes once, when it ends; what was found never. Quantities are millionths.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, Whole, strict


class RecallDrill(Base):
    """A recall rehearsed with one lot; its figures are those of the moment it ended."""

    __tablename__ = "recall_drill"
    __table_args__ = strict(
        CheckConstraint("buyers >= 0 AND reachable BETWEEN 0 AND buyers", name="buyers"),
        CheckConstraint("certain >= 0 AND possible >= 0", name="certain"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        Index(
            "ix_recall_drill_open",
            "lot_id",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(Instant)
    started_by: Mapped[str] = mapped_column(Text)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    finished_by: Mapped[str | None] = mapped_column(Text)
    received: Mapped[int] = mapped_column(Whole, server_default="0")
    with_customers: Mapped[int] = mapped_column(Whole, server_default="0")
    destroyed: Mapped[int] = mapped_column(Whole, server_default="0")
    to_supplier: Mapped[int] = mapped_column(Whole, server_default="0")
    unaccounted: Mapped[int] = mapped_column(Whole, server_default="0")
    booked: Mapped[int] = mapped_column(Whole, server_default="0")
    found: Mapped[int] = mapped_column(Whole, server_default="0")
    buyers: Mapped[int] = mapped_column(Whole, server_default="0")
    reachable: Mapped[int] = mapped_column(Whole, server_default="0")
    certain: Mapped[int] = mapped_column(Whole, server_default="0")
    possible: Mapped[int] = mapped_column(Whole, server_default="0")
    minutes: Mapped[int] = mapped_column(Whole, server_default="0")
    score: Mapped[int] = mapped_column(Whole, server_default="0")
    note: Mapped[str] = mapped_column(Text, server_default="")


class RecallDrillFind(Base):
    """How much of the lot people found at a place, beside what the records said there."""

    __tablename__ = "recall_drill_find"
    __table_args__ = strict(
        CheckConstraint("found >= 0 AND booked >= 0", name="found"),
    )

    drill_id: Mapped[int] = mapped_column(ForeignKey("recall_drill.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), primary_key=True)
    found: Mapped[int] = mapped_column(Whole)
    booked: Mapped[int] = mapped_column(Whole)
