"""Statements of the ledger: trial balance, account ledger with running balance, reconciliation.

Pure: amounts in, statements out, all in minor units. Positive amounts debit, negative ones credit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class AccountBalance:
    """An account of the chart with the sum of its postings."""

    code: str
    name: str
    kind: str
    role: str | None
    amount: int

    @property
    def debit(self) -> int:
        """The balance where it is on the debit side, else nothing."""
        return max(self.amount, 0)

    @property
    def credit(self) -> int:
        """The balance where it is on the credit side, else nothing."""
        return max(-self.amount, 0)


@dataclass(frozen=True)
class TrialBalance:
    """Every account with its balance; both totals are equal or the books are broken."""

    lines: tuple[AccountBalance, ...]
    total_debit: int
    total_credit: int

    @property
    def balanced(self) -> bool:
        """Whether debits equal credits."""
        return self.total_debit == self.total_credit


def trial_balance(balances: Iterable[AccountBalance]) -> TrialBalance:
    """The trial balance of these accounts, by account code."""
    lines = tuple(sorted(balances, key=lambda line: line.code))
    return TrialBalance(lines, sum(x.debit for x in lines), sum(x.credit for x in lines))


@dataclass(frozen=True)
class JournalLine:
    """A line of an entry; names lot and product where it is about one."""

    account: str
    name: str
    amount: int
    site: str
    lot: str | None
    sku: str | None

    @property
    def debit(self) -> int:
        """The amount where it debits, else nothing."""
        return max(self.amount, 0)

    @property
    def credit(self) -> int:
        """The amount where it credits, else nothing."""
        return max(-self.amount, 0)


@dataclass(frozen=True)
class LedgerRow:
    """A posting of one account, as read: which entry and document it belongs to."""

    on: date
    entry_id: int
    line: int
    document_kind: str
    document: str
    memo: str
    amount: int
    lot: str | None
    sku: str | None
    site: str


@dataclass(frozen=True)
class LedgerLine:
    """A posting with the account's balance after it."""

    row: LedgerRow
    balance: int


def running(opening: int, rows: Sequence[LedgerRow]) -> tuple[LedgerLine, ...]:
    """An account's postings with the balance after each, starting from `opening`."""
    lines, balance = [], opening
    for row in rows:
        balance += row.amount
        lines.append(LedgerLine(row, balance))
    return tuple(lines)


@dataclass(frozen=True)
class Reconciliation:
    """What stock is worth by its lots, and what the inventory account says."""

    stock: int
    ledger: int

    @property
    def difference(self) -> int:
        """Must be nothing."""
        return self.stock - self.ledger

    @property
    def agrees(self) -> bool:
        """Whether both are the same to the minor unit."""
        return self.difference == 0
