"""The day of real invoices (UCI Online Retail, 2010-12-01): which rows are sales and returns.

Pure reading of the file in the shared data; it knows nothing of the shop. What is left out, and
why, is said by `Day`: the test accounts for every penny of it against the control total.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

DAY = "2010-12-01"
LOTS_OF_A_PRODUCT = 3


@dataclass(frozen=True)
class Row:
    """One line of the file; `line` is its place among the sold lines of its invoice, from 1."""

    invoice: str
    sku: str
    name: str
    quantity: int
    price: Decimal
    at: str
    customer: str
    line: int = 0

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.price


@dataclass(frozen=True)
class Refund:
    """A cancelled line whose sale happened earlier the same day: an ordinary return."""

    row: Row
    sale: Row


@dataclass(frozen=True)
class Day:
    """The file sorted out.

    `sales`: invoices of lines with a quantity and a price above zero. `refunds`: lines of C
    invoices whose sale is in the day. `other_days`: C lines of goods sold before the day began, or
    discounts given later: their sale is not known here. `worthless`: lines at price zero
    (breakages and finds written by hand, without a buyer), worth nothing by themselves.
    """

    sales: dict[str, list[Row]]
    refunds: list[Refund]
    other_days: list[Row]
    worthless: list[Row]
    control_total: Decimal

    def sold(self) -> Iterable[Row]:
        return (row for rows in self.sales.values() for row in rows)

    def needed(self) -> dict[str, int]:
        """How much of each product the day sells."""
        total: dict[str, int] = defaultdict(int)
        for row in self.sold():
            total[row.sku] += row.quantity
        return dict(total)


def _rows(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            Row(
                item["InvoiceNo"],
                item["StockCode"],
                item["Description"].strip(),
                int(item["Quantity"]),
                Decimal(item["UnitPrice"]),
                item["InvoiceDate"].replace(" ", "T") + "Z",
                item["CustomerID"].removesuffix(".0"),
            )
            for item in csv.DictReader(lines)
        ]


def _sales(rows: Iterable[Row]) -> dict[str, list[Row]]:
    sales: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.quantity > 0 and row.price > 0:
            line = len(sales[row.invoice]) + 1
            sales[row.invoice].append(Row(**{**vars(row), "line": line}))
    return dict(sales)


def _original(cancelled: Row, sold: Iterable[Row], left: dict[tuple[str, int], int]) -> Row | None:
    """The sale that a cancelled line undoes: same customer, goods and price, earlier, enough."""
    for row in sold:
        same = (row.customer, row.sku, row.price) == (
            cancelled.customer,
            cancelled.sku,
            cancelled.price,
        )
        if same and row.at <= cancelled.at and left[row.invoice, row.line] >= -cancelled.quantity:
            return row
    return None


def read_day(folder: Path) -> Day:
    """The day, sorted out."""
    rows = _rows(folder / f"uci_online_retail_{DAY}.csv")
    totals = json.loads((folder / "uci_control_totals.json").read_text(encoding="utf-8"))
    sales = _sales(rows)
    sold = [row for lines in sales.values() for row in lines]
    left = {(row.invoice, row.line): row.quantity for row in sold}
    refunds, other_days = [], []
    for row in (item for item in rows if item.invoice.startswith("C")):
        sale = _original(row, sold, left)
        if sale is None:
            other_days.append(row)
            continue
        left[sale.invoice, sale.line] += row.quantity
        refunds.append(Refund(row, sale))
    worthless = [row for row in rows if row.price == 0]
    control = Decimal(totals["daily"][DAY]["revenue"])
    assert len(rows) == totals["daily"][DAY]["rows"]
    return Day(sales, refunds, other_days, worthless, control)
