"""Tables of tills at work: shifts, money in and out, parked carts, series of terminals, the chain.

Closed shifts, chain links, anchors and money moves are append-only by trigger. Amounts are minor
units.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Day, Instant, Whole, strict
from app.identity.models import one_of

SHIFT_KINDS = ("ordinary", "rescue")
CASH_DIRECTIONS = ("in", "out")


class Shift(Base):
    """A till's drawer from counted float to counted close; `report` is its Z, frozen."""

    __tablename__ = "shift"
    __table_args__ = strict(
        UniqueConstraint("till_id", "number"),
        CheckConstraint(one_of("kind", SHIFT_KINDS), name="kind"),
        CheckConstraint("opening_cash >= 0", name="opening_cash"),
        CheckConstraint("(closed_at IS NULL) = (report IS NULL)", name="closed"),
        Index(
            "uq_shift_open",
            "till_id",
            "kind",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    till_id: Mapped[int] = mapped_column(ForeignKey("till.id"))
    number: Mapped[int] = mapped_column(Whole)
    kind: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by: Mapped[str] = mapped_column(Text)
    opening_cash: Mapped[int] = mapped_column(Whole)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[str | None] = mapped_column(Text)
    counted_cash: Mapped[int | None] = mapped_column(Whole)
    expected_cash: Mapped[int | None] = mapped_column(Whole)
    difference: Mapped[int | None] = mapped_column(Whole)
    grand_total: Mapped[int | None] = mapped_column(Whole)
    report: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, server_default="")


class CashMove(Base):
    """Money put into or taken out of a drawer, with its reason. Append-only by trigger."""

    __tablename__ = "cash_move"
    __table_args__ = strict(
        CheckConstraint(one_of("direction", CASH_DIRECTIONS), name="direction"),
        CheckConstraint("amount > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    number: Mapped[str] = mapped_column(Text, unique=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"), index=True)
    direction: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(Whole)
    note: Mapped[str] = mapped_column(Text, server_default="")
    moved_at: Mapped[datetime] = mapped_column(Instant)
    moved_by: Mapped[str] = mapped_column(Text)


class ParkedCart(Base):
    """A cart set aside under a name; taken up again at most once, from any till of the site."""

    __tablename__ = "parked_cart"
    __table_args__ = strict(Index(None, "site_id", "taken_at"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    till_id: Mapped[int] = mapped_column(ForeignKey("till.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    cart: Mapped[str] = mapped_column(Text)
    line_count: Mapped[int] = mapped_column(Whole)
    total: Mapped[int] = mapped_column(Whole)
    parked_at: Mapped[datetime] = mapped_column(Instant)
    parked_by: Mapped[str] = mapped_column(Text)
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
    taken_by: Mapped[str | None] = mapped_column(Text)


class TillSeries(Base):
    """A terminal's own series at a till: the epoch in which it numbers its receipts itself."""

    __tablename__ = "till_series"
    __table_args__ = strict(UniqueConstraint("till_id", "epoch"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), unique=True)
    till_id: Mapped[int] = mapped_column(ForeignKey("till.id"))
    epoch: Mapped[int] = mapped_column(Whole)
    last_op: Mapped[int] = mapped_column(Whole, server_default="0")
    last_receipt: Mapped[int] = mapped_column(Whole, server_default="0")
    head: Mapped[str] = mapped_column(Text, server_default="")
    opened_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class RecordLink(Base):
    """One link of a till's chain: a sale or return, the hash of its values, and the chain's hash.

    Append-only by trigger.
    """

    __tablename__ = "record_link"
    __table_args__ = strict(UniqueConstraint("document_kind", "document_number"))

    till_id: Mapped[int] = mapped_column(ForeignKey("till.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Whole, primary_key=True)
    document_kind: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text)


class DayAnchor(Base):
    """The heads of a site's chains after a day, signed with a key kept outside the database."""

    __tablename__ = "day_anchor"
    __table_args__ = strict(UniqueConstraint("site_id", "day"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date] = mapped_column(Day)
    body: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    key_id: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)
