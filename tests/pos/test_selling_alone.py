"""A till that sold alone up to its limit and was let sell on: written down, shown, never lost."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.identity.models import AuditEvent
from app.sales.inbox_models import TillOp
from config import OFFLINE_LIMIT, SettingsError, load_settings
from tests.pos.inbox_shop import InboxShop, open_shop
from tests.support.api import ApiClient

EVENTS = select(AuditEvent.reason, AuditEvent.detail).where(AuditEvent.action == "till.extended")


@pytest.fixture
def shop(app: Flask, api: ApiClient) -> InboxShop:
    return open_shop(app, api)


def _body(**more: str) -> dict[str, object]:
    said = {"hours": 84, "sales": 5000, "sum": "250.00", "reason": "Network is down"}
    return {**said, "by": "Carla", **more}


def test_an_extension_on_a_managers_pin_is_in_the_trail_and_on_the_page(
    shop: InboxShop, client_as: Callable[[str], FlaskClient]
) -> None:
    shop.seller("cashier", "Carla")
    shop.seller("manager", "Mona")
    terminal = shop.terminal()
    answer = terminal.ops(terminal.op("extension", _body(approver="Mona")))
    assert answer.json["results"][0]["state"] == "applied"
    [event] = shop.all(EVENTS)
    assert event.reason == "Network is down"
    assert '"approver": "Mona"' in event.detail
    page = client_as("manager").get("/terminals").text
    assert "84 hours, 5000 sales, 250.00" in page
    assert "Network is down" in page
    assert shop.broken() == []


def test_a_manager_at_the_till_extends_it_on_the_own_word(shop: InboxShop) -> None:
    shop.seller("manager", "Mona")
    terminal = shop.terminal()
    answer = terminal.ops(terminal.op("extension", _body(by="Mona")))
    assert answer.json["results"][0]["state"] == "applied"
    assert len(shop.all(EVENTS)) == 1


@pytest.mark.parametrize(
    "wrong",
    [{}, {"approver": "Carla"}, {"approver": "Nobody"}, {"approval": "no such code"}],
    ids=["no yes", "a cashier", "a stranger", "a code that is none"],
)
def test_an_extension_on_nobodys_word_waits_for_a_person(
    shop: InboxShop, wrong: dict[str, str]
) -> None:
    shop.seller("cashier", "Carla")
    shop.seller("cashier", "Rita")
    terminal = shop.terminal()
    terminal.ops(terminal.op("extension", _body(**wrong) | {"by": "Rita"}))
    [op] = shop.all(select(TillOp.state, TillOp.problem))
    assert op.state == "exception"
    assert "does not count" in op.problem
    assert shop.all(EVENTS) == []


def test_an_extension_without_a_reason_waits_for_a_person(shop: InboxShop) -> None:
    shop.seller("manager", "Mona")
    terminal = shop.terminal()
    terminal.ops(terminal.op("extension", _body(approver="Mona", reason=" ")))
    assert shop.all(select(TillOp.state)) == [("exception",)]
    assert shop.all(EVENTS) == []


def test_the_limit_is_the_shops_to_say(tmp_path: object) -> None:
    env = {"SHOP_INSTANCE": str(tmp_path), "SHOP_OFFLINE_LIMIT": "hours 48 sum 5000"}
    assert load_settings(env).offline_limit == {**OFFLINE_LIMIT, "hours": 48, "sum": 5000}
    for wrong in ("hours", "hours 0", "sales 10001", "days 3", "sum -1"):
        with pytest.raises(SettingsError):
            load_settings(env | {"SHOP_OFFLINE_LIMIT": wrong})
