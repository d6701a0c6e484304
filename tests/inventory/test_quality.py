"""Quality: what takes two persons, dates with a history, and what a hold caught."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import reading
from app.identity.models import AuditEvent
from app.inventory.models import LotStatusChange
from app.inventory.quality_models import LotDecision, LotExpiryChange, LotRequest
from tests.inventory.two_stores import broken, open_stores, send, site_id
from tests.purchasing.dairy import Desk, deliver, furnish
from tests.support import people
from tests.support.api import ApiClient

As = Callable[[str], ApiClient]


@pytest.fixture
def lot(api: ApiClient) -> str:
    furnish(api)
    return deliver(api, sku="YOG", supplier_lot="Y1", expires_on="2099-12-24")


def _written(app: Flask) -> tuple[int, ...]:
    tables = (LotRequest, LotDecision, LotExpiryChange, LotStatusChange, AuditEvent)
    with app.app_context(), reading() as session:
        return tuple(session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)


def _redate(api: ApiClient, lot: str, day: str | None, reason: str = "misread") -> Any:
    return api.post(f"/lots/{lot}/expiry", {"expires_on": day, "reason": reason})


def _sell(api: ApiClient, quantity: str = "1") -> Any:
    line = {"sku": "YOG", "quantity": quantity}
    paid = [{"tender": "cash", "amount": "500.00"}]
    return api.post("/sales", {"till": "T1", "lines": [line], "payments": paid})


def test_an_earlier_date_holds_at_once_for_fefo_and_every_verdict(
    app: Flask, api: ApiClient, api_as: As, lot: str
) -> None:
    other = deliver(api, sku="YOG", supplier_lot="Y2", expires_on="2099-06-01")
    assert _sell(api).json["lines"][0]["allocations"][0]["lot"] == other
    changed = _redate(api_as("receiver"), lot, "2099-05-01", "the label says May")
    assert changed.status_code == 200, changed.text
    assert (changed.json["expires_on"], changed.json["request"]) == ("2099-05-01", None)
    (change,) = changed.json["changes"]
    assert (change["from"], change["to"], change["kind"]) == ("2099-12-24", "2099-05-01", "earlier")
    assert change["reason"] == "the label says May"
    assert _sell(api).json["lines"][0]["allocations"][0]["lot"] == lot
    assert _redate(api, lot, "2020-01-01").status_code == 200
    assert api.post("/scans", {"data": lot}).json["verdict"] == "expired"
    assert _sell(api).json["lines"][0]["allocations"][0]["lot"] == other
    assert [each["to"] for each in api.get(f"/lots/{lot}/expiry").json["changes"]] == [
        "2099-05-01",
        "2020-01-01",
    ]
    assert broken(app) == []


def test_the_tills_learn_of_another_date(app: Flask, api: ApiClient, lot: str) -> None:
    desk = Desk(app, "manager")
    first = desk.get("/till/lots.json?till=T1").json
    _redate(api, lot, "2099-05-01")
    later = desk.get(f"/till/lots.json?till=T1&since={first['cursor']}").json
    column = later["columns"].index("expires_on")
    assert [row[column] for row in later["lots"] if row[0] == lot] == ["2099-05-01"]


def test_a_later_date_waits_for_a_second_person(
    app: Flask, api: ApiClient, api_as: As, lot: str
) -> None:
    manager, receiver = api_as("manager"), api_as("receiver")
    asked = _redate(manager, lot, "2100-01-31", "the producer's letter")
    assert asked.status_code == 200, asked.text
    request = asked.json["request"]
    assert (request["state"], request["kind"]) == ("waiting", "later_date")
    assert api.get(f"/lots/{lot}").json["expires_on"] == "2099-12-24"
    assert api.get("/lot-requests").json["items"] == [request]
    third = api_as("manager")
    before = _written(app)
    path = f"/lot-requests/{request['request']}"
    for api_of, status in ((manager, 403), (receiver, 403)):
        assert api_of.post(f"{path}/approve", {}).status_code == status
        assert api_of.post(f"{path}/refuse", {}).status_code == status
    again = _redate(third, lot, "2100-02-01")
    assert (again.status_code, again.json["code"]) == (409, "wrong_state")
    assert _written(app) == before
    done = api.post(f"{path}/approve", {"note": "letter seen"})
    assert (done.status_code, done.json["state"]) == (200, "approved")
    assert api.get(f"/lots/{lot}").json["expires_on"] == "2100-01-31"
    (change,) = api.get(f"/lots/{lot}/expiry").json["changes"]
    assert (change["kind"], change["request"]) == ("later", request["request"])
    assert api.post(f"{path}/approve", {}).json["code"] == "wrong_state"
    assert api.get("/lot-requests").json["items"] == []
    assert broken(app) == []


def test_a_refused_request_changes_nothing_and_an_overtaken_one_is_refused(
    app: Flask, api: ApiClient, api_as: As, lot: str
) -> None:
    asked = _redate(api_as("manager"), lot, "2100-01-31").json["request"]["request"]
    assert api.post(f"/lot-requests/{asked}/refuse", {"note": "no"}).json["state"] == "refused"
    assert api.get(f"/lots/{lot}").json["expires_on"] == "2099-12-24"
    asked = _redate(api_as("manager"), lot, "2100-01-31").json["request"]["request"]
    assert api.post("/recalls", {"reason": "x", "scope": {"lots": [lot]}}).status_code == 201
    before = _written(app)
    late = api.post(f"/lot-requests/{asked}/approve", {})
    assert (late.status_code, late.json["code"]) == (409, "lot_recalled")
    assert _written(app) == before
    assert api.post("/lot-requests/0/approve", {}).status_code == 404
    assert api.post("/lot-requests/99999999999999999999/approve", {}).status_code == 404
    assert broken(app) == []


def test_a_date_that_cannot_be_writes_nothing(app: Flask, api: ApiClient, lot: str) -> None:
    made = deliver(api, sku="YOG", supplier_lot="M", made_on="2020-05-01", expires_on="2099-01-01")
    yarn = deliver(api, sku="YARN", supplier_lot="dye 7")
    recalled = deliver(api, sku="YOG", supplier_lot="R", expires_on="2099-01-01")
    api.post("/recalls", {"reason": "x", "scope": {"lots": [recalled]}})
    before = _written(app)
    for answer, status, code in (
        (_redate(api, lot, "2099-12-24"), 400, "invalid"),
        (_redate(api, lot, None), 400, "invalid"),
        (_redate(api, made, "2020-04-30"), 400, "invalid"),
        (_redate(api, yarn, "2099-01-01"), 409, "wrong_state"),
        (_redate(api, recalled, "2098-01-01"), 409, "lot_recalled"),
        (_redate(api, lot, "2098-01-01", ""), 400, "invalid"),
        (_redate(api, "L9999999", "2098-01-01"), 404, "not_found"),
    ):
        assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    assert _written(app) == before


def _strict(make_app: Callable[..., Flask]) -> tuple[Flask, dict[str, ApiClient]]:
    app = make_app(second_release=("high", "sensitive", "normal"))
    return app, {
        name: ApiClient(app.test_client(), people.token(app, role))
        for name, role in (("ann", "manager"), ("bob", "manager"), ("rec", "receiver"))
    } | {"owner": ApiClient(app.test_client(), people.token(app, "owner"))}


def test_a_release_takes_two_persons_where_the_shop_says_so(
    make_app: Callable[..., Flask],
) -> None:
    app, who = _strict(make_app)
    furnish(who["owner"])
    lot = deliver(who["owner"], sku="YOG", supplier_lot="Y1", expires_on="2099-12-24")
    hold, release = f"/lots/{lot}/quarantine", f"/lots/{lot}/release"
    assert who["ann"].post(hold, {"reason": "smell"}).status_code == 200
    before = _written(app)
    refused = who["ann"].post(release, {"reason": "fine after all"})
    assert (refused.status_code, refused.json["code"]) == (409, "second_person_needed")
    assert _written(app) == before
    asked = who["ann"].post(f"/lots/{lot}/release-requests", {"reason": "lab says fine"})
    assert asked.status_code == 201, asked.text
    path = f"/lot-requests/{asked.json['request']}"
    assert who["ann"].post(f"{path}/approve", {}).status_code == 403
    assert who["bob"].post(f"{path}/approve", {"note": "report read"}).json["state"] == "approved"
    assert who["owner"].get(f"/lots/{lot}").json["status"] == "released"

    assert who["bob"].post(hold, {"reason": "again"}).status_code == 200
    asked = who["rec"].post(f"/lots/{lot}/release-requests", {"reason": "looked"}).json
    before = _written(app)
    held_it = who["bob"].post(f"/lot-requests/{asked['request']}/approve", {})
    assert held_it.status_code == 403
    assert "you held this lot" in held_it.json["detail"]
    assert _written(app) == before
    assert who["ann"].post(release, {"reason": "seen by me"}).status_code == 200
    assert who["owner"].get("/lot-requests").json["items"] == []
    assert broken(app) == []


def test_without_that_rule_one_person_holds_and_releases(api: ApiClient, lot: str) -> None:
    assert api.post(f"/lots/{lot}/quarantine", {"reason": "smell"}).status_code == 200
    assert api.post(f"/lots/{lot}/release", {"reason": "fine"}).status_code == 200
    unheld = api.post(f"/lots/{lot}/release-requests", {"reason": "x"})
    assert (unheld.status_code, unheld.json["code"]) == (409, "wrong_state")


def test_a_hold_tells_what_it_caught(app: Flask, api: ApiClient) -> None:
    lot = open_stores(api)
    cart = f'{{"lines":[{{"sku":"YOG","quantity":2000000,"lot":"{lot}"}}]}}'
    key = "b2f7c0de-0000-4000-8000-000000000001"
    body = {"key": key, "till": "T1", "name": "Blue coat", "cart": cart, "total": "1.00"}
    assert api.post("/till/parked", body).status_code in {200, 201}
    number = send(api, (lot, "3")).json["number"]
    held = api.post(f"/lots/{lot}/quarantine", {"reason": "smell"})
    assert held.status_code == 200, held.text
    caught = {(each["kind"], each["subject"], each["quantity"]) for each in held.json["caught"]}
    assert caught == {("cart", "Blue coat", "2"), ("transfer", number, "3")}
    north = ApiClient(
        app.test_client(), people.token(app, "manager", site_id=site_id(app, "NORTH"))
    )
    (mine,) = north.get(f"/lots/{lot}/caught").json["caught"]
    assert (mine["kind"], mine["site"]) == ("transfer", "MAIN")
    other = deliver(api, sku="YOG", supplier_lot="Q", expires_on="2099-12-24")
    assert api.get(f"/lots/{other}/caught").json["caught"] == []


def test_another_date_of_a_known_code_holds_both_lots(app: Flask, api: ApiClient, lot: str) -> None:
    line = {"sku": "YOG", "quantity": "5", "unit_cost": "1.20", "supplier_lot": "y 1"}
    body = {"supplier": "DAIRY", "site": "MAIN", "lines": [line | {"expires_on": "2099-12-25"}]}
    done = api.post("/goods-receipts", body).json
    assert [each["kind"] for each in done["warnings"]] == ["dates_differ"]
    assert lot in done["warnings"][0]["detail"]
    new = done["lines"][0]["lot"]
    assert [api.get(f"/lots/{each}").json["status"] for each in (lot, new)] == ["quarantined"] * 2
    page = Desk(app, "manager").get(f"/lots/{lot}").text
    assert f"{done['number']}: supplier&#39;s lot y 1 came with 2099-12-25" in page
    for each in (lot, new):
        assert api.post(f"/lots/{each}/release", {"reason": "both are right"}).status_code == 200
    again = api.post("/goods-receipts", body).json
    assert (again["warnings"], again["lines"][0]["status"]) == ([], "released")
    elsewhere = body | {"supplier": "WOOL"}
    elsewhere["lines"] = [line | {"expires_on": "2099-01-01"}]
    assert api.post("/goods-receipts", elsewhere).json["warnings"] == []
    assert broken(app) == []


def test_two_dates_of_one_code_in_a_delivery_are_both_held(app: Flask, api: ApiClient) -> None:
    furnish(api)
    line = {"sku": "YOG", "quantity": "5", "unit_cost": "1.20", "supplier_lot": "T1"}
    dated = [line | {"expires_on": day} for day in ("2099-01-01", "2099-01-02")]
    body = {"supplier": "DAIRY", "site": "MAIN", "lines": dated}
    done = api.post("/goods-receipts", body).json
    assert [each["status"] for each in done["lines"]] == ["quarantined", "quarantined"]
    assert [each["line"] for each in done["warnings"]] == [1, 2]
    assert broken(app) == []


def test_a_near_miss_of_a_lot_code_warns_and_blocks_nothing(api: ApiClient, lot: str) -> None:
    deliver(api, sku="YOG", supplier_lot="AB-100O", expires_on="2099-12-24")
    line = {"sku": "YOG", "quantity": "5", "unit_cost": "1.20", "supplier_lot": "AB-1000"}
    body = {"supplier": "DAIRY", "site": "MAIN", "lines": [line | {"expires_on": "2099-12-24"}]}
    done = api.post("/goods-receipts", body).json
    assert done["warnings"] == [
        {"line": 1, "kind": "near_lot_code", "detail": "AB-1000 is nearly AB-100O"}
    ]
    assert done["lines"][0]["status"] == "released"
    assert api.post("/goods-receipts", body).json["warnings"] == []


def test_pages_ask_and_decide(app: Flask, api: ApiClient, lot: str) -> None:
    manager, other = Desk(app, "manager"), Desk(app, "manager")
    manager.send(f"/lots/{lot}/hold", **{"hold-reason": "smell"})
    assert "Ask for release" in manager.get(f"/lots/{lot}").text
    sent = manager.send(f"/lots/{lot}/ask-release", **{"ask-reason": "lab says fine"})
    assert sent.status_code == 302
    asked = api.get("/lot-requests").json["items"][0]["request"]
    assert "lab says fine" in other.get("/quality").text
    assert "lab says fine" in other.get(f"/lots/{lot}").text
    refused = manager.send(f"/quality/{asked}/approve")
    assert refused.status_code == 302
    assert "nobody decides what they asked for" in manager.get("/quality").text
    assert api.get(f"/lots/{lot}").json["status"] == "quarantined"
    other.send(f"/quality/{asked}/approve", note="read it")
    assert api.get(f"/lots/{lot}").json["status"] == "released"
    fields = {"date-expires_on": "2099-11-30", "date-reason": "misread"}
    manager.send(f"/lots/{lot}/expiry", **fields)
    assert api.get(f"/lots/{lot}").json["expires_on"] == "2099-11-30"
    assert "misread" in manager.get(f"/lots/{lot}").text
    late = manager.send(f"/lots/{lot}/expiry", **fields | {"date-expires_on": "2099-12-31"})
    assert late.status_code == 302
    assert "needs a second person" in manager.get(f"/lots/{lot}").text
    wrong = manager.send(f"/lots/{lot}/expiry", **fields | {"date-expires_on": "2099-02-31"})
    assert wrong.status_code == 400
    assert Desk(app, "cashier").get("/quality").status_code == 403
    assert Desk(app, "receiver").send(f"/quality/{asked}/approve").status_code == 403
    assert other.send("/quality/99999999999999999999/approve").status_code == 404
