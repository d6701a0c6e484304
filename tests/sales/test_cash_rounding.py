"""A shop whose smallest coin is not the smallest amount: what is charged, posted and given back."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import reading
from app.reporting.integrity import run_checks
from app.sales.models import Sale
from tests.pos.shop import Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient

YOGURT = {"sku": "YOGURT", "quantity": "1", "unit_price": "2.52"}


@pytest.fixture
def coins(make_app: Callable[..., Flask]) -> Flask:
    """A shop whose smallest coin is five cents."""
    return make_app(cash_rounding="0.05")


@pytest.fixture
def deli(coins: Flask) -> Deli:
    api = ApiClient(coins.test_client(), people.token(coins, "owner"))
    return open_deli(api, datetime.now(UTC).date())


def _sell(deli: Deli, *payments: tuple[str, str], reference: str = "") -> Any:
    paid = [{"tender": tender, "amount": amount} for tender, amount in payments]
    if reference:
        paid[0]["reference"] = reference
    return deli.api.post("/sales", {"till": "T1", "lines": [YOGURT], "payments": paid})


def _broken(app: Flask) -> list[str]:
    with app.app_context(), reading() as session:
        return [f"{check.name}: {check.detail}" for check in run_checks(session) if not check.ok]


def test_cash_is_rounded_and_cards_are_not(coins: Flask, deli: Deli) -> None:
    opened = deli.api.post("/tills/T1/shifts", {"opening_cash": "0.00"})
    assert opened.status_code == 201
    cash = _sell(deli, ("cash", "5.00")).json
    assert (cash["total"], cash["rounding"], cash["change"]) == ("3.02", "-0.02", "2.00")
    card = _sell(deli, ("card", "3.02")).json
    assert (card["rounding"], card["change"]) == ("0.00", "0.00")
    back = {
        "till": "T1",
        "refund": {"tender": "cash"},
        "lines": [{"line": 1, "quantity": "1", "disposition": "restock", "reason": "no"}],
    }
    refund = deli.api.post(f"/sales/{card['number']}/returns", back).json
    assert refund["refunds"] == [{"tender": "cash", "amount": "3.00"}]
    void = deli.api.post(f"/sales/{cash['number']}/void", {"reason": "wrong"}).json
    assert void["refunds"] == [{"tender": "cash", "amount": "3.00"}]
    z = deli.api.post("/tills/T1/shifts/close", {"counted_cash": "-0.01"})
    assert z.status_code == 400
    z = deli.api.post("/tills/T1/shifts/close", {"counted_cash": "0.00"}).json
    assert (z["expected_cash"], z["difference"]) == ("-3.00", "3.00")
    assert _broken(coins) == []


def test_a_card_number_is_refused_and_nothing_is_written(coins: Flask, deli: Deli) -> None:
    refused = _sell(deli, ("card", "3.02"), reference="4111 1111 1111 1111")
    assert refused.status_code == 400
    assert refused.json["errors"][0]["field"] == "payments.0.reference"
    assert "4111" not in refused.text
    with coins.app_context(), reading() as session:
        assert session.scalar(select(func.count()).select_from(Sale)) == 0
