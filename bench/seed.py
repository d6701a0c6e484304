"""Fills a database with what a benchmark sells, through the interface as any program would."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.db import transaction
from app.identity.services import issue_token

PRODUCTS = 200
LOTS_EACH = 3
PLENTY = "1000000"


@dataclass(frozen=True)
class Seeder:
    """A program with a token, talking to an application in this process."""

    client: FlaskClient
    token: str

    def post(self, path: str, body: dict[str, object]) -> dict[str, object]:
        """One call that must succeed."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid.uuid4())}
        answer = self.client.post(f"/api/v1{path}", json=body, headers=headers)
        if answer.status_code >= 300:
            raise RuntimeError(f"{path}: {answer.get_data(as_text=True)}")
        found: dict[str, object] = answer.get_json()
        return found


def seeder(app: Flask) -> Seeder:
    """A program that may do everything."""
    with app.app_context():
        token = transaction(
            lambda session: issue_token(session, "bench", role="owner", at=clock.now())
        )
    return Seeder(app.test_client(), token)


def product(seed: Seeder, sku: str) -> None:
    """A product whose lots go by date."""
    seed.post(
        "/products",
        {
            "sku": sku,
            "name": f"Product {sku}",
            "base_unit": "each",
            "tracking": "lot",
            "lot_policy": "fefo",
            "expiry_kind": "use_by",
            "price": "2.50",
            "tax_category": "standard",
        },
    )


def deliver(seed: Seeder, lots: list[tuple[str, str, str]]) -> None:
    """Take in lots: (sku, quantity, expiry day) each."""
    for start in range(0, len(lots), 1000):
        lines = [
            {
                "sku": sku,
                "quantity": quantity,
                "line_cost": "1234567.89",
                "supplier_lot": f"S{start + number}",
                "expires_on": expires_on,
            }
            for number, (sku, quantity, expires_on) in enumerate(lots[start : start + 1000])
        ]
        seed.post("/goods-receipts", {"supplier": "BENCH", "site": "MAIN", "lines": lines})


def furnish(seed: Seeder, tills: int) -> list[str]:
    """Tills, a supplier, products with lots; returns the SKUs."""
    seed.post("/suppliers", {"code": "BENCH", "name": "Bench supplier"})
    seed.post("/tax-categories", {"code": "standard", "rate": "0.20"})
    for number in range(tills):
        seed.post("/tills", {"code": f"B{number}", "site": "MAIN"})
    skus = [f"SKU-{number:04d}" for number in range(PRODUCTS)]
    for sku in skus:
        product(seed, sku)
    lots = [(sku, PLENTY, f"2030-0{lot + 1}-15") for sku in skus for lot in range(LOTS_EACH)]
    deliver(seed, lots)
    return skus
