"""Tables of customers, tills, sales with their lot allocations, payments and returns.

All but the till's counter and what came back or was re-attributed of an allocation are append-only
by trigger.
Amounts are minor units, quantities and unit prices millionths.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Day, Flag, Instant, Small, Whole, strict
from app.identity.models import one_of

TENDERS = ("cash", "card", "voucher", "account")
CERTAINTIES = ("scanned", "chosen", "auto", "opened", "corrected")
DISPOSITIONS = ("restock", "quarantine", "waste")
RETURN_KINDS = ("return", "void")
OVERRIDES = ("price", "discount", "expired")


class Customer(Base):
    """Somebody known who buys."""

    __tablename__ = "customer"
    __table_args__ = strict()

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text, server_default="")
    phone: Mapped[str] = mapped_column(Text, server_default="")
    created_at: Mapped[datetime] = mapped_column(Instant)


class Till(Base):
    """A till and its series of sales receipt numbers: `site-till-epoch-seq`.

    `head` is the hash of its chain of records, `open_shift` the shift that is running: both are
    read under the row's lock with the number, so no sale ever falls into a closed shift.
    """

    __tablename__ = "till"
    __table_args__ = strict()

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    epoch: Mapped[int] = mapped_column(Whole, server_default="1")
    last_seq: Mapped[int] = mapped_column(Whole, server_default="0")
    created_at: Mapped[datetime] = mapped_column(Instant)
    chained: Mapped[int] = mapped_column(Whole, server_default="0")
    head: Mapped[str] = mapped_column(Text, server_default="")
    open_shift: Mapped[int | None] = mapped_column(Whole)


class Sale(Base):
    """A completed sale; its receipt number is its number."""

    __tablename__ = "sale"
    __table_args__ = strict(
        UniqueConstraint("till_id", "epoch", "seq"),
        CheckConstraint("total = net + tax", name="total"),
        CheckConstraint("change >= 0", name="change"),
        Index(None, "site_id", "sold_on"),
        Index(None, "sold_on", "id"),
        Index("uq_sale_token", "token", unique=True),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    till_id: Mapped[int] = mapped_column(ForeignKey("till.id"))
    epoch: Mapped[int] = mapped_column(Whole)
    seq: Mapped[int] = mapped_column(Whole)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    cashier: Mapped[str] = mapped_column(Text)
    sold_at: Mapped[datetime] = mapped_column(Instant)
    sold_on: Mapped[date] = mapped_column(Day)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    tax_included: Mapped[bool] = mapped_column(Flag)
    net: Mapped[int] = mapped_column(Whole)
    tax: Mapped[int] = mapped_column(Whole)
    total: Mapped[int] = mapped_column(Whole)
    change: Mapped[int] = mapped_column(Whole)
    rounding: Mapped[int] = mapped_column(Whole, server_default="0")
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"), index=True)
    offline: Mapped[bool] = mapped_column(Flag, server_default="0")
    token: Mapped[str | None] = mapped_column(Text)


class SaleLine(Base):
    """A product sold; name, price and tax as they were at that moment."""

    __tablename__ = "sale_line"
    __table_args__ = strict(
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("total >= 0 AND discount >= 0", name="total"),
        Index(None, "product_id", "sale_id"),
    )

    sale_id: Mapped[int] = mapped_column(ForeignKey("sale.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    name: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int] = mapped_column(Whole)
    unit: Mapped[str] = mapped_column(Text)
    unit_price: Mapped[int] = mapped_column(Whole)
    list_price: Mapped[int] = mapped_column(Whole)
    discount: Mapped[int] = mapped_column(Whole)
    total: Mapped[int] = mapped_column(Whole)
    net: Mapped[int] = mapped_column(Whole)
    tax: Mapped[int] = mapped_column(Whole)
    tax_category: Mapped[str] = mapped_column(Text)
    tax_rate: Mapped[int] = mapped_column(Whole)


class SaleTax(Base):
    """Net and tax of a sale at one rate."""

    __tablename__ = "sale_tax"
    __table_args__ = strict()

    sale_id: Mapped[int] = mapped_column(ForeignKey("sale.id"), primary_key=True)
    rate: Mapped[int] = mapped_column(Whole, primary_key=True)
    net: Mapped[int] = mapped_column(Whole)
    tax: Mapped[int] = mapped_column(Whole)


class SaleAllocation(Base):
    """How much of which lot a line took, how the lot is known, its cost, and what came back.

    `moved` is held to be of another lot since a count (app/sales/swap_models.py).
    """

    __tablename__ = "sale_allocation"
    __table_args__ = strict(
        ForeignKeyConstraint(
            ["sale_id", "line"],
            ["sale_line.sale_id", "sale_line.line"],
            name="fk_sale_allocation_line",
        ),
        CheckConstraint("quantity > 0 AND value >= 0", name="quantity"),
        CheckConstraint("returned BETWEEN 0 AND quantity", name="returned"),
        CheckConstraint("returned_value BETWEEN 0 AND value", name="returned_value"),
        CheckConstraint(one_of("certainty", CERTAINTIES), name="certainty"),
        CheckConstraint("moved >= 0 AND returned + moved <= quantity", name="moved"),
        CheckConstraint(
            "moved_value >= 0 AND returned_value + moved_value <= value", name="moved_value"
        ),
        Index(None, "lot_id", "sale_id"),
    )

    sale_id: Mapped[int] = mapped_column(Whole, primary_key=True)
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    quantity: Mapped[int] = mapped_column(Whole)
    value: Mapped[int] = mapped_column(Whole)
    certainty: Mapped[str] = mapped_column(Text)
    returned: Mapped[int] = mapped_column(Whole, server_default="0")
    returned_value: Mapped[int] = mapped_column(Whole, server_default="0")
    moved: Mapped[int] = mapped_column(Whole, server_default="0")
    moved_value: Mapped[int] = mapped_column(Whole, server_default="0")


class Payment(Base):
    """A tender of a sale, as handed over (change is on the sale)."""

    __tablename__ = "payment"
    __table_args__ = strict(
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(one_of("tender", TENDERS), name="tender"),
    )

    sale_id: Mapped[int] = mapped_column(ForeignKey("sale.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Small, primary_key=True)
    tender: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(Whole)
    reference: Mapped[str] = mapped_column(Text, server_default="")


class SaleReturn(Base):
    """Goods brought back, or a sale voided: a document of its own in the till's series."""

    __tablename__ = "sale_return"
    __table_args__ = strict(
        UniqueConstraint("till_id", "epoch", "seq"),
        CheckConstraint(one_of("kind", RETURN_KINDS), name="kind"),
        CheckConstraint("total = net + tax", name="total"),
        Index(None, "site_id", "returned_on"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(Text)
    sale_id: Mapped[int] = mapped_column(ForeignKey("sale.id"), index=True)
    till_id: Mapped[int] = mapped_column(ForeignKey("till.id"))
    epoch: Mapped[int] = mapped_column(Whole)
    seq: Mapped[int] = mapped_column(Whole)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    cashier: Mapped[str] = mapped_column(Text)
    returned_at: Mapped[datetime] = mapped_column(Instant)
    returned_on: Mapped[date] = mapped_column(Day)
    reason: Mapped[str] = mapped_column(Text, server_default="")
    net: Mapped[int] = mapped_column(Whole)
    tax: Mapped[int] = mapped_column(Whole)
    total: Mapped[int] = mapped_column(Whole)
    rounding: Mapped[int] = mapped_column(Whole, server_default="0")
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"), index=True)


class SaleReturnLine(Base):
    """What of one line and lot came back, why, and where it went."""

    __tablename__ = "sale_return_line"
    __table_args__ = strict(
        ForeignKeyConstraint(
            ["sale_id", "line", "lot_id"],
            ["sale_allocation.sale_id", "sale_allocation.line", "sale_allocation.lot_id"],
            name="fk_sale_return_line_allocation",
        ),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint(one_of("disposition", DISPOSITIONS), name="disposition"),
        Index(None, "sale_id", "line", "lot_id"),
        Index(None, "lot_id"),
    )

    sale_return_id: Mapped[int] = mapped_column(ForeignKey("sale_return.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Small, primary_key=True)
    sale_id: Mapped[int] = mapped_column(Whole)
    line: Mapped[int] = mapped_column(Small)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    quantity: Mapped[int] = mapped_column(Whole)
    value: Mapped[int] = mapped_column(Whole)
    net: Mapped[int] = mapped_column(Whole)
    tax: Mapped[int] = mapped_column(Whole)
    disposition: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)


class Refund(Base):
    """Money given back for a return, by tender."""

    __tablename__ = "refund"
    __table_args__ = strict(
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(one_of("tender", TENDERS), name="tender"),
    )

    sale_return_id: Mapped[int] = mapped_column(ForeignKey("sale_return.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Small, primary_key=True)
    tender: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(Whole)


class SaleNote(Base):
    """What was written on a line, or on the whole sale (line 0). Append-only."""

    __tablename__ = "sale_note"
    __table_args__ = strict(
        CheckConstraint("line >= 0", name="line"),
        CheckConstraint("note <> ''", name="note"),
    )

    sale_id: Mapped[int] = mapped_column(ForeignKey("sale.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    note: Mapped[str] = mapped_column(Text)


class SaleOverride(Base):
    """Something a line was sold at beyond the usual: what, why, and who said yes. Append-only."""

    __tablename__ = "sale_override"
    __table_args__ = strict(
        ForeignKeyConstraint(
            ["sale_id", "line"],
            ["sale_line.sale_id", "sale_line.line"],
            name="fk_sale_override_line",
        ),
        CheckConstraint(one_of("kind", OVERRIDES), name="kind"),
    )

    sale_id: Mapped[int] = mapped_column(Whole, primary_key=True)
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    approver: Mapped[str] = mapped_column(Text)


class SaleException(Base):
    """A sale recorded as a fact against a rule: which rule, which lot, and how it was settled."""

    __tablename__ = "sale_exception"
    __table_args__ = strict(Index(None, "resolved_at", "raised_at"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    sale_id: Mapped[int] = mapped_column(ForeignKey("sale.id"), index=True)
    line: Mapped[int | None] = mapped_column(Small)
    code: Mapped[str] = mapped_column(Text)
    lot: Mapped[str | None] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text, server_default="")
    raised_at: Mapped[datetime] = mapped_column(Instant)
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)
    resolved_by: Mapped[str | None] = mapped_column(Text)
    resolution: Mapped[str | None] = mapped_column(Text)


class LineEffort(Base):
    """What a line cost the cashier: taps and milliseconds, and how its lot was found."""

    __tablename__ = "line_effort"
    __table_args__ = strict(
        ForeignKeyConstraint(
            ["sale_id", "line"],
            ["sale_line.sale_id", "sale_line.line"],
            name="fk_line_effort_line",
        ),
        CheckConstraint("taps >= 0 AND ms >= 0", name="size"),
    )

    sale_id: Mapped[int] = mapped_column(Whole, primary_key=True)
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    taps: Mapped[int] = mapped_column(Whole)
    ms: Mapped[int] = mapped_column(Whole)
    choice: Mapped[str] = mapped_column(Text)
