"""Sales that have happened: booked whatever the shop thinks of them, with a flag for each rule."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock as wall
from app.db import transaction
from app.identity.actors import SYSTEM
from app.identity.approvals import Ask, person_actor, record_approval
from app.identity.models import ApprovalUse, Person
from app.identity.services import set_active
from app.inventory.models import Movement
from app.sales.models import Sale, SaleAllocation, SaleException, SaleLine, SaleOverride
from app.sales.till_models import Shift
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


def _codes(answer: Any) -> list[tuple[str, str | None]]:
    (found,) = answer.json["results"]
    assert found["state"] == "applied", found
    return [(each["code"], each["lot"]) for each in found["exceptions"]]


def _lots_taken(shop: InboxShop) -> list[tuple[int, int, str]]:
    statement = select(SaleAllocation.quantity, SaleAllocation.value, SaleAllocation.certainty)
    rows = shop.all(statement.order_by(SaleAllocation.sale_id, SaleAllocation.lot_id))
    return [(row.quantity // 10**6, row.value, row.certainty) for row in rows]


def test_a_sale_by_the_rules_has_no_exception(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 10, expires_on="2026-12-01")
    assert _codes(terminal.ops(terminal.sale(line("MILK", 3, lot), **carla))) == []
    (sale,) = shop.all(select(Sale.cashier, Sale.sold_at, Sale.offline, Sale.token, Sale.total))
    assert (sale.cashier, sale.offline, sale.total) == (carla["person"], True, 300)
    assert sale.sold_at.isoformat() == "2026-11-21T10:00:00+00:00"
    assert sale.token
    assert _lots_taken(shop) == [(3, 300, "scanned")]
    assert shop.broken() == []


@pytest.mark.parametrize(
    ("expires_on", "status", "code"),
    [
        ("2026-11-20", None, "lot_expired"),
        ("2026-12-01", "quarantine", "lot_quarantined"),
        ("2026-12-01", "recall", "lot_recalled"),
    ],
)
def test_a_blocked_lot_that_was_sold_is_taken_and_flagged(
    shop: InboxShop,
    terminal: Terminal,
    carla: dict[str, Any],
    expires_on: str,
    status: str | None,
    code: str,
) -> None:
    lot = shop.lot("MILK", 10, expires_on=expires_on)
    if status == "quarantine":
        shop.ok(f"/lots/{lot}/quarantine", {"reason": "smell"})
    if status == "recall":
        shop.ok("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})
    assert _codes(terminal.ops(terminal.sale(line("MILK", 3, lot), **carla))) == [(code, lot)]
    assert shop.on_hand("MILK") == "7"
    assert shop.broken() == []


def test_who_bought_a_recalled_lot_offline_is_on_the_recall_at_once(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 10, expires_on="2026-12-01")
    shop.ok("/customers", {"code": "C1", "name": "Guest", "phone": "555"})
    op = terminal.sale(line("MILK", 2, lot), **carla, customer="C1")
    recall = shop.ok("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})["number"]
    terminal.ops(op)
    (buyer,) = shop.api.get(f"/recalls/{recall}").json["buyers"]
    assert (buyer["sale"], buyer["customer"]) == (op["number"], "C1")


def test_what_the_till_chose_and_is_gone_is_taken_from_other_lots(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    early = shop.lot("MILK", 2, expires_on="2026-12-01")
    shop.lot("MILK", 10, "20.00", expires_on="2026-12-24")
    op = terminal.sale(line("MILK", 5, (early, "auto")), **carla)
    assert _codes(terminal.ops(op)) == [("not_enough_stock", early)]
    assert _lots_taken(shop) == [(2, 1000, "auto"), (3, 600, "auto")]
    assert shop.on_hand("MILK") == "7"
    assert shop.broken() == []


def test_what_was_scanned_and_is_gone_is_found_first_at_what_the_lot_cost(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 3, "10.00", expires_on="2026-12-01")
    shop.lot("MILK", 10, "20.00", expires_on="2026-12-24")
    op = terminal.sale(line("MILK", 5, lot), **carla)
    assert _codes(terminal.ops(op)) == [("not_enough_stock", lot)]
    assert _lots_taken(shop) == [(5, 1667, "scanned")], "10.00 for three, 6.67 for two more"
    found = select(Movement.quantity, Movement.value, Movement.document_number, Movement.from_place)
    (shortage,) = shop.all(found.where(Movement.kind == "shortage"))
    assert tuple(shortage) == (2 * 10**6, 667, op["number"], "shrinkage")
    assert shop.on_hand("MILK") == "10"
    assert shop.broken() == []


def test_the_last_unit_sold_by_two_tills_is_sold_twice_and_no_balance_is_negative(
    shop: InboxShop, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 1, expires_on="2026-12-01")
    shop.ok("/tills", {"code": "T2", "site": "MAIN"})
    first, second = shop.terminal("T1"), shop.terminal("T2")
    assert _codes(first.ops(first.sale(line("MILK", 1, (lot, "auto")), **carla))) == []
    assert _codes(second.ops(second.sale(line("MILK", 1, (lot, "auto")), **carla))) == [
        ("not_enough_stock", lot)
    ]
    assert shop.on_hand("MILK") == "0"
    assert shop.broken() == []


def test_goods_that_never_came_in_get_a_lot_of_their_own(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    assert _codes(terminal.ops(terminal.sale(line("MILK", 2), **carla))) == [
        ("not_enough_stock", None)
    ]
    assert _lots_taken(shop) == [(2, 0, "auto")]
    assert shop.on_hand("MILK") == "0"
    assert shop.broken() == []


def test_an_unknown_lot_is_flagged_and_another_one_is_taken(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    shop.lot("MILK", 5, expires_on="2026-12-01")
    other = shop.lot(shop.product("CREAM"), 5)
    op = terminal.sale(line("MILK", 1, "NOSUCH"), line("MILK", 1, other), **carla)
    assert _codes(terminal.ops(op)) == [("lot_unknown", "NOSUCH"), ("lot_unknown", other)]
    assert (shop.on_hand("MILK"), shop.on_hand("CREAM")) == ("3", "5")
    assert shop.broken() == []


def test_a_lot_lying_in_quarantine_is_taken_from_there(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2026-12-01")
    move = {"lot": lot, "quantity": "5", "from": "MAIN/DOCK", "to": "MAIN/QUARANTINE"}
    shop.ok("/stock/moves", {"lines": [move]})
    assert _codes(terminal.ops(terminal.sale(line("MILK", 2, lot), **carla))) == []
    assert shop.on_hand("MILK") == "3"
    assert shop.broken() == []


def test_a_sale_of_a_closed_day_is_posted_on_the_first_open_one(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any], clock: Clock
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2027-12-01")
    op = terminal.sale(line("MILK", 1, lot), **carla)
    clock.at("2026-12-05T08:00:00Z")
    shop.ok("/accounting/periods/close", {"through": "2026-11-30"})
    assert _codes(terminal.ops(op)) == [("late_period", None)]
    (sale,) = shop.all(select(Sale.sold_at, Sale.sold_on))
    assert sale.sold_on.isoformat() == "2026-12-01"
    assert sale.sold_at.isoformat() == "2026-11-21T10:00:00+00:00"
    days = shop.all(select(Movement.moved_on).where(Movement.kind == "sale"))
    assert [row.moved_on.isoformat() for row in days] == ["2026-12-01"]
    assert shop.broken() == []


def test_a_shortage_of_a_closed_day_goes_to_the_open_one_too(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any], clock: Clock
) -> None:
    lot = shop.lot("MILK", 1, expires_on="2027-12-01")
    op = terminal.sale(line("MILK", 3, lot), **carla)
    clock.at("2026-12-05T08:00:00Z")
    shop.ok("/accounting/periods/close", {"through": "2026-11-30"})
    codes = [code for code, _lot in _codes(terminal.ops(op))]
    assert codes == ["late_period", "not_enough_stock"]
    assert shop.broken() == []


def test_a_sale_of_somebody_disabled_since_is_booked_and_flagged(
    shop: InboxShop, terminal: Terminal, app: Flask
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2027-12-01")
    who = shop.seller()
    op = terminal.sale(line("MILK", 1, lot), person=who.name, person_id=who.id)
    with app.app_context():
        transaction(lambda s: set_active(s, who.id, False, at=wall.now(), by=SYSTEM))
    assert _codes(terminal.ops(op)) == [("person_inactive", None)]
    assert shop.all(select(Sale.cashier)) == [(who.name,)]


def test_a_sale_of_a_closed_shift_goes_into_a_rescue_shift(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2027-12-01")
    shop.ok("/tills/T1/shifts", {"opening_cash": "50.00"})
    inside = terminal.sale(line("MILK", 1, lot), **carla, shift="1")
    late = terminal.sale(line("MILK", 1, lot), **carla, shift="1")
    assert _codes(terminal.ops(inside)) == []
    shop.ok("/tills/T1/shifts/close", {"counted_cash": "51.00"})
    assert _codes(terminal.ops(late)) == [("late_shift", None)]
    kinds = select(Shift.kind).join(Sale, Sale.shift_id == Shift.id).order_by(Sale.seq)
    assert [row.kind for row in shop.all(kinds)] == ["ordinary", "rescue"]
    assert shop.broken() == []


def test_the_price_on_the_receipt_stands(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2027-12-01")
    op = terminal.sale(line("MILK", 2, lot, price="0.80"), **carla)
    assert _codes(terminal.ops(op)) == [("price_differs", None)]
    (sold,) = shop.all(select(SaleLine.unit_price, SaleLine.list_price, SaleLine.total))
    assert tuple(sold) == (800_000, 800_000, 160)
    assert shop.broken() == []


def test_a_receipt_that_adds_up_otherwise_than_the_shop_stands_and_is_flagged(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2027-12-01")
    odd = line("MILK", 2, lot, total="1.99", net="1.99")
    assert _codes(terminal.ops(terminal.sale(odd, **carla))) == [("total_differs", None)]
    assert shop.all(select(Sale.total)) == [(199,)]
    assert shop.broken() == []


def _discounted(lot: str, *overrides: dict[str, str]) -> dict[str, Any]:
    less = {"discount": "0.50", "total": "0.50", "net": "0.50"}
    return line("MILK", 1, lot, **less, overrides=list(overrides))


@pytest.mark.parametrize(
    ("override", "codes"),
    [
        ({}, ["discount_over_limit"]),
        ({"reason": "dented", "approver": "NOBODY"}, ["discount_over_limit"]),
        ({"reason": "dented", "approver": "Max"}, []),
        ({"reason": "dented", "approval": "wrong-code"}, ["discount_over_limit"]),
    ],
    ids=["nobody", "unknown name", "the manager's name", "unknown code"],
)
def test_a_discount_needs_somebodys_word_and_gets_a_flag_without(
    shop: InboxShop,
    terminal: Terminal,
    carla: dict[str, Any],
    app: Flask,
    override: dict[str, str],
    codes: list[str],
) -> None:
    shop.seller("manager", "Max")
    lot = shop.lot("MILK", 5, expires_on="2027-12-01")
    said = [{"kind": "discount", **override}] if override else []
    answer = terminal.ops(terminal.sale(_discounted(lot, *said), **carla))
    assert [code for code, _lot in _codes(answer)] == codes
    approvers = [] if codes else [("discount", "Max")]
    assert shop.all(select(SaleOverride.kind, SaleOverride.approver)) == approvers
    assert shop.broken() == []


def test_an_approval_given_online_is_used_up_by_one_sale(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any], app: Flask
) -> None:
    manager = shop.seller("manager", "Max").id
    lot = shop.lot("MILK", 5, expires_on="2027-12-01")
    with app.app_context():
        code = transaction(lambda s: _approve(s, manager, carla["person_id"]))
    said = {"kind": "discount", "reason": "dented", "approval": code}
    first = terminal.ops(terminal.sale(_discounted(lot, said), **carla))
    second = terminal.ops(terminal.sale(_discounted(lot, said), **carla))
    assert _codes(first) == []
    assert _codes(second) == [("discount_over_limit", None)]
    assert shop.count(ApprovalUse) == 1


def _approve(session: Any, manager: int, asker: int) -> str:
    asked = session.get(Person, asker)
    ask = Ask("discount", "dented", "", person_actor(asked), asked.site_id or 1)
    return record_approval(session, person_actor(session.get(Person, manager)), ask, at=wall.now())


def test_a_clock_that_was_ahead_is_flagged_and_the_sale_is_of_now(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2027-12-01")
    op = terminal.sale(line("MILK", 1, lot), **carla, sold_at="2026-11-24T10:00:00.000Z")
    assert _codes(terminal.ops(op)) == [("clock_skew", None)]
    (sale,) = shop.all(select(Sale.sold_at, Sale.sold_on))
    assert sale.sold_at.isoformat() == "2026-11-21T10:05:00+00:00"


def test_an_unknown_customer_and_a_product_out_of_sale_are_flagged(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2027-12-01")
    assert shop.api.patch("/products/MILK", {"active": False}).status_code == 200
    op = terminal.sale(line("MILK", 1, lot), **carla, customer="GONE")
    assert _codes(terminal.ops(op)) == [("customer_unknown", None), ("product_inactive", None)]


def test_exceptions_are_on_the_sale_for_the_shop_to_settle(
    shop: InboxShop, terminal: Terminal, carla: dict[str, Any]
) -> None:
    terminal.ops(terminal.sale(line("MILK", 1, "NOSUCH"), **carla))
    found = shop.all(select(SaleException.code, SaleException.line, SaleException.resolved_at))
    assert [tuple(row) for row in found] == [
        ("lot_unknown", 1, None),
        ("not_enough_stock", 1, None),
    ]


def test_a_program_may_hand_in_an_offline_sale(
    shop: InboxShop, api_as: Callable[[str], ApiClient], clock: Clock
) -> None:
    clock.at("2026-11-20T08:00:00Z")
    shop.ok("/tills", {"code": "T2", "site": "MAIN"})
    clock.at("2026-11-21T10:05:00Z")
    lot = shop.lot("MILK", 1, expires_on="2026-12-01")
    shop.ok("/recalls", {"reason": "glass", "scope": {"lots": [lot]}})
    body = {
        "till": "T2",
        "offline": True,
        "sold_at": "2026-11-20T10:00:00Z",
        "lines": [{"sku": "MILK", "quantity": "3", "lot": lot}],
        "payments": [{"tender": "cash", "amount": "5.00"}],
    }
    assert api_as("cashier").post("/sales", body).status_code == 403
    before = shop.written()
    short = body | {"payments": [{"tender": "cash", "amount": "1.00"}]}
    assert shop.api.post("/sales", short).json["code"] == "payment_short"
    assert shop.written() == before
    sold = shop.ok("/sales", body)
    assert (sold["number"], sold["change"]) == ("MAIN-T2-1-000001", "2.00")
    assert [(each["code"], each["lot"]) for each in sold["exceptions"]] == [
        ("lot_recalled", lot),
        ("not_enough_stock", lot),
    ]
    assert shop.on_hand("MILK") == "0"
    assert shop.broken() == []
