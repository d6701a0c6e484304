"""Tables of the ledger: accounts, sealed journal entries, closed periods, number series.

Positive posting amounts debit, negative ones credit. The database itself refuses an entry that
does not balance: an entry needs its seal by commit, and the seal needs a sum of zero.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Day, Flag, Instant, Small, Whole, strict
from app.identity.models import one_of

ACCOUNT_KINDS = ("asset", "liability", "equity", "income", "expense")


class Account(Base):
    """An account of the chart; a role is what the program calls it."""

    __tablename__ = "account"
    __table_args__ = strict(CheckConstraint(one_of("kind", ACCOUNT_KINDS), name="kind"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    role: Mapped[str | None] = mapped_column(Text, unique=True)
    active: Mapped[bool] = mapped_column(Flag, server_default="1")


class JournalEntry(Base):
    """A journal entry's header; it must be sealed before commit (deferred foreign key)."""

    __tablename__ = "journal_entry"
    __table_args__ = strict(
        Index(None, "document_kind", "document_number"),
        Index(None, "posted_on", "id"),
        Index(None, "site_id", "posted_on"),
    )

    id: Mapped[int] = mapped_column(
        Whole,
        ForeignKey(
            "journal_seal.entry_id",
            name="fk_journal_entry_id_sealed",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        primary_key=True,
        autoincrement="ignore_fk",
    )
    posted_on: Mapped[date] = mapped_column(Day)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    document_kind: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str] = mapped_column(Text)
    memo: Mapped[str] = mapped_column(Text, server_default="")


class Posting(Base):
    """A line of a journal entry; names the lot and product it is about where there is one."""

    __tablename__ = "posting"
    __table_args__ = strict(
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint("amount BETWEEN -1000000000000000 AND 1000000000000000", name="range"),
        Index(None, "account_id", "entry_id"),
        Index(None, "lot"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"), primary_key=True)
    line: Mapped[int] = mapped_column(Small, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    amount: Mapped[int] = mapped_column(Whole)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    lot: Mapped[str | None] = mapped_column(Text)
    sku: Mapped[str | None] = mapped_column(Text)


class JournalSeal(Base):
    """Closes an entry for ever; inserting it fails unless the entry balances."""

    __tablename__ = "journal_seal"
    __table_args__ = strict()

    entry_id: Mapped[int] = mapped_column(
        ForeignKey("journal_entry.id"), primary_key=True, autoincrement=False
    )


class PeriodClosing(Base):
    """A day through which the books are closed; the latest counts. Append-only."""

    __tablename__ = "period_closing"
    __table_args__ = strict(Index(None, "through_on"))

    id: Mapped[int] = mapped_column(Whole, primary_key=True)
    through_on: Mapped[date] = mapped_column(Day)
    closed_at: Mapped[datetime] = mapped_column(Instant)
    closed_by: Mapped[str] = mapped_column(Text)


class NumberSeries(Base):
    """The next number of a series of documents; taken under its row lock, so without gaps."""

    __tablename__ = "number_series"
    __table_args__ = strict()

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    next_number: Mapped[int] = mapped_column(Whole)
