"""Transfers between stores: in parts, short, too much, settled, called back, refused."""

import pytest
from flask import Flask
from sqlalchemy import update

from app.db import transaction
from app.inventory.models import StockBalance
from tests.inventory.two_stores import (
    broken,
    open_stores,
    receive,
    send,
    settle,
    site_id,
    spots,
    written,
)
from tests.purchasing.dairy import deliver
from tests.support import people
from tests.support.api import ApiClient

_KEEP = (
    update(StockBalance.__table__)
    .where(StockBalance.on_hand == 22 * 10**6)
    .values(reserved=19 * 10**6)
)


@pytest.fixture
def lot(api: ApiClient) -> str:
    return open_stores(api)


def _ledger(api: ApiClient, account: str) -> str:
    lines = api.get("/accounting/trial-balance").json["lines"]
    return next((line["debit"] for line in lines if line["account"] == account), "0.00")


def test_goods_travel_with_their_value_and_arrive_in_parts(
    app: Flask, api: ApiClient, lot: str
) -> None:
    sent = send(api, (lot, "7"))
    assert sent.status_code == 201, sent.text
    number = sent.json["number"]
    assert (sent.json["status"], sent.json["differences"]) == ("sent", [])
    assert spots(api, lot) == {"MAIN/DOCK": ("17", "20.40"), f"MAIN~{number}": ("7", "8.40")}
    stock = {each: api.get("/stock", sku="YOG", site=each).json for each in ("MAIN", "NORTH")}
    assert [stock["MAIN"][0][k] for k in ("on_hand", "available", "in_transit")] == [
        "17",
        "17",
        "7",
    ]
    assert stock["NORTH"] == []
    some = receive(api, number, (lot, "3"))
    assert some.json["status"] == "partly_received"
    assert some.json["differences"] == [{"lot": lot, "kind": "missing", "quantity": "4"}]
    rest = receive(api, number, (lot, "4"))
    assert (rest.json["status"], rest.json["differences"]) == ("received", [])
    assert spots(api, lot) == {"MAIN/DOCK": ("17", "20.40"), "NORTH/DOCK": ("7", "8.40")}
    assert api.get(f"/stock/transfers/{number}").json == rest.json
    assert broken(app) == []


def test_what_came_short_is_a_claim_until_it_is_settled_as_lost(
    app: Flask, api: ApiClient, lot: str
) -> None:
    number = send(api, (lot, "10")).json["number"]
    short = receive(api, number, (lot, "9"), complete=True)
    assert short.json["status"] == "received"
    assert short.json["differences"] == [{"lot": lot, "kind": "missing", "quantity": "1"}]
    assert _ledger(api, "5200") == "0.00"
    done = settle(api, number, lot, "lost")
    assert (done.json["status"], done.json["differences"]) == ("settled", [])
    assert _ledger(api, "5200") == "1.20"
    totals = api.get(f"/lots/{lot}/trace").json["totals"]
    assert (totals["on_hand"], totals["adjusted"]) == ("23", "-1")
    assert settle(api, number, lot, "lost").json["code"] == "wrong_state"
    assert receive(api, number, (lot, "1")).json["code"] == "wrong_state"
    assert broken(app) == []


@pytest.mark.parametrize("outcome", ["returned", "found_at_origin"])
def test_missing_goods_come_back_into_the_stock_of_the_sender(
    app: Flask, api: ApiClient, lot: str, outcome: str
) -> None:
    number = send(api, (lot, "10")).json["number"]
    receive(api, number, (lot, "6"))
    part = settle(api, number, lot, outcome, quantity="3")
    assert part.json["status"] == "partly_received"
    assert settle(api, number, lot, outcome).json["status"] == "settled"
    assert spots(api, lot) == {
        "MAIN/DOCK": ("14", "16.80"),
        "MAIN/STOCK": ("4", "4.80"),
        "NORTH/DOCK": ("6", "7.20"),
    }
    assert broken(app) == []


def test_too_much_or_another_lot_enters_no_stock_before_it_is_settled(
    app: Flask, api: ApiClient, lot: str
) -> None:
    other = deliver(api, sku="RYE", quantity="5", unit_cost="2.10")
    number = send(api, (lot, "2")).json["number"]
    came = receive(api, number, (lot, "3"), (other, "1"))
    assert came.json["status"] == "received"
    assert came.json["differences"] == [
        {"lot": lot, "kind": "extra", "quantity": "1"},
        {"lot": other, "kind": "extra", "quantity": "1"},
    ]
    assert spots(api, other) == {"MAIN/DOCK": ("5", "10.50")}
    before = written(app)
    assert settle(api, number, other, "lost").status_code == 400
    assert written(app) == before
    assert settle(api, number, other, "returned").json["status"] == "received"
    assert settle(api, number, lot, "found_at_origin").json["status"] == "settled"
    assert spots(api, lot) == {"MAIN/DOCK": ("21", "25.20"), "NORTH/DOCK": ("3", "3.60")}
    assert spots(api, other) == {"MAIN/DOCK": ("5", "10.50")}
    assert broken(app) == []


def test_what_is_kept_for_a_terminal_settles_no_difference(
    app: Flask, api: ApiClient, lot: str
) -> None:
    number = send(api, (lot, "2")).json["number"]
    assert receive(api, number, (lot, "6")).status_code == 200
    with app.app_context():
        transaction(lambda session: session.execute(_KEEP).close())
    lines = [{"lot": lot, "outcome": "found_at_origin", "quantity": "2"}] * 2
    before = written(app)
    answer = api.post(f"/stock/transfers/{number}/settle", {"lines": lines, "reason": "x"})
    assert answer.json["code"] == "not_enough_stock", answer.text
    assert written(app) == before
    assert settle(api, number, lot, "found_at_origin", quantity="3").status_code == 200


