"""The receipt's own page: everybody who holds the receipt sees its lots, nobody else anything."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from app.db import reading
from app.sales.models import Sale
from tests.pos.shop import COST, Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient

YOGURT = {"sku": "YOGURT", "quantity": "4"}


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    return open_deli(api, datetime.now(UTC).date())


def _token(app: Flask, number: str) -> str:
    with app.app_context(), reading() as session:
        token = session.scalar(select(Sale.token).where(Sale.number == number))
    assert token
    return token


def test_the_page_shows_goods_lots_and_dates(app: Flask, deli: Deli, client: FlaskClient) -> None:
    number = deli.sell(YOGURT)
    page = client.get(f"/r/{_token(app, number)}")
    assert page.status_code == 200
    for words in (number, deli.lots["SOON"], deli.lots["LATE"], "Yogurt of ours", "12.00"):
        assert words in page.text
    assert "None of these lots is recalled" in page.text
    assert "Do not use" not in page.text


def test_a_recall_shows_on_receipts_that_were_given_out_before(
    app: Flask, deli: Deli, client: FlaskClient
) -> None:
    token = _token(app, deli.sell(YOGURT))
    recall = {"reason": "Glass splinters", "scope": {"lots": [deli.lots["LATE"]]}}
    assert deli.api.post("/recalls", recall).status_code == 201
    page = client.get(f"/r/{token}").text
    assert "Do not use" in page
    assert "Glass splinters" in page
    assert page.count("Recalled</strong>") == 1, "the other lot is sound"


def test_the_page_tells_nothing_of_cost_customer_or_cashier(
    app: Flask, deli: Deli, client: FlaskClient
) -> None:
    made = deli.api.post("/customers", {"code": "C7", "name": "Zebedee Quill"})
    assert made.status_code == 201, made.text
    paid = [{"tender": "cash", "amount": "100.00"}]
    sale = {"till": "T1", "customer": "C7", "lines": [YOGURT], "payments": paid}
    number = deli.api.post("/sales", sale).json["number"]
    with app.app_context(), reading() as session:
        cashier = session.scalar(select(Sale.cashier).where(Sale.number == number))
    page = client.get(f"/r/{_token(app, number)}").text
    for secret in (COST, "Zebedee", cashier or "?", "style="):
        assert secret not in page


def test_search_engines_and_caches_keep_off(app: Flask, deli: Deli, client: FlaskClient) -> None:
    page = client.get(f"/r/{_token(app, deli.sell(YOGURT))}")
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("token", ["x", "MAIN-T1-1-000001", "None", "%00", "a" * 500, "'--"])
def test_a_guessed_address_shows_nothing(deli: Deli, client: FlaskClient, token: str) -> None:
    deli.sell(YOGURT)
    page = client.get(f"/r/{token}")
    assert page.status_code == 404
    assert "Yogurt" not in page.text


@pytest.mark.databases("sqlite")
def test_every_sale_has_a_token_of_its_own_that_cannot_be_guessed(app: Flask, deli: Deli) -> None:
    line = {"sku": "YOGURT", "quantity": "1"}
    tokens = {_token(app, deli.sell(line)) for _ in range(5)}
    assert len(tokens) == 5
    assert min(map(len, tokens)) >= 20


@pytest.mark.databases("sqlite")
def test_the_code_on_the_receipt_leads_to_the_page(app: Flask, deli: Deli) -> None:
    number = deli.sell(YOGURT)
    client = app.test_client()
    people.sign_in(client, people.person(app, "cashier"))
    link = f"http://localhost/r/{_token(app, number)}"
    assert client.get(f"/sales/{number}/slip").json["link"] == link
    assert link.encode() in client.get(f"/sales/{number}/receipt.bin").data
    picture = client.get(f"/sales/{number}/qr.png")
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture.data)).convert("L"))
    assert found.text == link
