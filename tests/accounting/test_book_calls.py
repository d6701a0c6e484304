"""The books over the interface: trial balance, journal, valuation, entries by hand, closing."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounting.models import JournalEntry, NumberSeries, PeriodClosing
from app.db import reading
from tests.reporting.history import bring_back, deliver, furnish, line, live, sell
from tests.support import people
from tests.support.api import ApiClient
from tests.support.clock import Clock

MORNING = "2026-11-20T09:00:00+00:00"
YOGURT = {"sku": "YOG-500", "quantity": "3"}


def _role(books: Any, role: str) -> Decimal:
    found = next(line for line in books["lines"] if line["role"] == role)
    return Decimal(found["debit"]) - Decimal(found["credit"])


def _entry(**changes: Any) -> dict[str, Any]:
    postings = [{"account": "1300", "debit": "250.00"}, {"account": "3000", "credit": "250.00"}]
    return {"on": "2026-11-20", "memo": "Start money", "postings": postings} | changes


def _written(app: Flask) -> tuple[int, ...]:
    with app.app_context(), reading() as session:
        entries = session.scalar(select(func.count()).select_from(JournalEntry)) or 0
        closed = session.scalar(select(func.count()).select_from(PeriodClosing)) or 0
        numbers = session.scalar(select(func.sum(NumberSeries.next_number))) or 0
    return entries, closed, int(numbers)


def test_the_trial_balance_balances_and_shows_every_account(api: ApiClient) -> None:
    live(api)
    books = api.get("/accounting/trial-balance").json
    assert books["total_debit"] == books["total_credit"]
    assert Decimal(books["total_debit"]) == sum(Decimal(x["debit"]) for x in books["lines"])
    assert {"cash", "inventory", "cogs", "grni", "revenue", "tax"} <= {
        account["role"] for account in books["lines"]
    }


def test_a_sale_moves_exactly_the_accounts_it_should(api: ApiClient) -> None:
    furnish(api)
    deliver(api, line("YOG-500", "10", "11.00", expires_on="2027-12-24"))
    sell(api, YOGURT, paid="20.00")
    books = api.get("/accounting/trial-balance").json
    assert _role(books, "inventory") == Decimal("7.70")
    assert _role(books, "grni") == Decimal("-11.00")
    assert _role(books, "cogs") == Decimal("3.30")
    assert _role(books, "revenue") == Decimal("-7.47")
    assert _role(books, "tax") == Decimal("-0.52")
    assert _role(books, "cash") == Decimal("7.99")


def test_the_books_of_an_earlier_day_do_not_know_later_days(api: ApiClient, clock: Clock) -> None:
    clock.at(MORNING)
    furnish(api)
    deliver(api, line("YOG-500", "10", "11.00", expires_on="2027-12-24"))
    clock.forward(days=1)
    sale = sell(api, YOGURT, paid="20.00")
    clock.forward(days=1)
    bring_back(api, sale, 1, "1", "restock")
    worth = {
        day: api.get("/accounting/valuation", as_of=day).json
        for day in ("2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22", "2030-01-01")
    }
    assert {day: found["total"] for day, found in worth.items()} == {
        "2026-11-19": "0.00",
        "2026-11-20": "11.00",
        "2026-11-21": "7.70",
        "2026-11-22": "8.80",
        "2030-01-01": "8.80",
    }
    for day, found in worth.items():
        books = api.get("/accounting/trial-balance", as_of=day).json
        assert _role(books, "inventory") == Decimal(found["total"])
        assert found["difference"] == "0.00"


def test_the_valuation_of_today_is_that_of_the_balances(api: ApiClient) -> None:
    live(api)
    now = api.get("/accounting/valuation").json
    later = api.get("/accounting/valuation", as_of="2035-01-01").json
    assert now["lines"] == later["lines"]
    assert now["total"] == later["total"] == now["ledger"]
    assert Decimal(now["total"]) == sum(Decimal(item["value"]) for item in now["lines"])
    north = api.get("/accounting/valuation", site="NORTH").json
    assert [item["site"] for item in north["lines"]] == ["NORTH"]
    assert north["total"] == north["ledger"] == "3.33"


def test_the_journal_tells_document_accounts_and_lots(api: ApiClient) -> None:
    furnish(api)
    lots = deliver(api, line("YOG-500", "10", "11.00", expires_on="2027-12-24"))
    sale = sell(api, YOGURT, paid="20.00")
    found = api.get("/accounting/journal", document=sale).json["items"]
    accounts = {p["account"]: p for item in found for p in item["postings"]}
    assert len(found) == 2
    assert accounts["5000"]["debit"] == "3.30"
    assert accounts["5000"]["lot"] == lots[0]
    assert accounts["5000"]["sku"] == "YOG-500"
    assert accounts["4000"]["credit"] == "7.47"
    by_account = api.get("/accounting/journal", account="2050").json["items"]
    assert [item["document"] for item in by_account] == ["GR-000001"]


def test_the_journal_is_read_page_by_page_without_loss(api: ApiClient) -> None:
    live(api)
    whole = api.get("/accounting/journal", limit=200).json
    assert whole["next"] is None
    found, cursor = [], None
    while cursor is not None or not found:
        page = api.get("/accounting/journal", limit=3, **({"cursor": cursor} if cursor else {}))
        found += page.json["items"]
        cursor = page.json["next"]
        if cursor is None:
            break
    assert found == whole["items"]
    assert api.get("/accounting/journal", **{"from": "2099-01-01"}).json["items"] == []
    assert api.get("/accounting/journal", to="2000-01-01").json["items"] == []


def test_an_entry_made_by_hand_has_a_number_of_its_own(api: ApiClient, clock: Clock) -> None:
    clock.at(MORNING)
    made = api.post("/accounting/entries", _entry(), key="k1")
    again = api.post("/accounting/entries", _entry(), key="k1")
    assert made.status_code == 201, made.text
    assert made.json["number"] == "JE-000001"
    assert again.json == made.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert api.get("/accounting/journal").json["items"] == [made.json]
    assert api.post("/accounting/entries", _entry()).json["number"] == "JE-000002"


REFUSED: tuple[tuple[str, dict[str, Any], int, str], ...] = (
    ("unbalanced", {"postings": [
        {"account": "1300", "debit": "2.00"}, {"account": "3000", "credit": "1.00"}
    ]}, 409, "unbalanced"),
    ("one line", {"postings": [{"account": "1300", "debit": "2.00"}]}, 400, "invalid"),
    ("both sides", {"postings": [
        {"account": "1300", "debit": "2.00", "credit": "2.00"},
        {"account": "3000", "credit": "1.00"},
    ]}, 400, "invalid"),
    ("inventory", {"postings": [
        {"account": "1200", "debit": "2.00"}, {"account": "3000", "credit": "2.00"}
    ]}, 400, "invalid"),
    ("no account", {"postings": [
        {"account": "9999", "debit": "2.00"}, {"account": "3000", "credit": "2.00"}
    ]}, 400, "invalid"),
    ("tomorrow", {"on": "2026-11-21"}, 400, "invalid"),
    ("unknown field", {"colour": "red"}, 400, "invalid"),
)  # fmt: skip


@pytest.mark.parametrize(("changes", "status", "code"), [row[1:] for row in REFUSED],
                         ids=[row[0] for row in REFUSED])  # fmt: skip
def test_a_wrong_entry_is_refused_and_leaves_nothing(
    app: Flask, api: ApiClient, clock: Clock, changes: dict[str, Any], status: int, code: str
) -> None:
    clock.at(MORNING)
    before = _written(app)
    answer = api.post("/accounting/entries", _entry(**changes))
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
    assert _written(app) == before


def test_nothing_is_posted_into_a_closed_period(app: Flask, api: ApiClient, clock: Clock) -> None:
    clock.at(MORNING)
    furnish(api)
    closed = api.post("/accounting/periods/close", {"through": "2026-11-19"})
    assert closed.status_code == 200, closed.text
    assert closed.json["through"] == "2026-11-19"
    before = _written(app)
    entry = api.post("/accounting/entries", _entry(on="2026-11-19"))
    late = {"supplier": "DAIRY", "site": "MAIN", "received_on": "2026-11-18"}
    goods = line("YOG-500", "1", "1.00", expires_on="2027-12-24")
    receipt = api.post("/goods-receipts", late | {"lines": [goods]})
    assert (entry.status_code, entry.json["code"]) == (409, "period_closed")
    assert (receipt.status_code, receipt.json["code"]) == (409, "period_closed"), receipt.text
    assert _written(app) == before
    assert api.post("/accounting/entries", _entry()).status_code == 201


def test_only_days_that_are_over_are_closed_and_only_once(
    app: Flask, api: ApiClient, clock: Clock
) -> None:
    clock.at(MORNING)
    assert api.post("/accounting/periods/close", {"through": "2026-11-20"}).status_code == 400
    assert api.post("/accounting/periods/close", {"through": "2026-10-31"}).status_code == 200
    before = _written(app)
    assert api.post("/accounting/periods/close", {"through": "2026-10-31"}).status_code == 409
    assert api.post("/accounting/periods/close", {"through": "2026-09-30"}).status_code == 409
    assert _written(app) == before


def test_the_books_are_for_those_who_keep_them(
    api: ApiClient, api_as: Callable[[str], ApiClient]
) -> None:
    reads = ("/accounting/trial-balance", "/accounting/journal", "/accounting/valuation")
    allowed = {
        role: {api_as(role).get(path).status_code for path in reads}
        for role in ("cashier", "receiver", "manager", "accountant", "owner")
    }
    assert allowed == {
        "cashier": {403}, "receiver": {403}, "manager": {200}, "accountant": {200}, "owner": {200},
    }  # fmt: skip
    assert api_as("manager").post("/accounting/entries", _entry()).status_code == 403
    assert api_as("accountant").post("/accounting/entries", _entry()).status_code == 201
    close = {"through": "2020-01-31"}
    assert api_as("manager").post("/accounting/periods/close", close).status_code == 403
    assert api_as("accountant").post("/accounting/periods/close", close).status_code == 200


def test_somebody_of_one_site_sees_that_site_alone(app: Flask, api: ApiClient) -> None:
    live(api)
    with app.app_context(), reading() as session:
        site_id = session.scalar(select(func.max(JournalEntry.site_id)))
    north = ApiClient(app.test_client(), people.token(app, "manager", site_id=site_id))
    worth = north.get("/accounting/valuation").json
    assert {item["site"] for item in worth["lines"]} == {"NORTH"}
    books = north.get("/accounting/trial-balance").json
    assert _role(books, "inventory") == Decimal(worth["total"])
    sites = {
        posting["site"]
        for item in north.get("/accounting/journal").json["items"]
        for posting in item["postings"]
    }
    assert sites == {"NORTH"}
    assert north.get("/accounting/valuation", site="MAIN").status_code == 400


@pytest.mark.parametrize(
    "query",
    [{"cursor": "nonsense"}, {"limit": "0"}, {"from": "2026-13-01"}, {"colour": "red"}],
    ids=["cursor", "limit", "day", "unknown"],
)
def test_a_wrong_question_about_the_journal_is_told_so(
    api: ApiClient, query: dict[str, str]
) -> None:
    answer = api.get("/accounting/journal", **query)
    assert answer.status_code == 400
    assert answer.json["code"] == "invalid"


def test_the_integrity_call_always_answers_with_every_check(
    api: ApiClient, api_as: Callable[[str], ApiClient]
) -> None:
    live(api)
    answer = api.get("/integrity")
    assert answer.status_code == 200
    assert answer.json["ok"] is True
    assert len(answer.json["checks"]) > 30
    assert {"name", "ok", "detail"} <= set(answer.json["checks"][0])
    assert api_as("cashier").get("/integrity").status_code == 403
