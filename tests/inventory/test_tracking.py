"""A product switched to lots: what lies of it gets lot numbers bin by bin, cost to the cent."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.inventory.two_stores import broken, spots, written
from tests.purchasing.dairy import Desk
from tests.support.api import ApiClient

RICE = {"sku": "RICE", "name": "Rice", "base_unit": "each", "tracking": "none", "price": "2.00"}
RICE |= {"expiry_kind": "best_before", "tax_category": "standard"}


@pytest.fixture
def rice(api: ApiClient) -> str:
    """13 for 10.00 and 5 for 7.01 at the dock, 4 of the first on a shelf."""
    assert api.post("/products", RICE).status_code == 201
    api.post("/suppliers", {"code": "MILL", "name": "Mill"})
    lots = []
    for quantity, cost in (("13", "10.00"), ("5", "7.01")):
        line = {"sku": "RICE", "quantity": quantity, "line_cost": cost}
        body = {"supplier": "MILL", "site": "MAIN", "lines": [line]}
        lots.append(api.post("/goods-receipts", body).json["lines"][0]["lot"])
    move = {"lot": lots[0], "quantity": "4", "from": "MAIN/DOCK", "to": "MAIN/STOCK"}
    assert api.post("/stock/moves", {"lines": [move]}).status_code == 201
    return str(lots[0])


ROWS = (
    {"location": "MAIN/DOCK", "quantity": "9", "supplier_lot": "A1", "expires_on": "2099-01-01"},
    {"location": "MAIN/DOCK", "quantity": "5", "supplier_lot": "A2", "expires_on": "2099-06-01"},
    {"location": "MAIN/STOCK", "quantity": "4", "supplier_lot": "PRE-2026-12-01"},
)


def _track(api: ApiClient, *rows: dict[str, Any], sku: str = "RICE") -> Any:
    return api.post(f"/products/{sku}/track", {"reason": "dates matter", "rows": list(rows)})


def _sell(api: ApiClient, quantity: str, **more: str) -> Any:
    line = {"sku": "RICE", "quantity": quantity, **more}
    paid = [{"tender": "cash", "amount": "50.00"}]
    return api.post("/sales", {"till": "T1", "lines": [line], "payments": paid}).json


def test_what_lies_in_each_bin_becomes_lots_that_keep_its_cost(
    app: Flask, api: ApiClient, rice: str
) -> None:
    done = _track(api, *ROWS)
    assert done.status_code == 201, done.text
    assert api.get("/products/RICE").json["tracking"] == "lot"
    first, second, third = done.json["lots"]
    assert spots(api, first) == {"MAIN/DOCK": ("9", "8.96")}
    assert spots(api, second) == {"MAIN/DOCK": ("5", "4.97")}
    assert spots(api, third) == {"MAIN/STOCK": ("4", "3.08")}  # 17.01 in all
    assert spots(api, rice) == {}
    lot = api.get(f"/lots/{first}").json
    assert (lot["supplier_lot"], lot["expires_on"], lot["supplier"]) == ("A1", "2099-01-01", "MILL")
    assert broken(app) == []
    sold = _sell(api, "1", lot=second)
    assert sold["lines"][0]["allocations"][0]["lot"] == second
    traced = api.get(f"/lots/{first}/trace").json
    assert traced["totals"]["on_hand"] == "9"
    api.post("/recalls", {"reason": "stones", "scope": {"lots": [rice]}})
    assert api.get(f"/lots/{third}").json["status"] == "recalled"
    assert broken(app) == []


def test_what_was_sold_before_comes_back_and_gets_a_number_later(
    app: Flask, api: ApiClient, rice: str
) -> None:
    sale = _sell(api, "2")["number"]
    rows = [dict(row) for row in ROWS]
    rows[0]["quantity"] = "7"
    assert _track(api, *rows).status_code == 201
    line = {"line": 1, "quantity": "1", "disposition": "restock", "reason": "too many"}
    body = {"till": "T1", "lines": [line], "refund": {"tender": "cash"}}
    assert api.post(f"/sales/{sale}/returns", body).status_code == 201
    assert _track(api).json["code"] == "invalid"
    back = {"location": "MAIN/STOCK", "quantity": "1", "supplier_lot": "A1"}
    assert _track(api, back).status_code == 201
    assert _track(api, back).json["code"] == "wrong_state"
    assert broken(app) == []


def test_held_goods_stay_held_and_an_open_recall_catches_the_code(
    app: Flask, api: ApiClient, rice: str
) -> None:
    scope = {"sku": "RICE", "supplier": "MILL", "supplier_lot": "A2"}
    api.post(f"/lots/{rice}/quarantine", {"reason": "moths"})
    opened = api.post("/recalls", {"reason": "glass", "scope": scope})
    done = _track(api, *ROWS)
    assert done.status_code == 201, done.text
    found = [api.get(f"/lots/{lot}").json["status"] for lot in done.json["lots"]]
    assert found[0] == found[2] == "quarantined"
    assert found[1] == ("recalled" if opened.status_code == 201 else "quarantined")
    assert broken(app) == []


def test_rows_that_do_not_fit_are_all_named_and_nothing_is_written(
    app: Flask, api: ApiClient, rice: str
) -> None:
    before = written(app)
    nowhere = {"location": "MAIN/RETURNS", "quantity": "1.5"}
    told = _track(api, ROWS[0], nowhere)
    assert told.status_code == 400
    fields = {each["field"] for each in told.json["errors"]}
    assert fields == {"rows.1.location", "rows.1.quantity", "rows"}
    assert _track(api, sku="NONE").status_code == 404
    assert api.post("/products/RICE/track", {"reason": "", "rows": []}).status_code == 400
    assert written(app) == before
    assert api.get("/products/RICE").json["tracking"] == "none"
    assert broken(app) == []


def test_a_product_of_which_nothing_lies_is_simply_switched(app: Flask, api: ApiClient) -> None:
    assert api.post("/products", RICE).status_code == 201
    done = _track(api)
    assert (done.status_code, done.json["documents"]) == (201, [])
    assert api.get("/products/RICE").json["tracking"] == "lot"
    assert _track(api).json["code"] == "wrong_state"


def test_goods_on_their_way_are_settled_first(app: Flask, api: ApiClient, rice: str) -> None:
    api.post("/sites", {"code": "NORTH", "name": "North", "kind": "store"})
    sent = {"from_site": "MAIN", "to_site": "NORTH", "lines": [{"lot": rice, "quantity": "1"}]}
    assert api.post("/stock/transfers", sent).status_code == 201
    before = written(app)
    assert _track(api, *ROWS).json["code"] == "wrong_state"
    assert written(app) == before


def test_the_wizard_proposes_looks_and_does_it(app: Flask, api: ApiClient, rice: str) -> None:
    desk = Desk(app, "manager")
    assert "/tracking/RICE" in desk.get("/catalog/products/RICE").text
    page = desk.get("/tracking/RICE").text
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    fields.pop("csrf_token")
    assert (fields["rows-0-quantity"], fields["rows-1-quantity"]) == ("14", "4")
    fields |= {"reason": "dates matter", "rows-0-quantity": "13"}
    short = desk.send("/tracking/RICE", **fields, look="1")
    assert "at MAIN/DOCK 13 of 14 are named" in short.text
    assert desk.send("/tracking/RICE", **fields).status_code == 400
    more = desk.send("/tracking/RICE", **fields, more="MAIN/DOCK")
    assert "rows-2-quantity" in more.text
    assert api.get("/products/RICE").json["tracking"] == "none"
    fields |= {"rows-2-location": "MAIN/DOCK", "rows-2-quantity": "1"}
    assert "All rows fit" in desk.send("/tracking/RICE", **fields, look="1").text
    done = desk.send("/tracking/RICE", **fields)
    assert done.status_code == 302, done.text
    assert api.get("/products/RICE").json["tracking"] == "lot"
    assert "/tracking/RICE" not in desk.get("/catalog/products/RICE").text
    for role in ("cashier", "receiver", "accountant"):
        assert Desk(app, role).get("/tracking/RICE").status_code == 403
    assert broken(app) == []
