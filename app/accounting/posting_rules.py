"""The posting table: every fact with a consequence in money -> balanced lines. Pure.

This file is the whole of what is posted. Each place plays one account role, so a movement of
value A -> B debits B's account and credits A's; nothing else needs saying.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.facts import (
    CashCounted,
    CashMoved,
    CostDifference,
    Fact,
    ManualEntry,
    SaleCompleted,
    SaleReturned,
    StockMoved,
    VoucherSold,
)

PLACE_ROLE = MappingProxyType(
    {
        "supplier": "grni",
        "stock": "inventory",
        "transit": "inventory",
        "customer": "cogs",
        "waste": "waste",
        "shrinkage": "shrinkage",
        "opening": "opening_equity",
        "conversion": "conversion",
    }
)
TENDER_ROLE = MappingProxyType(
    {"cash": "cash", "card": "card", "voucher": "voucher", "account": "account"}
)
CASH_ROLE = MappingProxyType(
    {
        "opening": "safe",
        "float": "safe",
        "change": "safe",
        "drop": "safe",
        "petty": "petty_cash",
        "tip": "petty_cash",
    }
)
"""Where the money of a cash movement comes from or goes to, by its reason."""
CASH_SIGN = MappingProxyType({"in": 1, "out": -1})


@dataclass(frozen=True)
class EntryLine:
    """One line to post: positive debits, negative credits. `account` overrides the role."""

    role: str
    amount: int
    site_id: int
    lot: str | None = None
    sku: str | None = None
    account: str | None = None


def _stock_moved(fact: StockMoved) -> list[EntryLine]:
    lines = []
    for move in fact.moves:
        to_role, from_role = PLACE_ROLE[move.to_place], PLACE_ROLE[move.from_place]
        if to_role == from_role and move.from_site_id == move.to_site_id:
            continue
        lines.append(EntryLine(to_role, move.value, move.to_site_id, move.lot, move.sku))
        lines.append(EntryLine(from_role, -move.value, move.from_site_id, move.lot, move.sku))
    return lines


def _cost_difference(fact: CostDifference) -> list[EntryLine]:
    site = fact.posted.site_id
    owed = EntryLine(PLACE_ROLE["supplier"], -fact.amount, site)
    return [EntryLine("price_difference", fact.amount, site), owed]


def _tenders(fact: SaleCompleted | SaleReturned | VoucherSold, sign: int) -> list[EntryLine]:
    return [
        EntryLine(TENDER_ROLE[tender.tender], sign * tender.amount, fact.posted.site_id)
        for tender in fact.tenders
    ]


def _earned(fact: SaleCompleted | SaleReturned, sign: int) -> list[EntryLine]:
    site, tenders = fact.posted.site_id, _tenders(fact, sign)
    revenue = EntryLine("revenue", -sign * fact.net, site)
    rounding = EntryLine("rounding", -sign * fact.rounding, site)
    return [*tenders, revenue, EntryLine("tax", -sign * fact.tax, site), rounding]


def _sale_completed(fact: SaleCompleted) -> list[EntryLine]:
    return _earned(fact, 1)


def _sale_returned(fact: SaleReturned) -> list[EntryLine]:
    return _earned(fact, -1)


def _voucher_sold(fact: VoucherSold) -> list[EntryLine]:
    site = fact.posted.site_id
    owed = EntryLine(TENDER_ROLE["voucher"], -fact.amount, site)
    return [*_tenders(fact, 1), owed, EntryLine("rounding", -fact.rounding, site)]


def _cash_moved(fact: CashMoved) -> list[EntryLine]:
    site, amount = fact.posted.site_id, CASH_SIGN[fact.direction] * fact.amount
    return [EntryLine("cash", amount, site), EntryLine(CASH_ROLE[fact.reason], -amount, site)]


def _cash_counted(fact: CashCounted) -> list[EntryLine]:
    site = fact.posted.site_id
    return [
        EntryLine("cash", fact.difference, site),
        EntryLine("cash_difference", -fact.difference, site),
    ]


def _manual_entry(fact: ManualEntry) -> list[EntryLine]:
    site = fact.posted.site_id
    return [EntryLine("", line.amount, site, account=line.account) for line in fact.lines]


RULES: MappingProxyType[type[Any], Callable[[Any], list[EntryLine]]] = MappingProxyType(
    {
        StockMoved: _stock_moved,
        CostDifference: _cost_difference,
        SaleCompleted: _sale_completed,
        SaleReturned: _sale_returned,
        VoucherSold: _voucher_sold,
        CashMoved: _cash_moved,
        CashCounted: _cash_counted,
        ManualEntry: _manual_entry,
    }
)


def lines_of(fact: Fact) -> list[EntryLine]:
    """The lines a fact posts; zero lines are left out, so nothing worth nothing is posted."""
    return [line for line in RULES[type(fact)](fact) if line.amount]
