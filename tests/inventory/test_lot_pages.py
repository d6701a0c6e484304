"""Pages of lots, locations, moves and recalls: what they show to whom, and what they refuse."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import reading
from app.inventory.models import Movement, Recall
from tests.purchasing.dairy import YOGURT, Desk, deliver, furnish
from tests.support.api import ApiClient


@pytest.fixture
def lot(api: ApiClient) -> str:
    furnish(api)
    return deliver(api, sku="YOG", supplier_lot="Y 1200", expires_on="2099-12-24")


def _count(app: Flask, table: type) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_lots_are_found_by_product_supplier_lot_and_label(app: Flask, lot: str) -> None:
    desk = Desk(app, "receiver")
    for query in ("q=yogurt", "q=y1200", f"q={YOGURT}", "supplier_lot=Y1200", "status=released"):
        assert lot in desk.get(f"/lots?{query}").text, query
    for query in ("q=rye", "supplier_lot=Y1", "status=recalled", "soon=7"):
        assert lot not in desk.get(f"/lots?{query}").text, query
    for code in (lot, f"(91){lot}", f"(01)0{YOGURT}(10){lot}"):
        found = desk.client.get("/lots", query_string={"q": code})
        assert found.location == f"/lots/{lot}", code


def test_a_lot_shows_its_value_only_to_those_who_may(app: Flask, lot: str) -> None:
    assert "$28.80" in Desk(app, "manager").get(f"/lots/{lot}").text
    page = Desk(app, "receiver").get(f"/lots/{lot}").text
    assert "28.80" not in page
    assert "Received" in page
    assert "MAIN/DOCK" in page
    assert "28.80" not in Desk(app, "receiver").get("/locations").text
    assert "28.80" not in Desk(app, "receiver").get("/locations/MAIN/DOCK").text
    assert "$28.80" in Desk(app, "manager").get("/locations/MAIN/DOCK").text


def test_a_lot_is_held_and_released_with_a_reason(app: Flask, lot: str, api: ApiClient) -> None:
    receiver, manager = Desk(app, "receiver"), Desk(app, "manager")
    assert receiver.send(f"/lots/{lot}/hold", **{"hold-reason": ""}).status_code == 400
    assert api.get(f"/lots/{lot}").json["status"] == "released"
    assert receiver.send(f"/lots/{lot}/hold", **{"hold-reason": "lab"}).status_code == 302
    assert api.get(f"/lots/{lot}").json["status"] == "quarantined"
    assert receiver.send(f"/lots/{lot}/release", **{"hold-reason": "ok"}).status_code == 403
    assert api.get(f"/lots/{lot}").json["status"] == "quarantined"
    assert manager.send(f"/lots/{lot}/release", **{"hold-reason": "lab ok"}).status_code == 302
    page = manager.get(f"/lots/{lot}").text
    assert "lab ok" in page
    assert api.get(f"/lots/{lot}").json["status"] == "released"


def test_goods_are_written_off_with_a_reason(app: Flask, lot: str, api: ApiClient) -> None:
    manager, path = Desk(app, "manager"), f"/lots/{lot}/write-off"
    typed = {"waste-quantity": "2", "waste-location": ""}
    refused = manager.send(path, **typed)
    assert refused.status_code == 400
    assert "Say why" in refused.text
    too_many = manager.send(path, **{**typed, "waste-quantity": "99", "waste-reason": "x"})
    assert too_many.status_code == 409
    assert _count(app, Movement) == 1
    done = manager.send(path, **typed, **{"waste-reason": "broken"})
    assert done.status_code == 302
    assert api.get(f"/lots/{lot}").json["on_hand"] == "22"
    assert Desk(app, "receiver").send(path, **{"waste-reason": "x"}).status_code == 403


def test_goods_are_moved_by_scanning_their_label(app: Flask, lot: str, api: ApiClient) -> None:
    desk = Desk(app, "receiver")
    typed = {"move-lot": f"(91){lot}", "move-quantity": "5", "move-source": "MAIN/DOCK"}
    same = desk.send("/moves/new", **typed, **{"move-target": "MAIN/DOCK"})
    assert same.status_code == 400
    assert "is where the goods already are" in same.text
    assert desk.send("/moves/new", **typed, **{"move-target": "MAIN/STOCK"}).status_code == 302
    spots = {each["location"]: each["on_hand"] for each in api.get(f"/lots/{lot}").json["balances"]}
    assert spots == {"MAIN/DOCK": "19", "MAIN/STOCK": "5"}
    many = {**typed, "move-quantity": "50", "move-target": "MAIN/STOCK"}
    assert desk.send("/moves/new", **many).status_code == 409


def test_a_recall_is_looked_at_before_it_blocks(app: Flask, lot: str, api: ApiClient) -> None:
    manager = Desk(app, "manager")
    typed = {"reason": "glass", "supplier_lot": "y1200"}
    looked = manager.send("/recalls/new", **typed)
    assert looked.status_code == 200
    assert "This blocks 1 lot." in looked.text
    for told in (lot, "Y 1200", "MAIN/DOCK", "$28.80", "With customers"):
        assert told in looked.text, told
    assert _count(app, Recall) == 0
    assert api.get(f"/lots/{lot}").json["status"] == "released"
    opened = manager.send("/recalls/new", **typed, open="1")
    assert opened.status_code == 302
    assert api.get(f"/lots/{lot}").json["status"] == "recalled"
    page = manager.get(opened.location).text
    assert lot in page
    assert "glass" in page
    assert manager.send(f"{opened.location}/close").status_code == 302
    assert api.get(f"/lots/{lot}").json["status"] == "recalled"


def test_a_preview_counts_what_customers_have_of_a_lot(
    app: Flask, lot: str, api: ApiClient
) -> None:
    sold = {
        "till": "T1",
        "lines": [{"sku": "YOG", "quantity": "3"}],
        "payments": [{"tender": "cash", "amount": "100.00"}],
    }
    number = api.post("/sales", sold).json["number"]
    back = {
        "till": "T1",
        "lines": [{"line": 1, "quantity": "1", "disposition": "restock", "reason": "odd"}],
        "refund": {"tender": "cash"},
    }
    assert api.post(f"/sales/{number}/returns", back).status_code == 201
    looked = Desk(app, "manager").send("/recalls/new", reason="glass", lots=lot).text
    (row,) = [part for part in looked.split("<tr>") if f"/lots/{lot}" in part]
    assert re.search(r'data-label="With customers" class="num">\s*2\s', row), row
    east = {"code": "EAST", "name": "East", "kind": "store", "time_zone": "UTC"}
    assert api.post("/sites", east).status_code == 201
    elsewhere = Desk(app, "manager", site_id=2).send("/recalls/new", reason="glass", lots=lot).text
    assert "MAIN/DOCK" not in elsewhere
    assert "With customers" not in elsewhere, "what went out elsewhere is not theirs to see"
    assert _count(app, Recall) == 0


def test_a_recall_tells_how_to_reach_buyers_to_those_who_may(
    app: Flask, lot: str, api: ApiClient
) -> None:
    reach = {"name": "Ada Price", "phone": "+1 206 555 0199", "email": "ada@example.org"}
    assert api.post("/customers", {"code": "ADA", **reach}).status_code == 201
    sale = {
        "till": "T1",
        "customer": "ADA",
        "lines": [{"sku": "YOG", "quantity": "1"}],
        "payments": [{"tender": "cash", "amount": "100.00"}],
    }
    assert api.post("/sales", sale).status_code == 201
    made = api.post("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})
    (buyer,) = api.get(f"/recalls/{made.json['number']}").json["buyers"]
    told = ("customer", "customer_name", "phone", "email", "quantity", "unit")
    assert [buyer[name] for name in told] == ["ADA", *reach.values(), "1", "each"]
    page = Desk(app, "receiver")
    (seen,) = page.client.get(f"/api/v1/recalls/{made.json['number']}").json["buyers"]
    assert "phone" not in seen
    assert "customer_name" not in seen
    assert " disabled" in page.get(f"/recalls/{made.json['number']}").text


def test_a_recall_without_a_scope_or_with_a_wrong_lot_is_refused(app: Flask, lot: str) -> None:
    manager = Desk(app, "manager")
    for typed in ({"reason": "x"}, {"reason": "x", "lots": "L0000000"}, {"sku": "YOG"}):
        assert manager.send("/recalls/new", **typed, open="1").status_code == 400, typed
    assert Desk(app, "receiver").send("/recalls/new", reason="x", sku="YOG").status_code == 403
    assert _count(app, Recall) == 0


@pytest.mark.parametrize("path", ["/lots/L0000000", "/locations/NO", "/recalls/RC-9"])
def test_what_is_not_there_is_not_found(app: Flask, lot: str, path: str) -> None:
    assert Desk(app, "manager").get(path).status_code == 404


def test_a_person_of_another_site_sees_nothing_of_it(app: Flask, lot: str, api: ApiClient) -> None:
    site = {"code": "EAST", "name": "East", "kind": "store", "time_zone": "UTC"}
    assert api.post("/sites", site).status_code == 201
    east = Desk(app, "manager", site_id=2)
    assert lot not in east.get("/lots").text
    assert "MAIN/DOCK" not in east.get("/locations").text
    for path in (f"/lots/{lot}", "/locations/MAIN/DOCK", "/deliveries/GR-000001"):
        assert east.get(path).status_code == 404, path
    assert east.get(f"/labels?lots={lot}").status_code == 404
    assert east.send(f"/lots/{lot}/hold", **{"hold-reason": "x"}).status_code == 404
    assert api.get(f"/lots/{lot}").json["status"] == "released"
