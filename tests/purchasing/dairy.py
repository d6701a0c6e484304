"""A small dairy shop for tests of receiving: products, a supplier, a purchase order."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support import people
from tests.support.api import ApiClient

YOGURT, YOGURT_CASE, RYE = "4006381333931", "14006381333938", "9506000134369"
PRODUCTS: tuple[dict[str, Any], ...] = (
    {
        "sku": "YOG",
        "name": "Crème yogurt 500 g",
        "base_unit": "each",
        "gtins": [YOGURT],
        "tracking": "lot",
        "lot_policy": "fefo",
        "expiry_kind": "use_by",
        "min_days_at_receipt": 14,
        "price": "2.49",
        "tax_category": "reduced",
        "packs": [{"unit": "case", "factor": "12", "gtin": YOGURT_CASE}],
    },
    {
        "sku": "RYE",
        "name": "Rye sourdough",
        "base_unit": "each",
        "gtins": [RYE],
        "tracking": "lot",
        "lot_policy": "fefo",
        "expiry_kind": "best_before",
        "price": "4.80",
        "tax_category": "reduced",
    },
    {
        "sku": "YARN",
        "name": "Merino yarn",
        "base_unit": "each",
        "tracking": "lot",
        "lot_policy": "same_lot",
        "expiry_kind": "none",
        "price": "7.90",
        "tax_category": "standard",
    },
)
ORDER: dict[str, Any] = {
    "supplier": "DAIRY",
    "site": "MAIN",
    "lines": [
        {"sku": "YOG", "quantity": "5", "unit": "case", "unit_cost": "14.40"},
        {"sku": "RYE", "quantity": "20", "unit_cost": "2.10"},
    ],
}


def furnish(api: ApiClient) -> str:
    """Products, suppliers and a purchase order; its number."""
    for product in PRODUCTS:
        assert api.post("/products", product).status_code == 201
    for code, name in (("DAIRY", "Alpine Dairy"), ("WOOL", "Wool & Co")):
        assert api.post("/suppliers", {"code": code, "name": name}).status_code == 201
    return str(api.post("/purchase-orders", ORDER).json["number"])


def deliver(api: ApiClient, **line: Any) -> str:
    """One line from the dairy without a purchase order; our lot number."""
    given = {"quantity": "24", "unit_cost": "1.20", **line}
    made = api.post("/goods-receipts", {"supplier": "DAIRY", "site": "MAIN", "lines": [given]})
    assert made.status_code == 201, made.text
    return str(made.json["lines"][0]["lot"])


class Desk:
    """A browser of a signed-in person: pages, forms and the receiving page's own calls."""

    def __init__(self, app: Flask, role: str, *, site_id: int | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        people.sign_in(self.client, people.person(app, role, site_id=site_id))
        self._token = ""

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    @property
    def token(self) -> str:
        """The page's CSRF token."""
        if not self._token:
            page = self.client.get("/me").text
            self._token = page.split('name="csrf-token" content="')[1].split('"')[0]
        return self._token

    def send(self, path: str, **fields: str) -> TestResponse:
        """A form, filled in and sent."""
        return self.client.post(path, data={**fields, "csrf_token": self.token})

    def ask(self, path: str, body: dict[str, Any], *, key: str = "") -> TestResponse:
        """A call of the receiving page."""
        headers = {"X-CSRFToken": self.token, "Accept": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        return self.client.post(path, json=body, headers=headers)

    def scan(self, data: str, **where: str) -> dict[str, Any]:
        """What a scan means at the dock."""
        answer = self.ask("/receiving/scan", {"data": data, **where})
        assert answer.status_code == 200, answer.text
        return dict(answer.json)
