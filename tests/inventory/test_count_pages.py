"""The pages of counts: blind until a figure is entered, scans, more found, review, the decision."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.reporting.history import deliver, done, furnish, line, sell
from tests.support import people
from tests.support.api import ApiClient

Open = Callable[..., FlaskClient]
GTIN = "4006381333931"
ELSEWHERE = {"code": "NORTH", "name": "North", "kind": "store"}


@pytest.fixture
def lots(api: ApiClient) -> list[str]:
    """Yogurt 10 for 10.00 and 10 for 22.00, Gouda 5 kg for 500.00, all at the dock."""
    furnish(api)
    done(api.patch("/products/YOG-500", {"gtins": [GTIN]}))
    return deliver(
        api,
        line("YOG-500", "10", "10.00", expires_on="2030-12-24", supplier_lot="Y1"),
        line("YOG-500", "10", "22.00", expires_on="2031-01-24", supplier_lot="Y2"),
        line("GOUDA", "5", "500.00", expires_on="2031-02-01", supplier_lot="G1"),
    )


@pytest.fixture
def open_as(app: Flask) -> Open:
    app.config["WTF_CSRF_ENABLED"] = False

    def signed_in(role: str, site_id: int | None = None) -> FlaskClient:
        client = app.test_client()
        people.sign_in(client, people.person(app, role, site_id=site_id))
        return client

    return signed_in


def _begin(client: FlaskClient, **wish: str) -> str:
    answer = client.post("/counts/new", data=wish)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"]).removesuffix("/work")


def _enter(client: FlaskClient, count: str, lot: str, counted: str, **more: Any) -> Any:
    body = {"lot": lot, "location": "MAIN/DOCK", "counted": counted, **more}
    return client.post(f"{count}/figures", json=body)


def _scan(client: FlaskClient, count: str, data: str) -> Any:
    return client.post(f"{count}/scan", json={"data": data}).json


def test_a_counter_never_sees_what_is_expected_before_counting(
    open_as: Open, lots: list[str]
) -> None:
    client = open_as("receiver")
    count = _begin(client, location="MAIN/DOCK")
    items = client.get(f"{count}/sheet").json["items"]
    assert [item["lot"] for item in items] == lots
    assert all(item["counted"] is None for item in items)
    assert not any({"expected", "on_hand", "value"} & set(item) for item in items)
    assert not {"expected", "on_hand"} & set(_scan(client, count, lots[0])["items"][0])
    assert "10\u00a0pcs" not in client.get(f"{count}/work").text
    _enter(client, count, lots[0], "4")
    assert "10\u00a0pcs" not in client.get(count).text
    review = client.get(f"{count}/review").text
    assert "10\u00a0pcs" in review
    assert "short 6\u00a0pcs" in review
    assert "Value" not in review


def test_a_scan_means_the_lots_that_are_counted(
    open_as: Open, api: ApiClient, lots: list[str]
) -> None:
    client = open_as("receiver")
    count = _begin(client, location="MAIN/DOCK")
    label = _scan(client, count, f"(01)0{GTIN}(10){lots[1]}")
    assert [item["lot"] for item in label["items"]] == [lots[1]]
    assert label["quantity"] == "1"
    assert [item["lot"] for item in _scan(client, count, lots[2])["items"]] == [lots[2]]
    assert _scan(client, count, lots[2])["quantity"] is None
    assert [item["lot"] for item in _scan(client, count, GTIN)["items"]] == lots[:2]
    assert [item["lot"] for item in _scan(client, count, f"(01)0{GTIN}(10)Y2")["items"]] == [
        lots[1]
    ]
    assert _scan(client, count, "nonsense")["title"] == "Unknown code"
    (late,) = deliver(api, line("YOG-500", "1", "1.00", expires_on="2031-01-24"))
    found = _scan(client, count, late)["items"]
    assert [(item["lot"], item["location"]) for item in found] == [(late, "MAIN/DOCK")]


def test_counts_begin_by_product_lot_and_risk(open_as: Open, lots: list[str]) -> None:
    client = open_as("manager")
    of_product = _begin(client, thing="YOG-500")
    assert [i["lot"] for i in client.get(f"{of_product}/sheet").json["items"]] == lots[:2]
    of_lot = _begin(client, thing=lots[2])
    assert [i["lot"] for i in client.get(f"{of_lot}/sheet").json["items"]] == [lots[2]]
    assert _scan(client, of_lot, lots[0])["title"] == "Not on this list"
    refused = _enter(client, of_lot, lots[0], "10")
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (400, "lot")
    by_risk = _begin(client, risk="1")
    items = client.get(f"{by_risk}/sheet").json["items"]
    assert [item["lot"] for item in items] == [lots[2], lots[1], lots[0]]
    assert client.post("/counts/new", data={"thing": "nothing"}).status_code == 400
    assert client.post("/counts/new", data={}).status_code == 400
    assert _counts_listed(client) == 3


def _counts_listed(client: FlaskClient) -> int:
    return int(client.get("/counts").text.count('class="code" href="/counts/CT-'))


def test_more_found_goes_on_from_the_first_cut_off(
    open_as: Open, api: ApiClient, lots: list[str]
) -> None:
    """9 counted, 2 sold, 1 more found: all 10 were there."""
    client = open_as("receiver")
    count = _begin(client, location="MAIN/DOCK")
    _enter(client, count, lots[0], "9")
    sell(api, {"sku": "YOG-500", "quantity": "2", "lot": lots[0]}, paid="5.33")
    assert _enter(client, count, lots[0], "10", goes_on=True).status_code == 200
    finished = client.post(f"{count}/finish", data={"reason": "cycle"})
    assert finished.status_code == 302
    assert api.get(f"/lots/{lots[0]}").json["on_hand"] == "8"


def test_more_found_is_refused_where_goods_came_meanwhile(
    open_as: Open, api: ApiClient, lots: list[str]
) -> None:
    client = open_as("receiver")
    count = _begin(client, location="MAIN/DOCK")
    _enter(client, count, lots[0], "9")
    done(api.post("/locations", {"code": "MAIN/A1", "kind": "stock"}))
    away = {"lot": lots[0], "quantity": "1", "from": "MAIN/DOCK", "to": "MAIN/A1"}
    back = {**away, "from": "MAIN/A1", "to": "MAIN/DOCK"}
    for step in (away, back):
        done(api.post("/stock/moves", {"lines": [step]}))
    refused = _enter(client, count, lots[0], "10", goes_on=True)
    assert (refused.status_code, refused.json["code"]) == (409, "wrong_state")
    assert _enter(client, count, lots[0], "10").status_code == 200


def test_a_second_person_decides_on_the_page(
    open_as: Open, api: ApiClient, lots: list[str]
) -> None:
    manager, other = open_as("manager"), open_as("manager")
    count = _begin(manager, location="MAIN/DOCK")
    _enter(manager, count, lots[2], "1")
    manager.post(f"{count}/finish", data={"reason": "theft", "note": "back door"})
    assert api.get(f"/lots/{lots[2]}").json["on_hand"] == "5"
    assert "somebody else has to decide" in manager.get(count).text
    manager.post(f"{count}/approve", data={})
    assert "nobody approves what they counted" in manager.get(count).text
    assert api.get(f"/lots/{lots[2]}").json["on_hand"] == "5"
    assert "Theft suspected. back door" in other.get(count).text
    other.post(f"{count}/approve", data={"note": "seen"})
    assert api.get(f"/lots/{lots[2]}").json["on_hand"] == "1"
    assert "$400.00" in other.get(count).text
    assert _enter(manager, count, lots[2], "2").status_code == 409
    accounts = open_as("accountant").get(f"/books/journal?document={count.rpartition('/')[2]}").text
    assert "Shrinkage" in accounts


def test_a_count_that_is_given_up_writes_nothing(
    open_as: Open, api: ApiClient, lots: list[str]
) -> None:
    client = open_as("receiver")
    count = _begin(client, location="MAIN/DOCK")
    _enter(client, count, lots[0], "4")
    assert client.post(f"{count}/finish", data={"reason": "none of ours"}).status_code == 400
    client.post(f"{count}/cancel")
    assert client.get(f"{count}/work").status_code == 302
    assert client.post(f"{count}/finish", data={"reason": "cycle"}).status_code == 302
    assert api.get(f"/lots/{lots[0]}").json["on_hand"] == "10"


def test_a_figure_must_be_a_number(open_as: Open, lots: list[str]) -> None:
    client = open_as("receiver")
    count = _begin(client, location="MAIN/DOCK")
    for wrong in ("", "x", "-1", "1e3", "0.5", "99999999999"):
        answer = _enter(client, count, lots[0], wrong)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (400, "counted"), wrong
    assert client.get(f"{count}/sheet").json["items"][0]["counted"] is None


def test_another_sites_count_opens_for_nobody(
    open_as: Open, api: ApiClient, lots: list[str]
) -> None:
    done(api.post("/sites", ELSEWHERE))
    count = _begin(open_as("manager"), location="MAIN/DOCK")
    north = open_as("manager", site_id=2)
    for address in (count, f"{count}/work", f"{count}/sheet", f"{count}/review"):
        assert north.get(address).status_code == 404, address
    assert _enter(north, count, lots[0], "1").status_code == 404
    assert north.post(f"{count}/approve").status_code == 404
