"""Replenishment of the shop floor: levels, the list by FEFO, one press that makes the moves."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import reading
from app.inventory.models import Movement
from app.inventory.place_models import FloorLevel
from tests.inventory.two_stores import broken, open_stores, site_id, spots
from tests.purchasing.dairy import Desk, deliver
from tests.support import people
from tests.support.api import ApiClient

LEVEL = {"location": "MAIN/F-1", "sku": "YOG", "least": "5", "most": "30"}


@pytest.fixture
def lots(api: ApiClient) -> list[str]:
    """24 pots of December at the dock, 10 of January in stock, and an empty shelf F-1."""
    late = open_stores(api)
    early = deliver(api, sku="YOG", quantity="10", expires_on="2099-01-31", supplier_lot="Y0")
    line = {"lot": early, "quantity": "10", "from": "MAIN/DOCK", "to": "MAIN/STOCK"}
    assert api.post("/stock/moves", {"lines": [line]}).status_code == 201
    assert api.post("/locations", {"code": "MAIN/F-1", "kind": "stock"}).status_code == 201
    return [early, late]


def _count(app: Flask, table: Any) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _list(api: ApiClient) -> Any:
    return api.get("/stock/replenishment", site="MAIN").json["items"]


def test_a_shelf_is_filled_from_the_earliest_date_in_one_move(
    app: Flask, api: ApiClient, lots: list[str]
) -> None:
    early, late = lots
    assert _list(api) == []
    assert api.post("/floor-levels", LEVEL).status_code == 201
    assert api.get("/floor-levels", site="MAIN").json["items"] == [LEVEL]
    [item] = _list(api)
    assert (item["here"], item["short"]) == ("0", "0")
    assert item["bring"] == [
        {"lot": early, "location": "MAIN/STOCK", "quantity": "10"},
        {"lot": late, "location": "MAIN/DOCK", "quantity": "20"},
    ]
    done = api.post("/stock/replenishment", {"site": "MAIN"})
    assert done.status_code == 201, done.text
    assert done.json["number"].startswith("MV")
    assert spots(api, early) == {"MAIN/F-1": ("10", "12.00")}
    assert spots(api, late) == {"MAIN/DOCK": ("4", "4.80"), "MAIN/F-1": ("20", "24.00")}
    assert _list(api) == []
    moves = _count(app, Movement)
    again = api.post("/stock/replenishment", {"site": "MAIN"})
    assert (again.status_code, again.json["code"]) == (409, "wrong_state")
    assert _count(app, Movement) == moves
    assert broken(app) == []


def test_held_goods_are_neither_there_nor_brought(api: ApiClient, lots: list[str]) -> None:
    late = lots[1]
    assert api.post("/floor-levels", LEVEL).status_code == 201
    assert api.post("/stock/replenishment", {"site": "MAIN"}).status_code == 201
    api.post(f"/lots/{late}/quarantine", {"reason": "smells"})
    assert _list(api) == [], "ten are left of the other lot"
    assert api.post("/floor-levels", LEVEL | {"least": "11"}).status_code == 201
    [item] = _list(api)
    assert (item["here"], item["bring"], item["short"]) == ("10", [], "20")
    assert api.post("/stock/replenishment", {"site": "MAIN"}).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"least": "31"},
        {"least": "0"},
        {"least": "1.5"},
        {"most": "30.5"},
        {"location": "MAIN/DOCK"},
        {"location": "MAIN/QUARANTINE"},
        {"location": "NONE"},
        {"sku": "NONE"},
    ],
)
def test_a_wrong_level_is_refused(
    app: Flask, api: ApiClient, lots: list[str], wrong: dict[str, Any]
) -> None:
    assert api.post("/floor-levels", LEVEL | wrong).status_code in {400, 404}
    assert _count(app, FloorLevel) == 0


def test_another_site_neither_sees_nor_changes_levels(
    app: Flask, api: ApiClient, lots: list[str]
) -> None:
    assert api.post("/floor-levels", LEVEL).status_code == 201
    there = ApiClient(
        app.test_client(), people.token(app, "manager", site_id=site_id(app, "NORTH"))
    )
    key = {"location": LEVEL["location"], "sku": "YOG"}
    assert there.get("/floor-levels").json["items"] == []
    assert there.get("/stock/replenishment", site="MAIN").status_code == 400
    moves = _count(app, Movement)
    assert there.post("/stock/replenishment", {"site": "MAIN"}).status_code == 400
    assert there.post("/floor-levels/remove", key).status_code == 400
    assert (_count(app, Movement), _count(app, FloorLevel)) == (moves, 1)
    assert api.post("/floor-levels/remove", key).json["removed"] is True
    assert api.post("/floor-levels/remove", key).status_code == 404
    assert _count(app, FloorLevel) == 0


def test_a_receiver_brings_what_a_manager_wants(
    app: Flask, api: ApiClient, lots: list[str]
) -> None:
    manager, receiver = Desk(app, "manager"), Desk(app, "receiver")
    level = {"level-place": "MAIN/F-1", "level-sku": "YOG", "level-least": "5", "level-most": "12"}
    assert receiver.send("/replenish/levels", **level).status_code == 403
    assert "Nothing to watch yet" in receiver.get("/replenish").text
    for wrong in ({"level-least": "13"}, {"level-sku": "NONE"}, {"level-place": "MAIN/DOCK"}):
        assert manager.send("/replenish/levels", **(level | wrong)).status_code in {400, 404}
    assert _count(app, FloorLevel) == 0
    assert manager.send("/replenish/levels", **level).status_code == 302
    assert "Crème yogurt" in manager.get("/replenish/levels").text
    page = receiver.get("/replenish").text
    assert lots[0] in page
    assert "of 12\u00a0pcs" in page
    assert receiver.send("/replenish", site="MAIN").status_code == 302
    assert spots(api, lots[1]) == {"MAIN/DOCK": ("22", "26.40"), "MAIN/F-1": ("2", "2.40")}
    assert "The shop floor is full" in receiver.get("/replenish").text
    receiver.send("/replenish", site="MAIN")
    assert "There is nothing to bring." in receiver.get("/replenish").text
    gone = {"location": "MAIN/F-1", "sku": "YOG"}
    assert manager.send("/replenish/levels/remove", **gone).status_code == 302
    assert _count(app, FloorLevel) == 0
