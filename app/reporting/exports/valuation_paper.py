"""The valuation on paper: by lot, or by product or site where lots would fill a book.

What is left out is said on the paper; the total is always that of all lots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.accounting.statements import Reconciliation
from app.reporting.exports.asked import AskedExport
from app.reporting.valuation import Asked, LotValue, each_value, reconciliation
from app.values.money import Currency, money_text
from app.values.quantity import quantity_text
from app.web.filters import day, instant
from printing.table_paper import PaperColumn, TablePaper

MOST_ROWS = 1000
"""Rows of a paper, about twenty pages; laying out takes milliseconds a row."""


@dataclass(frozen=True)
class Level:
    """How finely a paper tells: its word, columns, and what names a row."""

    word: str
    columns: tuple[str, ...]
    key: Callable[[LotValue], tuple[str, ...]]


LEVELS = (
    Level(
        "by lot",
        ("Lot", "Product", "Site", "Received", "Expires"),
        lambda it: (
            it.lot,
            f"{it.name} ({it.sku})",
            it.site,
            day(it.received_on),
            day(it.expires_on) if it.expires_on else "–",
        ),
    ),
    Level(
        "by product and site",
        ("Product", "Site"),
        lambda it: (f"{it.name} ({it.sku})", it.site),
    ),
    Level("by site", ("Site",), lambda it: (it.site,)),
)
NOTE = "More than {most} rows {fine}, so this paper tells {word}; valuation.xlsx has each lot."


class _Rows:
    """Quantity by unit and value of what the same words name; at most so many."""

    def __init__(self, level: Level) -> None:
        self.level = level
        self.found: dict[tuple[str, ...], tuple[dict[str, int], int]] = {}

    def add(self, line: LotValue) -> None:
        """Take a lot in, as long as there is room for its row."""
        if len(self.found) > MOST_ROWS:
            return
        units, value = self.found.setdefault(self.level.key(line), ({}, 0))
        units[line.unit] = units.get(line.unit, 0) + line.on_hand
        self.found[self.level.key(line)] = (units, value + line.value)

    @property
    def fits(self) -> bool:
        """Whether every row has its place."""
        return len(self.found) <= MOST_ROWS

    def texts(self, currency: Currency) -> Iterator[tuple[str, ...]]:
        """The rows as texts."""
        for words, (units, value) in self.found.items():
            held = ", ".join(f"{quantity_text(sum_)} {unit}" for unit, sum_ in units.items())
            yield (*words, held, money_text(value, currency))


def _chosen(session: Session, asked: Asked) -> tuple[_Rows, str]:
    ways = [_Rows(level) for level in LEVELS]
    for line in each_value(session, asked):
        for rows in ways:
            rows.add(line)
    chosen = next((rows for rows in ways if rows.fits), ways[-1])
    if chosen is ways[0]:
        return chosen, ""
    words: dict[str, Any] = {"most": MOST_ROWS, "fine": ways[0].level.word}
    return chosen, NOTE.format(**words, word=chosen.level.word)


def _heading(asked: AskedExport, agreed: Reconciliation) -> tuple[tuple[str, str], ...]:
    return (
        ("At the end of", day(asked.until)),
        ("Site", asked.site or "All sites"),
        ("Currency", asked.currency.code),
        ("Inventory account", money_text(agreed.ledger, asked.currency)),
        ("Difference", money_text(agreed.difference, asked.currency)),
        ("Made", instant(asked.now, asked.zone)),
    )


def valuation_paper(session: Session, asked: AskedExport) -> TablePaper:
    """What the stock cost on a day, held against the inventory account."""
    stock = Asked(asked.last, asked.site_id)
    rows, note = _chosen(session, stock)
    agreed = reconciliation(session, stock)
    words = rows.level.columns
    total = money_text(agreed.stock, asked.currency)
    numbers = (PaperColumn("On hand", number=True), PaperColumn("Value", number=True))
    return TablePaper(
        title=f"Inventory valuation {rows.level.word}",
        heading=_heading(asked, agreed),
        columns=(*(PaperColumn(word) for word in words), *numbers),
        rows=tuple(rows.texts(asked.currency)),
        totals=("Total", *("" for _ in words[1:]), "", total),
        note=note,
    )
