"""Tables of the inbox of terminals: what each recorded, word for word, and what became of it.

The recorded part is append-only by trigger; only the state moves on.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, Whole, strict
from app.identity.models import one_of

OP_STATES = ("recorded", "applied", "exception", "resolved")


class TillOp(Base):
    """One act of a terminal, as it was signed there. Recorded first, applied after."""

    __tablename__ = "till_op"
    __table_args__ = strict(
        CheckConstraint(one_of("state", OP_STATES), name="state"),
        UniqueConstraint("device_id", "prev"),
        Index(None, "state", "received_at"),
        Index(None, "number"),
    )

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Whole, primary_key=True, autoincrement=False)
    till_id: Mapped[int] = mapped_column(ForeignKey("till.id"), index=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    number: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    prev: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(Text)
    document: Mapped[str | None] = mapped_column(Text)
    problem: Mapped[str] = mapped_column(Text, server_default="")
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)
    resolved_by: Mapped[str | None] = mapped_column(Text)
    resolution: Mapped[str | None] = mapped_column(Text)


class SeriesGap(Base):
    """Receipts a terminal numbered that never arrived: an incident until somebody explains it."""

    __tablename__ = "series_gap"
    __table_args__ = strict(CheckConstraint("last >= first", name="range"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), index=True)
    till_id: Mapped[int] = mapped_column(ForeignKey("till.id"), index=True)
    epoch: Mapped[int] = mapped_column(Whole)
    first: Mapped[int] = mapped_column(Whole)
    last: Mapped[int] = mapped_column(Whole)
    found_at: Mapped[datetime] = mapped_column(Instant)
    detail: Mapped[str] = mapped_column(Text, server_default="")
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)
    resolved_by: Mapped[str | None] = mapped_column(Text)
    resolution: Mapped[str | None] = mapped_column(Text)
