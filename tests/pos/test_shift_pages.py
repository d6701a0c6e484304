"""Shifts on the screen and on paper: the list, a frozen Z, its copies, the X of a till."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from app.db import reading, transaction
from app.identity.models import Site
from app.paper.models import Printer, PrintJob
from app.pos.till_reports import ReportPlace, till_report
from app.values.money import currency
from printing.layout import lay_out
from printing.plain import as_text
from tests.golden.compare import assert_golden
from tests.pos.shop import open_deli
from tests.support import people
from tests.support.api import ApiClient
from tests.support.clock import Clock


def _worked(api: ApiClient) -> None:
    deli = open_deli(api, datetime.now(UTC).date())
    opened = api.post("/tills/T1/shifts", {"opening_cash": "100.00"})
    assert opened.status_code == 201, opened.text
    deli.sell({"sku": "YOGURT", "quantity": "2"}, amount="10.00")
    deli.sell({"sku": "YOGURT", "quantity": "1"}, tender="card", amount="3.00")
    move = {"direction": "out", "reason": "petty", "amount": "4.50", "note": "stamps"}
    assert api.post("/tills/T1/cash", move).status_code == 201
    assert api.post("/tills/T1/drawer", {"reason": "Test"}).status_code == 200


def _closed(api: ApiClient) -> None:
    body = {"counted_cash": "101.00", "note": "a coin rolled away"}
    assert api.post("/tills/T1/shifts/close", body).status_code == 200


def _print(client: FlaskClient, number: int) -> str:
    form = {"csrf_token": people.form_token(client.get(f"/shifts/T1/{number}"))}
    return client.post(f"/shifts/T1/{number}/print", data=form, follow_redirects=True).text


def test_a_closed_shift_is_listed_and_its_z_is_shown(
    api: ApiClient, client_as: Callable[[str], FlaskClient]
) -> None:
    _worked(api)
    client = client_as("cashier")
    assert "T1-1" in client.get("/shifts").text
    assert client.get("/shifts/T1/1").status_code == 404
    _closed(api)
    page = client.get("/shifts/T1/1")
    assert page.status_code == 200
    for words in ("Z REPORT 1", "Short", "-$0.50", "Petty expense stamps", "a coin rolled away"):
        assert words in page.text
    assert client_as("receiver").get("/shifts").status_code == 403


def test_an_x_shows_takings_only_to_those_who_may_see_them(
    api: ApiClient, client_as: Callable[[str], FlaskClient]
) -> None:
    manager, cashier = client_as("manager"), client_as("cashier")
    assert manager.get("/till/x").status_code == 404
    _worked(api)
    assert "$101.50" in manager.get("/till/x").text
    blind = cashier.get("/till/x").text
    assert "X REPORT 1" in blind
    assert "$101.50" not in blind
    assert "Expected" not in blind


def test_another_site_sees_nothing_of_a_shift(app: Flask, api: ApiClient) -> None:
    _worked(api)
    _closed(api)
    assert api.post("/sites", {"code": "N", "name": "North", "kind": "store"}).status_code == 201
    with app.app_context(), reading() as session:
        north = session.scalar(select(Site.id).where(Site.code == "N"))
    client = app.test_client()
    people.sign_in(client, people.person(app, "manager", site_id=north))
    assert client.get("/shifts/T1/1").status_code == 404
    assert "T1-1" not in client.get("/shifts").text


@pytest.mark.databases("sqlite")
def test_a_z_is_printed_once_and_then_copied(
    app: Flask, api: ApiClient, client_as: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    _worked(api)
    _closed(api)
    client = client_as("owner")
    assert "No receipt printer serves till T1" in _print(client, 1)
    front = {
        "name": "Front", "url": f"file:{tmp_path / 'paper.bin'}", "kind": "receipt",
        "created_at": datetime.now(UTC),
    }  # fmt: skip
    with app.app_context():
        transaction(lambda session: session.execute(insert(Printer), front))
    _print(client, 1)
    _print(client, 1)
    with app.app_context(), reading() as session:
        jobs = session.execute(
            select(PrintJob.kind, PrintJob.copy_no, PrintJob.document_number)
        ).all()
    assert [tuple(job) for job in jobs] == [("report", 0, "T1-1"), ("report", 1, "T1-1")]


@pytest.mark.databases("sqlite")
def test_a_z_has_a_pdf(api: ApiClient, client_as: Callable[[str], FlaskClient]) -> None:
    _worked(api)
    _closed(api)
    answer = client_as("manager").get("/shifts/T1/1.pdf")
    assert answer.status_code in {200, 302}
    assert answer.status_code == 302 or answer.data.startswith(b"%PDF")


REPORT = {
    "report": "Z", "kind": "ordinary", "number": 12, "till": "T1", "site": "MAIN",
    "opened_at": "2026-11-21T07:58:00Z", "opened_by": "Ada", "made_at": "2026-11-21T18:31:00Z",
    "made_by": "Zoë", "receipts": {"first": "MAIN-T1-1-000101", "last": "MAIN-T1-1-000248"},
    "currency": "USD", "opening_cash": "200.00",
    "sales": {
        "count": 148, "net": "3177.04", "tax": "635.41", "total": "3812.45", "rounding": "0.03",
    },
    "returns": {"count": 2, "net": "18.08", "tax": "3.62", "total": "21.70", "rounding": "0.00"},
    "voids": {"count": 0, "net": "0.00", "tax": "0.00", "total": "0.00", "rounding": "0.00"},
    "discounts": "12.40", "taxes": [{"rate": "0.2", "net": "3158.96", "tax": "631.79"}],
    "tenders": [
        {"tender": "cash", "received": "1226.00", "refunded": "21.70", "expected": "1204.30"},
        {"tender": "card", "received": "2586.45", "refunded": "0.00", "expected": "2586.45"},
    ],
    "cash": {
        "opening": "200.00", "received": "1226.00", "refunded": "21.70", "in": "50.00",
        "out": "804.50", "expected": "649.80",
    },
    "cash_moves": [
        {"direction": "in", "reason": "change", "amount": "50.00", "note": ""},
        {"direction": "out", "reason": "petty", "amount": "4.50", "note": "stamps"},
        {"direction": "out", "reason": "drop", "amount": "800.00", "note": ""},
    ],
    "expected_cash": "649.80", "counted_cash": "649.60", "difference": "-0.20",
    "piles": [["50.00", 12], ["20.00", 2], ["0.20", 48]], "note": "counted twice",
    "overrides": [{"kind": "discount", "count": 3}],
    "drawer_openings": [{"reason": "Change for a customer", "count": 2}],
    "grand_total": "45120.10",
    "incidents": [{"code": "sale_exception", "count": 1, "text": "Sale 000240: lot recalled"}],
}  # fmt: skip


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(("word", "copy_no"), [("Z", 0), ("Z", 1), ("X", 0)])
def test_a_report_looks_like_its_golden_paper(word: str, copy_no: int) -> None:
    place = ReportPlace("Feinkost Lindner", "Main", "Europe/Berlin", currency("USD"))
    counted = ("counted_cash", "difference", "piles", "note")
    left_out = counted if word == "X" else ()
    report = {k: v for k, v in REPORT.items() if k not in left_out} | {"report": word}
    paper = as_text(lay_out(till_report(report, place, copy_no=copy_no), 42), 42)
    assert_golden(f"pos/{word.lower()}-report{'-copy' if copy_no else ''}-42.txt", paper)


@pytest.mark.databases("sqlite")
def test_a_shift_that_was_forgotten_is_pointed_out(
    api: ApiClient, client_as: Callable[[str], FlaskClient], clock: Clock
) -> None:
    clock.at("2026-11-21T08:00:00Z")
    assert api.post("/tills/T1/shifts", {"opening_cash": "10.00"}).status_code == 201
    assert "more than a day" not in client_as("manager").get("/shifts").text
    clock.forward(hours=25)
    assert "open for more than a day" in client_as("manager").get("/shifts").text
