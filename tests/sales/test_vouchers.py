"""Vouchers: sold without being earned, spent under lock, refilled by returns, true to the books."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounting.models import JournalEntry
from app.db import reading, transaction
from app.reporting.integrity import run_checks
from app.sales.models import Sale
from app.sales.voucher_models import Voucher, VoucherMovement
from app.sales.voucher_numbers import claimed_number, is_voucher_number, new_voucher_number
from tests.pos.shop import Deli, open_deli
from tests.support.api import ApiClient

LINES = [{"sku": "YOGURT", "quantity": "1"}]
PRICE = "3.00"


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    return open_deli(api, datetime.now(UTC).date())


def _issue(api: ApiClient, amount: str, *paid: tuple[str, str], **more: Any) -> Any:
    payments = [{"tender": tender, "amount": sum_} for tender, sum_ in paid or (("cash", amount),)]
    return api.post("/vouchers", {"till": "T1", "amount": amount, "payments": payments, **more})


def _buy(api: ApiClient, amount: str, **more: Any) -> Any:
    made = _issue(api, amount, **more)
    assert made.status_code == 201, made.text
    return made.json


def _spend(api: ApiClient, number: str, amount: str = PRICE, *rest: tuple[str, str]) -> Any:
    payments = [{"tender": "voucher", "amount": amount, "reference": number}]
    payments += [{"tender": tender, "amount": sum_} for tender, sum_ in rest]
    return api.post("/sales", {"till": "T1", "lines": LINES, "payments": payments})


def _back(api: ApiClient, sale: str, tender: str) -> Any:
    line = {"line": 1, "quantity": "1", "disposition": "restock", "reason": "not liked"}
    body = {"till": "T1", "lines": [line], "refund": {"tender": tender}}
    made = api.post(f"/sales/{sale}/returns", body)
    assert made.status_code == 201, made.text
    return made.json


def _balance(api: ApiClient, number: str) -> str:
    return str(api.get(f"/vouchers/{number}").json["balance"])


def _postings(api: ApiClient, document: str) -> dict[str, str]:
    """Account -> debit, or credit below zero, of a document's entries."""
    items = api.get("/accounting/journal", document=document).json["items"]
    return {
        each["account"]: each["debit"] if float(each["debit"]) else f"-{each['credit']}"
        for item in items
        for each in item["postings"]
    }


def _broken(app: Flask) -> list[str]:
    with app.app_context(), reading() as session:
        return [f"{check.name}: {check.detail}" for check in run_checks(session) if not check.ok]


def _counts(app: Flask) -> tuple[int, ...]:
    with app.app_context(), reading() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Voucher, VoucherMovement, Sale, JournalEntry)
        )


def test_a_number_of_ours_notices_a_slip_and_is_no_card_number() -> None:
    for number in (new_voucher_number() for _ in range(50)):
        assert is_voucher_number(number)
        wrong = number[:4] + str((int(number[4]) + 1) % 10) + number[5:]
        assert not is_voucher_number(wrong)
        assert claimed_number(f" {number[:5].lower()} {number[5:]}") == number
        assert claimed_number(wrong) == wrong
    assert claimed_number("\u200b\uff36123") == "V123", "unseen and wide letters are plain ones"
    assert claimed_number("Mall voucher 77") is None
    assert claimed_number("") is None


def test_a_voucher_sold_is_owed_and_not_earned(app: Flask, api: ApiClient) -> None:
    opened = api.post("/tills/T1/shifts", {"opening_cash": "10.00"})
    assert opened.status_code == 201
    made = _issue(api, "25.00", ("card", "5.00"), ("cash", "50.00")).json
    assert (made["issued"], made["balance"], made["state"]) == ("25.00", "25.00", "usable")
    assert made["change"] == "30.00"
    assert is_voucher_number(made["number"])
    assert _postings(api, made["document"]) == {
        "1000": "20.00", "1050": "5.00", "2200": "-25.00",
    }  # fmt: skip
    z = api.post("/tills/T1/shifts/close", {"counted_cash": "30.00"}).json
    assert z["vouchers_sold"] == {"count": 1, "total": "25.00"}
    assert (z["sales"]["count"], z["sales"]["total"]) == (0, "0.00")
    assert (z["expected_cash"], z["difference"], z["grand_total"]) == ("30.00", "0.00", "0.00")
    assert _broken(app) == []


