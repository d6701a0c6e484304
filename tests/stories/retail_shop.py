"""Walks the shop through the day of real invoices, over the interface alone.

Every product arrives as three lots of different dates and odd costs, delivered newest date first,
so that FEFO has to look at dates and lines have to be split. Makes no judgement of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.stories.retail_day import LOTS_OF_A_PRODUCT, Day, Refund, Row
from tests.support.api import ApiClient

EXPIRES = ("2012-03-31", "2011-12-31", "2011-06-30")
"""Of a product's lots in the order they arrive: the last to come is the first to go."""
LINES_OF_A_DELIVERY = 700
CENT = Decimal("0.01")


def ok(answer: Any) -> Any:
    """The answer's body; anything but success ends the day."""
    assert answer.status_code in {200, 201}, answer.text
    return answer.json


@dataclass
class Walk:
    """What the shop answered, kept to be compared with the file."""

    api: ApiClient
    cost_in: Decimal = Decimal(0)
    expires: dict[str, str] = field(default_factory=dict)
    received: dict[str, Decimal] = field(default_factory=dict)
    sales: dict[str, dict[str, Any]] = field(default_factory=dict)
    returns: list[dict[str, Any]] = field(default_factory=list)

    def open_catalogue(self, day: Day) -> None:
        """A product for every stock code, at the first price it is sold for."""
        first = {row.sku: row for row in reversed(list(day.sold()))}
        for sku, row in first.items():
            ok(self.api.post("/products", _product(sku, row)))

    def receive(self, day: Day) -> None:
        """Deliveries of what the day will sell, and one unit over of each product."""
        ok(self.api.post("/suppliers", {"code": "UCI", "name": "The wholesaler"}))
        first = {row.sku: row for row in day.sold()}
        lines = [line for sku, need in day.needed().items() for line in _lots(first[sku], need)]
        for start in range(0, len(lines), LINES_OF_A_DELIVERY):
            part = lines[start : start + LINES_OF_A_DELIVERY]
            body = {"supplier": "UCI", "site": "MAIN", "location": "MAIN/STOCK", "lines": part}
            answered = ok(self.api.post("/goods-receipts", body))["lines"]
            for asked, line in zip(part, answered, strict=True):
                self.expires[line["lot"]] = asked["expires_on"]
                self.received[line["lot"]] = Decimal(asked["quantity"])
                assert line["value"] == asked["line_cost"]
                self.cost_in += Decimal(line["value"])

    def sell(self, day: Day) -> None:
        """Every invoice, in the order of the file, at the moment it was written."""
        for invoice, rows in day.sales.items():
            self.sales[invoice] = ok(self.api.post("/sales", _sale(rows), key=invoice))

    def take_back(self, day: Day) -> None:
        """The cancellations whose sale is of the day."""
        for refund in day.refunds:
            number = self.sales[refund.sale.invoice]["number"]
            self.returns.append(ok(self.api.post(f"/sales/{number}/returns", _return(refund))))

    def taken(self) -> Iterator[tuple[str, Decimal]]:
        """Lot and quantity of every allocation, in the order of the sales."""
        for sale in self.sales.values():
            for line in sale["lines"]:
                for taken in line["allocations"]:
                    yield taken["lot"], Decimal(taken["quantity"])


def _product(sku: str, row: Row) -> dict[str, Any]:
    return {
        "sku": sku,
        "name": row.name or sku,
        "price": str(row.price),
        "lot_policy": "fefo",
        "expiry_kind": "best_before",
    }


def _lots(row: Row, need: int) -> list[dict[str, Any]]:
    """Three lots that hold one unit more than is needed, each with a cost that does not divide."""
    sizes = [need // LOTS_OF_A_PRODUCT + 1] * LOTS_OF_A_PRODUCT
    sizes[-1] = max(1, need + 1 - sum(sizes[:-1]))
    return [
        {
            "sku": row.sku,
            "quantity": str(size),
            "line_cost": str(_cost(row, size)),
            "supplier_lot": f"{row.sku}-{number}",
            "expires_on": EXPIRES[number],
        }
        for number, size in enumerate(sizes)
    ]


def _cost(row: Row, size: int) -> Decimal:
    return (row.price * size * Decimal("0.37")).quantize(CENT, ROUND_HALF_UP)


def _sale(rows: list[Row]) -> dict[str, Any]:
    total = sum(row.amount for row in rows)
    lines = [
        {"sku": row.sku, "quantity": str(row.quantity), "unit_price": str(row.price)}
        for row in rows
    ]
    payments = [{"tender": "card", "amount": str(total)}]
    return {"till": "T1", "sold_at": rows[0].at, "lines": lines, "payments": payments}


def _return(refund: Refund) -> dict[str, Any]:
    line = {
        "line": refund.sale.line,
        "quantity": str(-refund.row.quantity),
        "disposition": "restock",
        "reason": f"cancelled by {refund.row.invoice}",
    }
    return {"till": "T1", "lines": [line], "refund": {"tender": "card"}}
