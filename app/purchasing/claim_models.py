"""Tables of claims against suppliers and of what they credited. All but a claim's state never
changes: append-only by trigger.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Day, Instant, Small, Whole, strict
from app.identity.models import one_of
from app.purchasing.claim_rules import LINE_KINDS, STATES

ABOUT_KINDS = ("goods_receipt", "recall", "lot", "supplier_return")


class Claim(Base):
    """What we want back from a supplier, and why; `about` is the document it came from."""

    __tablename__ = "claim"
    __table_args__ = strict(
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("about_kind = '' OR " + one_of("about_kind", ABOUT_KINDS), name="about"),
        Index(None, "state", "id"),
        Index(None, "about_kind", "about_number"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    state: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    about_kind: Mapped[str] = mapped_column(Text, server_default="")
    about_number: Mapped[str] = mapped_column(Text, server_default="")
    claimed_on: Mapped[date] = mapped_column(Day)
    claimed_at: Mapped[datetime] = mapped_column(Instant)
    claimed_by: Mapped[str] = mapped_column(Text)


class ClaimLine(Base):
    """So much (millionths) of a lot, so much money (minor units), and what is wrong with it.

    Goods that never came have no lot.
    """

    __tablename__ = "claim_line"
    __table_args__ = strict(
        CheckConstraint(one_of("kind", LINE_KINDS), name="kind"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("lot_id IS NOT NULL OR kind = 'quantity'", name="lot"),
    )

    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"), index=True)
    quantity: Mapped[int] = mapped_column(Whole)
    amount: Mapped[int] = mapped_column(Whole)
    detail: Mapped[str] = mapped_column(Text, server_default="")


class ClaimStep(Base):
    """One step of a claim's way: who did what, when, and what they said."""

    __tablename__ = "claim_step"
    __table_args__ = strict(CheckConstraint(one_of("state", STATES), name="state"))

    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Small, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, server_default="")


class SupplierCredit(Base):
    """What a supplier credited for a claim; `difference` is what no goods could bear."""

    __tablename__ = "supplier_credit"
    __table_args__ = strict()

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    reference: Mapped[str] = mapped_column(Text, server_default="")
    difference: Mapped[int] = mapped_column(Whole)
    credited_on: Mapped[date] = mapped_column(Day)
    credited_at: Mapped[datetime] = mapped_column(Instant)
    credited_by: Mapped[str] = mapped_column(Text)


class SupplierCreditLine(Base):
    """What was credited of one claim line, in minor units."""

    __tablename__ = "supplier_credit_line"
    __table_args__ = strict(
        ForeignKeyConstraint(
            ["claim_id", "line"],
            ["claim_line.claim_id", "claim_line.line"],
            name="fk_supplier_credit_line_claim",
        ),
        CheckConstraint("amount > 0", name="amount"),
        Index(None, "claim_id", "line"),
    )

    supplier_credit_id: Mapped[int] = mapped_column(
        ForeignKey("supplier_credit.id"), primary_key=True
    )
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    claim_id: Mapped[int] = mapped_column(Whole)
    amount: Mapped[int] = mapped_column(Whole)
