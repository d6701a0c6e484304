"""A wheel of cheese at the counter: opened, sold piece by piece, closed with what was lost."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import reading
from app.inventory.models import OpenedContainer
from app.reporting.integrity import run_checks
from app.sales.opened import opened_here
from tests.support.api import ApiClient
from tests.support.clock import Clock


def _done(answer: Any) -> Any:
    assert answer.status_code in {200, 201}, answer.text
    return answer.json


@pytest.fixture
def wheels(api: ApiClient, clock: Clock) -> list[str]:
    """Gouda by weight in two lots of 4 kg, the older of them first to go; and eggs by the piece."""
    clock.at("2026-11-21T09:00:00Z")
    gouda = {"sku": "GOUDA", "name": "Gouda", "price": "20.00", "base_unit": "kg"}
    _done(api.post("/products", gouda | {"expiry_kind": "best_before"}))
    _done(api.post("/products", {"sku": "EGG", "name": "Egg", "price": "0.30"}))
    _done(api.post("/suppliers", {"code": "FARM", "name": "Farm"}))
    lines = [
        {"sku": "GOUDA", "quantity": "4", "line_cost": "40.01", "expires_on": "2026-12-24"},
        {"sku": "GOUDA", "quantity": "4", "line_cost": "44.03", "expires_on": "2027-03-01"},
        {"sku": "EGG", "quantity": "30", "line_cost": "3.00", "expires_on": "2026-12-24"},
    ]
    body = {"supplier": "FARM", "site": "MAIN", "location": "MAIN/STOCK", "lines": lines}
    return [line["lot"] for line in _done(api.post("/goods-receipts", body))["lines"]]


def _open(api: ApiClient, lot: str, **more: Any) -> Any:
    return api.post("/containers", {"till": "T1", "lot": lot, **more})


def _sell(api: ApiClient, *weights: str, till: str = "T1", **more: Any) -> list[dict[str, str]]:
    lines = [{"sku": "GOUDA", "quantity": weight, **more} for weight in weights]
    paid = [{"tender": "cash", "amount": "1000"}]
    sold = _done(api.post("/sales", {"till": till, "lines": lines, "payments": paid}))
    return [taken for line in sold["lines"] for taken in line["allocations"]]


def _count(app: Flask) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count(OpenedContainer.id))) or 0


def _sound(app: Flask) -> None:
    with app.app_context(), reading() as session:
        assert [result for result in run_checks(session) if not result.ok] == []


def test_a_wheel_sells_three_pieces_and_closes_with_its_loss(
    app: Flask, api_as: Callable[[str], ApiClient], api: ApiClient, wheels: list[str]
) -> None:
    counter = api_as("cashier")
    opened = _done(_open(counter, wheels[1]))
    assert (opened["quantity"], opened["sold"], opened["left"]) == ("4", "0", "4")
    taken = [_sell(counter, weight)[0] for weight in ("1.25", "0.5", "2.1")]
    assert {item["certainty"] for item in taken} == {"opened"}
    assert {item["lot"] for item in taken} == {wheels[1]}
    closed = _done(counter.post(f"/containers/{opened['container']}/close"))
    assert (closed["sold"], closed["loss"], closed["loss_percent"]) == ("3.85", "0.15", "3.8")
    assert closed["document"].startswith("WO-")
    assert _done(api.get(f"/lots/{wheels[1]}"))["on_hand"] == "0"
    trace = _done(api.get(f"/lots/{wheels[1]}/trace"))
    assert any("yield loss" in str(step) for step in trace["movements"])
    assert _sell(counter, "0.3")[0]["certainty"] == "auto"
    _sound(app)


def test_the_till_is_told_what_is_open_and_how_much_is_left(
    app: Flask, api: ApiClient, wheels: list[str]
) -> None:
    _done(_open(api, wheels[1], quantity="1.5"))
    _sell(api, "0.4")
    items = _done(api.get("/containers", till="T1"))["items"]
    assert [(item["lot"], item["sold"], item["left"]) for item in items] == [
        (wheels[1], "0.4", "1.1")
    ]
    with app.app_context(), reading() as session:
        (here,) = opened_here(session, "T1")
        assert (here.sku, here.lot, here.left) == ("GOUDA", wheels[1], 1_100_000)
        assert opened_here(session, "T9") == []


def test_no_more_is_left_than_lies_there(api: ApiClient, wheels: list[str]) -> None:
    _done(_open(api, wheels[1]))
    _done(api.post(f"/lots/{wheels[1]}/write-off", {"reason": "fell down", "quantity": "3.5"}))
    (item,) = _done(api.get("/containers", till="T1"))["items"]
    assert (item["quantity"], item["left"]) == ("4", "0.5")


def test_what_the_container_does_not_cover_goes_by_date(
    app: Flask, api: ApiClient, wheels: list[str]
) -> None:
    _done(_open(api, wheels[1], quantity="1"))
    taken = _sell(api, "0.7", "0.7", "0.3")
    assert [(item["lot"], item["certainty"]) for item in taken] == [
        (wheels[1], "opened"),
        (wheels[0], "auto"),
        (wheels[1], "opened"),
    ]
    _sound(app)


def test_only_this_tills_sales_take_its_container_and_a_named_lot_goes_before(
    api: ApiClient, wheels: list[str]
) -> None:
    _done(api.post("/tills", {"code": "T2", "site": "MAIN"}))
    _done(_open(api, wheels[1]))
    assert _sell(api, "0.2", till="T2")[0] == {
        "lot": wheels[0],
        "quantity": "0.2",
        "certainty": "auto",
    }
    assert _sell(api, "0.2", lot=wheels[0])[0]["certainty"] == "chosen"


def test_a_recalled_wheel_is_not_sold_from(api: ApiClient, wheels: list[str]) -> None:
    _done(_open(api, wheels[1]))
    _done(api.post("/recalls", {"reason": "Listeria", "scope": {"lots": [wheels[1]]}}))
    assert _sell(api, "0.2")[0]["lot"] == wheels[0]


def test_what_cannot_be_opened_is_refused_and_nothing_is_written(
    app: Flask, api: ApiClient, wheels: list[str]
) -> None:
    assert _open(api, wheels[2]).status_code == 400
    assert _open(api, wheels[0], quantity="4.1").json["code"] == "not_enough_stock"
    _done(api.post(f"/lots/{wheels[0]}/quarantine", {"reason": "smell"}))
    assert _open(api, wheels[0]).json["code"] == "lot_quarantined"
    assert _open(api, "L9999999").status_code == 404
    assert _count(app) == 0
    _done(_open(api, wheels[1]))
    _done(api.post(f"/lots/{wheels[0]}/release", {"reason": "fine"}))
    assert _open(api, wheels[0]).json["code"] == "wrong_state"
    assert _count(app) == 1


def test_a_loss_that_lies_on_two_shelves_is_never_taken_from_quarantine(
    app: Flask, api: ApiClient, wheels: list[str]
) -> None:
    lot = wheels[0]
    ways = (("MAIN/QUARANTINE", "2"), ("MAIN/DOCK", "0.5"))
    for place, much in ways:
        line = {"lot": lot, "quantity": much, "from": "MAIN/STOCK", "to": place}
        _done(api.post("/stock/moves", {"lines": [line]}))
    made = _done(_open(api, lot))
    closed = _done(api.post(f"/containers/{made['container']}/close", {"left": "0"}))
    assert closed["loss"] == made["quantity"]
    left = _done(api.get(f"/lots/{lot}"))["balances"]
    assert {each["location"]: each["on_hand"] for each in left}["MAIN/QUARANTINE"] == "2"
    _sound(app)


def test_a_wheel_opened_by_mistake_is_closed_without_loss_and_only_once(
    app: Flask, api: ApiClient, wheels: list[str]
) -> None:
    made = _done(_open(api, wheels[1]))["container"]
    assert api.post(f"/containers/{made}/close", {"left": "4.5"}).status_code == 400
    closed = _done(api.post(f"/containers/{made}/close", {"left": "4"}))
    assert (closed["loss"], closed["document"]) == ("0", None)
    assert api.post(f"/containers/{made}/close").json["code"] == "wrong_state"
    assert api.post("/containers/4711/close").status_code == 404
    assert api.post("/containers/x/close").status_code == 404
    assert _done(api.get(f"/lots/{wheels[1]}"))["on_hand"] == "4"
    assert _done(_open(api, wheels[0]))["lot"] == wheels[0]
    _sound(app)


def test_the_lots_page_tells_its_yield(
    client_as: Callable[[str], Any], api: ApiClient, wheels: list[str]
) -> None:
    made = _done(_open(api, wheels[1]))["container"]
    assert "open since" in client_as("manager").get(f"/lots/{wheels[1]}").text
    _sell(api, "3")
    _done(api.post(f"/containers/{made}/close"))
    page = client_as("manager").get(f"/lots/{wheels[1]}").text
    assert "25.0 %" in page
