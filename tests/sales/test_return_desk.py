"""The return desk: what came back belongs to a sale, a line and a lot, and to its present state."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock as wall
from app.db import reading, transaction
from app.identity.actors import Actor
from app.identity.approvals import Ask, record_approval
from app.identity.models import ApprovalUse, Site
from app.reporting.integrity import run_checks
from app.sales.models import SaleReturn
from app.sales.refunds import refund_plan, still_refundable
from tests.pos.shop import GTIN, Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient
from tests.support.clock import Clock

NOON = "2026-11-21T12:00:00Z"


def _done(answer: Any) -> Any:
    assert answer.status_code in {200, 201}, answer.text
    return answer.json


@pytest.fixture
def deli(api: ApiClient, clock: Clock) -> Deli:
    clock.at(NOON)
    return open_deli(api, wall.now().date())


def _yogurt(deli: Deli, code: str, quantity: str) -> dict[str, Any]:
    return {"sku": "YOGURT", "quantity": quantity, "lot": deli.lots[code]}


def _bring(api: ApiClient, sale: str, quantity: str = "1", **more: Any) -> Any:
    line = {"line": 1, "quantity": quantity, "disposition": "restock", "reason": "not liked"}
    wish = line | {name: more.pop(name) for name in ("line", "lot", "disposition") if name in more}
    body = {"till": "T1", "lines": [wish], "refund": {"tender": "original"}}
    return api.post(f"/sales/{sale}/returns", body | more)


def _lots(api: ApiClient, sale: str) -> list[dict[str, Any]]:
    found = _done(api.get("/returns/lookup", receipt=sale))["sale"]
    return [lot for line in found["lines"] for lot in line["lots"]]


def _returns(app: Flask) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count(SaleReturn.id))) or 0


def _sound(app: Flask) -> None:
    with app.app_context(), reading() as session:
        assert [result for result in run_checks(session) if not result.ok] == []


def test_a_receipt_says_per_line_and_lot_what_may_still_come_back(
    api: ApiClient, deli: Deli
) -> None:
    sale = deli.sell({"sku": "YOGURT", "quantity": "5"})
    _done(_bring(api, sale, lot=deli.lots["SOON"]))
    found = _done(api.get("/returns/lookup", receipt=sale, till="T1"))["sale"]
    (line,) = found["lines"]
    assert (line["quantity"], line["returned"], line["paid"]) == ("5", "1", "15.00")
    assert [
        (lot["lot"], lot["quantity"], lot["returned"], lot["returnable"], lot["state"])
        for lot in line["lots"]
    ] == [
        (deli.lots["SOON"], "3", "1", "2", "ok"),
        (deli.lots["LATE"], "2", "0", "2", "ok"),
    ]
    assert line["lots"][0]["allowed"] == ["restock", "quarantine", "waste"]
    assert found["tenders"] == [{"tender": "cash", "amount": "12.00"}]


def test_a_receipt_is_found_by_number_token_address_and_by_its_returns_number(
    api: ApiClient, deli: Deli
) -> None:
    body = {"till": "T1", "lines": [_yogurt(deli, "LATE", "1")]}
    sold = _done(api.post("/sales", body | {"payments": [{"tender": "cash", "amount": "3.00"}]}))
    back = _done(_bring(api, sold["number"]))["number"]
    token = sold["receipt_token"]
    for said in (
        sold["number"],
        sold["number"].lower(),
        token,
        f"https://shop.example/r/{token}",
        f" {back} ",
    ):
        assert _done(api.get("/returns/lookup", receipt=said))["sale"]["number"] == sold["number"]
    for wrong in (token[:-1], "MAIN-T1-1-000099", "https://shop.example/r/", "/"):
        assert api.get("/returns/lookup", receipt=wrong).status_code == 404
    assert api.get("/returns/lookup").status_code == 400


def test_scanning_the_goods_picks_their_line_and_lot(api: ApiClient, deli: Deli) -> None:
    sale = deli.sell(_yogurt(deli, "SOON", "1"), _yogurt(deli, "LATE", "1"))
    found = _done(api.get("/returns/lookup", receipt=sale, scan=f"(01){GTIN}(10)LATE"))
    assert found["picked"] == {"line": 2, "lot": deli.lots["LATE"], "differs": False}
    assert (found["approval_needed"], found["message"]) == (False, "")
    plain = _done(api.get("/returns/lookup", receipt=sale, scan=GTIN))
    assert plain["picked"] == {"line": 1, "lot": deli.lots["SOON"], "differs": False}


def test_another_lot_than_the_receipts_needs_a_second_persons_word(
    api: ApiClient, deli: Deli
) -> None:
    sale = deli.sell(_yogurt(deli, "SOON", "1"))
    found = _done(api.get("/returns/lookup", receipt=sale, scan=f"(01){GTIN}(10)LATE"))
    assert found["picked"] == {"line": 1, "lot": deli.lots["SOON"], "differs": True}
    assert found["approval_needed"]
    assert deli.lots["SOON"] in found["message"]
    assert deli.lots["LATE"] in found["message"]
    _done(_bring(api, sale))
    gone = _done(api.get("/returns/lookup", receipt=sale, scan=GTIN))
    assert gone["picked"] is None
    assert "left to return" in gone["message"]


def test_one_of_five_and_then_one_again_but_never_a_sixth(
    app: Flask, api: ApiClient, deli: Deli
) -> None:
    sale = deli.sell(_yogurt(deli, "LATE", "5"))
    for left in ("4", "3"):
        _done(_bring(api, sale))
        assert _lots(api, sale)[0]["returnable"] == left
    assert _bring(api, sale, "4").json["code"] == "return_refused"
    assert _returns(app) == 2
    _done(_bring(api, sale, "3"))
    assert _lots(api, sale)[0]["returnable"] == "0"
    _sound(app)


def test_a_lot_recalled_since_goes_to_quarantine_is_refunded_and_recovered(
    app: Flask, api: ApiClient, deli: Deli
) -> None:
    sale = deli.sell(_yogurt(deli, "LATE", "2"))
    scope = {"reason": "glass", "scope": {"lots": [deli.lots["LATE"]]}}
    recall = _done(api.post("/recalls", scope))["number"]
    (lot,) = _lots(api, sale)
    assert (lot["state"], lot["allowed"]) == ("recalled", ["quarantine"])
    back = _done(_bring(api, sale))
    assert back["lines"][0]["disposition"] == "quarantine"
    assert back["refunds"] == [{"tender": "cash", "amount": "3.00"}]
    assert _done(api.get(f"/recalls/{recall}"))["recovered"] == "1"
    _sound(app)


def test_a_lot_held_or_expired_since_shrinks_what_may_be_done(
    app: Flask, api: ApiClient, deli: Deli, clock: Clock
) -> None:
    sale = deli.sell(_yogurt(deli, "SOON", "1"), _yogurt(deli, "LATE", "1"))
    _done(api.post(f"/lots/{deli.lots['LATE']}/quarantine", {"reason": "smell"}))
    clock.forward(days=6)
    soon, late = _lots(api, sale)
    assert (soon["state"], soon["allowed"]) == ("expired", ["waste", "quarantine"])
    assert (late["state"], late["allowed"]) == ("held", ["quarantine"])
    assert _bring(api, sale, lot=soon["lot"]).status_code == 409
    assert _returns(app) == 0
    back = _done(_bring(api, sale, lot=soon["lot"], disposition="waste"))
    assert back["total"] == "3.00"
    _sound(app)


def test_without_a_receipt_the_recent_sales_of_the_lot_are_offered_newest_first(
    api: ApiClient, deli: Deli, clock: Clock
) -> None:
    old = deli.sell(_yogurt(deli, "LATE", "1"))
    clock.forward(days=25)
    deli.receive("YOGURT", "NEW", days=30)
    other = deli.sell(_yogurt(deli, "NEW", "1"))
    scan = f"(01){GTIN}(10)LATE"
    found = _done(api.get("/returns/lookup", scan=scan))
    assert [row["sale"] for row in found["sales"]] == [old]
    assert found["approval_needed"]
    every = _done(api.get("/returns/lookup", scan=GTIN, till="T1"))["sales"]
    assert [row["sale"] for row in every] == [other, old]
    _done(_bring(api, old, disposition="waste"))
    assert _done(api.get("/returns/lookup", scan=scan))["sales"] == []
    clock.forward(days=31)
    assert _done(api.get("/returns/lookup", scan=GTIN))["sales"] == []


def test_a_lot_never_sold_here_is_answered_with_a_sentence(api: ApiClient, deli: Deli) -> None:
    found = _done(api.get("/returns/lookup", scan=f"(01){GTIN}(10)LATE"))
    assert found["sales"] == []
    assert f"Lot {deli.lots['LATE']}" in found["message"]
    assert "on its receipt only" in found["message"]
    assert "No product" in _done(api.get("/returns/lookup", scan="4012345678901"))["message"]


def test_without_a_receipt_a_cashier_needs_one_persons_yes_once(
    app: Flask, api_as: Callable[[str], ApiClient], deli: Deli
) -> None:
    sale = deli.sell(_yogurt(deli, "LATE", "5"))
    cashier = api_as("cashier")
    assert _bring(cashier, sale, proof="none").json["code"] == "approval_missing"
    assert _bring(cashier, sale, proof="none", approval="x").json["code"] == "approval_missing"
    assert _returns(app) == 0
    code = _yes(app)
    number = _done(_bring(cashier, sale, proof="none", approval=code))["number"]
    assert _bring(cashier, sale, proof="other_lot", approval=code).json["code"] == "approval_used"
    assert _returns(app) == 1
    with app.app_context(), reading() as session:
        assert session.scalars(select(ApprovalUse.document_number)).all() == [number]
    _done(_bring(api_as("manager"), sale, proof="none"))
    assert api_as("receiver").get("/returns/lookup", receipt=sale).status_code == 403
    _sound(app)


def _yes(app: Flask) -> str:
    manager = people.person(app, "manager")
    approver = Actor(manager.name, "manager", f"person:{manager.id}")
    with app.app_context():
        with reading() as session:
            site = session.scalars(select(Site.id)).one()
        ask = Ask("return", "regular", "Yogurt", Actor("Till", "cashier", "token:1"), site)
        return transaction(lambda s: record_approval(s, approver, ask, at=wall.now()))


def test_money_goes_back_as_it_came_the_card_before_the_drawer(
    app: Flask, api: ApiClient, deli: Deli
) -> None:
    paid = [{"tender": "cash", "amount": "11.00"}, {"tender": "card", "amount": "4.00"}]
    body = {"till": "T1", "lines": [_yogurt(deli, "LATE", "5")], "payments": paid}
    sale = _done(api.post("/sales", body))["number"]
    assert _done(_bring(api, sale))["refunds"] == [{"tender": "card", "amount": "3.00"}]
    assert _done(_bring(api, sale))["refunds"] == [
        {"tender": "card", "amount": "1.00"},
        {"tender": "cash", "amount": "2.00"},
    ]
    assert _done(_bring(api, sale, "3"))["refunds"] == [{"tender": "cash", "amount": "9.00"}]
    _sound(app)


@pytest.mark.parametrize(
    ("kept", "before", "amount", "plan"),
    [
        ([("cash", 500)], [], 300, [("cash", 300)]),
        ([("cash", 500), ("card", 200)], [], 300, [("card", 200), ("cash", 100)]),
        ([("card", 200)], [("card", 150)], 50, [("card", 50)]),
        ([("card", 200)], [("cash", 200)], 100, [("card", 100)]),
        ([("card", 200)], [("card", 200)], 10, [("cash", 10)]),
        ([("voucher", 100), ("card", 100)], [], 150, [("voucher", 100), ("card", 50)]),
        ([], [], 10, [("cash", 10)]),
    ],
)
def test_a_refund_is_planned_over_the_tenders(
    kept: Any, before: Any, amount: int, plan: Any
) -> None:
    assert refund_plan(still_refundable(kept, before), amount) == plan


def test_the_cost_of_a_return_is_what_the_lot_left_with(api: ApiClient, deli: Deli) -> None:
    body = {"till": "T1", "lines": [_yogurt(deli, "LATE", "5")]}
    sold = _done(api.post("/sales", body | {"payments": [{"tender": "cash", "amount": "15.00"}]}))
    _done(_bring(api, sold["number"], "5"))
    lot = _done(api.get(f"/lots/{deli.lots['LATE']}"))
    assert (lot["on_hand"], lot["value"]) == ("5", sold["cogs"])
    assert Decimal(sold["cogs"]) == Decimal("6.85")
