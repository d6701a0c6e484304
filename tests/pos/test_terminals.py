"""Terminals: enrolling, signing, being heard, being closed. Nothing is taken on trust."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.identity.models import Device
from app.inventory.models import RecallAcknowledgement
from app.sales.inbox_models import SeriesGap
from app.sales.till_models import TillSeries
from tests.pos.inbox_shop import InboxShop, open_shop
from tests.pos.terminal import PREFIX, Terminal, line
from tests.support.api import ApiClient
from tests.support.clock import Clock


@pytest.fixture
def shop(app: Flask, api: ApiClient, clock: Clock) -> InboxShop:
    clock.at("2026-11-21T10:05:00Z")
    return open_shop(app, api)


def test_each_terminal_gets_the_next_series_of_its_till(shop: InboxShop) -> None:
    first = shop.terminal()
    second = shop.terminal(replace=True)
    assert (first.epoch, second.epoch) == (2, 3), "epoch 1 is the till's own"
    rows = shop.all(select(TillSeries.epoch, TillSeries.closed_at).order_by(TillSeries.epoch))
    assert [row.closed_at is None for row in rows] == [False, True]
    listed = shop.api.get("/devices").json["items"]
    assert [(each["epoch"], each["revoked_at"] is None) for each in listed] == [
        (3, True),
        (2, False),
    ]


def test_a_till_has_one_terminal_unless_it_is_replaced(shop: InboxShop) -> None:
    first = shop.terminal()
    before = shop.count(Device)
    body = {"till": "T1", "name": "Other", "public_key": Terminal(shop._send).public_key}
    refused = shop.api.post("/devices", body)
    assert (refused.status_code, refused.json["code"]) == (409, "wrong_state")
    assert refused.json["device"] == first.id
    assert shop.count(Device) == before


@pytest.mark.parametrize(
    "change",
    [{"x": "A" * 43}, {"crv": "P-384"}, {"kty": "RSA"}, {"y": ""}, {"d": "secret"}],
    ids=["no point", "other curve", "other kind", "half a key", "a private key"],
)
def test_a_key_that_is_none_enrols_nobody(shop: InboxShop, change: dict[str, str]) -> None:
    key = Terminal(shop._send).public_key | change
    refused = shop.api.post("/devices", {"till": "T1", "name": "N", "public_key": key})
    assert refused.status_code == 400, refused.text
    assert shop.count(Device) == 0


def test_only_somebody_with_the_right_enrols(
    shop: InboxShop, api_as: Callable[[str], ApiClient]
) -> None:
    body = {"till": "T1", "name": "N", "public_key": Terminal(shop._send).public_key}
    refused = api_as("cashier").post("/devices", body)
    assert refused.status_code == 403
    assert shop.count(Device) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": "A" * 86},
        {"id": "999"},
        {"id": "1 or 1"},
        {"time": "2026-11-21T10:00:01.000Z"},
        {"signature": "short"},
    ],
    ids=["signature", "id", "strange id", "other time", "short signature"],
)
def test_a_request_that_was_not_signed_like_this_is_nobodys(
    shop: InboxShop, wrong: dict[str, str]
) -> None:
    terminal = shop.terminal()
    before = shop.written()
    answer = terminal.call("POST", f"{PREFIX}/till/ops", {"ops": []}, **wrong)
    assert answer.status_code == 401, answer.text
    assert shop.written() == before


def test_the_signature_covers_body_path_and_query(shop: InboxShop) -> None:
    terminal = shop.terminal()
    sent: list[Any] = []

    def note(method: str, path: str, raw: bytes, headers: dict[str, str]) -> Any:
        sent.append((method, path, raw, headers))
        return None

    Terminal(note, id=terminal.id, key=terminal.key).beat(queue_length=1)
    method, path, raw, headers = sent[0]
    assert shop._send(method, path, raw, headers).status_code == 200
    assert shop._send(method, path, raw.replace(b"1", b"2"), headers).status_code == 401
    assert shop._send(method, path + "?x=1", raw, headers).status_code == 401
    assert shop._send(method, f"{PREFIX}/till/ops", raw, headers).status_code == 401


def test_a_terminal_may_read_feeds_and_nothing_else(shop: InboxShop) -> None:
    terminal = shop.terminal()
    assert terminal.call("GET", f"{PREFIX}/products").status_code == 200
    assert terminal.call("GET", f"{PREFIX}/sales").status_code == 403
    assert terminal.call("GET", f"{PREFIX}/devices").status_code == 403
    assert terminal.call("POST", f"{PREFIX}/sales", {}).status_code == 403
    assert terminal.call("GET", "/people").status_code == 403


def test_a_closed_terminal_hands_over_what_it_has_and_may_nothing_else(shop: InboxShop) -> None:
    lot = shop.lot("MILK", 5, expires_on="2027-01-01")
    terminal = shop.terminal()
    closed = shop.api.post(f"/devices/{terminal.id}/revoke", {"reason": "stolen"})
    assert closed.status_code == 200
    assert terminal.beat().status_code == 401
    assert terminal.ask(terminal.sale(line("MILK", 1, lot))).status_code == 401
    terminal.seq, terminal.head, terminal.receipt = 0, "", 0
    answer = terminal.ops(terminal.sale(line("MILK", 1, lot)))
    found = answer.json["results"][0]
    assert found["state"] == "applied"
    assert "device_revoked" in [each["code"] for each in found["exceptions"]]
    assert shop.broken() == []


def test_closing_a_terminal_twice_or_anothers_changes_nothing(shop: InboxShop) -> None:
    terminal = shop.terminal()
    shop.ok(f"/devices/{terminal.id}/revoke", {"reason": "broken"})
    before = shop.written()
    assert shop.api.post(f"/devices/{terminal.id}/revoke", {"reason": "x"}).status_code == 409
    assert shop.api.post("/devices/99/revoke", {"reason": "x"}).status_code == 404
    assert shop.api.post("/devices/x/revoke", {"reason": "x"}).status_code == 404
    assert shop.written() == before


def test_what_waited_on_a_replaced_terminal_is_a_gap_until_it_comes(shop: InboxShop) -> None:
    lot = shop.lot("MILK", 9, expires_on="2027-01-01")
    old = shop.terminal()
    old.ops(old.sale(line("MILK", 1, lot)))
    waiting = [old.sale(line("MILK", 1, lot)), old.sale(line("MILK", 1, lot))]
    old.beat(queue_length=2, oldest="2026-11-21T10:00:00Z")
    shop.terminal(replace=True)
    gap = shop.all(select(SeriesGap.first, SeriesGap.last, SeriesGap.resolved_at))
    assert [(row.first, row.last, row.resolved_at) for row in gap] == [(2, 3, None)]
    old.ops(*waiting)
    assert shop.all(select(SeriesGap.resolved_by)) == [("Lotwise",)]
    assert shop.broken() == []


def test_a_heartbeat_keeps_what_the_terminal_says(shop: InboxShop, clock: Clock) -> None:
    terminal = shop.terminal()
    said = {"now": "2026-11-21T10:08:00Z", "queue_length": 4, "oldest": "2026-11-21T09:00:00Z"}
    answer = terminal.beat(**said, news_seen=0, persisted=True, last_op=0, head="")
    assert answer.status_code == 200, answer.text
    assert answer.json["till"] == {
        "code": "T1", "epoch": 2, "last_op": 0, "last_receipt": 0, "head": "",
    }  # fmt: skip
    (row,) = shop.all(select(Device.queue_length, Device.skew_ms, Device.silent, Device.seen_at))
    assert (row.queue_length, row.skew_ms // 1000, row.silent) == (4, 180, False)
    assert row.seen_at is not None


def test_a_browser_that_is_no_terminal_is_told_the_news_too(shop: InboxShop) -> None:
    answer = shop.api.post("/till/heartbeat", {"till": "T1"})
    assert answer.status_code == 200
    assert answer.json["till"] is None
    assert answer.json["shift"] is None
    shop.ok("/tills/T1/shifts", {"opening_cash": "50.00"})
    shift = shop.api.post("/till/heartbeat", {"till": "T1"}).json["shift"]
    assert shift["number"] == "1"


def test_a_recall_is_told_at_once_and_its_arrival_is_written_down(shop: InboxShop) -> None:
    lot = shop.lot("MILK", 5, expires_on="2027-01-01")
    terminal = shop.terminal()
    seen = terminal.beat().json["news"]["id"]
    recall = shop.ok("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})["number"]
    news = terminal.beat(news_seen=seen).json["news"]
    assert news["lots"] == [{"lot": lot, "sku": "MILK", "status": "recalled"}]
    assert news["recalls"] == [{"number": recall, "reason": "glass", "lots": [lot]}]
    assert shop.count(RecallAcknowledgement) == 0, "told is not yet blocked"
    terminal.beat(news_seen=news["id"])
    terminal.beat(news_seen=news["id"])
    assert shop.count(RecallAcknowledgement) == 1


def test_a_terminal_that_is_not_heard_is_silent_until_it_is_back(
    shop: InboxShop, clock: Clock
) -> None:
    terminal = shop.terminal()
    terminal.beat()
    clock.forward(seconds=20)
    shop.api.post("/till/heartbeat", {})
    assert shop.all(select(Device.silent)) == [(True,)]
    terminal.beat(queue_length=0)
    assert shop.all(select(Device.silent)) == [(False,)]


def test_a_heartbeat_says_that_something_changed(shop: InboxShop) -> None:
    terminal = shop.terminal()
    first = terminal.beat().json
    assert terminal.beat().json["lots"] == first["lots"]
    shop.lot("MILK", 5, expires_on="2027-01-01")
    shop.product("OTHER")
    second = terminal.beat().json
    assert second["lots"] != first["lots"]
    assert second["catalogue"] != first["catalogue"]
