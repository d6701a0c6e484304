"""A recall's letters: certain and possible apart, written once for all that is new, and listed."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.db import reading, transaction
from app.mail.models import Mail
from app.mail.sending import send_due
from app.pos.letter_paper import (
    CERTAIN,
    MOST_IN_A_MAIL,
    MOST_ON_PAPER,
    POSSIBLE,
    letter_paper,
    letter_text,
)
from app.sales.recall_letters import Addressee, Bought
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


def _figures(client: FlaskClient, number: str) -> list[str]:
    """To be written, waiting, mailed, refused."""
    text = client.get(f"/recalls/{number}/letters").text
    group = text.split('aria-label="Letters"')[1].split('class="table-wrap"')[0]
    return re.findall(r'class="stat-value[^"]*">\s*(\d+)', group)


def test_a_letter_is_written_at_once_sent_later_and_written_once(
    app: Flask, recall: str, client_as: Callable[[str], FlaskClient]
) -> None:
    client = client_as("manager")
    assert _figures(client, recall) == ["1", "0", "0", "0"]
    said = client.get(_send(client, recall).location).text
    assert "1 letter waits to be sent" in said
    assert _figures(client, recall) == ["0", "1", "0", "0"]
    assert "there is nothing new" in client.get(_send(client, recall).location).text
    with app.app_context():
        assert send_due() == 1
    (mail,) = _mails(app)
    assert (mail.to_address, mail.state, mail.tries) == ("rosa@mail.example", "sent", 1)
    assert all(word in mail.body for word in ("Dear Rosa", "You bought", "Listeria", "Yogurt"))
    assert _figures(client, recall) == ["0", "0", "1", "0"]


def _address(app: Flask, customer: str, address: str) -> None:
    with app.app_context():
        sets = text("UPDATE customer SET email = :email WHERE code = :code")
        sets = sets.bindparams(email=address, code=customer)
        transaction(lambda session: session.execute(sets))


def _sell_offline(api: ApiClient, recall: str, customer: str) -> None:
    """A till that was silent sold the recalled lot, chosen by hand."""
    lot = api.get(f"/recalls/{recall}").json["lots"][0]
    line = {"sku": "YOGURT", "quantity": "2", "lot": lot}
    paid = {"till": "T1", "offline": True, "payments": [{"tender": "cash", "amount": "9.00"}]}
    assert api.post("/sales", paid | {"customer": customer, "lines": [line]}).status_code == 201


def test_a_second_letter_goes_out_for_something_new_and_names_just_that(
    app: Flask, api: ApiClient, recall: str, client_as: Callable[[str], FlaskClient]
) -> None:
    _address(app, "OTTO", "otto@mail.example")
    client = client_as("manager")
    _send(client, recall)
    for customer in ("ROSA", "OTTO"):  # Rosa is told nothing new, Otto that it is certain
        _sell_offline(api, recall, customer)
    _send(client, recall)
    _send(client, recall)
    mails = _mails(app)
    assert [mail.to_address[:4] for mail in mails] == ["rosa", "otto", "otto"]
    _, first, second = (mail.body for mail in mails)
    assert POSSIBLE in first
    assert CERTAIN in second
    assert (first.count(", lot "), second.count(", lot ")) == (1, 1)
    assert "- 2" in second
    assert len({mail.message_id for mail in mails}) == 3


def test_who_had_a_wrong_address_is_written_to_once_it_is_right(
    app: Flask, recall: str, client_as: Callable[[str], FlaskClient]
) -> None:
    client = client_as("manager")
    _send(client, recall)
    with app.app_context():
        transaction(lambda session: session.execute(text("UPDATE mail SET state = 'failed'")))
    assert _figures(client, recall) == ["0", "0", "0", "1"]
    _send(client, recall)
    assert len(_mails(app)) == 1
    _address(app, "ROSA", "rosa@new.example")
    _send(client, recall)
    assert [mail.to_address for mail in _mails(app)] == ["rosa@mail.example", "rosa@new.example"]


def test_what_was_told_is_never_changed(
    app: Flask, recall: str, client_as: Callable[[str], FlaskClient]
) -> None:
    _send(client_as("manager"), recall)
    for harm in ("UPDATE recall_letter SET certain = 0", "DELETE FROM recall_letter"):
        with app.app_context(), pytest.raises(Exception, match="append-only"):
            transaction(lambda session, harm=harm: session.execute(text(harm)))


def test_what_a_letter_does_not_name_it_says() -> None:
    line = Bought(
        "S-1", datetime(2026, 11, 1, tzinfo=UTC), "Yogurt", "each", "L1", "", 1_000_000, True, 1,
        1, "ROSA", "Rosa", "", "",
    )  # fmt: skip
    recall = SimpleNamespace(number="RC-1", reason="Glass")
    head: dict[str, Any] = {"shop_name": "Deli", "zone": "UTC"}
    many = Addressee("ROSA", "Rosa", "", "", (line,) * (MOST_ON_PAPER + 7))
    assert f"{len(many.lines) - MOST_IN_A_MAIL} more purchases" in letter_text(many, recall, **head)
    paper = letter_paper(many, recall, **head, at=datetime(2026, 11, 2, tzinfo=UTC))
    assert len(paper.lines) == MOST_ON_PAPER
    assert ("Also", "7 more purchases are not named here: ask us for the whole list.") in (
        paper.heading
    )
    few = letter_text(replace(many, lines=(line,)), recall, **head)
    assert "more" not in few


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
