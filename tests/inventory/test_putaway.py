"""Putaway through the interface and the pages: rules, what waits, and goods put where they go."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import reading
from app.inventory.models import Movement
from app.inventory.place_models import PutawayRule
from tests.inventory.two_stores import broken, open_stores, site_id, spots
from tests.purchasing.dairy import Desk, deliver
from tests.support import people
from tests.support.api import ApiClient

RULE = {"site": "MAIN", "sku": "YOG", "zone": "A"}


@pytest.fixture
def lot(api: ApiClient) -> str:
    """24 pots at the dock of MAIN, which has a zone A with two bins."""
    lot = open_stores(api)
    assert api.post("/zones", {"site": "MAIN", "code": "A", "name": "Aisle A"}).status_code == 201
    for code, units in (("MAIN/A-01", "30"), ("MAIN/A-02", "30")):
        body = {"code": code, "kind": "stock", "zone": "A", "most_quantity": units}
        assert api.post("/locations", body).status_code == 201
    return lot


def _count(app: Flask, table: Any) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _waits(api: ApiClient, **query: str) -> list[tuple[str, str, str | None, str]]:
    items = api.get("/stock/putaway", **query).json["items"]
    return [(each["lot"], each["location"], each["to"], each["why"]) for each in items]


def test_goods_at_the_dock_are_sent_by_rule_and_only_as_far_as_there_is_room(
    app: Flask, api: ApiClient, lot: str
) -> None:
    assert _waits(api) == [(lot, "MAIN/DOCK", "MAIN/STOCK", "kind")]
    assert api.post("/putaway-rules", RULE).status_code == 201
    second = deliver(api, sku="YOG", supplier_lot="Y2", expires_on="2099-12-31")
    third = deliver(api, sku="YOG", supplier_lot="Y3", expires_on="2099-12-31")
    assert _waits(api) == [
        (lot, "MAIN/DOCK", "MAIN/A-01", "rule"),
        (second, "MAIN/DOCK", "MAIN/A-02", "rule"),
        (third, "MAIN/DOCK", "MAIN/STOCK", "kind"),
    ]
    number = api.get(f"/lots/{second}/trace").json["origin"]["goods_receipt"]
    assert _waits(api, goods_receipt=number) == [(second, "MAIN/DOCK", "MAIN/A-01", "rule")]
    assert broken(app) == []


def test_held_goods_go_to_quarantine_and_released_ones_come_back(api: ApiClient, lot: str) -> None:
    line = {"lot": lot, "quantity": "24", "from": "MAIN/DOCK", "to": "MAIN/A-01"}
    assert api.post("/stock/moves", {"lines": [line]}).status_code == 201
    assert _waits(api) == []
    api.post(f"/lots/{lot}/quarantine", {"reason": "smells"})
    assert _waits(api) == [(lot, "MAIN/A-01", "MAIN/QUARANTINE", "kind")]
    back = {"lot": lot, "quantity": "24", "from": "MAIN/A-01", "to": "MAIN/QUARANTINE"}
    assert api.post("/stock/moves", {"lines": [back]}).status_code == 201
    assert _waits(api) == []
    api.post(f"/lots/{lot}/release", {"reason": "fine"})
    assert [each[:2] for each in _waits(api)] == [(lot, "MAIN/QUARANTINE")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": None},
        {"location": "MAIN/A-01"},
        {"zone": "B"},
        {"zone": None, "location": "MAIN/DOCK"},
        {"zone": None, "location": "NORTH/STOCK"},
        {"category": "dairy"},
        {"status": "expired"},
        {"rank": 0},
        {"sku": "NONE"},
    ],
)
def test_a_rule_that_leads_nowhere_is_refused(
    app: Flask, api: ApiClient, lot: str, wrong: dict[str, Any]
) -> None:
    refused = api.post("/putaway-rules", RULE | wrong)
    assert refused.status_code in {400, 404}, refused.text
    assert _count(app, PutawayRule) == 0


def test_rules_are_listed_in_order_and_taken_away(app: Flask, api: ApiClient, lot: str) -> None:
    every = {"site": "MAIN", "location": "MAIN/STOCK"}
    ids = [api.post("/putaway-rules", body).json["rule"] for body in (every, RULE)]
    listed = api.get("/putaway-rules", site="MAIN").json["items"]
    assert [each["rule"] for each in listed] == ids[::-1], "a product before everything"
    north = people.token(app, "manager", site_id=site_id(app, "NORTH"))
    there = ApiClient(app.test_client(), north)
    for path in (f"/putaway-rules/{ids[0]}/remove", "/putaway-rules/x/remove"):
        assert there.post(path, {}).status_code == 404
    assert there.get("/stock/putaway").json["items"] == []
    assert _count(app, PutawayRule) == 2
    assert api.post(f"/putaway-rules/{ids[1]}/remove", {}).json["removed"] is True
    assert _count(app, PutawayRule) == 1


def test_a_press_puts_a_lot_where_it_was_suggested(app: Flask, api: ApiClient, lot: str) -> None:
    manager, receiver = Desk(app, "manager"), Desk(app, "receiver")
    rule = {"rule-sku": "YOG", "rule-status": "", "rule-target": "zone A", "rule-rank": "5"}
    assert receiver.send("/putaway/rules", **rule).status_code == 403
    assert manager.send("/putaway/rules", **(rule | {"rule-rank": "x"})).status_code == 400
    both = manager.send("/putaway/rules", **(rule | {"rule-category": "dairy"}))
    assert (both.status_code, _count(app, PutawayRule)) == (400, 0)
    assert manager.send("/putaway/rules", **rule).status_code == 302
    assert "Crème yogurt" in manager.get("/putaway/rules").text
    page = receiver.get("/putaway").text
    assert f"Put {lot} into MAIN/A-01" in page
    number = api.get(f"/lots/{lot}/trace").json["origin"]["goods_receipt"]
    assert f"/putaway?site=MAIN&amp;receipt={number}" in receiver.get(f"/deliveries/{number}").text
    form = {"lot": lot, "source": "MAIN/DOCK", "target": "MAIN/A-01", "quantity": "24"}
    moves = _count(app, Movement)
    for wrong in ({"quantity": "25"}, {"quantity": "x"}, {"target": "NONE"}, {"lot": "NONE"}):
        assert receiver.send("/putaway", **(form | wrong)).status_code == 302
    assert _count(app, Movement) == moves
    done = receiver.send("/putaway?receipt=" + number, **form)
    assert done.location == f"/putaway?receipt={number}"
    assert spots(api, lot) == {"MAIN/A-01": ("24", "28.80")}
    assert "Nothing waits" in receiver.get("/putaway").text
