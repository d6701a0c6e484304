"""A till's shift from counted float to counted close: money, books, the frozen Z, late sales."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.accounting.models import JournalEntry
from app.db import reading, transaction
from app.reporting.integrity import run_checks
from app.sales.models import Sale, Till
from app.sales.services.open_shift import shift_for_late_sale
from app.sales.till_models import CashMove, Shift
from tests.pos.shop import Deli, open_deli
from tests.support.api import ApiClient
from tests.support.remote import RemoteApi


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    return open_deli(api, datetime.now(UTC).date())


def _open(api: ApiClient, cash: str = "100.00") -> Any:
    made = api.post("/tills/T1/shifts", {"opening_cash": cash})
    assert made.status_code == 201, made.text
    return made.json


def _close(api: ApiClient, counted: str, **more: Any) -> Any:
    done = api.post("/tills/T1/shifts/close", {"counted_cash": counted, **more})
    assert done.status_code == 200, done.text
    return done.json


def _cash(api: ApiClient, direction: str, reason: str, amount: str) -> Any:
    body = {"direction": direction, "reason": reason, "amount": amount}
    return api.post("/tills/T1/cash", body)


def _role(api: ApiClient, code: str) -> str:
    """The balance of an account, debit positive."""
    lines = api.get("/accounting/trial-balance").json["lines"]
    found = [line for line in lines if line["account"] == code]
    if not found:
        return "0.00"
    return str(found[0]["debit"] if Decimal(found[0]["debit"]) else f"-{found[0]['credit']}")


def _counts(app: Flask) -> tuple[int, ...]:
    with app.app_context(), reading() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Shift, CashMove, JournalEntry)
        )


def _broken(app: Flask) -> list[str]:
    with app.app_context(), reading() as session:
        return [f"{check.name}: {check.detail}" for check in run_checks(session) if not check.ok]


YOGURT = {"sku": "YOGURT", "quantity": "1"}


def test_a_shift_expects_its_float_and_its_cash(app: Flask, api: ApiClient, deli: Deli) -> None:
    opened = _open(api, "100.00")
    assert (opened["number"], opened["opening_cash"]) == (1, "100.00")
    deli.sell(YOGURT, amount="5.00")
    deli.sell(YOGURT, tender="card", amount="3.00")
    number = deli.sell(YOGURT, amount="3.00")
    back = {
        "till": "T1",
        "refund": {"tender": "cash"},
        "lines": [{"line": 1, "quantity": "1", "disposition": "restock", "reason": "no"}],
    }
    assert api.post(f"/sales/{number}/returns", back).status_code == 201
    assert _cash(api, "in", "float", "20.00").status_code == 201
    assert _cash(api, "out", "petty", "7.50").status_code == 201
    x = api.get("/tills/T1/reports/x").json
    assert x["report"] == "X"
    assert x["cash"] == {
        "opening": "100.00", "received": "6.00", "refunded": "3.00", "in": "20.00",
        "out": "7.50", "expected": "115.50",
    }  # fmt: skip
    z = _close(api, "115.00", note="half a euro fell under the mat")
    assert (z["report"], z["number"], z["expected_cash"], z["difference"]) == (
        "Z", 1, "115.50", "-0.50",
    )  # fmt: skip
    assert {t["tender"]: t["expected"] for t in z["tenders"]} == {"cash": "3.00", "card": "3.00"}
    assert (z["sales"]["count"], z["sales"]["total"], z["returns"]["total"]) == (3, "9.00", "3.00")
    assert z["taxes"] == [{"rate": "0.2", "net": "5.00", "tax": "1.00"}]
    assert z["grand_total"] == "9.00"
    assert [move["reason"] for move in z["cash_moves"]] == ["float", "petty"]
    assert _broken(app) == []


def test_what_was_moved_and_counted_is_in_the_books(api: ApiClient, deli: Deli) -> None:
    _open(api, "100.00")
    deli.sell(YOGURT, amount="3.00")
    _cash(api, "out", "drop", "50.00")
    _cash(api, "out", "tip", "2.00")
    _close(api, "52.00")
    assert _role(api, "1000") == "52.00"
    assert _role(api, "1010") == "-50.00"
    assert _role(api, "5970") == "2.00"
    assert _role(api, "5950") == "-1.00"
    _open(api, "60.00")
    assert (_role(api, "1000"), _role(api, "1010")) == ("60.00", "-58.00")


def test_a_till_has_one_open_shift(app: Flask, api: ApiClient) -> None:
    _open(api)
    before = _counts(app)
    again = api.post("/tills/T1/shifts", {"opening_cash": "5.00"})
    assert (again.status_code, again.json["code"]) == (409, "wrong_state")
    assert _counts(app) == before


def test_money_moves_only_in_an_open_shift_and_out_only_what_is_there(
    app: Flask, api: ApiClient
) -> None:
    before = _counts(app)
    assert _cash(api, "in", "float", "5.00").json["code"] == "wrong_state"
    assert _counts(app) == before
    _open(api, "10.00")
    before = _counts(app)
    assert _cash(api, "out", "drop", "10.01").json["code"] == "wrong_state"
    assert _cash(api, "out", "float", "1.00").status_code == 400
    assert _cash(api, "in", "float", "0.00").status_code == 400
    assert _counts(app) == before


def test_who_comes_second_gets_the_first_ones_z(app: Flask, api: ApiClient) -> None:
    _open(api, "10.00")
    first = _close(api, "10.00", note="first")
    before = _counts(app)
    assert _close(api, "9.00", note="second") == first
    assert api.get("/tills/T1/reports/z").json == first
    assert api.get("/tills/T1/reports/z", number="1").json == first
    assert _counts(app) == before
    assert api.get("/tills/T1/reports/x").status_code == 404


def test_two_closes_at_once_make_one_z(remote_as: Callable[[str], RemoteApi]) -> None:
    owners = [remote_as("owner") for _each in range(4)]
    assert owners[0].post("/tills/T1/shifts", {"opening_cash": "10.00"}).status == 201
    with ThreadPoolExecutor(4) as pool:
        asked = [
            pool.submit(owner.post, "/tills/T1/shifts/close", {"counted_cash": f"1{n}.00"})
            for n, owner in enumerate(owners)
        ]
        answers = [each.result() for each in asked]
    assert {answer.status for answer in answers} == {200}
    assert len({answer.json["counted_cash"] for answer in answers}) == 1
    assert {answer.json["number"] for answer in answers} == {1}


def test_a_till_that_never_had_a_shift_has_nothing_to_close(app: Flask, api: ApiClient) -> None:
    refused = api.post("/tills/T1/shifts/close", {"counted_cash": "1.00"})
    assert (refused.status_code, refused.json["code"]) == (409, "wrong_state")
    assert _counts(app)[0] == 0
    assert api.get("/tills/T1/reports/z").status_code == 404
    assert api.get("/tills/NONE/reports/x").status_code == 404


def test_a_closed_shift_never_changes(app: Flask, api: ApiClient) -> None:
    _open(api, "10.00")
    _close(api, "10.00")
    for statement in ("UPDATE shift SET report = '{}'", "DELETE FROM shift"):
        with app.app_context(), pytest.raises(DBAPIError, match="append_only"):
            transaction(lambda session, sql=statement: session.execute(text(sql)))


def test_a_large_difference_needs_a_second_person(
    app: Flask, api: ApiClient, api_as: Callable[[str], ApiClient]
) -> None:
    _open(api, "100.00")
    cashier, before = api_as("cashier"), _counts(app)
    refused = cashier.post("/tills/T1/shifts/close", {"counted_cash": "94.99"})
    assert (refused.status_code, refused.json["code"]) == (403, "approval_missing")
    assert "100" not in refused.json["detail"]
    assert _counts(app) == before
    wrong = {"counted_cash": "94.99", "approval": "made up"}
    assert cashier.post("/tills/T1/shifts/close", wrong).status_code == 403
    assert _close(cashier, "95.00")["difference"] == "-5.00"


def test_a_blind_count_is_blind(api: ApiClient, api_as: Callable[[str], ApiClient]) -> None:
    _open(api, "100.00")
    seen = api_as("cashier").get("/tills/T1/reports/x")
    assert not {"cash", "expected_cash", "tenders", "grand_total"} & set(seen.json)
    assert "total" not in seen.json["sales"]
    assert api_as("receiver").get("/tills/T1/reports/x").status_code == 403


def test_piles_that_do_not_add_up_are_refused(app: Flask, api: ApiClient) -> None:
    _open(api, "20.00")
    before = _counts(app)
    piles = [{"value": "10.00", "pieces": 1}, {"value": "5.00", "pieces": 1}]
    body = {"counted_cash": "20.00", "piles": piles}
    assert api.post("/tills/T1/shifts/close", body).status_code == 400
    assert _counts(app) == before
    assert _close(api, "15.00", piles=piles)["piles"] == [["10.00", 1], ["5.00", 1]]


def test_sales_carry_their_shift_and_shifts_are_optional(
    app: Flask, api: ApiClient, deli: Deli
) -> None:
    deli.sell(YOGURT)
    _open(api)
    deli.sell(YOGURT)
    _close(api, "103.00")
    deli.sell(YOGURT)
    with app.app_context(), reading() as session:
        first = session.scalar(select(Shift.id))
        found = session.scalars(select(Sale.shift_id).order_by(Sale.id)).all()
    assert found == [None, first, None]


def test_a_drawer_opened_without_a_sale_is_on_the_z(api: ApiClient) -> None:
    assert api.post("/tills/T1/drawer", {"reason": "Test"}).json["recorded"] == "T1"
    _open(api)
    for reason in ("Change for a customer", "Change for a customer", "Test"):
        assert api.post("/tills/T1/drawer", {"reason": reason}).json["recorded"] == "T1-1"
    assert _close(api, "100.00")["drawer_openings"] == [
        {"reason": "Change for a customer", "count": 2},
        {"reason": "Test", "count": 1},
    ]


def test_the_grand_total_only_grows(api: ApiClient, deli: Deli) -> None:
    seen = []
    for _round in range(3):
        _open(api, "100.00")
        number = deli.sell(YOGURT, amount="3.00")
        assert api.post(f"/sales/{number}/void", {"reason": "wrong"}).status_code == 201
        seen.append(_close(api, "100.00")["grand_total"])
    assert seen == ["3.00", "6.00", "9.00"]


def _late(session: Session, wanted: int | None) -> tuple[int, str] | None:
    till = session.scalar(select(Till.id).where(Till.code == "T1")) or 0
    found = shift_for_late_sale(session, till, wanted, datetime.now(UTC))
    shift = session.get(Shift, found) if found else None
    return (shift.number, shift.kind) if shift else None


def test_a_late_sale_finds_its_shift_or_is_rescued(app: Flask, api: ApiClient) -> None:
    def ask(wanted: int | None) -> tuple[int, str] | None:
        with app.app_context():
            return transaction(lambda session: _late(session, wanted))

    _open(api, "10.00")
    assert ask(1) == (1, "ordinary")
    assert ask(None) is None
    _close(api, "10.00")
    _open(api, "10.00")
    assert ask(1) == (3, "rescue")
    assert ask(1) == (3, "rescue")
    assert ask(2) == (2, "ordinary")
    z = _close(api, "10.00")
    assert (z["number"], z["kind"]) == (2, "ordinary")
    rescued = api.get("/tills/T1/reports/z", number="3").json
    assert (rescued["kind"], rescued["difference"]) == ("rescue", "0.00")
    assert ask(1) == (4, "rescue")
    assert _close(api, "0.00")["kind"] == "rescue"
    assert _open(api, "10.00")["number"] == 5
    assert _broken(app) == []
