"""Integrity checks of stock, ledger and movements. A table, no logic."""

from __future__ import annotations

from app.reporting import checks_books as books
from app.reporting import checks_stock as stock
from app.reporting import checks_vouchers as vouchers
from app.reporting.findings import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "stock_equals_ledger",
        "At every site the stock is worth what the inventory account says, to the cent.",
        books.SITE_STOCK_IS_LEDGER,
    ),
    Check(
        "lots_equal_ledger",
        "Every lot at every site is worth what was posted for it.",
        books.LOT_STOCK_IS_LEDGER,
    ),
    Check(
        "entries_balance",
        "Every journal entry has at least two lines, and its debits equal its credits.",
        books.ENTRIES_BALANCE,
    ),
    Check("entries_sealed", "Every journal entry is sealed.", books.ENTRIES_SEALED),
    Check(
        "trial_balance",
        "Debits equal credits in all and at every site.",
        books.TRIAL_BALANCE,
    ),
    Check(
        "places_equal_accounts",
        "Goods sold, wasted, lost, found and delivered are in the accounts of their places.",
        books.PLACES_ARE_ACCOUNTS,
    ),
    Check(
        "entries_equal_movements",
        "Every movement that changes what we own is posted with its own value.",
        books.ENTRIES_ARE_MOVEMENTS,
    ),
    Check(
        "sales_equal_ledger",
        "Revenue, tax and money of every sale and return are in the books.",
        books.SALES_ARE_POSTED,
    ),
    Check(
        "vouchers_equal_ledger",
        "What was put on vouchers and spent of them is in the books, document by document.",
        vouchers.VOUCHERS_ARE_POSTED,
    ),
    Check(
        "vouchers_equal_movements",
        "What a voucher was issued for and what is spent of it is what its movements say.",
        vouchers.VOUCHERS_ARE_MOVEMENTS,
    ),
    Check(
        "balances_equal_movements",
        "What lies at a location is what moved in less what moved out.",
        stock.BALANCES_ARE_MOVEMENTS,
    ),
    Check(
        "values_equal_movements",
        "What stock is worth is what moved in less what moved out.",
        stock.VALUES_ARE_MOVEMENTS,
    ),
    Check(
        "lots_conserved",
        "Every unit received of a lot was sold, written off, counted out or is still here.",
        stock.LOTS_ARE_CONSERVED,
    ),
)
