"""Tables of transfers between sites: the document, and each step its goods took.

A step is never changed; what is on its way, missing or too much is the sum of the steps.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Day, Flag, Instant, Whole, strict
from app.identity.models import one_of
from app.inventory.transfer_rules import STATUSES, STEP_KINDS


class Transfer(Base):
    """Goods on their way from one site to another, in a transit location of their own."""

    __tablename__ = "transfer"
    __table_args__ = strict(
        CheckConstraint(one_of("status", STATUSES), name="status"),
        CheckConstraint("from_site_id <> to_site_id", name="sites"),
        Index(None, "from_site_id", "id"),
        Index(None, "to_site_id", "id"),
        Index(None, "status", "id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    from_site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    to_site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), unique=True)
    status: Mapped[str] = mapped_column(Text)
    complete: Mapped[bool] = mapped_column(Flag, server_default="0")
    reason: Mapped[str] = mapped_column(Text, server_default="")
    sent_on: Mapped[date] = mapped_column(Day)
    sent_at: Mapped[datetime] = mapped_column(Instant)
    sent_by: Mapped[str] = mapped_column(Text)


class TransferStep(Base):
    """What happened to so much of a lot of a transfer. Append-only by trigger."""

    __tablename__ = "transfer_step"
    __table_args__ = strict(
        CheckConstraint(one_of("kind", STEP_KINDS), name="kind"),
        CheckConstraint("quantity > 0", name="quantity"),
        Index(None, "transfer_id", "id"),
        Index(None, "lot_id"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfer.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    kind: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int] = mapped_column(Whole)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, server_default="")
