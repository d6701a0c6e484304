"""The recall clock: seconds until every till had blocked, and the silent ones by name."""

import pytest
from flask import Flask

from tests.pos.inbox_shop import InboxShop, open_shop
from tests.support import people
from tests.support.api import ApiClient
from tests.support.clock import Clock

START = "2026-11-21T10:05:00Z"


@pytest.fixture
def shop(app: Flask, api: ApiClient, clock: Clock) -> InboxShop:
    clock.at(START)
    return open_shop(app, api)


def test_four_of_five_terminals_answer_and_the_fifth_is_named(
    shop: InboxShop, clock: Clock
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2027-01-01")
    codes = [f"R{number}" for number in range(1, 6)]
    for code in codes:
        shop.ok("/tills", {"code": code, "site": "MAIN"})
    terminals = [shop.terminal(code) for code in codes]
    seen = [terminal.beat().json["news"]["id"] for terminal in terminals]
    clock.forward(seconds=60)
    opened = shop.ok("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})
    number = opened["number"]
    assert {till["till"] for till in opened["tills"] if till["acknowledged_at"] is None} == {*codes}
    for terminal, before in zip(terminals[:4], seen, strict=False):
        clock.forward(seconds=1)
        news = terminal.beat(news_seen=before).json["news"]
        terminal.beat(news_seen=news["id"])
    told = shop.api.get(f"/recalls/{number}/clock").json
    assert (told["seconds"], told["blocked_at"], told["silent"]) == (4, None, ["R5"])
    by_till = {till["till"]: till for till in told["tills"]}
    assert by_till["R1"]["acknowledged_at"] == "2026-11-21T10:06:01Z"
    assert by_till["T1"] | {"seen_at": None} == {
        "till": "T1", "terminal": None, "acknowledged_at": told["opened_at"], "seen_at": None,
    }  # fmt: skip
    clock.forward(seconds=30)
    assert shop.api.get(f"/recalls/{number}/clock").json["seconds"] == 34, "it runs on"
    news = terminals[4].beat(news_seen=seen[4]).json["news"]
    terminals[4].beat(news_seen=news["id"])
    clock.forward(seconds=500)
    told = shop.api.get(f"/recalls/{number}/clock").json
    assert (told["seconds"], told["silent"]) == (34, []), "it stands once all have blocked"
    assert told["blocked_at"] == "2026-11-21T10:06:34Z"
    tills = shop.api.get(f"/recalls/{number}").json["tills"]
    assert all(till["acknowledged_at"] for till in tills)


def test_a_terminal_made_after_the_recall_or_taken_away_is_not_waited_for(
    shop: InboxShop, clock: Clock
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2027-01-01")
    for code in ("R1", "R2"):
        shop.ok("/tills", {"code": code, "site": "MAIN"})
    gone = shop.terminal("R1")
    clock.forward(seconds=5)
    number = shop.ok("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})["number"]
    clock.forward(seconds=5)
    shop.terminal("R2")
    assert shop.api.get(f"/recalls/{number}/clock").json["silent"] == ["R1"]
    shop.ok(f"/devices/{gone.id}/revoke", {"reason": "stolen"})
    told = shop.api.get(f"/recalls/{number}/clock").json
    assert (told["silent"], told["seconds"]) == ([], 0)


def test_somebody_of_one_site_sees_the_tills_of_that_site(
    shop: InboxShop, app: Flask, clock: Clock
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2027-01-01")
    shop.ok("/sites", {"code": "NORTH", "name": "North", "kind": "store", "time_zone": "UTC"})
    shop.ok("/tills", {"code": "N1", "site": "NORTH"})
    clock.forward(seconds=5)
    number = shop.ok("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})["number"]
    bound = ApiClient(app.test_client(), people.token(app, "manager", site_id=2))
    told = bound.get(f"/recalls/{number}/clock").json
    assert [till["till"] for till in told["tills"]] == ["N1"]
    assert shop.api.get("/recalls/RC-999999/clock").status_code == 404
