"""Screens of the books: drill from report to entry to document and back, post, close."""

import re

from flask import Flask
from sqlalchemy import func, select

from app.accounting.models import JournalEntry, PeriodClosing
from app.db import reading
from tests.identity.visitor import visit
from tests.reporting.history import TODAY, deliver, furnish, line, live, sell
from tests.support.api import ApiClient
from tests.support.clock import Clock


def _count(app: Flask, table: type) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _links(page: str, pattern: str) -> list[str]:
    return re.findall(rf'href="({pattern})"', page.replace("&amp;", "&"))


def test_the_books_are_walked_from_report_to_document_and_back(app: Flask, api: ApiClient) -> None:
    furnish(api)
    lots = deliver(api, line("YOG-500", "10", "11.00", expires_on="2099-12-24"))
    sale = sell(api, {"sku": "YOG-500", "quantity": "3"}, paid="20.00")
    books = visit(app, "accountant")
    report = books.look("/books/trial-balance").text
    assert "Balanced" in report
    account = _links(report, '/books/accounts/5000[^"]*')[0]
    entry = _links(books.look(account).text, r"/books/journal/\d+")[0]
    shown = books.look(entry).text
    assert lots[0] in shown
    document = _links(shown, '/sales/[^"]*')[0]
    assert document.endswith(sale)
    assert books.look(document).status_code == 200
    back = books.look(f"/books/journal?document={sale}").text
    assert entry in _links(back, r"/books/journal/\d+")


def test_an_account_carries_its_balance_from_page_to_page(app: Flask, api: ApiClient) -> None:
    furnish(api)
    deliver(api, line("YOG-500", "100", "100.00", expires_on="2099-12-24"))
    for _ in range(52):
        sell(api, {"sku": "YOG-500", "quantity": "1"}, paid="10.00")
    books = visit(app, "accountant")
    first = books.look("/books/accounts/1200").text
    following = _links(first, '/books/accounts/1200[^"]*cursor=[^"]*')[0]
    second = books.look(following).text
    assert "$51.00" in first
    assert second.count("$51.00") == 1
    assert "$48.00" in second


def test_an_entry_is_posted_by_hand(app: Flask, api: ApiClient, clock: Clock) -> None:
    clock.at(f"{TODAY}T10:00:00+00:00")
    books = visit(app, "accountant")
    typed = {
        "on": TODAY,
        "memo": "Start money",
        "line_1-account": "1300",
        "line_1-debit": "250,00",
        "line_4-account": "3000",
        "line_4-credit": "250.00",
    }
    answer = books.send("/books/entries/new", **typed)
    assert answer.status_code == 302, answer.text
    shown = books.look(answer.location).text
    assert "Entry JE-000001" in shown
    assert "Start money" in shown


def test_a_wrong_entry_stays_on_the_form_and_posts_nothing(
    app: Flask, api: ApiClient, clock: Clock
) -> None:
    clock.at(f"{TODAY}T10:00:00+00:00")
    books = visit(app, "accountant")
    typed = {
        "on": TODAY,
        "memo": "Rent",
        "line_1-account": "5900",
        "line_1-debit": "250.00",
        "line_2-account": "1300",
        "line_2-credit": "240.00",
    }
    wrong = (
        typed,
        typed | {"line_2-credit": "x"},
        typed | {"line_2-account": "1200", "line_2-credit": "250.00"},
        typed | {"line_2-account": "", "line_2-credit": "250.00"},
        typed | {"on": "2026-11-22", "line_2-credit": "250.00"},
        typed | {"memo": " ", "line_2-credit": "250.00"},
    )
    for fields in wrong:
        answer = books.send("/books/entries/new", **fields)
        assert answer.status_code in {400, 409}, fields
        assert 'value="250.00"' in answer.text
    assert _count(app, JournalEntry) == 0


def test_a_period_is_closed_on_the_screen(app: Flask, clock: Clock) -> None:
    clock.at(f"{TODAY}T10:00:00+00:00")
    books = visit(app, "accountant")
    today = books.send("/books/periods", through=TODAY)
    assert today.status_code == 400
    assert _count(app, PeriodClosing) == 0
    assert books.send("/books/periods", through="2026-10-31").status_code == 302
    assert "Oct 31, 2026" in books.look("/books/periods").text
    again = books.send("/books/periods", through="2026-10-31")
    assert again.status_code == 409
    assert "already closed" in again.text
    assert _count(app, PeriodClosing) == 1


def test_who_reads_the_books_need_not_write_them(app: Flask, api: ApiClient) -> None:
    live(api)
    manager = visit(app, "manager")
    pages = ("trial-balance", "journal", "journal/1", "accounts/1200", "periods")
    assert {manager.look(f"/books/{page}").status_code for page in pages} == {200}
    assert manager.look("/books/entries/new").status_code == 403
    assert manager.send("/books/periods", through="2020-01-31").status_code == 403
    assert _count(app, PeriodClosing) == 0
    cashier = visit(app, "cashier")
    assert {cashier.look(f"/books/{page}").status_code for page in pages} == {403}


def test_an_entry_of_another_site_is_not_there(app: Flask, api: ApiClient) -> None:
    live(api)
    north = visit(app, "manager", site_id=2)
    assert north.look("/books/journal/1").status_code == 404
    assert north.look("/books/journal/99999999999999999999").status_code == 404
    assert north.look("/books/accounts/9").status_code == 404