def test_more_than_can_ever_have_come_is_a_wrong_field(
    app: Flask, api: ApiClient, lot: str
) -> None:
    number, most = send(api, (lot, "2")).json["number"], (lot, "1000000000")
    assert receive(api, number, most).status_code == 200
    before = written(app)
    assert receive(api, number, most, most).json["errors"][0]["field"] == "lines.0.quantity"
    assert written(app) == before
    assert settle(api, number, lot, "returned").status_code == 200


def test_a_transfer_is_called_back_only_before_anything_arrived(
    app: Flask, api: ApiClient, lot: str
) -> None:
    first, second = (send(api, (lot, "5")).json["number"] for _ in range(2))
    done = api.post(f"/stock/transfers/{first}/cancel")
    assert done.json["status"] == "cancelled"
    assert receive(api, second, (lot, "1")).status_code == 200
    before = written(app)
    for number in (first, second):
        assert api.post(f"/stock/transfers/{number}/cancel").json["code"] == "wrong_state"
    assert written(app) == before
    assert spots(api, lot)["MAIN/DOCK"] == ("19", "22.80")
    assert broken(app) == []


def test_a_lot_that_is_blocked_stays_where_it_is_and_stays_blocked_on_its_way(
    app: Flask, api: ApiClient, lot: str
) -> None:
    number = send(api, (lot, "5")).json["number"]
    api.post(f"/lots/{lot}/quarantine", {"reason": "lab"})
    before = written(app)
    assert send(api, (lot, "1")).json["code"] == "lot_quarantined"
    api.post("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})
    assert send(api, (lot, "1"), reason="please").json["code"] == "lot_recalled"
    assert written(app) == before
    assert receive(api, number, (lot, "5")).json["status"] == "received"
    assert spots(api, lot)["NORTH/QUARANTINE"] == ("5", "6.00")
    sale = {"till": "T1", "lines": [{"sku": "YOG", "lot": lot}], "payments": []}
    assert api.post("/sales", sale).json["code"] == "lot_recalled"
    assert broken(app) == []


def test_an_expired_lot_goes_only_with_a_reason(app: Flask, api: ApiClient, lot: str) -> None:
    old = deliver(api, sku="YOG", expires_on="2020-01-01", quantity="2")
    before = written(app)
    assert send(api, (old, "2")).json["code"] == "lot_expired"
    assert written(app) == before
    assert send(api, (old, "2"), reason="to the composter").status_code == 201


def test_refused_transfers_write_nothing(app: Flask, api: ApiClient, lot: str) -> None:
    number = send(api, (lot, "5")).json["number"]
    before = written(app)
    for answer, status, code in (
        (send(api, (lot, "20")), 409, "not_enough_stock"),
        (send(api, (lot, "10"), (lot, "10")), 409, "not_enough_stock"),
        (send(api, (lot, "0.5")), 400, "invalid"),
        (send(api, ("NONE", "1")), 400, "invalid"),
        (send(api, (lot, "1"), to_site="MAIN"), 400, "invalid"),
        (send(api, (lot, "1"), to_site="MOON"), 400, "invalid"),
        (receive(api, number), 400, "invalid"),
        (receive(api, number, ("NONE", "1")), 400, "invalid"),
        (receive(api, "TR-999999", (lot, "1")), 404, "not_found"),
        (settle(api, number, lot, "lost", quantity="6"), 400, "invalid"),
        (api.post(f"/lots/{lot}/write-off", {"reason": "x", "quantity": "20"}), 409, ""),
    ):
        assert answer.status_code == status, answer.text
        assert answer.json["code"] == (code or "not_enough_stock")
    move = {"lot": lot, "quantity": "1", "from": f"MAIN~{number}", "to": "MAIN/STOCK"}
    assert api.post("/stock/moves", {"lines": [move]}).status_code == 400
    assert written(app) == before
    assert broken(app) == []


def test_each_end_does_its_own_part_and_strangers_see_nothing(
    app: Flask, api: ApiClient, lot: str
) -> None:
    assert api.post("/sites", {"code": "EAST", "name": "E", "kind": "store"}).status_code == 201
    at = {
        code: ApiClient(app.test_client(), people.token(app, "manager", site_id=site_id(app, code)))
        for code in ("MAIN", "NORTH", "EAST")
    }
    assert send(at["NORTH"], (lot, "5")).status_code == 400
    number = send(at["MAIN"], (lot, "5")).json["number"]
    assert at["NORTH"].get(f"/lots/{lot}").status_code == 200
    assert at["EAST"].get(f"/stock/transfers/{number}").status_code == 404
    assert at["EAST"].get("/stock/transfers").json["items"] == []
    assert at["NORTH"].get("/stock/transfers").json["items"][0]["number"] == number
    before = written(app)
    assert receive(at["MAIN"], number, (lot, "5")).status_code == 403
    assert settle(at["NORTH"], number, lot, "lost").status_code == 403
    assert at["NORTH"].post(f"/stock/transfers/{number}/cancel").status_code == 403
    assert written(app) == before
    assert receive(at["NORTH"], number, (lot, "4")).status_code == 200
    assert settle(at["MAIN"], number, lot, "lost").json["status"] == "settled"
