"""Carts set aside and taken up again: at most once, from any till of the site, lots looked at."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import reading
from app.sales.till_models import ParkedCart
from tests.pos.shop import Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient
from tests.support.remote import RemoteApi


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    made = open_deli(api, datetime.now(UTC).date())
    assert api.post("/tills", {"code": "T2", "site": "MAIN"}).status_code == 201
    return made


def _cart(*lots: str | None) -> dict[str, Any]:
    lines = [
        {"id": n, "sku": "YOGURT", "quantity": 2_000_000, "lot": lot, "price": 990_000}
        for n, lot in enumerate(lots, 1)
    ]
    return {"lines": lines, "note": "for \u00c9mile"}


def _body(cart: dict[str, Any], **more: Any) -> dict[str, Any]:
    wish = {"key": str(uuid4()), "till": "T1", "name": "Blue coat", "total": "3.96"}
    return wish | {"cart": json.dumps(cart)} | more


def _park(api: ApiClient, cart: dict[str, Any], **more: Any) -> Any:
    made = api.post("/till/parked", _body(cart, **more))
    assert made.status_code == 200, made.text
    return made.json


def _items(api: ApiClient, till: str = "T1") -> Any:
    return api.get("/till/parked", till=till).json["items"]


def _rows(app: Flask) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(ParkedCart)) or 0


def test_a_parked_cart_waits_for_any_till_of_the_site(api: ApiClient, deli: Deli) -> None:
    made = _park(api, _cart(None, deli.lots["SOON"]))
    (item,) = _items(api, "T2")
    assert (item["name"], item["lines"], item["total"], item["till"]) == (
        "Blue coat", 2, "3.96", "T1",
    )  # fmt: skip
    assert item["key"] == made["key"]
    assert item["goods"][1] == {"sku": "YOGURT", "quantity": "2", "lot": deli.lots["SOON"]}


def test_a_cart_comes_back_as_it_was_parked(api: ApiClient, deli: Deli) -> None:
    cart = _cart(deli.lots["SOON"])
    made = _park(api, cart)
    taken = api.post(f"/till/parked/{made['key']}/take", {"till": "T2"})
    assert taken.status_code == 200, taken.text
    assert json.loads(taken.json["cart"]) == cart
    assert taken.json["blocked"] == []
    assert _items(api) == []


def test_the_second_till_is_told_who_has_the_cart(app: Flask, api: ApiClient, deli: Deli) -> None:
    key = _park(api, _cart(None))["key"]
    first = api.post(f"/till/parked/{key}/take", {"till": "T2"})
    second = api.post(f"/till/parked/{key}/take", {"till": "T1"})
    assert (first.status_code, second.status_code) == (200, 409)
    assert "Blue coat was taken up by" in second.json["detail"]
    assert second.json["taken_by"].endswith(", T2")


def test_a_lost_answer_is_given_again_under_its_key(api: ApiClient, deli: Deli) -> None:
    key = _park(api, _cart(None))["key"]
    first = api.post(f"/till/parked/{key}/take", {"till": "T1"}, key="one")
    again = api.post(f"/till/parked/{key}/take", {"till": "T1"}, key="one")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json


def test_parking_twice_under_one_key_parks_once(app: Flask, api: ApiClient, deli: Deli) -> None:
    body = _body(_cart(None))
    assert api.post("/till/parked", body).json == api.post("/till/parked", body).json
    other = api.post("/till/parked", body | {"cart": json.dumps(_cart(None, None))})
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")
    assert _rows(app) == 1
    api.post(f"/till/parked/{body['key']}/take", {"till": "T1"})
    api.post("/till/parked", body)
    assert _items(api) == []


def test_two_tills_at_once_get_a_cart_once(
    api: ApiClient, deli: Deli, remote_as: Callable[[str], RemoteApi]
) -> None:
    tills = [("T1", remote_as("cashier")), ("T2", remote_as("cashier"))]
    for _round in range(4):
        key = _park(api, _cart(None))["key"]

        def take(one: tuple[str, RemoteApi], key: str = key) -> int:
            answer = one[1].post(f"/till/parked/{key}/take", {"till": one[0]})
            return answer.status

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(take, tills)) == [200, 409]


@pytest.mark.parametrize("word", ["quarantined", "recalled"])
def test_a_lot_blocked_meanwhile_is_named_at_the_take_up(
    api: ApiClient, deli: Deli, word: str
) -> None:
    lot = deli.lots["SOON"]
    key = _park(api, _cart(lot, None))["key"]
    if word == "recalled":
        api.post("/recalls", {"reason": "Listeria", "scope": {"lots": [lot]}})
    else:
        api.post(f"/lots/{lot}/quarantine", {"reason": "smell"})
    blocked = api.post(f"/till/parked/{key}/take", {"till": "T1"}).json["blocked"]
    assert [(each["lot"], each["code"]) for each in blocked] == [(lot, f"lot_{word}")]
    assert lot in blocked[0]["text"]


def test_another_site_neither_sees_nor_takes(app: Flask, api: ApiClient, deli: Deli) -> None:
    body = {"code": "NORTH", "name": "North", "kind": "store", "time_zone": "UTC"}
    api.post("/sites", body)
    api.post("/tills", {"code": "N1", "site": "NORTH"})
    key = _park(api, _cart(None))["key"]
    assert _items(api, "N1") == []
    refused = api.post(f"/till/parked/{key}/take", {"till": "N1"})
    assert refused.status_code == 404
    assert [item["key"] for item in _items(api)] == [key]


@pytest.mark.parametrize(
    "cart",
    ["{}", "[]", '{"lines":[]}', '{"lines":[{"sku":"X"}]}', '{"lines":[{"sku":"X","quantity":-1}]}',
     '{"lines":[{"sku":"X","quantity":1.5}]}', '{"lines":[{"sku":"X","quantity":true}]}', "no"],
)  # fmt: skip
def test_what_is_no_cart_is_refused(app: Flask, api: ApiClient, deli: Deli, cart: str) -> None:
    refused = api.post("/till/parked", _body(_cart(None)) | {"cart": cart})
    assert refused.status_code == 400
    assert refused.json["errors"][0]["field"] == "cart"
    assert _rows(app) == 0


def test_somebody_who_may_not_sell_parks_nothing(app: Flask, api: ApiClient, deli: Deli) -> None:
    receiver = ApiClient(app.test_client(), people.token(app, "receiver"))
    assert receiver.post("/till/parked", _body(_cart(None))).status_code == 403
    assert _rows(app) == 0


@pytest.mark.parametrize("letter", ["\ud800", "\u0000"])
def test_a_cart_with_what_is_no_text_is_refused_and_the_list_goes_on(
    deli: Deli, api: ApiClient, context: Flask, letter: str
) -> None:
    cart = {"lines": [{"sku": letter, "quantity": 1, "lot": letter}]}
    refused = api.post("/till/parked", _body(cart))
    assert refused.status_code == 400
    assert api.get("/till/parked", till="T1").status_code == 200
    with reading() as session:
        assert session.scalar(select(func.count(ParkedCart.id))) == 0
