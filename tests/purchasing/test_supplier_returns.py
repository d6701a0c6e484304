"""Goods given back to their supplier: at their value, blocked ones too, traced, or refused."""

import pytest
from flask import Flask

from tests.inventory.two_stores import broken, spots, written
from tests.purchasing.dairy import Desk, deliver, furnish
from tests.support.api import ApiClient


@pytest.fixture
def lot(api: ApiClient) -> str:
    furnish(api)
    return deliver(api, sku="YOG", supplier_lot="Y1", expires_on="2099-12-24")


def _give(api: ApiClient, *lines: tuple[str, str], **more: str) -> object:
    wanted = [{"lot": lot, "quantity": quantity} for lot, quantity in lines]
    body = {"supplier": "DAIRY", "site": "MAIN", "reason": "mould", "lines": wanted}
    return api.post("/supplier-returns", body | more)


def _books(api: ApiClient, document: str) -> dict[str, tuple[str, str]]:
    (entry,) = api.get("/accounting/journal", document=document).json["items"]
    return {line["account"]: (line["debit"], line["credit"]) for line in entry["postings"]}


def test_goods_go_back_at_their_own_value(app: Flask, api: ApiClient, lot: str) -> None:
    done = _give(api, (lot, "7"), reference="RMA 12")
    assert done.status_code == 201, done.text
    given = done.json
    assert (given["number"], given["value"], given["reference"]) == ("SR-000001", "8.40", "RMA 12")
    assert spots(api, lot) == {"MAIN/DOCK": ("17", "20.40")}
    assert _books(api, given["number"]) == {"2050": ("8.40", "0.00"), "1200": ("0.00", "8.40")}
    trace = api.get(f"/lots/{lot}/trace").json
    assert (trace["totals"]["to_supplier"], trace["totals"]["on_hand"]) == ("7", "17")
    assert api.get(f"/supplier-returns/{given['number']}").json == given
    assert api.get("/supplier-returns", supplier="DAIRY").json["items"][0]["number"] == "SR-000001"
    assert api.get("/supplier-returns", supplier="WOOL").json["items"] == []
    assert broken(app) == []


def test_held_and_recalled_lots_may_go_back_from_where_they_lie(
    app: Flask, api: ApiClient, lot: str
) -> None:
    move = {"lot": lot, "quantity": "3", "from": "MAIN/DOCK", "to": "MAIN/QUARANTINE"}
    assert api.post("/stock/moves", {"lines": [move]}).status_code == 201
    api.post(f"/lots/{lot}/quarantine", {"reason": "lab"})
    assert _give(api, (lot, "2")).status_code == 201
    api.post("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})
    assert _give(api, (lot, "2")).status_code == 201
    assert spots(api, lot) == {"MAIN/DOCK": ("20", "24.00")}
    assert broken(app) == []


def test_what_may_not_go_back_writes_nothing(app: Flask, api: ApiClient, lot: str) -> None:
    before = written(app)
    for answer, status, code in (
        (_give(api, (lot, "25")), 409, "not_enough_stock"),
        (_give(api, (lot, "20"), (lot, "20")), 409, "not_enough_stock"),
        (_give(api, (lot, "1"), supplier="WOOL"), 400, "invalid"),
        (_give(api, (lot, "1"), supplier="NOBODY"), 400, "invalid"),
        (_give(api, (lot, "0.5")), 400, "invalid"),
        (_give(api, ("NONE", "1")), 400, "invalid"),
        (_give(api, (lot, "1"), reason=""), 400, "invalid"),
    ):
        assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    assert written(app) == before
    assert api.get("/supplier-returns").json["items"] == []
    assert _give(api, (lot, "1")).json["number"] == "SR-000001"
    assert broken(app) == []


def test_pages_show_returns_with_value_to_those_who_may(
    app: Flask, api: ApiClient, lot: str
) -> None:
    number = _give(api, (lot, "7")).json["number"]
    manager, receiver = Desk(app, "manager"), Desk(app, "receiver")
    for path in ("/supplier-returns", "/suppliers/DAIRY", f"/lots/{lot}"):
        assert number in manager.get(path).text, path
    assert "$8.40" in manager.get(f"/supplier-returns/{number}").text
    assert "8.40" not in receiver.get(f"/supplier-returns/{number}").text
    assert lot in manager.get(f"/supplier-returns/new?lot={lot}").text
    assert receiver.get("/supplier-returns/new").status_code == 403
    assert manager.get("/suppliers/NOBODY").status_code == 404
    assert manager.get(f"/supplier-returns/{number}/slip.pdf").data.startswith(b"%PDF")
