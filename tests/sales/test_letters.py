"""A recall's letters: one per buyer, certain and possible apart, mailed once, and listed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import reading
from app.mail.models import Mail
from tests.pos.shop import Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient

BUYERS = (
    {"code": "ROSA", "name": "Rosa", "phone": "+49 30 1234", "email": "rosa@mail.example"},
    {"code": "OTTO", "name": "=Otto"},
)


@pytest.fixture
def recall(api: ApiClient) -> str:
    """Rosa chose the lot, Otto was given it by date, somebody unknown too; then it is recalled."""
    deli: Deli = open_deli(api, datetime.now(UTC).date())
    for buyer in BUYERS:
        assert api.post("/customers", buyer).status_code == 201
    chosen = {"sku": "YOGURT", "quantity": "1", "lot": deli.lots["SOON"]}
    by_date = {"sku": "YOGURT", "quantity": "1"}
    paid = {"till": "T1", "payments": [{"tender": "cash", "amount": "9.00"}]}
    for line, who in (
        (chosen, {"customer": "ROSA"}),
        (by_date, {"customer": "OTTO"}),
        (by_date, {}),
    ):
        assert api.post("/sales", {"lines": [line]} | paid | who).status_code == 201
    scope = {"reason": "Listeria", "scope": {"lots": [deli.lots["SOON"]]}}
    number: str = api.post("/recalls", scope).json["number"]
    return number


def _mails(app: Flask) -> list[Mail]:
    with app.app_context(), reading() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def _send(client: FlaskClient, number: str) -> Any:
    path = f"/recalls/{number}/letters"
    token = people.form_token(client.get(path))
    return client.post(path, data={"csrf_token": token})


def test_the_certain_are_first_and_nobody_is_counted(
    recall: str, client_as: Callable[[str], FlaskClient]
) -> None:
    page = client_as("manager").get(f"/recalls/{recall}/letters").text
    assert page.index("Rosa") < page.index("=Otto")
    assert "certain" in page
    assert "possible" in page
    assert "Sale lines of nobody known" in page


def test_whoever_has_an_address_is_mailed_once(
    app: Flask, recall: str, client_as: Callable[[str], FlaskClient]
) -> None:
    client = client_as("manager")
    assert _send(client, recall).status_code == 302
    assert _send(client, recall).status_code == 302
    (mail,) = _mails(app)
    assert (mail.to_address, mail.state, mail.tries) == ("rosa@mail.example", "sent", 1)
    assert all(word in mail.body for word in ("Dear Rosa", "You bought", "Listeria", "Yogurt"))
    assert "Mailed" in client.get(f"/recalls/{recall}/letters").text


def test_every_buyer_has_a_sheet_that_says_how_sure_it_is(
    recall: str, client_as: Callable[[str], FlaskClient]
) -> None:
    answer = client_as("manager").get(f"/recalls/{recall}/letters.pdf")
    paper = pypdfium2.PdfDocument(answer.data)
    texts = [" ".join(page.get_textpage().get_text_bounded().split()) for page in paper]
    assert ["You bought goods" in text for text in texts] == [True, False]
    assert ["You may have bought" in text for text in texts] == [False, True]


def test_the_list_names_every_line_and_is_no_formula(
    recall: str, client_as: Callable[[str], FlaskClient]
) -> None:
    head, *rows = client_as("manager").get(f"/recalls/{recall}/buyers.csv").text.split("\r\n")
    assert head.startswith("certainty,customer,name,phone,e-mail,sale")
    assert rows[0].startswith("certain,ROSA,Rosa,'+49 30 1234,rosa@mail.example,MAIN-T1")
    assert rows[1].startswith("possible,OTTO,'=Otto,,,MAIN-T1")
    assert rows[2].startswith("possible,,,,,MAIN-T1")


def test_only_who_may_recall_writes_letters(
    app: Flask, recall: str, client_as: Callable[[str], FlaskClient]
) -> None:
    for role in ("cashier", "receiver", "accountant"):
        for page in ("letters", "letters.pdf", "buyers.csv"):
            assert client_as(role).get(f"/recalls/{recall}/{page}").status_code == 403
    assert client_as("manager").get("/recalls/RC-999999/letters").status_code == 404
    assert client_as("manager").get("/recalls/RC-999999/buyers.csv").status_code == 404
    assert _mails(app) == []
