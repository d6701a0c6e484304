"""Zones and locations with room, and what any label leads to: in here, or where."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import reading
from app.identity.models import Site
from app.inventory.models import Location, Movement
from app.inventory.place_models import Zone
from tests.inventory.two_stores import open_stores, spots
from tests.purchasing.dairy import YOGURT, YOGURT_CASE, Desk, deliver
from tests.support import people
from tests.support.api import ApiClient

COLD = {"site": "MAIN", "code": "COLD", "name": "Cold room"}


@pytest.fixture
def lot(api: ApiClient) -> str:
    return open_stores(api)


def _count(app: Flask, table: Any) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _site(app: Flask, code: str) -> int:
    with app.app_context(), reading() as session:
        return session.scalars(select(Site.id).where(Site.code == code)).one()


def test_a_location_has_a_zone_of_its_own_site_and_room(api: ApiClient, lot: str) -> None:
    assert api.post("/zones", COLD).status_code == 201
    assert api.post("/zones", COLD).json["code"] == "already_exists"
    assert api.post("/zones", COLD | {"site": "NORTH"}).status_code == 201
    body = {"code": "MAIN/C1", "kind": "stock", "zone": "COLD", "most_lots": 2}
    assert api.post("/locations", body).status_code == 201
    path = "/locations/MAIN/C1"
    wider = api.patch(path, {"most_quantity": "40.5"}).json
    assert [wider[k] for k in ("zone", "most_lots", "most_quantity")] == ["COLD", 2, "40.5"]
    free = api.patch(path, {"zone": None, "most_lots": None}).json
    assert [free[k] for k in ("zone", "most_lots", "most_quantity")] == [None, None, "40.5"]
    assert api.get("/zones", site="MAIN").json["items"] == [COLD]
    listed = api.get("/locations", site="MAIN").json["items"]
    assert {"code": "MAIN/C1", "kind": "stock", "site": "MAIN", "zone": None} in listed


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "NOWHERE"},
        {"zone": "ICE"},
        {"most_lots": 0},
        {"most_quantity": "-1"},
        {"kind": "x"},
    ],
)
def test_a_wrong_room_is_refused_and_changes_nothing(
    app: Flask, api: ApiClient, lot: str, wrong: dict[str, Any]
) -> None:
    assert api.post("/zones", COLD | {"site": "NORTH", "code": "ICE"}).status_code == 201
    before = api.get("/stock/find", code="MAIN/DOCK").json["location"]
    assert api.patch("/locations/MAIN/DOCK", wrong).status_code == 400
    assert api.post("/locations", {"code": "MAIN/X", "kind": "stock"} | wrong).status_code == 400
    assert api.get("/stock/find", code="MAIN/DOCK").json["location"] == before
    assert api.get("/stock/find", code="MAIN/X").json["kind"] == "unknown"


def test_a_location_label_opens_what_lies_there(api: ApiClient, lot: str) -> None:
    for code in ("MAIN/DOCK", "main/dock", "]C0MAIN/DOCK"):
        found = api.get("/stock/find", code=code).json
        assert found["kind"] == "location", code
        assert [(each["lot"], each["quantity"]) for each in found["contents"]] == [(lot, "24")]
        assert (found["location"]["lots"], found["location"]["quantity"]) == (1, "24")
    assert api.get("/stock/find", code="MAIN/STOCK").json["contents"] == []


def test_a_lot_label_a_supplier_code_and_a_product_say_where(api: ApiClient, lot: str) -> None:
    other = deliver(api, sku="YOG", supplier_lot="Y2", expires_on="2099-01-01")
    line = {"lot": lot, "quantity": "4", "from": "MAIN/DOCK", "to": "MAIN/STOCK"}
    assert api.post("/stock/moves", {"lines": [line]}).status_code == 201
    for code in (lot, lot.lower(), f"(91){lot}", f"(01)0{YOGURT}(10){lot}", "Y1"):
        found = api.get("/stock/find", code=code).json
        assert [each["lot"] for each in found["lots"]] == [lot], code
        places = [(spot["location"], spot["quantity"]) for spot in found["lots"][0]["places"]]
        assert places == [("MAIN/DOCK", "20"), ("MAIN/STOCK", "4")]
    product = api.get("/stock/find", code=YOGURT_CASE).json
    assert [each["lot"] for each in product["lots"]] == [other, lot], "the earlier date first"
    assert (product["kind"], product["quantity"]) == ("lots", "12")
    for nonsense in ("NOTHING", "(01)00000000000000", "]", "é" * 200):
        assert api.get("/stock/find", code=nonsense).json["kind"] == "unknown", nonsense


def test_another_sites_goods_and_places_are_not_found(app: Flask, api: ApiClient, lot: str) -> None:
    north = people.token(app, "receiver", site_id=_site(app, "NORTH"))
    there = ApiClient(app.test_client(), north)
    for code in ("MAIN/DOCK", lot, YOGURT, "Y1"):
        found = there.get("/stock/find", code=code).json
        assert (found["kind"], found["lots"], found["contents"]) == ("unknown", [], []), code
    manager = ApiClient(
        app.test_client(), people.token(app, "manager", site_id=_site(app, "NORTH"))
    )
    assert manager.patch("/locations/MAIN/DOCK", {"most_lots": 1}).status_code == 404
    assert manager.post("/zones", COLD).status_code == 400
    assert _count(app, Zone) == 0
    desk = Desk(app, "receiver", site_id=_site(app, "NORTH"))
    assert "Nothing here has this code" in desk.get(f"/find?q={lot}").text


def test_the_office_adds_zones_and_locations_and_prints_their_labels(
    app: Flask, api: ApiClient, lot: str
) -> None:
    desk, receiver = Desk(app, "manager"), Desk(app, "receiver")
    zone = {"zone-site": "MAIN", "zone-code": "COLD", "zone-name": "Cold room"}
    assert receiver.send("/zones/new", **zone).status_code == 403
    assert _count(app, Zone) == 0
    assert desk.send("/zones/new", **zone).status_code == 302
    assert "There is already a zone" in desk.send("/zones/new", **zone).text
    place = {"place-code": "MAIN/C-01", "place-kind": "stock", "place-zone": "COLD"}
    places = _count(app, Location)
    for wrong in ({"place-code": "NORTH/C-01"}, {"place-code": "Ü"}, {"place-most_lots": "0"}):
        assert desk.send("/places/new", **(place | wrong)).status_code == 400, wrong
    assert _count(app, Location) == places
    assert desk.send("/places/new", **place).status_code == 302
    room = {"room-zone": "COLD", "room-most_lots": "3", "room-most_quantity": "12,5"}
    assert desk.send("/places/room/MAIN/C-01", **room).status_code == 302
    found = api.get("/stock/find", code="MAIN/C-01").json["location"]
    assert [found[k] for k in ("zone", "most_lots", "most_quantity")] == ["COLD", 3, "12.5"]
    sheet = receiver.get("/places/labels?code=MAIN/C-01").text
    assert sheet.count('class="place-label"') == 1
    assert "Cold room" in sheet
    assert "barcode-ink" in sheet
    assert "MAIN/DOCK" in receiver.get("/places/labels").text
    assert receiver.get("/places/labels?code=NONE&zone=x").status_code == 200


def test_a_move_by_scanner_comes_back_for_the_next(app: Flask, api: ApiClient, lot: str) -> None:
    desk = Desk(app, "receiver")
    move = {"move-lot": lot, "move-quantity": "3", "move-source": "MAIN/DOCK"}
    done = desk.send("/moves/new", again="1", **move, **{"move-target": "MAIN/STOCK"})
    assert done.location == "/moves/new?source=MAIN/DOCK"
    assert spots(api, lot) == {"MAIN/DOCK": ("21", "25.20"), "MAIN/STOCK": ("3", "3.60")}
    moves = _count(app, Movement)
    refused = desk.send("/moves/new", again="1", **move, **{"move-target": "MAIN/DOCK"})
    assert refused.status_code == 400
    assert _count(app, Movement) == moves
