"""What the till is told: products with their rules, lots of its site with their state, no cost."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.pos.feeds import COLUMNS, read_cursor
from tests.pos.shop import COST, GTIN, Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient
from tests.support.clock import Clock

PRODUCTS, LOTS = "/till/catalogue.json", "/till/lots.json"


@pytest.fixture
def still(clock: Clock) -> Clock:
    """The clock stands; ask for it first, so that nobody signed in before."""
    clock.at("2026-11-21T10:00:00+00:00")
    return clock


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    return open_deli(api, datetime.now(UTC).date())


@pytest.fixture
def cashier(app: Flask, client: FlaskClient) -> FlaskClient:
    people.sign_in(client, people.person(app, "cashier"))
    return client


def _get(client: FlaskClient, path: str, **query: str) -> dict[str, Any]:
    answer = client.get(path, query_string=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json
    return body


def _lots(feed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    rows = [dict(zip(feed["columns"], row, strict=True)) for row in feed["lots"]]
    return {row["number"]: row for row in rows}


def _again(client: FlaskClient, feed: dict[str, Any]) -> dict[str, Any]:
    return _get(client, LOTS, since=feed["cursor"])


def _product(client: FlaskClient, sku: str = "YOGURT") -> dict[str, Any]:
    (found,) = [each for each in _get(client, PRODUCTS)["products"] if each["sku"] == sku]
    return found


def test_a_product_comes_with_all_that_selling_alone_needs(
    deli: Deli, cashier: FlaskClient
) -> None:
    changed = deli.api.patch("/products/YOGURT", {"risk": "high", "min_days_at_sale": 2})
    assert changed.status_code == 200
    found = _product(cashier)
    assert found["gtins"] == [GTIN]
    assert (found["price"], found["rate"], found["tax"]) == (2_500_000, 200_000, "standard")
    assert (found["order"], found["ask"], found["one_lot"]) == ("fefo", False, False)
    assert (found["risk"], found["expired_sale"]) == ("high", "never")
    assert (found["min_days"], found["expiry_kind"], found["tracked"]) == (2, "use_by", True)
    feed = _get(cashier, PRODUCTS)
    assert feed["limits"] == {"normal": 168, "sensitive": 24, "high": 4}
    assert (feed["till"], feed["site"], feed["zone"]) == ("T1", "MAIN", "UTC")


@pytest.mark.databases("sqlite")
def test_a_till_knows_what_in_store_codes_mean_and_the_shops_own_limits(
    make_app: Callable[..., Flask], deli: Deli
) -> None:
    app = make_app(offline_hours={"normal": 10, "sensitive": 5, "high": 1})
    browser = app.test_client()
    people.sign_in(browser, people.person(app, "cashier"))
    assert _get(browser, PRODUCTS)["limits"]["high"] == 1
    assert _get(browser, PRODUCTS)["in_store"] == []


def test_every_lot_that_is_there_or_blocked_is_told_with_its_state(
    deli: Deli, cashier: FlaskClient
) -> None:
    held = deli.receive("YOGURT", "HELD", days=7)
    assert deli.api.post(f"/lots/{held}/quarantine", {"reason": "Smells"}).status_code == 200
    found = _lots(_get(cashier, LOTS))
    told = {code: found[number]["status"] for code, number in deli.lots.items()}
    assert told == {
        "LATE": "released", "SOON": "released", "OLD": "released", "BAD": "recalled",
        "HELD": "quarantined",
    }  # fmt: skip
    soon = found[deli.lots["SOON"]]
    assert (soon["sku"], soon["available"], soon["kind"]) == ("YOGURT", 3_000_000, "use_by")
    assert soon["expires_on"] == (deli.today + timedelta(days=4)).isoformat()
    assert (soon["supplier_lot"], soon["price"]) == ("SOON", None)


def test_a_recalled_lot_that_is_sold_out_is_still_told(deli: Deli, cashier: FlaskClient) -> None:
    gone = deli.receive("YOGURT", "GONE", days=6, quantity="1")
    deli.sell({"sku": "YOGURT", "lot": gone, "quantity": "1"})
    recall = {"reason": "Glass", "scope": {"lots": [gone]}}
    assert deli.api.post("/recalls", recall).status_code == 201
    found = _lots(_get(cashier, LOTS))[gone]
    assert (found["status"], found["available"]) == ("recalled", 0)


@pytest.mark.parametrize("role", ["cashier", "owner"])
def test_no_feed_ever_holds_a_cost(deli: Deli, app: Flask, client: FlaskClient, role: str) -> None:
    people.sign_in(client, people.person(app, role))
    lots = client.get(LOTS).text
    assert deli.lots["SOON"] in lots
    for told in (lots, client.get(PRODUCTS).text, client.get("/till/setup.json").text):
        for word in ("cost", "value", "margin"):
            assert word not in told.lower()
        cents = COST.replace(".", "")
        numbers = set(re.findall(r"[0-9.]+", told))  # whole ones: a moment may hold the digits
        assert not numbers & {COST, cents, f"{cents}0000"}


def test_products_are_sent_again_only_when_one_of_them_changed(
    deli: Deli, cashier: FlaskClient
) -> None:
    tag = {"If-None-Match": cashier.get(PRODUCTS).headers["ETag"]}
    deli.sell({"sku": "YOGURT", "quantity": "1"})
    assert deli.api.post("/suppliers", {"code": "OTHER", "name": "Other"}).status_code == 201
    assert cashier.get(PRODUCTS, headers=tag).status_code == 304
    assert deli.api.patch("/products/YOGURT", {"price": "2.60"}).status_code == 200
    again = cashier.get(PRODUCTS, headers=tag)
    assert again.json["products"][0]["price"] == 2_600_000
    tag = {"If-None-Match": again.headers["ETag"]}
    assert cashier.get(PRODUCTS, headers=tag).status_code == 304
    assert deli.api.post("/tax-categories", {"code": "standard", "rate": "0.1"}).status_code == 200
    assert cashier.get(PRODUCTS, headers=tag).json["products"][0]["rate"] == 100_000


def test_after_a_change_only_what_changed_is_sent(
    still: Clock, deli: Deli, cashier: FlaskClient
) -> None:
    for sku in ("BAG", "CUP", "JAR"):
        deli.product(sku)
    still.forward(minutes=6)
    assert deli.api.patch("/products/BAG", {"name": "Other bag"}).status_code == 200
    still.forward(minutes=6)
    version = _get(cashier, PRODUCTS)["version"]
    assert deli.api.patch("/products/CUP", {"name": "Big cup"}).status_code == 200
    assert deli.api.patch("/products/JAR", {"active": False}).status_code == 200
    news = _get(cashier, PRODUCTS, since=version)
    assert news["full"] is False
    assert {each["name"] for each in news["products"]} == {"Big cup", "Other bag"}
    assert news["gone"] == ["JAR"]
    assert _get(cashier, PRODUCTS, since="nonsense")["full"] is True
    assert deli.api.post("/tax-categories", {"code": "low", "rate": "0.05"}).status_code == 200
    assert _get(cashier, PRODUCTS, since=version)["full"] is True


def test_a_change_that_commits_late_is_not_missed(
    still: Clock, deli: Deli, cashier: FlaskClient
) -> None:
    """Two edits overlap: the one that began first commits after the other was already seen."""
    deli.product("BAG")
    still.forward(minutes=6)
    assert deli.api.patch("/products/YOGURT", {"price": "3"}).status_code == 200
    seen = cashier.get(PRODUCTS)
    still.forward(seconds=-2)
    assert deli.api.patch("/products/BAG", {"price": "4"}).status_code == 200
    still.forward(seconds=2)
    tag = {"If-None-Match": seen.headers["ETag"]}
    later = cashier.get(PRODUCTS, headers=tag, query_string={"since": seen.json["version"]})
    assert later.status_code == 200
    assert "BAG" in {each["sku"] for each in later.json["products"]}


def test_a_cursor_brings_only_the_lots_that_changed(
    still: Clock, deli: Deli, cashier: FlaskClient
) -> None:
    still.forward(minutes=5)
    first = _get(cashier, LOTS)
    assert first["full"] is True
    still.forward(minutes=5)
    calm = _again(cashier, first)
    assert (calm["full"], calm["lots"]) == (False, [])
    deli.sell({"sku": "YOGURT", "quantity": "1"})
    sold = _again(cashier, calm)
    assert sold["full"] is False
    assert {n: lot["available"] for n, lot in _lots(sold).items()} == {deli.lots["SOON"]: 2_000_000}
    held = deli.api.post(f"/lots/{deli.lots['LATE']}/quarantine", {"reason": "Smells"})
    assert held.status_code == 200
    assert _lots(_again(cashier, sold))[deli.lots["LATE"]]["status"] == "quarantined"
    deli.sell({"sku": "YOGURT", "quantity": "2"})
    assert _lots(_again(cashier, sold))[deli.lots["SOON"]]["available"] == 0


def test_a_movement_that_commits_late_is_in_the_next_answer(
    still: Clock, deli: Deli, cashier: FlaskClient
) -> None:
    """Its id is below the cursor, because it was drawn before; its moment is not."""
    still.forward(minutes=5)
    deli.sell({"sku": "YOGURT", "quantity": "1"})
    seen = read_cursor(_get(cashier, LOTS)["cursor"])
    assert seen is not None
    ahead = seen.text.replace(f".{seen.movement}.", f".{seen.movement + 7}.", 1)
    still.forward(seconds=20)
    deli.sell({"sku": "YOGURT", "lot": deli.lots["LATE"], "quantity": "1"})
    late = _get(cashier, LOTS, since=ahead)
    assert late["full"] is False
    assert deli.lots["LATE"] in _lots(late)


@pytest.mark.parametrize("since", ["", "x", "20261121.1.1.1", "99999999.1.1.1.1", "1.2.3.4.5", "٣"])
def test_a_cursor_that_is_none_brings_everything(
    deli: Deli, cashier: FlaskClient, since: str
) -> None:
    told = _get(cashier, LOTS, since=since)
    assert told["full"] is True
    assert len(told["lots"]) == 4


@pytest.mark.parametrize("later", [timedelta(days=1), timedelta(hours=1)])
def test_an_old_cursor_brings_everything(
    still: Clock, deli: Deli, cashier: FlaskClient, app: Flask, later: timedelta
) -> None:
    first = _get(cashier, LOTS)
    still.at(datetime(2026, 11, 21, 10, tzinfo=UTC) + later)
    people.sign_in(cashier, people.person(app, "cashier"))
    assert _again(cashier, first)["full"] is True


def test_what_is_reserved_is_not_free(
    deli: Deli, cashier: FlaskClient, write: Callable[[Callable[[Session], Any]], Any]
) -> None:
    reserve = text("UPDATE stock_balance SET reserved = 2000000 WHERE on_hand = 3000000")
    write(lambda session: session.execute(reserve))
    assert _lots(_get(cashier, LOTS))[deli.lots["SOON"]]["available"] == 1_000_000


def test_goods_of_another_site_are_not_told(deli: Deli, app: Flask) -> None:
    api = deli.api
    site = {"code": "WEST", "name": "West", "kind": "store", "time_zone": "Asia/Tokyo"}
    assert api.post("/sites", site).status_code == 201
    assert api.post("/tills", {"code": "W1", "site": "WEST"}).status_code == 201
    browser = app.test_client()
    people.sign_in(browser, people.person(app, "owner"))
    assert deli.lots["SOON"] in _lots(_get(browser, LOTS))
    there = _get(browser, LOTS, till="W1")
    assert list(_lots(there)) == [deli.lots["BAD"]]  # recalled: blocked wherever it turns up
    assert _get(browser, PRODUCTS, till="W1")["zone"] == "Asia/Tokyo"


def test_a_product_no_longer_sold_is_not_offered(deli: Deli, cashier: FlaskClient) -> None:
    assert deli.api.patch("/products/YOGURT", {"active": False}).status_code == 200
    assert _get(cashier, PRODUCTS)["products"] == []


def test_what_sells_most_comes_first(deli: Deli, cashier: FlaskClient) -> None:
    deli.product("BAG", tracking="none", expiry_kind="none", price="0.10")
    deli.receive("BAG", "B", days=None, quantity="50")
    deli.sell({"sku": "BAG", "quantity": "1"})
    deli.sell({"sku": "BAG", "quantity": "1"}, {"sku": "YOGURT", "quantity": "1"})
    assert _get(cashier, LOTS)["favourites"] == ["BAG", "YOGURT"]


def _packed(client: FlaskClient, path: str) -> TestResponse:
    return client.get(path, headers={"Accept-Encoding": "gzip, br"})


@pytest.mark.databases("sqlite")
def test_a_feed_is_packed_for_who_can_unpack_it(deli: Deli, cashier: FlaskClient) -> None:
    for number in range(20):
        deli.product(f"BAG{number}")
    plain, packed = cashier.get(PRODUCTS), _packed(cashier, PRODUCTS)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert len(packed.data) * 3 < len(plain.data)
    refused = cashier.get(PRODUCTS, headers={"Accept-Encoding": "gzip;q=0, br"})
    assert "Content-Encoding" not in refused.headers


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(("role", "status"), [("cashier", 200), ("receiver", 403)])
def test_only_who_may_sell_sees_the_till(
    app: Flask, client: FlaskClient, role: str, status: int
) -> None:
    people.sign_in(client, people.person(app, role))
    for path in ("/till", PRODUCTS, LOTS, "/till/setup.json"):
        assert client.get(path).status_code == status, path


@pytest.mark.databases("sqlite")
def test_a_stranger_is_led_to_the_door(client: FlaskClient) -> None:
    for path in ("/till", PRODUCTS, LOTS, "/till/setup.json"):
        assert client.get(path).location.startswith("/sign-in")


@pytest.mark.databases("sqlite")
def test_the_page_tells_a_cashier_her_rights_and_nothing_more(cashier: FlaskClient) -> None:
    page = cashier.get("/till").text
    assert "&#34;discount&#34;: 10" in page
    assert "&#34;price&#34;: false" in page
    told = _get(cashier, "/till/setup.json")
    assert (told["till"], told["zone"], told["rights"]["discount"]) == ("T1", "UTC", 10)


def test_a_row_holds_what_the_feed_says_it_holds() -> None:
    assert len(set(COLUMNS)) == len(COLUMNS) == 11
