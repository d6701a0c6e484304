"""The exports that are tables: columns, rows as they are read, what is summed. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.accounting.queries import balances
from app.accounting.statements import trial_balance
from app.db import reading
from app.reporting.exports.asked import AskedExport
from app.reporting.exports.feed import FedEntry, Names, entries, last_entry, read_names
from app.reporting.valuation import Asked, LotValue, each_value

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Column:
    """A column: its word, what its cells are, how wide it is, whether its sum stands below."""

    name: str
    kind: str = "text"
    width: int = 14
    summed: bool = False


@dataclass(frozen=True)
class Table:
    """A table with rows that are read once, in order; money in minor units."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterator[Row]


JOURNAL = (
    Column("Entry", "whole", 8),
    Column("Day", "day", 11),
    Column("Recorded at", "moment", 20),
    Column("Document kind"),
    Column("Document"),
    Column("Memo", width=30),
    Column("Line", "whole", 6),
    Column("Account", width=10),
    Column("Account name", width=24),
    Column("Debit", "money", 14, summed=True),
    Column("Credit", "money", 14, summed=True),
    Column("Lot"),
    Column("SKU"),
    Column("Site", width=8),
)
TRIAL_BALANCE = (
    Column("Account", width=10),
    Column("Name", width=30),
    Column("Kind", width=12),
    Column("Debit", "money", 16, summed=True),
    Column("Credit", "money", 16, summed=True),
)
VALUATION = (
    Column("Lot", width=16),
    Column("SKU", width=16),
    Column("Product", width=34),
    Column("Site", width=8),
    Column("Received", "day", 11),
    Column("Expires", "day", 11),
    Column("Unit", width=6),
    Column("On hand", "quantity", 14),
    Column("Value", "money", 16, summed=True),
)


def _entry_rows(entry: FedEntry, names: Names) -> Iterator[Row]:
    head = (
        entry.id,
        entry.on,
        entry.recorded_at,
        entry.document_kind,
        entry.document,
        entry.memo,
    )
    for number, line in enumerate(entry.lines, 1):
        account = names.accounts[line.account_id]
        sides = (line.amount, None) if line.amount > 0 else (None, -line.amount)
        about = (line.lot, line.sku, names.sites[line.site_id])
        yield (*head, number, account.code, account.name, *sides, *about)


def _journal_rows(asked: AskedExport) -> Iterator[Row]:
    with reading() as session:
        names, newest = read_names(session), last_entry(session)
    for entry in entries(asked, newest):
        yield from _entry_rows(entry, names)


def journal_table(asked: AskedExport) -> Table:
    """Every posting with its entry, by day; reads for itself, slice by slice."""
    return Table(f"Journal {asked.words()}", JOURNAL, _journal_rows(asked))


def trial_balance_table(session: Session, asked: AskedExport) -> Table:
    """Every account with its balance at the end of a day."""
    found = trial_balance(balances(session, as_of=asked.last, site_id=asked.site_id))
    rows = (
        (line.code, line.name, line.kind, line.debit or None, line.credit or None)
        for line in found.lines
    )
    return Table(f"Trial balance {asked.at_words()}", TRIAL_BALANCE, iter(rows))


def valuation_row(line: LotValue) -> Row:
    """A lot at a site as its row."""
    return (
        line.lot,
        line.sku,
        line.name,
        line.site,
        line.received_on,
        line.expires_on,
        line.unit,
        line.on_hand,
        line.value,
    )


def valuation_table(session: Session, asked: AskedExport) -> Table:
    """What each lot cost that was in stock at the end of a day, oldest first."""
    lots = each_value(session, Asked(asked.last, asked.site_id))
    rows = (valuation_row(line) for line in lots)
    return Table(f"Valuation {asked.at_words()}", VALUATION, rows)
