"""Tables of vouchers: each with what was put on it and what is spent, and every movement of it.

Only `voucher.spent` ever changes, by a relative conditional update (services/voucher_money.py); all
else is append-only by trigger. Amounts are minor units.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Day, Instant, Small, Whole, strict
from app.identity.models import one_of

MOVEMENTS = ("issue", "redeem", "refund")
"""Put on a new voucher, spent, put back on the one that paid."""
VOUCHER_TENDERS = ("cash", "card")
"""What a voucher can be bought with."""


class Voucher(Base):
    """Money the shop owes to whoever shows the number; good through `expires_on`."""

    __tablename__ = "voucher"
    __table_args__ = strict(
        CheckConstraint("issued > 0", name="issued"),
        CheckConstraint("spent BETWEEN 0 AND issued", name="spent"),
        Index(None, "document_kind", "document_number"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    issued: Mapped[int] = mapped_column(Whole)
    spent: Mapped[int] = mapped_column(Whole, server_default="0")
    expires_on: Mapped[date | None] = mapped_column(Day)
    issued_at: Mapped[datetime] = mapped_column(Instant)
    issued_by: Mapped[str] = mapped_column(Text)
    document_kind: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(Text)


class VoucherMovement(Base):
    """Money onto a voucher or off it, by which row (`seq`) of which document."""

    __tablename__ = "voucher_movement"
    __table_args__ = strict(
        UniqueConstraint("document_kind", "document_number", "seq"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(one_of("kind", MOVEMENTS), name="kind"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(Whole)
    document_kind: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(Text)
    seq: Mapped[int] = mapped_column(Small)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    moved_at: Mapped[datetime] = mapped_column(Instant)
    moved_by: Mapped[str] = mapped_column(Text)


class VoucherSale(Base):
    """A voucher sold at a till: money in, nothing earned yet, no goods and no tax."""

    __tablename__ = "voucher_sale"
    __table_args__ = strict(
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("change >= 0", name="change"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    till_id: Mapped[int] = mapped_column(ForeignKey("till.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"), index=True)
    cashier: Mapped[str] = mapped_column(Text)
    sold_at: Mapped[datetime] = mapped_column(Instant)
    sold_on: Mapped[date] = mapped_column(Day)
    amount: Mapped[int] = mapped_column(Whole)
    change: Mapped[int] = mapped_column(Whole)
    rounding: Mapped[int] = mapped_column(Whole, server_default="0")


class VoucherPayment(Base):
    """A tender of a voucher's sale, as handed over (change is on the sale)."""

    __tablename__ = "voucher_payment"
    __table_args__ = strict(
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(one_of("tender", VOUCHER_TENDERS), name="tender"),
    )

    voucher_sale_id: Mapped[int] = mapped_column(ForeignKey("voucher_sale.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Small, primary_key=True)
    tender: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(Whole)
    reference: Mapped[str] = mapped_column(Text, server_default="")
