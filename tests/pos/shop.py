"""A small delicatessen for tests of the till, filled over the interface."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.support.api import ApiClient

EAN = "4006381333931"
GTIN = "04006381333931"
COST = "1.37"


@dataclass
class Deli:
    """A shop with yogurt in several lots; `lots` maps supplier codes to our numbers."""

    api: ApiClient
    today: date
    lots: dict[str, str] = field(default_factory=dict)

    def product(self, sku: str, **more: Any) -> None:
        body = {
            "sku": sku, "name": f"{sku.title()} of ours", "base_unit": "each", "gtins": [],
            "tracking": "lot", "lot_policy": "fefo", "expiry_kind": "use_by", "price": "2.50",
            "tax_category": "standard", "category": "Dairy",
        }  # fmt: skip
        made = self.api.post("/products", body | more)
        assert made.status_code == 201, made.text

    def receive(self, sku: str, code: str, *, days: int | None, quantity: str = "5") -> str:
        """A lot that expires in so many days; its own number."""
        line = {"sku": sku, "quantity": quantity, "unit_cost": COST, "supplier_lot": code}
        if days is not None:
            line["expires_on"] = (self.today + timedelta(days=days)).isoformat()
        body = {"supplier": "FARM", "site": "MAIN", "location": "MAIN/STOCK", "lines": [line]}
        made = self.api.post("/goods-receipts", body)
        assert made.status_code == 201, made.text
        self.lots[code] = made.json["lines"][0]["lot"]
        return self.lots[code]

    def sell(self, *lines: dict[str, Any], **payment: Any) -> str:
        """Sell for cash; the sale's number."""
        paid = {"tender": "cash", "amount": "100.00"} | payment
        made = self.api.post("/sales", {"till": "T1", "lines": list(lines), "payments": [paid]})
        assert made.status_code == 201, made.text
        number: str = made.json["number"]
        return number


def open_deli(api: ApiClient, today: date) -> Deli:
    """Yogurt with an EAN in two good lots, one that has expired and one that is recalled."""
    deli = Deli(api, today)
    assert api.post("/tax-categories", {"code": "standard", "rate": "0.20"}).status_code == 200
    assert api.post("/suppliers", {"code": "FARM", "name": "Farm"}).status_code == 201
    deli.product("YOGURT", gtins=[EAN])
    deli.receive("YOGURT", "LATE", days=20)
    deli.receive("YOGURT", "SOON", days=4, quantity="3")
    deli.receive("YOGURT", "OLD", days=-2)
    deli.receive("YOGURT", "BAD", days=9)
    recall = {"reason": "Listeria", "scope": {"lots": [deli.lots["BAD"]]}}
    assert api.post("/recalls", recall).status_code == 201
    return deli
