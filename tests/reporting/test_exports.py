"""The books as files: the same figures as on screen, numbers as numbers, texts never formulas."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from flask import Flask

from app.reporting.exports import feed, valuation_paper
from app.reporting.exports.files import EXPORTS
from tests.identity.visitor import visit
from tests.reporting.history import YOGURT, deliver, done, furnish, line, live, sell
from tests.support import people
from tests.support.api import ApiClient
from tests.support.clock import Clock

FORMULA = '=HYPERLINK("http://evil.example","free")'


def _file(api: ApiClient, name: str, **days: str) -> Any:
    answer = api.get(f"/accounting/exports/{name}", **days)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    return answer


def _rows(api: ApiClient, name: str, **days: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_file(api, name, **days).text)))


def _sum(rows: list[dict[str, str]], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows if row[column]), Decimal(0))


def _journal(api: ApiClient) -> Iterator[Any]:
    cursor: dict[str, str] = {}
    while True:
        page = api.get("/accounting/journal", limit="200", **cursor).json
        yield from page["items"]
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}


def _sheet(api: ApiClient, **days: str) -> str:
    with zipfile.ZipFile(io.BytesIO(_file(api, "valuation.xlsx", **days).data)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_the_files_say_what_the_screens_say(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(api)
    monkeypatch.setattr(feed, "SLICE", 7)
    *postings, total = _rows(api, "journal.csv")
    shown = [
        (posting["account"], posting["debit"], posting["credit"], posting["lot"] or "")
        for entry in _journal(api)
        for posting in entry["postings"]
    ]
    assert [
        (row["Account"], row["Debit"] or "0.00", row["Credit"] or "0.00", row["Lot"])
        for row in postings
    ] == shown
    assert total["Entry"] == "Total"
    assert total["Debit"] == total["Credit"] == str(_sum(postings, "Debit"))
    books = api.get("/accounting/trial-balance").json
    *accounts, total = _rows(api, "trial-balance.csv")
    assert [row["Account"] for row in accounts] == [each["account"] for each in books["lines"]]
    assert (total["Debit"], total["Credit"]) == (books["total_debit"], books["total_credit"])
    stock = api.get("/accounting/valuation").json
    *lots, total = _rows(api, "valuation.csv")
    assert [(row["Lot"], row["Site"], row["Value"]) for row in lots] == [
        (each["lot"], each["site"], each["value"]) for each in stock["lines"]
    ]
    assert total["Value"] == stock["total"] == str(_sum(lots, "Value"))


@pytest.mark.databases("sqlite")
def test_a_name_that_looks_like_a_formula_stays_a_text_and_amounts_stay_numbers(
    api: ApiClient,
) -> None:
    furnish(api)
    done(api.post("/products", YOGURT | {"sku": "TRICK", "name": FORMULA}))
    (lot,) = deliver(api, line("TRICK", "3", "10.00", expires_on="2099-12-24"))
    sell(api, {"sku": "TRICK", "quantity": "1"}, paid="20.00")
    row = _rows(api, "valuation.csv")[0]
    assert row["Product"] == f"'{FORMULA}"
    assert (row["Lot"], row["On hand"], row["Value"]) == (lot, "2", "6.67")
    sheet = _sheet(api)
    assert sheet.count("<f>") == 1
    assert "<f>SUM(I2:I2)</f><v>6.67</v>" in sheet
    assert '<v>6.67</v></c></row><row r="3"' in sheet
    assert 'state="frozen"' in sheet


@pytest.mark.databases("sqlite")
def test_an_empty_shop_has_files_too(api: ApiClient) -> None:
    assert [row["Value"] for row in _rows(api, "valuation.csv")] == ["0.00"]
    assert "<f>SUM(I2:I2)</f><v>0.00</v>" in _sheet(api)
    assert [row["Entry"] for row in _rows(api, "journal.csv")] == ["Total"]


def test_a_file_ends_with_the_day_that_was_asked_for(api: ApiClient, clock: Clock) -> None:
    clock.at("2026-11-20T09:00:00+00:00")
    furnish(api)
    deliver(api, line("YOG-500", "10", "11.00", expires_on="2027-12-24"))
    clock.forward(days=2)
    sell(api, {"sku": "YOG-500", "quantity": "3"}, paid="20.00")
    assert _rows(api, "valuation.csv", as_of="2026-11-21")[-1]["Value"] == "11.00"
    assert _rows(api, "valuation.csv", to="2026-11-22")[-1]["Value"] == "7.70"
    assert _rows(api, "trial-balance.csv", as_of="2026-11-20")[-1]["Debit"] == "11.00"
    days = {"from": "2026-11-21", "to": "2026-11-30"}
    assert {row["Day"] for row in _rows(api, "journal.csv", **days)[:-1]} == {"2026-11-22"}


@pytest.mark.databases("sqlite")
def test_days_that_contradict_each_other_are_refused(api: ApiClient) -> None:
    for days, field in (
        ({"from": "2026-11-22", "to": "2026-11-21"}, "to"),
        ({"as_of": "2026-11-22", "to": "2026-11-21"}, "as_of"),
        ({"from": "yesterday"}, "from"),
    ):
        answer = api.get("/accounting/exports/journal.csv", **days)
        assert answer.status_code == 400
        assert answer.json["errors"][0]["field"] == field
    assert api.get("/accounting/exports/secrets.csv").status_code == 404


@pytest.mark.databases("sqlite")
def test_the_paper_prints_every_lot_and_the_total(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(api)

    def printed() -> str:
        paper = pypdfium2.PdfDocument(_file(api, "valuation.pdf").data)
        return "\n".join(page.get_textpage().get_text_range() for page in paper)

    stock, text = api.get("/accounting/valuation").json, printed()
    assert all(each["lot"] in text for each in stock["lines"])
    assert stock["total"] in text
    monkeypatch.setattr(valuation_paper, "MOST_ROWS", len(stock["lines"]) - 1)
    text = printed()
    assert "More than" in text
    assert not any(each["lot"] in text for each in stock["lines"])
    assert stock["total"] in text


@pytest.mark.databases("sqlite")
def test_only_those_who_see_the_books_take_them_away(
    app: Flask, api: ApiClient, api_as: Callable[[str], ApiClient]
) -> None:
    live(api)
    for name in EXPORTS:
        assert api_as("cashier").get(f"/accounting/exports/{name}").status_code == 403
        assert visit(app, "cashier").look(f"/books/exports/{name}").status_code == 403
    north = ApiClient(app.test_client(), people.token(app, "manager", site_id=2))
    assert {row["Site"] for row in _rows(north, "valuation.csv")[:-1]} == {"NORTH"}
    everywhere = {row["Site"] for row in _rows(api, "valuation.csv")[:-1]}
    assert everywhere == {"MAIN", "NORTH"}
    answer = north.get("/accounting/exports/valuation.csv", site="MAIN")
    assert answer.status_code == 400


@pytest.mark.databases("sqlite")
def test_the_accountant_presses_a_file_and_has_it(app: Flask, api: ApiClient) -> None:
    furnish(api)
    deliver(api, line("YOG-500", "10", "11.00", expires_on="2027-12-24"))
    books = visit(app, "accountant")
    page = books.look("/books/exports").text
    for name in EXPORTS:
        assert f'formaction="/books/exports/{name}"' in page
    answer = books.look("/books/exports/valuation.csv?from=&to=&site=")
    assert answer.headers["Content-Disposition"] == "attachment; filename=valuation.csv"
    assert answer.text.splitlines()[-1].endswith(",11.00")
    assert books.look("/books/exports/ledger.beancount?from=2020-01-01").status_code == 200
    assert books.look("/books/exports/valuation.csv?to=soon").status_code == 400
