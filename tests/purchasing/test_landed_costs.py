"""Freight after a delivery: its lots become dearer where their units are, and nothing is lost."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounting.models import Posting
from app.db import reading
from app.inventory.models import Movement
from app.purchasing.landed_models import LandedCost
from tests.inventory.two_stores import broken, spots
from tests.purchasing.dairy import furnish
from tests.support.api import ApiClient


@pytest.fixture
def lots(api: ApiClient) -> list[str]:
    """24 yogurts for 24.00 and 8 breads for 8.00 in one delivery."""
    furnish(api)
    yogurt = {"sku": "YOG", "quantity": "24", "unit_cost": "1.00", "expires_on": "2099-12-24"}
    bread = {"sku": "RYE", "quantity": "8", "unit_cost": "1.00", "expires_on": "2099-12-24"}
    body = {"supplier": "DAIRY", "site": "MAIN", "lines": [yogurt, bread]}
    return [line["lot"] for line in api.post("/goods-receipts", body).json["lines"]]


def _land(api: ApiClient, amount: str, **more: str) -> Any:
    return api.post("/landed-costs", {"goods_receipt": "GR-000001", "amount": amount} | more)


def _sell(api: ApiClient, sku: str, quantity: str) -> str:
    paid = [{"tender": "cash", "amount": "99.00"}]
    line = {"sku": sku, "quantity": quantity}
    return str(api.post("/sales", {"till": "T1", "lines": [line], "payments": paid}).json["number"])


def _cogs(api: ApiClient) -> Decimal:
    lines = api.get("/accounting/trial-balance").json["lines"]
    return sum((Decimal(x["debit"]) for x in lines if x["role"] == "cogs"), Decimal(0))


def test_freight_goes_to_stock_sales_and_waste_by_units(
    app: Flask, api: ApiClient, lots: list[str]
) -> None:
    sale = _sell(api, "YOG", "8")
    api.post(f"/lots/{lots[0]}/write-off", {"reason": "dropped", "quantity": "4"})
    done = _land(api, "16.00", note="truck")
    assert done.status_code == 201, done.text
    first, second = done.json["split"]
    assert (first["in_stock"], first["sold"], first["wasted"]) == ("6.00", "4.00", "2.00")
    assert (second["lot"], second["in_stock"]) == (lots[1], "4.00")
    assert spots(api, lots[0]) == {"MAIN/DOCK": ("12", "18.00")}
    assert _cogs(api) == Decimal("12.00")
    back = {"line": 1, "quantity": "8", "disposition": "restock", "reason": "too many"}
    body = {"till": "T1", "lines": [back], "refund": {"tender": "cash"}}
    assert api.post(f"/sales/{sale}/returns", body).status_code == 201
    assert _cogs(api) == 0
    assert broken(app) == []


def test_a_coin_that_does_not_divide_is_not_lost(
    app: Flask, api: ApiClient, lots: list[str]
) -> None:
    _sell(api, "YOG", "7")
    _sell(api, "RYE", "3")
    done = _land(api, "0.10", basis="quantity").json
    told = [Decimal(each[part]) for each in done["split"] for part in ("in_stock", "sold")]
    assert sum(told) == Decimal("0.10")
    assert broken(app) == []


def test_what_went_back_to_the_supplier_is_a_price_difference(
    app: Flask, api: ApiClient, lots: list[str]
) -> None:
    given = {"supplier": "DAIRY", "site": "MAIN", "reason": "mould"}
    api.post("/supplier-returns", given | {"lines": [{"lot": lots[1], "quantity": "8"}]})
    done = _land(api, "16.00").json
    assert done["price_difference"] == "4.00"
    assert broken(app) == []


def test_what_cannot_be_landed_writes_nothing(app: Flask, api: ApiClient, lots: list[str]) -> None:
    def counts() -> tuple[int, ...]:
        with app.app_context(), reading() as session:
            tables = (LandedCost, Movement, Posting)
            return tuple(session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)

    before = counts()
    for answer, status in (
        (_land(api, "0.00"), 400),
        (_land(api, "-1.00"), 400),
        (_land(api, "1.00", basis="weight"), 400),
        (_land(api, "1.00", goods_receipt="GR-999999"), 404),
    ):
        assert answer.status_code == status, answer.text
    assert counts() == before
