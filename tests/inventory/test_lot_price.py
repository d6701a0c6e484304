"""A lot may cost something else than its product: only when it is surely that lot."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.db import reading
from app.identity.models import AuditEvent
from app.sales.models import Sale
from tests.support.api import ApiClient
from tests.support.clock import Clock
from tests.support.people import form_token

EAN = "4006381333931"


def _done(answer: Any) -> Any:
    assert answer.status_code in {200, 201}, answer.text
    return answer.json


@pytest.fixture
def lots(api: ApiClient, clock: Clock) -> dict[str, str]:
    """Yogurt in two lots; the one to go first costs less."""
    clock.at("2026-11-21T09:00:00Z")
    product = {"sku": "YOG", "name": "Yogurt", "price": "2.00", "gtins": [EAN]}
    _done(api.post("/products", product | {"expiry_kind": "use_by"}))
    _done(api.post("/suppliers", {"code": "FARM", "name": "Farm"}))
    lines = [
        {"sku": "YOG", "quantity": "3", "line_cost": "3.00", "expires_on": day, "supplier_lot": lot}
        for lot, day in (("SOON", "2026-11-23"), ("LATE", "2026-12-20"))
    ]
    made = _done(api.post("/goods-receipts", {"supplier": "FARM", "site": "MAIN", "lines": lines}))
    numbers = {"SOON": made["lines"][0]["lot"], "LATE": made["lines"][1]["lot"]}
    body = {"price": "0.80", "reason": "two days left"}
    assert _done(api.patch(f"/lots/{numbers['SOON']}", body))["price"] == "0.80"
    return numbers


def _sell(api: ApiClient, paid: str, **line: Any) -> Any:
    body = {"till": "T1", "lines": [line], "payments": [{"tender": "cash", "amount": paid}]}
    return api.post("/sales", body)


def _sales(app: Flask) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count(Sale.id))) or 0


def test_a_named_lot_sells_at_its_own_price(api: ApiClient, lots: dict[str, str]) -> None:
    sold = _done(_sell(api, "1.60", sku="YOG", quantity="2", lot=lots["SOON"]))
    assert (sold["total"], sold["lines"][0]["unit_price"]) == ("1.60", "0.80")
    other = _done(_sell(api, "2.00", sku="YOG", quantity="1", lot=lots["LATE"]))
    assert other["total"] == "2.00"


def test_a_scan_of_the_lot_says_and_charges_its_price(api: ApiClient, lots: dict[str, str]) -> None:
    code = f"(01)0{EAN}(10)SOON"
    assert _done(api.post("/scans", {"data": code}))["unit_price"] == "0.80"
    sold = _done(_sell(api, "0.80", scan=code, quantity="1"))
    assert (sold["total"], sold["lines"][0]["allocations"][0]["certainty"]) == ("0.80", "scanned")


def test_where_lots_of_two_prices_could_be_in_hand_a_person_says_which(
    app: Flask, api: ApiClient, lots: dict[str, str]
) -> None:
    for quantity in ("1", "4"):
        refused = _sell(api, "9.00", sku="YOG", quantity=quantity)
        assert (refused.status_code, refused.json["code"]) == (409, "lot_choice_needed")
        assert refused.json["alternatives"] == [
            {"lot": lots["SOON"], "available": "3", "price": "0.80"},
            {"lot": lots["LATE"], "available": "3", "price": "2.00"},
        ]
    assert _sales(app) == 0


def test_a_lot_alone_on_the_shelf_sells_at_its_price_unasked(
    api: ApiClient, lots: dict[str, str]
) -> None:
    _done(_sell(api, "6.00", sku="YOG", quantity="3", lot=lots["LATE"]))
    sold = _done(_sell(api, "1.60", sku="YOG", quantity="2"))
    assert (sold["total"], sold["lines"][0]["allocations"][0]["lot"]) == ("1.60", lots["SOON"])


def test_a_cashier_who_repeats_the_lots_price_overrides_nothing(
    api_as: Callable[[str], ApiClient], lots: dict[str, str]
) -> None:
    cashier = api_as("cashier")
    line = {"sku": "YOG", "quantity": "1", "lot": lots["SOON"], "unit_price": "0.80"}
    assert _done(_sell(cashier, "0.80", **line))["total"] == "0.80"
    refused = _sell(cashier, "0.70", **(line | {"unit_price": "0.70"}))
    assert refused.status_code == 403


def test_a_price_is_changed_with_a_reason_by_somebody_who_may(
    app: Flask, api: ApiClient, api_as: Callable[[str], ApiClient], lots: dict[str, str]
) -> None:
    path = f"/lots/{lots['SOON']}"
    assert api_as("cashier").patch(path, {"price": "1", "reason": "x"}).status_code == 403
    for wrong in ({"price": "-1", "reason": "x"}, {"price": "1", "reason": " "}, {"price": "1"}):
        assert api.patch(path, wrong).status_code == 400
    assert _done(api.get(path))["price"] == "0.80"
    assert _done(api.patch(path, {"price": None, "reason": "all fresh"}))["price"] is None
    assert _done(_sell(api, "2.00", sku="YOG", quantity="1"))["total"] == "2.00"
    with app.app_context(), reading() as session:
        found = select(AuditEvent.subject, AuditEvent.reason).where(
            AuditEvent.action == "lot.price_changed"
        )
        assert [tuple(row) for row in session.execute(found.order_by(AuditEvent.id))] == [
            (lots["SOON"], "two days left"),
            (lots["SOON"], "all fresh"),
        ]


def test_the_page_of_a_lot_sets_and_shows_its_price(
    client_as: Callable[[str], FlaskClient], api: ApiClient, lots: dict[str, str]
) -> None:
    page, url = client_as("manager"), f"/lots/{lots['LATE']}"
    form = {"csrf_token": form_token(page.get(url)), "price-price": "1.20"}
    refused = page.post(f"{url}/price", data=form)
    assert refused.status_code == 400
    assert _done(api.get(url))["price"] is None
    assert page.post(f"{url}/price", data=form | {"price-reason": "dented"}).status_code == 302
    assert _done(api.get(url))["price"] == "1.20"
    assert "1.20" in page.get(url).text
    clerk = client_as("cashier")
    token = {"csrf_token": form_token(clerk.get(url))}
    assert clerk.post(f"{url}/price", data=form | token).status_code == 403
