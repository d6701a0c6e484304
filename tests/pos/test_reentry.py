"""Receipts that never came are entered from their paper: booked once, under their own number."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.identity.models import AuditEvent
from app.pos.paper_form import MAX_LINES
from app.sales.inbox_models import SeriesGap, TillOp
from app.sales.models import Sale, SaleException
from tests.pos.inbox_shop import InboxShop, open_shop
from tests.pos.terminal import Terminal, line
from tests.support import people
from tests.support.api import ApiClient

OPEN_GAPS = select(SeriesGap.first, SeriesGap.last).where(SeriesGap.resolved_at.is_(None))
SALES = select(Sale.number, Sale.total, Sale.cashier, Sale.offline).order_by(Sale.number)


@pytest.fixture
def shop(app: Flask, api: ApiClient) -> InboxShop:
    return open_shop(app, api)


@pytest.fixture
def lot(shop: InboxShop) -> str:
    return shop.lot("MILK", 100, expires_on="2029-01-01")


@pytest.fixture
def manager(client_as: Callable[[str], FlaskClient]) -> FlaskClient:
    return client_as("manager")


def _holes(terminal: Terminal, missing: int) -> list[dict[str, Any]]:
    """One receipt, then a jump over some whose acts the terminal keeps for now, then one more."""
    first = terminal.sale(line("MILK"))
    kept = [terminal.sale(line("MILK")) for _ in range(missing)]
    last = terminal.sale(line("MILK"))
    terminal.ops(first, last)
    return kept


def _paper(lot: str, receipt: int = 3, **changes: str) -> dict[str, str]:
    return {
        "receipt": str(receipt), "day": "2026-11-21", "time": "10:00", "person": "Carla",
        "lines-0-sku": "MILK", "lines-0-quantity": "2", "lines-0-price": "1.00",
        "lines-0-lot": lot, "cash": "5.00", **changes,
    }  # fmt: skip


def _enter(client: FlaskClient, gap: int, form: dict[str, str]) -> str:
    token = people.form_token(client.get("/exceptions"))
    path = f"/terminals/gaps/{gap}/enter"
    return client.post(path, data={**form, "csrf_token": token}, follow_redirects=True).text


def test_a_missing_receipt_is_booked_from_paper_and_the_gap_splits(
    shop: InboxShop, lot: str, manager: FlaskClient
) -> None:
    shop.seller("cashier", "Carla")
    terminal = shop.terminal()
    _holes(terminal, 3)
    assert shop.all(OPEN_GAPS) == [(2, 4)]
    assert "Enter from paper" in manager.get("/terminals").text
    assert "000004" in manager.get("/terminals/gaps/1/enter").text
    page = _enter(manager, 1, _paper(lot.lower()))
    assert "is in the books" in page
    assert "re-entered by" in page
    number = terminal.number(3)
    assert (number, 200, "Carla", True) in shop.all(SALES)
    assert sorted(shop.all(OPEN_GAPS)) == [(2, 2), (4, 4)]
    found = select(SaleException.code).where(SaleException.resolved_at.is_not(None))
    assert shop.all(found) == [("reentered",)]
    [event] = shop.all(select(AuditEvent.subject).where(AuditEvent.action == "sale.reentered"))
    assert event.subject == number
    assert shop.on_hand("MILK") == "96"
    assert shop.broken() == []


def test_the_same_rules_hold_as_for_what_a_till_hands_over(
    shop: InboxShop, lot: str, manager: FlaskClient
) -> None:
    _holes(shop.terminal(), 1)
    _enter(manager, 1, _paper("NOSUCH", 2, **{"lines-0-price": "0.90"}))
    codes = select(SaleException.code).where(SaleException.resolved_at.is_(None))
    rules = {row.code for row in shop.all(codes.where(SaleException.sale_id == 3))}
    assert {"lot_unknown", "price_differs", "person_inactive"} <= rules
    assert shop.all(OPEN_GAPS) == []
    assert shop.broken() == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"receipt": "9"}, "only 2 to 4 are"),
        ({"receipt": "1"}, "in the books already"),
        ({"day": "2027-01-01"}, "is in the future"),
        ({"day": "0001-01-01"}, "There is no such day"),
        ({"lines-0-sku": "BUTTER"}, "there is no product BUTTER"),
        ({"cash": "1.00"}, "Nothing was saved"),
        ({"time": "soon"}, "Hours and minutes"),
        ({"lines-0-sku": ""}, "at least one line"),
        ({"lines-0-price": ""}, "Say the price"),
    ],
)
def test_what_cannot_be_so_is_said_and_nothing_is_written(
    shop: InboxShop, lot: str, manager: FlaskClient, wrong: dict[str, str], sentence: str
) -> None:
    _holes(shop.terminal(), 3)
    before = shop.written()
    assert sentence in _enter(manager, 1, _paper(lot, **wrong))
    assert shop.written() == before
    assert shop.all(OPEN_GAPS) == [(2, 4)]


def test_a_form_that_is_full_takes_no_further_line(
    shop: InboxShop, lot: str, manager: FlaskClient
) -> None:
    _holes(shop.terminal(), 1)
    full = {f"lines-{number}-sku": "MILK" for number in range(MAX_LINES)}
    page = _enter(manager, 1, _paper(lot, 2, **full, more="1"))
    assert f'name="lines-{MAX_LINES - 1}-sku"' in page
    assert f'name="lines-{MAX_LINES}-sku"' not in page


def test_a_number_is_entered_once(shop: InboxShop, lot: str, manager: FlaskClient) -> None:
    _holes(shop.terminal(), 2)
    _enter(manager, 1, _paper(lot, 2))
    before = shop.written()
    for gap in (1, 2):
        assert "in the books already" in _enter(manager, gap, _paper(lot, 2))
    assert "explained this gap already" in _enter(manager, 1, _paper(lot, 3))
    assert shop.written() == before


def test_what_the_till_handed_over_itself_is_not_entered(
    shop: InboxShop, lot: str, manager: FlaskClient
) -> None:
    terminal = shop.terminal()
    two, three = _holes(terminal, 2)
    broken = terminal.seal(two | {"body": "no json"})
    terminal.ops(broken)
    before = shop.written()
    assert "handed over receipt" in _enter(manager, 1, _paper(lot, 2))
    assert shop.written() == before
    assert three["number"] not in [row.number for row in shop.all(SALES)]


@pytest.mark.parametrize("revoked", [False, True])
def test_a_record_that_comes_after_its_paper_is_an_exception_and_no_second_sale(
    shop: InboxShop, lot: str, manager: FlaskClient, revoked: bool
) -> None:
    terminal = shop.terminal()
    kept = _holes(terminal, 3)
    if revoked:
        shop.ok(f"/devices/{terminal.id}/revoke", {"reason": "lost"})
    _enter(manager, 1, _paper(lot))
    answer = terminal.ops(*kept).json["results"]
    assert [row["state"] for row in answer] == ["applied", "exception", "applied"]
    assert "entered from paper before this came" in manager.get("/exceptions").text
    numbers = [row.number for row in shop.all(SALES)]
    assert numbers == [terminal.number(each) for each in range(1, 6)]
    assert shop.all(OPEN_GAPS) == []
    token = people.form_token(manager.get("/exceptions"))
    path = f"/exceptions/acts/{terminal.id}/3/retry"
    manager.post(path, data={"csrf_token": token})
    states = select(TillOp.state).where(TillOp.seq == 3)
    assert shop.all(states) == [("exception",)]
    assert len(shop.all(SALES)) == 5
    assert shop.broken() == []


def test_what_waited_on_a_closed_terminal_is_entered_and_leaves_no_gap_when_it_comes(
    shop: InboxShop, lot: str, manager: FlaskClient
) -> None:
    terminal = shop.terminal()
    terminal.ops(terminal.sale(line("MILK")))
    kept = [terminal.sale(line("MILK")) for _ in range(3)]
    terminal.beat(queue_length=3)
    shop.ok(f"/devices/{terminal.id}/revoke", {"reason": "lost"})
    _enter(manager, 1, _paper(lot, 3))
    assert sorted(shop.all(OPEN_GAPS)) == [(2, 2), (4, 4)]
    terminal.ops(*kept)
    assert shop.all(OPEN_GAPS) == []
    assert len(shop.all(SALES)) == 4
    assert shop.broken() == []


@pytest.mark.parametrize("role", ["cashier", "receiver", "accountant"])
def test_only_who_settles_exceptions_enters_from_paper(
    shop: InboxShop, lot: str, client_as: Callable[[str], FlaskClient], role: str
) -> None:
    _holes(shop.terminal(), 1)
    assert client_as(role).get("/terminals/gaps/1/enter").status_code == 403
