"""Tables of what two people decide about a lot, and of every change of its date. Append-only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Day, Flag, Instant, Whole, strict
from app.identity.models import one_of

REQUEST_KINDS = ("release", "later_date")
DATE_CHANGES = ("earlier", "later")


class LotRequest(Base):
    """What somebody asks a second person for: release a lot, or give it a later date (or none)."""

    __tablename__ = "lot_request"
    __table_args__ = strict(
        CheckConstraint(one_of("kind", REQUEST_KINDS), name="kind"), Index(None, "lot_id", "id")
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    kind: Mapped[str] = mapped_column(Text)
    to_on: Mapped[date | None] = mapped_column(Day)
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    asked_by: Mapped[str] = mapped_column(Text)
    asked_key: Mapped[str] = mapped_column(Text)


class LotDecision(Base):
    """What the second person said to a request; once."""

    __tablename__ = "lot_decision"
    __table_args__ = strict()

    request_id: Mapped[int] = mapped_column(
        ForeignKey("lot_request.id"), primary_key=True, autoincrement=False
    )
    approved: Mapped[bool] = mapped_column(Flag)
    note: Mapped[str] = mapped_column(Text, server_default="")
    decided_at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[str] = mapped_column(Text)
    decided_key: Mapped[str] = mapped_column(Text)


class LotExpiryChange(Base):
    """One change of a lot's date: from what to what, why, who; a later one names its request."""

    __tablename__ = "lot_expiry_change"
    __table_args__ = strict(
        CheckConstraint(one_of("kind", DATE_CHANGES), name="kind"),
        CheckConstraint("(kind = 'later') = (request_id IS NOT NULL)", name="second"),
        Index(None, "lot_id", "id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    from_on: Mapped[date | None] = mapped_column(Day)
    to_on: Mapped[date | None] = mapped_column(Day)
    kind: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("lot_request.id"), unique=True)
