"""The receipt of a sale: every lot with its date, the site's own time, exact figures."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import reading
from app.identity.actors import SYSTEM
from app.pos.receipts import sales_receipt
from app.values.money import currency
from printing.documents import SalesReceipt
from tests.paper.shop import jobs, print_all
from tests.pos.shop import COST, Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    return open_deli(api, datetime.now(UTC).date())


def _paper(app: Flask, number: str) -> SalesReceipt:
    with app.app_context(), reading() as session:
        return sales_receipt(session, number, by=SYSTEM, currency=currency("USD"))


def _signed_in(app: Flask, role: str) -> FlaskClient:
    client = app.test_client()
    people.sign_in(client, people.person(app, role))
    return client


def test_the_receipt_names_every_lot_with_its_date(app: Flask, deli: Deli) -> None:
    number = deli.sell({"sku": "YOGURT", "quantity": "4"})
    paper = _paper(app, number)
    (line,) = paper.lines
    assert [lot.number for lot in line.lots] == [deli.lots["SOON"], deli.lots["LATE"]]
    assert [lot.quantity.replace("\u00a0", " ") for lot in line.lots] == ["3 pcs", "1 pcs"]
    assert all(lot.expires.startswith("use by ") for lot in line.lots)
    assert paper.qr == number, "no public address was given"


def test_the_receipt_adds_up_to_the_cent(app: Flask, deli: Deli) -> None:
    paper = _paper(app, deli.sell({"sku": "YOGURT", "quantity": "1", "discount": "0.20"}))
    assert (paper.subtotal, paper.tax_added, paper.total) == ("2.30", "0.46", "2.76")
    assert paper.change == "97.24"
    assert [(row.label, row.net, row.tax) for row in paper.taxes] == [("20 %", "2.30", "0.46")]
    assert [(row.label, row.amount) for row in paper.tenders] == [("Cash", "100.00")]
    assert paper.lines[0].note == "Discount -0.20"
    assert paper.open_drawer


def test_a_card_sale_prints_its_reference_and_leaves_the_drawer_shut(
    app: Flask, deli: Deli
) -> None:
    card = {"tender": "card", "amount": "3.00", "reference": "A-77"}
    paper = _paper(app, deli.sell({"sku": "YOGURT", "quantity": "1"}, **card))
    assert [(row.label, row.amount) for row in paper.tenders] == [("Card A-77", "3.00")]
    assert (paper.change, paper.open_drawer) == ("", False)


def test_the_receipt_shows_the_clock_on_the_sites_wall(app: Flask, deli: Deli) -> None:
    api = deli.api
    site = {"code": "EAST", "name": "East", "kind": "store", "time_zone": "Pacific/Kiritimati"}
    assert api.post("/sites", site).status_code == 201
    assert api.post("/tills", {"code": "E1", "site": "EAST"}).status_code == 201
    deli.product("BAG", tracking="none", expiry_kind="none")
    line = {"sku": "BAG", "quantity": "5", "unit_cost": "0.01"}
    body = {"supplier": "FARM", "site": "EAST", "location": "EAST/STOCK", "lines": [line]}
    assert api.post("/goods-receipts", body).status_code == 201
    paid = {"tender": "cash", "amount": "3.00"}
    sale = {"till": "E1", "lines": [{"sku": "BAG", "quantity": "1"}], "payments": [paid]}
    made = api.post("/sales", sale)
    sold_at = datetime.fromisoformat(made.json["sold_at"])
    shown = datetime.fromisoformat(_paper(app, made.json["number"]).sold_at).replace(tzinfo=UTC)
    assert round((shown - sold_at).total_seconds() / 3600) == 14


def test_goods_without_lots_print_no_lot(app: Flask, deli: Deli) -> None:
    deli.product("BAG", tracking="none", expiry_kind="none")
    deli.receive("BAG", "B", days=None)
    assert _paper(app, deli.sell({"sku": "BAG", "quantity": "1"})).lines[0].lots == ()


def test_a_cashier_sees_the_receipt_and_no_cost(app: Flask, deli: Deli) -> None:
    number = deli.sell({"sku": "YOGURT", "quantity": "1"})
    client = _signed_in(app, "cashier")
    for page in (f"/sales/{number}", f"/sales/{number}/receipt", f"/sales/{number}/receipt?part=1"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert deli.lots["SOON"] in answer.text
        assert COST not in answer.text
        assert "style=" not in answer.text


@pytest.mark.databases("sqlite")
def test_the_receipt_is_a_pdf_and_printer_bytes(app: Flask, deli: Deli) -> None:
    number = deli.sell({"sku": "YOGURT", "quantity": "1"})
    client = _signed_in(app, "cashier")
    pdf = client.get(f"/sales/{number}/receipt.pdf")
    assert (pdf.status_code, pdf.mimetype) == (200, "application/pdf")
    assert pdf.data.startswith(b"%PDF")
    raw = client.get(f"/sales/{number}/receipt.bin")
    assert raw.status_code == 200
    assert deli.lots["SOON"].encode() in raw.data
    assert raw.data.startswith(b"\x1b@")


@pytest.mark.databases("sqlite")
def test_a_receipt_of_no_sale_is_not_found(app: Flask, deli: Deli) -> None:
    client = _signed_in(app, "cashier")
    for page in ("", "/receipt", "/receipt.pdf", "/receipt.bin"):
        assert client.get(f"/sales/MAIN-T1-1-999999{page}").status_code == 404


@pytest.mark.databases("sqlite")
def test_the_printer_named_in_the_settings_prints(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    paper = tmp_path / "paper.bin"
    app = make_app(receipt_printer=f"file://{paper}")
    api = ApiClient(app.test_client(), people.token(app, "owner"))
    number = open_deli(api, datetime.now(UTC).date()).sell({"sku": "YOGURT", "quantity": "1"})
    client = _signed_in(app, "cashier")
    assert _print(app, client, number).json["state"] == "queued"
    original = paper.read_bytes()
    assert number.encode() in original
    assert b"COPY" not in original
    _print(app, client, number)
    assert b"COPY 1" in paper.read_bytes()[len(original) :]
    with app.app_context():
        assert {job.evidence for job in jobs()} == {"taken"}


@pytest.mark.databases("sqlite")
def test_a_wrong_address_in_the_settings_is_explained(make_app: Callable[..., Flask]) -> None:
    app = make_app(receipt_printer="tcp://")
    api = ApiClient(app.test_client(), people.token(app, "owner"))
    number = open_deli(api, datetime.now(UTC).date()).sell({"sku": "YOGURT", "quantity": "1"})
    answer = _print(app, _signed_in(app, "cashier"), number)
    assert answer.status_code == 409
    assert "tcp://host:9100" in answer.text


def _print(app: Flask, client: FlaskClient, number: str) -> TestResponse:
    """Press Print as the till does: JSON, with the page's token; then the worker's turn."""
    page = client.get(f"/sales/{number}/receipt").text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token is not None
    headers = {"Accept": "application/json", "X-CSRFToken": token[1]}
    answer = client.post(f"/sales/{number}/print", headers=headers)
    with app.app_context():
        print_all()
    return answer
