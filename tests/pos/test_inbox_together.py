"""Plain sales of a batch are applied together; what is not plain, or fails, holds up nobody."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.db import db
from app.sales.models import Sale
from app.sales.services import complete_sale
from app.sales.terminals import drain
from tests.pos.inbox_shop import InboxShop, open_shop
from tests.pos.terminal import Terminal, line
from tests.support.api import ApiClient
from tests.support.clock import Clock


@pytest.fixture
def shop(app: Flask, api: ApiClient, clock: Clock) -> InboxShop:
    clock.at("2026-11-21T10:05:00Z")
    return open_shop(app, api)


@pytest.fixture
def terminal(shop: InboxShop) -> Terminal:
    return shop.terminal()


@pytest.fixture
def carla(shop: InboxShop) -> dict[str, Any]:
    who = shop.seller()
    return {"person": who.name, "person_id": who.id}


def _states(answer: Any) -> list[str]:
    return [each["state"] for each in answer.json["results"]]


def _numbers(shop: InboxShop) -> list[str]:
    return [row.number for row in shop.all(select(Sale.number).order_by(Sale.id))]


def _commits(app: Flask) -> list[int]:
    """Grows by one with every commit of the writing engine."""
    found: list[int] = []
    with app.app_context():
        event.listen(db.engine, "commit", lambda _connection: found.append(1))
    return found


def test_a_batch_of_plain_sales_takes_one_transaction_for_every_ten(
    app: Flask, shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 100, expires_on="2026-12-01")
    ops = [terminal.sale(line("MILK", 1, lot), **carla) for _ in range(25)]
    commits = _commits(app)
    assert _states(terminal.ops(*ops)) == ["applied"] * 25
    assert len(commits) <= 1 + 3, "one that records, and three groups"
    assert _numbers(shop) == [op["number"] for op in ops]
    assert shop.on_hand("MILK") == "75"
    assert shop.broken() == []


def test_a_lot_that_runs_out_within_a_batch_is_flagged_from_there_on(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2026-12-01")
    ops = [terminal.sale(line("MILK", 2, lot), **carla) for _ in range(4)]
    results = terminal.ops(*ops).json["results"]
    short = [[each["code"] for each in one["exceptions"]] for one in results]
    assert short == [[], [], ["not_enough_stock"], ["not_enough_stock"]]
    assert shop.on_hand("MILK") == "0"
    assert shop.broken() == []


def test_acts_that_are_not_plain_keep_their_turn_among_those_that_are(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 50, expires_on="2026-12-01")
    ops = [
        terminal.sale(line("MILK", 1, lot), **carla),
        terminal.sale(line("MILK", 1, lot), **carla),
        terminal.sale(line("NONE", 1), **carla),
        terminal.sale(line("MILK", 1), **carla),
        terminal.op("note", {"reason": "a word"}),
        terminal.sale(line("MILK", 1, lot), **carla),
        terminal.sale(line("MILK", 1, lot), **carla),
    ]
    states = _states(terminal.ops(*ops))
    assert states == ["applied"] * 2 + ["exception"] + ["applied"] * 4
    sold = [op["number"] for op in ops if op["number"] and "NONE" not in op["body"]]
    assert _numbers(shop) == sold
    assert shop.broken() == []


def test_an_act_that_breaks_its_group_is_set_aside_and_the_others_are_applied(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = shop.lot("MILK", 50, expires_on="2026-12-01")
    ops = [terminal.sale(line("MILK", 1, lot), **carla) for _ in range(5)]
    whole = complete_sale.number_sale

    def breaks(session: Any, done: Any, given: Any) -> Any:
        if done.cart.receipt.number == ops[2]["number"]:
            raise RuntimeError("a fault of our own")
        return whole(session, done, given)

    monkeypatch.setattr(complete_sale, "number_sale", breaks)
    states = _states(terminal.ops(*ops))
    assert states == ["applied"] * 2 + ["exception"] + ["applied"] * 2
    assert _numbers(shop) == [op["number"] for op in ops if op is not ops[2]]
    assert shop.on_hand("MILK") == "46"
    assert shop.broken() == []


def test_two_receipts_with_one_token_in_a_batch_are_both_booked_and_one_has_it(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 50, expires_on="2026-12-01")
    same = carla | {"token": "T" * 32}
    ops = [terminal.sale(line("MILK", 1, lot), **same) for _ in range(3)]
    assert _states(terminal.ops(*ops)) == ["applied"] * 3
    tokens = [row.token for row in shop.all(select(Sale.token).order_by(Sale.id))]
    assert tokens == ["T" * 32, None, None]
    assert shop.broken() == []


def test_a_group_is_never_larger_than_a_bounded_wait_for_others() -> None:
    assert drain.TOGETHER <= 20
