"""The common tongue of the rooms: frozen facts with a consequence in money.

Upper rooms state facts; `accounting.posting_rules` turns them into journal entries by one table.
No behaviour, no database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.values.document import DocumentRef

PLACES = ("supplier", "stock", "customer", "waste", "shrinkage", "opening", "transit", "conversion")


@dataclass(frozen=True)
class Posted:
    """When, where and by which document a fact goes into the books."""

    on: date
    at: datetime
    site_id: int
    document: DocumentRef
    memo: str = ""


@dataclass(frozen=True)
class ValueMoved:
    """The value (minor units) of one lot's quantity going from place to place."""

    from_place: str
    to_place: str
    value: int
    lot: str
    sku: str
    from_site_id: int
    to_site_id: int


@dataclass(frozen=True)
class StockMoved:
    """One document's movements of stock."""

    posted: Posted
    moves: tuple[ValueMoved, ...]


@dataclass(frozen=True)
class CostDifference:
    """What a supplier charged or credited that no goods can bear; below zero a credit."""

    posted: Posted
    amount: int


@dataclass(frozen=True)
class TenderAmount:
    """Money in (positive) or out (negative) by one tender, change already taken off."""

    tender: str
    amount: int


@dataclass(frozen=True)
class SaleCompleted:
    """What a sale earned: net revenue and tax against tenders. All in minor units.

    `rounding` is what the smallest coin added to the total (or took off, below zero).
    """

    posted: Posted
    net: int
    tax: int
    tenders: tuple[TenderAmount, ...]
    rounding: int = 0


@dataclass(frozen=True)
class SaleReturned:
    """What a return or void gave back; amounts positive, rounding as in a sale."""

    posted: Posted
    net: int
    tax: int
    tenders: tuple[TenderAmount, ...]
    rounding: int = 0


@dataclass(frozen=True)
class VoucherSold:
    """Money for a voucher of `amount`: owed to its holder, earned only when it is spent."""

    posted: Posted
    amount: int
    tenders: tuple[TenderAmount, ...]
    rounding: int = 0


@dataclass(frozen=True)
class CashMoved:
    """Money put into a drawer (`in`) or taken out of it (`out`), and why; amount above zero."""

    posted: Posted
    direction: str
    reason: str
    amount: int


@dataclass(frozen=True)
class CashCounted:
    """What a count found in a drawer beyond what should be there; below zero where less."""

    posted: Posted
    difference: int


@dataclass(frozen=True)
class ManualLine:
    """One line of an entry made by hand; positive debits, negative credits."""

    account: str
    amount: int


@dataclass(frozen=True)
class ManualEntry:
    """An entry an accountant made by hand."""

    posted: Posted
    lines: tuple[ManualLine, ...]


Fact = (
    StockMoved
    | CostDifference
    | SaleCompleted
    | SaleReturned
    | VoucherSold
    | CashMoved
    | CashCounted
    | ManualEntry
)
