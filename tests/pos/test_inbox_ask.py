"""A terminal that can ask is decided strictly: sold and recorded, or nothing at all."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock as wall
from app.db import transaction
from app.identity.actors import SYSTEM
from app.identity.services import set_active
from app.sales.inbox_models import TillOp
from app.sales.models import Sale
from app.sales.till_models import TillSeries
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


def _untouched(shop: InboxShop, before: tuple[int, int, int]) -> bool:
    """Nothing was written, and the terminal's number was not used up."""
    series = shop.all(select(TillSeries.last_op, TillSeries.last_receipt, TillSeries.head))
    return shop.written() == before and [tuple(row) for row in series] == [(0, 0, "")]


def test_a_sale_that_is_asked_for_is_sold_under_the_terminals_number(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2026-12-01")
    op = terminal.sale(line("MILK", 2, lot), **carla)
    answer = terminal.ask(op)
    assert answer.status_code == 201, answer.text
    assert answer.json["number"] == op["number"]
    assert answer.json["lines"][0]["allocations"] == [
        {"lot": lot, "quantity": "2", "certainty": "scanned"}
    ]
    (sale,) = shop.all(select(Sale.offline, Sale.cashier, Sale.token))
    assert (sale.offline, sale.cashier) == (False, carla["person"])
    assert shop.all(select(TillOp.state, TillOp.document)) == [("applied", op["number"])]
    assert shop.broken() == []


def test_asking_again_gets_the_first_answer_and_sells_nothing(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2026-12-01")
    op = terminal.sale(line("MILK", 2, lot), **carla)
    first = terminal.ask(op)
    before = shop.written()
    again = terminal.ask(op)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (again.status_code, again.json["number"]) == (201, first.json["number"])
    assert terminal.ops(op).json["results"][0]["state"] == "applied"
    assert shop.written() == before


def test_a_refusal_leaves_nothing_and_the_number_serves_the_next_sale(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 1, expires_on="2026-12-01")
    before = shop.written()
    refused = terminal.ask(terminal.sale(line("MILK", 2, lot), **carla))
    assert (refused.status_code, refused.json["code"]) == (409, "not_enough_stock")
    assert _untouched(shop, before)
    terminal.seq, terminal.receipt, terminal.head = 0, 0, ""
    assert terminal.ask(terminal.sale(line("MILK", 1, lot), **carla)).status_code == 201


@pytest.mark.parametrize(
    ("status", "code"), [("quarantine", "lot_quarantined"), ("recall", "lot_recalled")]
)
def test_a_blocked_lot_is_refused_while_the_server_answers(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any], status: str, code: str
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2026-12-01")
    if status == "recall":
        shop.ok("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})
    else:
        shop.ok(f"/lots/{lot}/quarantine", {"reason": "smell"})
    before = shop.written()
    refused = terminal.ask(terminal.sale(line("MILK", 1, lot), **carla))
    assert (refused.status_code, refused.json["code"]) == (409, code)
    assert _untouched(shop, before)


def test_a_price_that_changed_is_said_before_anything_is_sold(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    shop.lot("MILK", 5, expires_on="2026-12-01")
    before = shop.written()
    refused = terminal.ask(terminal.sale(line("MILK", 1, price="0.90"), **carla))
    assert refused.status_code == 409, refused.text
    assert (refused.json["sku"], refused.json["price"]) == ("MILK", "1.00")
    assert _untouched(shop, before)


def test_totals_that_differ_are_said_before_anything_is_sold(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    shop.lot("MILK", 5, expires_on="2026-12-01")
    before = shop.written()
    odd = line("MILK", 2, total="1.99", net="1.99")
    paid = [{"tender": "cash", "amount": "2.00"}]
    refused = terminal.ask(terminal.sale(odd, **carla, payments=paid, change="0.01"))
    assert (refused.status_code, refused.json["code"]) == (409, "wrong_state")
    assert _untouched(shop, before)


def test_a_terminal_that_is_ahead_is_told_to_hand_over_first(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2026-12-01")
    first = terminal.sale(line("MILK", 1, lot), **carla)
    second = terminal.sale(line("MILK", 1, lot), **carla)
    before = shop.written()
    refused = terminal.ask(second)
    assert (refused.status_code, refused.json["code"]) == (409, "series_behind")
    assert (refused.json["last_op"], refused.json["head"]) == (0, "")
    assert _untouched(shop, before)
    terminal.ops(first)
    assert terminal.ask(second).status_code == 201


def test_the_same_key_with_other_words_is_refused(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2026-12-01")
    op = terminal.sale(line("MILK", 1, lot), **carla)
    terminal.ask(op)
    before = shop.written()
    other = terminal.seal(op | {"body": op["body"].replace("1.00", "2.00")})
    refused = terminal.ask(other)
    assert (refused.status_code, refused.json["code"]) == (422, "idempotency_key_reused")
    assert shop.written() == before


@pytest.mark.parametrize("role", ["receiver", "accountant"])
def test_somebody_who_may_not_sell_does_not(shop: InboxShop, terminal: Terminal, role: str) -> None:
    lot = shop.lot("MILK", 5, expires_on="2026-12-01")
    who = shop.seller(role)
    before = shop.written()
    op = terminal.sale(line("MILK", 1, lot), person=who.name, person_id=who.id)
    assert terminal.ask(op).status_code == 403
    assert _untouched(shop, before)


def test_somebody_disabled_sells_nothing_while_the_server_answers(
    shop: InboxShop, terminal: Terminal, app: Flask
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2026-12-01")
    who = shop.seller()
    with app.app_context():
        transaction(lambda s: set_active(s, who.id, False, at=wall.now(), by=SYSTEM))
    before = shop.written()
    op = terminal.sale(line("MILK", 1, lot), person=who.name, person_id=who.id)
    assert terminal.ask(op).status_code == 403
    assert _untouched(shop, before)


def test_only_a_terminal_may_ask(shop: InboxShop, api: ApiClient, terminal: Terminal) -> None:
    before = shop.written()
    op = terminal.sale(line("MILK", 1))
    assert api.post("/till/ask", op).status_code == 403
    assert api.post("/till/ops", {"ops": [op]}).status_code == 403
    assert shop.written() == before


def test_a_wrong_signature_inside_is_refused_and_nothing_is_kept(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2026-12-01")
    before = shop.written()
    op = terminal.sale(line("MILK", 1, lot), **carla) | {"signature": "A" * 86}
    assert terminal.ask(op).status_code == 400
    assert _untouched(shop, before)
