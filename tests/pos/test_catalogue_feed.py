"""What the till is told of the catalogue: what may be sold here, in which order, and no cost."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.pos.shop import COST, GTIN, Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    return open_deli(api, datetime.now(UTC).date())


@pytest.fixture
def cashier(app: Flask, client: FlaskClient) -> FlaskClient:
    people.sign_in(client, people.person(app, "cashier"))
    return client


def _feed(client: FlaskClient, **query: str) -> dict[str, Any]:
    answer = client.get("/till/catalogue.json", query_string=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json
    return body


def _yogurt(client: FlaskClient) -> dict[str, Any]:
    (found,) = [each for each in _feed(client)["products"] if each["sku"] == "YOGURT"]
    return found


def test_lots_come_in_the_order_they_are_taken_and_blocked_ones_do_not(
    deli: Deli, cashier: FlaskClient
) -> None:
    found = _yogurt(cashier)
    assert [lot["number"] for lot in found["lots"]] == [deli.lots["SOON"], deli.lots["LATE"]]
    assert [lot["days"] for lot in found["lots"]] == [4, 20]
    assert [lot["available"] for lot in found["lots"]] == [3_000_000, 5_000_000]
    assert (found["lot_count"], found["available"]) == (2, 8_000_000)
    assert found["gtins"] == [GTIN]
    assert (found["price"], found["rate"]) == (2_500_000, 200_000)


@pytest.mark.parametrize("role", ["cashier", "owner"])
def test_the_feed_never_holds_a_cost(
    deli: Deli, app: Flask, client: FlaskClient, role: str
) -> None:
    people.sign_in(client, people.person(app, role))
    text = client.get("/till/catalogue.json").text
    assert deli.lots["SOON"] in text
    for word in ("cost", "value", "margin", COST, COST.replace(".", "")):
        assert word not in text.lower()


def test_the_feed_is_sent_again_only_when_something_changed(
    deli: Deli, cashier: FlaskClient
) -> None:
    first = cashier.get("/till/catalogue.json")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert cashier.get("/till/catalogue.json", headers=tag).status_code == 304
    deli.sell({"sku": "YOGURT", "quantity": "1"})
    again = cashier.get("/till/catalogue.json", headers=tag)
    assert again.status_code == 200
    assert again.json["products"][0]["lots"][0]["available"] == 2_000_000


def test_a_lot_put_on_hold_leaves_the_feed(deli: Deli, cashier: FlaskClient) -> None:
    tag = {"If-None-Match": cashier.get("/till/catalogue.json").headers["ETag"]}
    held = deli.api.post(f"/lots/{deli.lots['SOON']}/quarantine", {"reason": "Smells"})
    assert held.status_code == 200
    again = cashier.get("/till/catalogue.json", headers=tag)
    assert [lot["number"] for lot in again.json["products"][0]["lots"]] == [deli.lots["LATE"]]


def test_goods_of_another_site_are_not_offered(deli: Deli, app: Flask) -> None:
    api = deli.api
    site = {"code": "WEST", "name": "West", "kind": "store", "time_zone": "UTC"}
    assert api.post("/sites", site).status_code == 201
    assert api.post("/tills", {"code": "W1", "site": "WEST"}).status_code == 201
    browser = app.test_client()
    people.sign_in(browser, people.person(app, "owner"))
    assert _yogurt(browser)["available"] == 8_000_000
    there = _feed(browser, till="W1")
    assert (there["till"], there["site"]) == ("W1", "WEST")
    assert there["products"][0]["lots"] == []


def test_a_product_no_longer_sold_is_not_offered(deli: Deli, cashier: FlaskClient) -> None:
    assert deli.api.patch("/products/YOGURT", {"active": False}).status_code == 200
    assert _feed(cashier)["products"] == []


def test_what_sells_most_comes_first(deli: Deli, cashier: FlaskClient) -> None:
    deli.product("BAG", tracking="none", expiry_kind="none", price="0.10")
    deli.receive("BAG", "B", days=None, quantity="50")
    deli.sell({"sku": "BAG", "quantity": "1"})
    deli.sell({"sku": "BAG", "quantity": "1"}, {"sku": "YOGURT", "quantity": "1"})
    assert _feed(cashier)["favourites"] == ["BAG", "YOGURT"]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(("role", "status"), [("cashier", 200), ("receiver", 403)])
def test_only_who_may_sell_sees_the_till(
    app: Flask, client: FlaskClient, role: str, status: int
) -> None:
    people.sign_in(client, people.person(app, role))
    assert client.get("/till").status_code == status
    assert client.get("/till/catalogue.json").status_code == status


@pytest.mark.databases("sqlite")
def test_a_stranger_is_led_to_the_door(client: FlaskClient) -> None:
    assert client.get("/till").location.startswith("/sign-in")


@pytest.mark.databases("sqlite")
def test_the_page_tells_a_cashier_her_rights_and_nothing_more(cashier: FlaskClient) -> None:
    page = cashier.get("/till").text
    assert "&#34;discount&#34;: 10" in page
    assert "&#34;price&#34;: false" in page
