"""Profit and loss: natural signs, sites side by side, as many days before, nobody else's site."""

import re
from datetime import date

from flask import Flask
from sqlalchemy import func, select

from app.accounting.models import Account, Posting
from app.accounting.results import Turnover, days_before, profit_and_loss
from app.db import reading
from tests.identity.visitor import visit
from tests.reporting.history import TODAY, deliver, furnish, line, live, sell
from tests.support.api import ApiClient
from tests.support.clock import Clock

SALES = ("4000", "Sales", "income")
COGS = ("5000", "Cost of goods sold", "expense")


def test_income_less_expenses_is_the_result_of_each_site_and_of_all() -> None:
    now = [
        Turnover(*SALES, "MAIN", -100_00),
        Turnover(*SALES, "NORTH", -40_00),
        Turnover(*COGS, "MAIN", 62_00),
        Turnover("1200", "Inventory", "asset", "MAIN", -62_00),
    ]
    before = [Turnover(*SALES, "MAIN", -90_00), Turnover("5100", "Waste", "expense", "MAIN", 5_00)]
    found = profit_and_loss(now, before)
    assert found.sites == ("MAIN", "NORTH")
    assert [(x.code, x.amount, x.before) for x in found.income] == [("4000", 140_00, 90_00)]
    assert [(x.code, x.amount, x.before) for x in found.expenses] == [
        ("5000", 62_00, 0),
        ("5100", 0, 5_00),
    ]
    assert found.result.sites == {"MAIN": 38_00, "NORTH": 40_00}
    assert (found.result.amount, found.result.before, found.result.change) == (78_00, 85_00, -7_00)


def test_the_days_before_are_as_many_and_end_where_the_range_begins() -> None:
    november = date(2026, 11, 1), date(2026, 11, 30)
    assert days_before(*november) == (date(2026, 10, 2), date(2026, 10, 31))
    assert days_before(date(2026, 3, 1), date(2026, 3, 1)) == (date(2026, 2, 28),) * 2


def _figures(page: str, label: str) -> list[str]:
    row = re.search(rf"<tr><th scope=\"row\">(?:(?!</tr>).)*?{label}.*?</tr>", page, re.DOTALL)
    assert row, label
    texts = re.findall(r"<td.*?>(.*?)</td>", row[0], re.DOTALL)
    return [re.sub(r"<[^>]+>|\s", "", text) for text in texts]


def test_a_sale_is_in_its_days_and_beside_the_days_after(
    app: Flask, api: ApiClient, clock: Clock
) -> None:
    clock.at(f"{TODAY}T10:00:00+00:00")
    furnish(api)
    deliver(api, line("YOG-500", "10", "11.00", expires_on="2099-12-24"))
    sell(api, {"sku": "YOG-500", "quantity": "3"}, paid="20.00")
    books = visit(app, "accountant")
    page = books.look(f"/books/profit-and-loss?first={TODAY}&last={TODAY}").text
    assert _figures(page, "Cost of goods sold") == ["$3.30", "$0.00", "$3.30"]
    assert f"/books/accounts/5000?first={TODAY}&amp;last={TODAY}" in page
    turned = books.look(f"/books/profit-and-loss?first=2099-01-01&last={TODAY}").text
    assert _figures(turned, "Cost of goods sold")[0] == "$3.30"
    on = date.fromordinal(date.fromisoformat(TODAY).toordinal() + 1)
    later = books.look(f"/books/profit-and-loss?first={on}&last={on}").text
    assert _figures(later, "Cost of goods sold")[:2] == ["$0.00", "$3.30"]


def test_the_result_is_what_the_ledger_says(app: Flask, api: ApiClient) -> None:
    live(api)
    with app.app_context(), reading() as session:
        earned = -session.scalar(
            select(func.sum(Posting.amount))
            .join(Account, Account.id == Posting.account_id)
            .where(Account.kind.in_(("income", "expense")))
        )
    page = visit(app, "accountant").look("/books/profit-and-loss?first=2020-01-01&last=2099-01-01")
    shown = _figures(page.text, "Result")[-3]
    assert int(re.sub(r"[^\d]", "", shown)) == abs(earned) != 0
    assert "NORTH" in page.text
    north = visit(app, "manager", site_id=2)
    alone = north.look("/books/profit-and-loss?first=2020-01-01&last=2099-01-01").text
    assert len(_figures(alone, "Result")) == 3
    assert _figures(alone, "Result")[0] != shown
    assert north.look("/books/profit-and-loss?first=x&last=9999-99-99").status_code == 200
    assert visit(app, "cashier").look("/books/profit-and-loss").status_code == 403
