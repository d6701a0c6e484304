"""The posting table: every fact with a consequence in money -> balanced lines. Pure.

This file is the whole of what is posted. Each place plays one account role, so a movement of
value A -> B debits B's account and credits A's; nothing else needs saying.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.facts import Fact, ManualEntry, SaleCompleted, SaleReturned, StockMoved

PLACE_ROLE = MappingProxyType(
    {
        "supplier": "grni",
        "stock": "inventory",
        "transit": "inventory",
        "customer": "cogs",
        "waste": "waste",
        "shrinkage": "shrinkage",
        "opening": "opening_equity",
    }
)
TENDER_ROLE = MappingProxyType(
    {"cash": "cash", "card": "card", "voucher": "voucher", "account": "account"}
)


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


def _earned(fact: SaleCompleted | SaleReturned, sign: int) -> list[EntryLine]:
    site = fact.posted.site_id
    tenders = [
        EntryLine(TENDER_ROLE[tender.tender], sign * tender.amount, site) for tender in fact.tenders
    ]
    revenue = EntryLine("revenue", -sign * fact.net, site)
    return [*tenders, revenue, EntryLine("tax", -sign * fact.tax, site)]


def _sale_completed(fact: SaleCompleted) -> list[EntryLine]:
    return _earned(fact, 1)


def _sale_returned(fact: SaleReturned) -> list[EntryLine]:
    return _earned(fact, -1)


def _manual_entry(fact: ManualEntry) -> list[EntryLine]:
    site = fact.posted.site_id
    return [EntryLine("", line.amount, site, account=line.account) for line in fact.lines]


RULES: MappingProxyType[type[Any], Callable[[Any], list[EntryLine]]] = MappingProxyType(
    {
        StockMoved: _stock_moved,
        SaleCompleted: _sale_completed,
        SaleReturned: _sale_returned,
        ManualEntry: _manual_entry,
    }
)


def lines_of(fact: Fact) -> list[EntryLine]:
    """The lines a fact posts; zero lines are left out, so nothing worth nothing is posted."""
    return [line for line in RULES[type(fact)](fact) if line.amount]
