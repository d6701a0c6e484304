"""Whatever a terminal sends gets our words: never a fault of ours, never a stuck queue."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock as wall
from app.db import transaction
from app.identity.actors import SYSTEM
from app.identity.models import AuditEvent
from app.sales.inbox_models import TillOp
from app.sales.models import Payment, Sale
from app.sales.terminals.settle import retry_op
from app.sales.till_models import Shift, TillSeries
from tests.hostile import values
from tests.hostile.bodies import changed, leaves
from tests.pos.inbox_shop import InboxShop, open_shop
from tests.pos.terminal import PREFIX, Terminal, line
from tests.support.api import ApiClient
from tests.support.clock import Clock

ENOUGH = 20


@pytest.fixture
def shop(app: Flask, api: ApiClient, clock: Clock) -> InboxShop:
    clock.at("2026-11-21T10:05:00Z")
    found = open_shop(app, api)
    found.lot("MILK", 100, expires_on="2027-01-01")
    return found


def _in_order(shop: InboxShop, terminal: Terminal) -> None:
    """After all that, a right sale is still booked."""
    answer = terminal.ops(terminal.sale(line("MILK", 1)))
    assert answer.json["results"][-1]["state"] == "applied", answer.text
    assert shop.broken() == []


@pytest.mark.databases("sqlite")
def test_no_body_of_a_sale_is_a_fault_of_ours(shop: InboxShop) -> None:
    terminal = shop.terminal()
    lot = shop.lot("MILK", 100, expires_on="2027-01-01")
    override = {"kind": "price", "reason": "r", "approval": "a", "approver": "b"}
    good = json.loads(
        terminal.sale(
            line("MILK", 1, lot, overrides=[override], effort={"taps": 1, "ms": 2, "choice": "x"})
        )["body"]
    )
    terminal.seq, terminal.receipt, terminal.head = 0, 0, ""
    wrong = [
        changed(good, where, value)
        for where in leaves(good)
        for value in (None, "", [], {}, -1, 10**30, "9" * 400, "1e9", "\u0000", "NaN", True)
    ]
    for start in range(0, len(wrong), ENOUGH):
        ops = []
        for body in wrong[start : start + ENOUGH]:
            terminal.receipt += 1
            ops.append(terminal.op("sale", body, terminal.number(terminal.receipt)))
        answer = terminal.ops(*ops)
        assert answer.status_code == 200, answer.text
        states = {each["state"] for each in answer.json["results"]}
        assert states <= {"applied", "exception"}
    _in_order(shop, terminal)


@pytest.mark.databases("sqlite")
def test_no_envelope_is_a_fault_of_ours(shop: InboxShop) -> None:
    terminal = shop.terminal()
    first = terminal.sale(line("MILK", 1))
    for name in first:
        for value in values.ANY.values():
            answer = terminal.ops(first | {name: value})
            assert answer.status_code < 500, (name, value)
            assert terminal.ask(first | {name: value}).status_code < 500, (name, value)
    assert shop.broken() == []


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("path", ["/till/ops", "/till/ask", "/till/heartbeat"])
def test_a_body_that_is_no_plain_object_is_refused(shop: InboxShop, path: str) -> None:
    terminal = shop.terminal()
    before = shop.written()
    for body in (
        [],
        "x",
        7,
        {"ops": "x"},
        {"ops": [1]},
        {"ops": [], "more": 1},
        {"ops": [{}] * 51},
    ):
        answer: Any = terminal.call("POST", PREFIX + path, body)
        assert answer.status_code == 400, answer.text
    assert shop.written() == before


CARD = "4111 1111 1111 1111"


@pytest.fixture
def terminal(shop: InboxShop) -> Terminal:
    return shop.terminal()


@pytest.fixture
def carla(shop: InboxShop) -> dict[str, Any]:
    who = shop.seller()
    return {"person": who.name, "person_id": who.id}


def _result(answer: Any) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json["results"][-1]


def _set_aside(answer: Any, why: str) -> None:
    found = _result(answer)
    assert found["state"] == "exception", answer.text
    assert why in found["problem"]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("kind", ["note", "drawer", "sale", "dance"])
def test_a_number_that_is_not_an_acts_own_is_taken_from_nobody(shop: InboxShop, kind: str) -> None:
    shop.ok("/tills", {"code": "T2", "site": "MAIN"})
    one, two = shop.terminal("T1"), shop.terminal("T2")
    theirs = two.number(1)
    _set_aside(one.ops(one.op(kind, {"reason": "x"}, theirs)), theirs)
    if kind != "sale":
        own = one.number(1)
        _set_aside(one.ops(one.op(kind, {"reason": "x"}, own)), own)
    assert {row.number for row in shop.all(select(TillOp.number))} == {None}
    assert _result(two.ops(two.sale(line("MILK", 1))))["document"] == theirs
    _in_order(shop, one)


@pytest.mark.databases("sqlite")
def test_a_key_that_was_made_to_collide_is_kept_and_blocks_nothing(
    shop: InboxShop, terminal: Terminal
) -> None:
    keys = ("K", f"K:{terminal.id}:3", "K", "K", f"K:{terminal.id}:3")
    sent = [terminal.op("note", {"reason": "x"}, key=key) for key in keys]
    for _try in range(2):
        states = [_result(terminal.ops(op))["state"] for op in sent]
        assert states == ["applied", "applied", "exception", "exception", "exception"]
    _in_order(shop, terminal)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("token", ["short", "x" * 65, "<script>alert(1)</script>", 7, ["x"]])
def test_a_token_that_cannot_be_is_refused_or_dropped(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any], token: Any
) -> None:
    op = terminal.sale(line("MILK", 1), **carla, token=token)
    before = shop.written()
    assert terminal.ask(op).status_code == 400
    assert shop.written() == before
    assert _result(terminal.ops(op))["state"] == "applied"
    assert shop.all(select(Sale.token)) == [(None,)]


@pytest.mark.databases("sqlite")
def test_the_token_of_another_sale_is_refused_or_dropped(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    token = "t" * 22
    terminal.ops(terminal.sale(line("MILK", 1), token=token))
    again = terminal.sale(line("MILK", 1), **carla, token=token)
    before = shop.written()
    assert terminal.ask(again).status_code == 409
    assert shop.written() == before
    assert _result(terminal.ops(again))["state"] == "applied"
    assert shop.all(select(Sale.token).order_by(Sale.id)) == [(token,), (None,)]
    _in_order(shop, terminal)


@pytest.mark.databases("sqlite")
def test_what_the_database_says_is_not_for_the_tills_screen(
    shop: InboxShop, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.sales.terminals.apply.is_token_taken", lambda *_: False)
    terminal.ops(terminal.sale(line("MILK", 1), token="t" * 22))
    answer = terminal.ops(terminal.sale(line("MILK", 1), token="t" * 22))
    _set_aside(answer, "cannot be booked")
    assert "SQL" not in answer.text
    assert "UNIQUE" not in answer.text


@pytest.mark.databases("sqlite")
def test_a_card_number_is_refused_or_masked(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    paid = [{"tender": "card", "amount": "1.00", "reference": CARD}]
    op = terminal.sale(line("MILK", 1), **carla, payments=paid)
    before = shop.written()
    refused = terminal.ask(op)
    assert (refused.status_code, "card number" in refused.text) == (400, True)
    assert shop.written() == before
    assert _result(terminal.ops(op))["state"] == "applied"
    assert shop.all(select(Payment.reference)) == [("**** **** **** 1111",)]


@pytest.mark.databases("sqlite")
def test_a_chain_forked_behind_its_head_waits_for_a_person(
    shop: InboxShop, terminal: Terminal
) -> None:
    notes = [terminal.op("note", {"reason": "x"}) for _ in range(5)]
    terminal.ops(notes[0])
    terminal.ops(notes[4])
    forged = terminal.seal(notes[1] | {"prev": "f" * 64, "key": "forged"})
    _set_aside(terminal.ops(forged), "does not follow")
    late = terminal.seal(notes[2] | {"prev": notes[4]["hash"], "key": "late"})
    _set_aside(terminal.ops(late), "forked")
    _in_order(shop, terminal)


@pytest.mark.databases("sqlite")
def test_an_act_that_lost_its_number_is_not_booked_by_trying_again(
    shop: InboxShop, terminal: Terminal
) -> None:
    terminal.ops(terminal.op("note", {"reason": "x"}, terminal.number(1)))
    with shop.app.app_context():
        transaction(lambda session: retry_op(session, terminal.id, 1, at=wall.now(), by=SYSTEM))
    terminal.ops()
    assert shop.all(select(TillOp.state)) == [("exception",)]
    assert shop.broken() == []


@pytest.mark.databases("sqlite")
def test_a_leap_in_the_series_is_set_aside_and_the_till_goes_on(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    _in_order(shop, terminal)
    head = shop.all(select(TillSeries.last_op, TillSeries.last_receipt, TillSeries.head))
    leap = terminal.seal(terminal.op("note", {"reason": "x"}) | {"seq": 10**9, "key": "leap"})
    for _try in range(2):
        _set_aside(terminal.ops(leap), "too far ahead")
    assert shop.all(select(TillSeries.last_op, TillSeries.last_receipt, TillSeries.head)) == head
    terminal.seq, terminal.head = head[0].last_op, head[0].head
    assert terminal.ask(terminal.sale(line("MILK", 1), **carla)).status_code == 201
    terminal.receipt = 900_000
    _set_aside(terminal.ops(terminal.sale(line("MILK", 1))), "too far beyond receipt 2")
    terminal.receipt = 2
    assert terminal.ask(terminal.sale(line("MILK", 1), **carla)).status_code == 201
    assert shop.broken() == []


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("shift", [4711, "4711", "x", [1], 10**30, True])
def test_a_shift_that_never_was_is_none(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any], shift: Any
) -> None:
    assert terminal.ask(terminal.sale(line("MILK", 1), **carla, shift=shift)).status_code == 201
    found = _result(terminal.ops(terminal.sale(line("MILK", 1), **carla, shift=shift)))
    assert (found["state"], found["exceptions"]) == ("applied", [])
    assert shop.count(Shift) == 0


@pytest.mark.databases("sqlite")
def test_control_characters_stay_in_the_signed_words_only(
    shop: InboxShop, terminal: Terminal
) -> None:
    paid = [{"tender": "card", "amount": "1.00", "reference": "A\u001b[2J7\u202e"}]
    goods = line("MILK", 1, name="Mi\u0000lk\u001b")
    op = terminal.sale(goods, person="Car\u0007la\u202e", payments=paid)
    assert _result(terminal.ops(op))["state"] == "applied"
    assert shop.all(select(Payment.reference)) == [("A[2J7",)]
    assert shop.all(select(Sale.cashier)) == [("Carla",)]
    noted = terminal.op("note", {"reason": "o\u001bk", "by": ["Car\u0000la"]})
    assert _result(terminal.ops(noted))["state"] == "applied"
    found = select(AuditEvent.reason, AuditEvent.detail).where(AuditEvent.action == "till.noted")
    ((reason, detail),) = shop.all(found)
    assert reason == "ok"
    assert "Carla" in str(detail)
    bodies = [row.body for row in shop.all(select(TillOp.body).order_by(TillOp.seq))]
    assert bodies == [op["body"], noted["body"]]