def test_a_voucher_is_bought_with_money_alone_and_once_per_key(app: Flask, api: ApiClient) -> None:
    refused = (
        _issue(api, "0"),
        _issue(api, "5.00", ("voucher", "5.00")),
        _issue(api, "5.00", ("account", "5.00")),
        _issue(api, "5.00", expires_on="2020-01-01"),
        _issue(api, "5.00", ("cash", "0")),
    )
    assert {each.status_code for each in refused} <= {400, 409}
    assert _issue(api, "5.00", ("cash", "4.99")).json["code"] == "payment_short"
    assert _counts(app) == (0, 0, 0, 0)
    body = {"till": "T1", "amount": "5.00", "payments": [{"tender": "cash", "amount": "5.00"}]}
    first, again = (api.post("/vouchers", body, key="once") for _ in range(2))
    assert first.json["number"] == again.json["number"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert _counts(app) == (1, 1, 0, 1)


def test_spending_takes_it_off_the_voucher_and_earns(
    app: Flask, api: ApiClient, deli: Deli
) -> None:
    number = _buy(api, "5.00")["number"]
    sale = _spend(api, f"{number[:5].lower()} {number[5:]}").json
    assert (sale["total"], _balance(api, number)) == (PRICE, "2.00")
    postings = _postings(api, sale["number"])
    assert (postings["2200"], postings["4000"], postings["2100"]) == ("3.00", "-2.50", "-0.50")
    assert _spend(api, number, "2.00", ("cash", "1.00")).status_code == 201
    found = api.get(f"/vouchers/{number}").json
    assert (found["balance"], found["state"]) == ("0.00", "empty")
    moved = [(each["kind"], each["amount"]) for each in found["movements"]]
    assert moved == [("issue", "5.00"), ("redeem", "3.00"), ("redeem", "2.00")]
    assert found["movements"][1]["document"] == sale["number"]
    assert _broken(app) == []


def test_a_voucher_that_cannot_pay_is_refused_and_nothing_is_written(
    app: Flask, api: ApiClient, deli: Deli
) -> None:
    number, today = _buy(api, "2.00")["number"], date.today()
    old = _buy(api, "9.00", expires_on=(today + timedelta(3)).isoformat())["number"]
    before = _counts(app)
    empty = _spend(api, number)
    assert (empty.status_code, empty.json["code"], empty.json["left"]) == (
        409, "voucher_empty", "2.00",
    )  # fmt: skip
    twice = [{"tender": "voucher", "amount": "1.50", "reference": number}] * 2
    body = {"till": "T1", "lines": LINES, "payments": twice}
    assert api.post("/sales", body).json["code"] == "voucher_empty"
    for wrong in (new_voucher_number(), number[:-2] + "XX", "V123"):
        assert _spend(api, wrong).json["code"] == "voucher_unknown"
    with app.app_context():
        transaction(lambda session: _age(session, old))
    assert _spend(api, old).json["code"] == "voucher_expired"
    assert _counts(app) == before
    assert (_balance(api, number), _balance(api, old)) == ("2.00", "9.00")


def _age(session: Any, number: str) -> None:
    """A voucher as it is when its day is over: made so, for no date of one ever changes."""
    found = session.scalars(select(Voucher).where(Voucher.number == number)).one()
    over = found.issued_at.date() - timedelta(days=2)
    raw = session.connection().exec_driver_sql
    if session.get_bind().dialect.name == "sqlite":
        raw("DROP TRIGGER voucher_no_update")
    else:
        raw("ALTER TABLE voucher DISABLE TRIGGER voucher_no_change")
    raw(f"UPDATE voucher SET expires_on = '{over.isoformat()}' WHERE id = {found.id}")


def test_somebody_elses_paper_is_taken_as_before(app: Flask, api: ApiClient, deli: Deli) -> None:
    for reference in ("", "Mall 4711"):
        assert _spend(api, reference).status_code == 201
    assert _counts(app)[:2] == (0, 0)
    assert _broken(app) == []


def test_a_return_refills_what_paid_and_issues_the_rest(
    app: Flask, api: ApiClient, deli: Deli
) -> None:
    number = _buy(api, "5.00")["number"]
    sale = _spend(api, number, "1.00", ("cash", "2.00")).json["number"]
    done = _back(api, sale, "voucher")
    refilled, fresh = done["refunds"]
    assert (refilled["voucher"], refilled["amount"]) == (number, "1.00")
    assert (fresh["tender"], fresh["amount"]) == ("voucher", "2.00")
    assert (_balance(api, number), _balance(api, fresh["voucher"])) == ("5.00", "2.00")
    paper = _spend(api, "").json["number"]
    (given,) = _back(api, paper, "original")["refunds"]
    assert _balance(api, given["voucher"]) == PRICE
    assert _broken(app) == []


def test_a_void_puts_the_money_back_on_the_voucher(app: Flask, api: ApiClient, deli: Deli) -> None:
    number = _buy(api, "5.00")["number"]
    for reference in (number, ""):
        sale = _spend(api, reference).json["number"]
        undone = api.post(f"/sales/{sale}/void", {"till": "T1", "reason": "mistake"}).json
        (refund,) = undone["refunds"]
        assert refund.get("voucher", "") == reference
    assert _balance(api, number) == "5.00"
    assert _counts(app)[0] == 1, "paper is handed back, not replaced"
    assert _broken(app) == []


def test_a_sale_that_has_happened_is_booked_though_its_voucher_was_empty(
    app: Flask, api: ApiClient, deli: Deli
) -> None:
    number = _buy(api, "4.00")["number"]
    paid = [{"tender": "voucher", "amount": PRICE, "reference": number}]
    body = {"till": "T1", "offline": True, "lines": LINES, "payments": paid}
    codes = [[e["code"] for e in api.post("/sales", body).json["exceptions"]] for _ in range(2)]
    assert codes == [[], ["voucher_refused"]]
    assert _balance(api, number) == "1.00"
    assert _broken(app) == []


def test_who_sees_sales_sees_a_voucher(api: ApiClient, api_as: Callable[[str], ApiClient]) -> None:
    number = _buy(api, "5.00")["number"]
    seen = {
        role: api_as(role).get(f"/vouchers/{number}").status_code
        for role in ("cashier", "manager", "accountant", "receiver")
    }
    assert seen == {"cashier": 200, "manager": 200, "accountant": 200, "receiver": 403}
    assert api.get(f"/vouchers/{new_voucher_number()}").status_code == 404


def test_a_voucher_never_changes_but_in_what_is_spent(app: Flask, api: ApiClient) -> None:
    _buy(api, "5.00")
    harms = (
        "UPDATE voucher SET issued = issued + 1",
        "DELETE FROM voucher",
        "UPDATE voucher SET spent = issued + 1",
        "UPDATE voucher_movement SET amount = 1",
        "DELETE FROM voucher_movement",
        "UPDATE voucher_sale SET amount = 1",
        "DELETE FROM voucher_payment",
    )
    for harm in harms:
        with (
            app.app_context(),
            pytest.raises(Exception, match=r"append_only|ck_voucher_spent|spent"),
        ):
            transaction(lambda session, harm=harm: session.connection().exec_driver_sql(harm))


def test_a_receipt_says_what_was_left_on_the_voucher_when_it_paid(
    api: ApiClient, deli: Deli, client_as: Callable[[str], FlaskClient]
) -> None:
    number, client = _buy(api, "5.00")["number"], client_as("manager")
    first = _spend(api, number).json["number"]
    second = _spend(api, number, "2.00", ("cash", "1.00")).json["number"]
    for sale, left in ((first, "2.00"), (second, "0.00"), (first, "2.00")):
        text = " ".join(client.get(f"/sales/{sale}/receipt").text.split())
        assert re.findall(r"Left on it\D*([\d.]+)", text) == [left]


def test_the_slip_is_the_voucher_and_goes_through_the_spool(
    api: ApiClient, deli: Deli, client_as: Callable[[str], FlaskClient]
) -> None:
    made, client = _buy(api, "5.00"), client_as("manager")
    page = client.get(f"/sales/{made['document']}/receipt").text
    assert made["number"] in page
    assert "VOUCHER" in page
    stands = client.get(f"/sales/{made['document']}/slip")
    assert stands.status_code == 200
    sale = _spend(api, made["number"], "1.00", ("cash", "2.00")).json["number"]
    back = _back(api, sale, "voucher")
    slip = client.get(f"/sales/{back['number']}/receipt").text
    assert all(each["voucher"] in slip for each in back["refunds"])
    assert back["refunds"][1]["voucher"] in client.get(f"/sales/{sale}").text
