"""People settle what the inbox set aside, on their pages, each with a sentence."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.identity.models import AuditEvent, Device
from app.sales.inbox_models import SeriesGap, TillOp
from app.sales.models import Sale, SaleException
from tests.pos.inbox_shop import InboxShop, open_shop
from tests.pos.terminal import Terminal, line
from tests.support import people
from tests.support.api import ApiClient


@pytest.fixture
def shop(app: Flask, api: ApiClient) -> InboxShop:
    found = open_shop(app, api)
    found.lot("MILK", 100, expires_on="2029-01-01")
    return found


@pytest.fixture
def terminal(shop: InboxShop) -> Terminal:
    return shop.terminal()


@pytest.fixture
def manager(client_as: Callable[[str], FlaskClient]) -> FlaskClient:
    return client_as("manager")


def _send(client: FlaskClient, path: str, **form: str) -> str:
    token = people.form_token(client.get("/exceptions"))
    answer = client.post(path, data={**form, "csrf_token": token}, follow_redirects=True)
    return answer.text


def test_an_exception_is_settled_once_with_a_sentence(
    shop: InboxShop, terminal: Terminal, manager: FlaskClient
) -> None:
    terminal.ops(terminal.sale(line("MILK", 1, "NOSUCH")))
    assert "Unknown lot" in manager.get("/exceptions").text
    ids = [row.id for row in shop.all(select(SaleException.id).order_by(SaleException.id))]
    for each in ids:
        assert "in a sentence" in _send(manager, f"/exceptions/{each}/settle", sentence=" ")
    assert shop.all(select(SaleException.resolved_at).distinct()) == [(None,)]
    for each in ids:
        _send(manager, f"/exceptions/{each}/settle", sentence="Old label on the pack")
    again = _send(manager, f"/exceptions/{ids[0]}/settle", sentence="Again")
    assert "settled this already" in again
    said = shop.all(select(SaleException.resolution).distinct())
    assert said == [("Old label on the pack",)]
    assert "Unknown lot" not in manager.get("/exceptions").text
    assert "Old label on the pack" in manager.get("/exceptions?settled=1").text
    events = select(AuditEvent.id).where(AuditEvent.action == "exception.settled")
    assert len(shop.all(events)) == len(ids)


def test_an_act_is_booked_by_trying_again_once_its_product_is_there(
    shop: InboxShop, terminal: Terminal, manager: FlaskClient
) -> None:
    op = terminal.sale(line("BUTTER", 1))
    terminal.ops(op)
    page = manager.get("/exceptions").text
    assert op["number"] in page
    assert "there is no product BUTTER" in page
    assert "cannot be booked" in _send(manager, f"/exceptions/acts/{terminal.id}/1/retry")
    shop.product("BUTTER")
    assert "booked now" in _send(manager, f"/exceptions/acts/{terminal.id}/1/retry")
    assert shop.all(select(Sale.number)) == [(op["number"],)]
    assert shop.broken() == []


def test_an_act_that_will_not_be_booked_is_closed_and_its_number_explained(
    shop: InboxShop, terminal: Terminal, manager: FlaskClient
) -> None:
    op = terminal.sale(line("BUTTER", 1))
    terminal.ops(op)
    path = f"/exceptions/acts/{terminal.id}/1/dismiss"
    assert "in a sentence" in _send(manager, path)
    assert shop.all(select(TillOp.state)) == [("exception",)]
    _send(manager, path, sentence="A test sale")
    assert shop.all(select(TillOp.state, TillOp.body)) == [("resolved", op["body"])]
    gap = shop.all(select(SeriesGap.first, SeriesGap.last, SeriesGap.resolution))
    assert [tuple(row) for row in gap] == [(1, 1, "A test sale")]
    assert terminal.ops(op).json["results"][0]["state"] == "applied", "the till is done with it"
    assert "settled this already" in _send(manager, path, sentence="Again")
    terminal.ops(terminal.sale(line("MILK", 1)))
    assert shop.broken() == []


def test_a_gap_is_explained_and_a_terminal_closed_on_the_page(
    shop: InboxShop, terminal: Terminal, manager: FlaskClient
) -> None:
    terminal.ops(terminal.sale(line("MILK", 1)))
    terminal.receipt += 2
    terminal.ops(terminal.sale(line("MILK", 1)))
    page = manager.get("/terminals").text
    assert "T1 front" in page
    assert "2 receipts of T1 front were jumped over" in page
    _send(manager, "/terminals/gaps/1/explain", sentence="The browser was wiped")
    assert shop.all(select(SeriesGap.resolution)) == [("The browser was wiped",)]
    assert "explained this already" in _send(manager, "/terminals/gaps/1/explain", sentence="Again")
    _send(manager, f"/terminals/{terminal.id}/revoke", sentence="Broken screen")
    assert [row.revoked_at is None for row in shop.all(select(Device.revoked_at))] == [False]
    assert terminal.beat().status_code == 401


@pytest.mark.parametrize("path", ["/exceptions", "/terminals"])
def test_a_cashier_sees_neither_page(client_as: Callable[[str], FlaskClient], path: str) -> None:
    assert client_as("cashier").get(path).status_code == 403


@pytest.mark.parametrize(
    "path", ["/exceptions/99/settle", "/exceptions/acts/9/9/retry", "/exceptions/acts/9/9/dismiss",
             "/terminals/99/revoke", "/terminals/gaps/99/explain"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(manager: FlaskClient, path: str) -> None:
    token = people.form_token(manager.get("/exceptions"))
    answer = manager.post(path, data={"sentence": "x", "csrf_token": token})
    assert answer.status_code == 404
