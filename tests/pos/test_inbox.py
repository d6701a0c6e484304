"""The inbox: everything a terminal recorded is kept word for word, once, and nobody is held up."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock as wall
from app.db import transaction
from app.identity.models import AuditEvent
from app.sales.inbox_models import SeriesGap, TillOp
from app.sales.models import Sale
from app.sales.terminals.record import record_ops
from tests.pos.inbox_shop import InboxShop, open_shop
from tests.pos.terminal import Terminal, line
from tests.support.api import ApiClient
from tests.support.clock import Clock


@pytest.fixture
def shop(app: Flask, api: ApiClient, clock: Clock) -> InboxShop:
    clock.at("2026-11-21T10:05:00Z")
    found = open_shop(app, api)
    found.lot("MILK", 100, expires_on="2027-01-01")
    return found


@pytest.fixture
def terminal(shop: InboxShop) -> Terminal:
    return shop.terminal()


def _states(answer: Any) -> list[tuple[int, str]]:
    return [(each["seq"], each["state"]) for each in answer.json["results"]]


def test_a_batch_is_booked_in_order_and_answered_act_by_act(
    shop: InboxShop, terminal: Terminal
) -> None:
    ops = [terminal.sale(line("MILK", 2)) for _ in range(5)]
    answer = terminal.ops(*ops, queue_length=5)
    assert _states(answer) == [(n, "applied") for n in range(1, 6)]
    assert (answer.json["last_op"], answer.json["head"]) == (5, terminal.head)
    assert [each["document"] for each in answer.json["results"]] == [op["number"] for op in ops]
    rows = shop.all(select(Sale.number, Sale.offline, Sale.epoch).order_by(Sale.seq))
    assert [row.number for row in rows] == [op["number"] for op in ops]
    assert {(row.offline, row.epoch) for row in rows} == {(True, terminal.epoch)}
    kept = shop.all(select(TillOp.body).order_by(TillOp.seq))
    assert [row.body for row in kept] == [op["body"] for op in ops]
    assert shop.on_hand("MILK") == "90"
    assert shop.broken() == []


def test_what_was_sent_before_answers_its_state_and_does_nothing(
    shop: InboxShop, terminal: Terminal
) -> None:
    op = terminal.sale(line("MILK", 1))
    first = terminal.ops(op).json
    before = shop.written()
    assert terminal.ops(op, op).json["results"] == [first["results"][0]] * 2
    assert shop.written() == before


def test_another_version_of_a_known_act_is_an_incident_and_changes_nothing(
    shop: InboxShop, terminal: Terminal
) -> None:
    op = terminal.sale(line("MILK", 1))
    terminal.ops(op)
    other = terminal.seal(op | {"body": op["body"].replace('"1"', '"2"')})
    for _ in range(2):
        answer = terminal.ops(other).json
        assert [each["problem"] for each in answer["results"]] == ["forked"]
    assert answer["head"] == terminal.head
    assert shop.count(Sale) == 1
    assert shop.on_hand("MILK") == "99"
    events = shop.all(select(AuditEvent.detail).where(AuditEvent.action == "till_op.forked"))
    assert len(events) == 1, "kept once, word for word"
    assert '\\"quantity\\": \\"2\\"' in events[0].detail


def test_a_second_chain_from_the_same_act_is_an_incident(
    shop: InboxShop, terminal: Terminal
) -> None:
    terminal.ops(terminal.sale(line("MILK", 1)))
    twin = Terminal(terminal.send, terminal.id, "T1", "MAIN", terminal.epoch, key=terminal.key)
    twin.seq, twin.receipt = 4, 4
    answer = twin.ops(twin.sale(line("MILK", 1)))
    assert [each["problem"] for each in answer.json["results"]] == ["forked"]
    assert (shop.count(Sale), shop.count(TillOp)) == (1, 1)


def test_an_act_that_does_not_follow_waits_for_a_person(
    shop: InboxShop, terminal: Terminal
) -> None:
    terminal.ops(terminal.sale(line("MILK", 1)))
    terminal.head = "0" * 64
    answer = terminal.ops(terminal.sale(line("MILK", 1)), terminal.sale(line("MILK", 1)))
    assert _states(answer) == [(2, "exception"), (3, "applied")]
    assert "does not follow" in answer.json["results"][0]["problem"]
    assert shop.count(Sale) == 2
    assert shop.broken() == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"signature": "A" * 86}, "signature"),
        ({"hash": "0" * 64}, "hash"),
        ({"body": "{}"}, "hash"),
        ({"number": "MAIN-T1-9-000001"}, "hash"),
    ],
    ids=["signature", "hash", "body", "number"],
)
def test_an_act_that_was_changed_on_its_way_is_kept_and_not_booked(
    shop: InboxShop, terminal: Terminal, change: dict[str, str], problem: str
) -> None:
    answer = terminal.ops(terminal.sale(line("MILK", 1)) | change)
    found = answer.json["results"][0]
    assert (found["state"], problem in found["problem"]) == ("exception", True), found
    assert (shop.count(Sale), shop.count(TillOp)) == (0, 1)
    assert shop.on_hand("MILK") == "100"


@pytest.mark.parametrize("number", ["MAIN-T1-1-000001", "MAIN-T2-2-000001", "x", None])
def test_a_number_of_another_series_is_not_booked(
    shop: InboxShop, terminal: Terminal, number: str | None
) -> None:
    op = terminal.sale(line("MILK", 1))
    answer = terminal.ops(terminal.seal(op | {"number": number}))
    assert _states(answer) == [(1, "exception")]
    assert shop.count(Sale) == 0


def test_an_act_with_a_key_used_before_waits_for_a_person(
    shop: InboxShop, terminal: Terminal
) -> None:
    first = terminal.sale(line("MILK", 1))
    second = terminal.op("note", {"reason": "x"}, key=first["key"])
    answer = terminal.ops(first, second)
    assert _states(answer) == [(1, "applied"), (2, "exception")]
    assert "key" in answer.json["results"][1]["problem"]


def test_a_poisoned_act_in_the_middle_stops_nobody(shop: InboxShop, terminal: Terminal) -> None:
    poisons = [
        "no json", "[]", "{}", '{"currency": "USD", "lines": 1}', '{"a": 1.5}', '{"x": NaN}',
        "[" * 5000, '{"currency":"EUR"}',
    ]  # fmt: skip
    ops = [terminal.sale(line("MILK", 1))]
    for poison in poisons:
        terminal.receipt += 1
        ops.append(terminal.op("sale", poison, terminal.number(terminal.receipt)))
    ops += [terminal.op("dance", "{}"), terminal.op("drawer", "[1]"), terminal.sale(line("MILK"))]
    answer = terminal.ops(*ops)
    states = [state for _seq, state in _states(answer)]
    assert states == ["applied", *["exception"] * (len(poisons) + 2), "applied"]
    assert all(each["problem"] for each in answer.json["results"][1:-1])
    assert shop.count(Sale) == 2
    assert shop.broken() == [], "receipts that wait in the inbox are no unknown gap"


def test_an_envelope_that_is_broken_is_kept_and_the_others_are_booked(
    shop: InboxShop, terminal: Terminal
) -> None:
    good = terminal.sale(line("MILK", 1))
    broken = {"seq": 2, "key": 7, "prev": good["hash"], "hash": "f" * 64, "body": None}
    nameless = {"body": "who am I"}
    terminal.seq, terminal.head = 2, "f" * 64
    last = terminal.sale(line("MILK", 1))
    answer = terminal.ops(good, broken, nameless, last)
    assert answer.status_code == 200, answer.text
    assert _states(answer) == [(1, "applied"), (2, "exception"), (3, "applied")]
    unread = shop.all(select(AuditEvent.detail).where(AuditEvent.action == "till_op.unreadable"))
    assert "who am I" in unread[0].detail
    assert shop.broken() == []


def test_a_sale_whose_money_does_not_add_up_is_booked_as_taken_and_flagged(
    shop: InboxShop, terminal: Terminal
) -> None:
    short = terminal.sale(line("MILK", 2), payments=[{"tender": "cash", "amount": "1.00"}])
    change = terminal.sale(
        line("MILK", 1), payments=[{"tender": "card", "amount": "2.00"}], change="1.00"
    )
    answer = terminal.ops(short, change)
    assert _states(answer) == [(1, "applied"), (2, "applied")]
    codes = [{one["code"] for one in each["exceptions"]} for each in answer.json["results"]]
    assert all("total_differs" in each for each in codes), codes
    assert shop.count(Sale) == 2
    assert shop.broken() == []


def test_receipts_that_were_jumped_over_are_a_gap_until_they_come(
    shop: InboxShop, terminal: Terminal
) -> None:
    first = terminal.sale(line("MILK", 1))
    lost = [terminal.sale(line("MILK", 1)) for _ in range(3)]
    last = terminal.sale(line("MILK", 1))
    answer = terminal.ops(first, last)
    assert (answer.json["last_op"], answer.json["head"]) == (5, last["hash"])
    gaps = select(SeriesGap.first, SeriesGap.last, SeriesGap.resolved_at)
    assert shop.all(gaps) == [(2, 4, None)]
    assert shop.broken() == []
    assert _states(terminal.ops(*lost)) == [(2, "applied"), (3, "applied"), (4, "applied")]
    assert shop.all(gaps)[0].resolved_at is not None
    assert shop.count(Sale) == 5
    assert shop.broken() == []


def test_what_was_recorded_and_never_applied_is_applied_at_the_next_contact(
    shop: InboxShop, terminal: Terminal, app: Flask
) -> None:
    ops = [terminal.sale(line("MILK", 1)) for _ in range(2)]
    with app.app_context():
        transaction(lambda session: record_ops(session, terminal.id, ops, at=wall.now()))
    assert shop.all(select(TillOp.state)) == [("recorded",), ("recorded",)]
    assert shop.count(Sale) == 0
    third = terminal.sale(line("MILK", 1))
    terminal.ops(third)
    assert shop.all(select(TillOp.state)) == [("applied",)] * 3
    assert shop.count(Sale) == 3


def test_what_a_dead_process_left_is_applied_when_any_till_is_heard(
    shop: InboxShop, terminal: Terminal, app: Flask, clock: Clock
) -> None:
    op = terminal.sale(line("MILK", 1))
    with app.app_context():
        transaction(lambda session: record_ops(session, terminal.id, [op], at=wall.now()))
    clock.forward(seconds=30)
    shop.api.post("/till/heartbeat", {})
    assert shop.all(select(TillOp.state, TillOp.document)) == [("applied", op["number"])]


def test_a_drawer_opened_by_hand_is_in_the_audit_trail(shop: InboxShop, terminal: Terminal) -> None:
    answer = terminal.ops(terminal.op("drawer", {"reason": "change for a note", "person": "Carla"}))
    assert _states(answer) == [(1, "applied")]
    found = select(AuditEvent.reason).where(AuditEvent.action == "drawer.opened")
    assert shop.all(found) == [("change for a note",)]
