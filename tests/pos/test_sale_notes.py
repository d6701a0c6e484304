"""Notes on a sale and its lines: kept, printed, in the chain; a card's number never."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import reading
from app.identity.actors import SYSTEM
from app.pos.receipts import sales_receipt
from app.sales.chain import values_hash
from app.sales.models import Sale, SaleNote
from app.values.money import currency
from printing.pdf import receipt_pdf
from tests.pos.inbox_shop import InboxShop, open_shop
from tests.pos.shop import Deli, open_deli
from tests.pos.terminal import Terminal, line
from tests.support import people
from tests.support.api import ApiClient
from tests.support.clock import Clock

CARD = "card 4111 1111 1111 1111"
WITHOUT = "67129af2d45e511b9855c60e96c76962f9259eef915dcf3cbad333a22223b399"
"""The hash that a sale without notes had before there were any."""


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    return open_deli(api, datetime.now(UTC).date())


@pytest.fixture
def shop(app: Flask, api: ApiClient, clock: Clock) -> InboxShop:
    clock.at("2026-11-21T10:05:00Z")
    return open_shop(app, api)


@pytest.fixture
def terminal(shop: InboxShop) -> Terminal:
    return shop.terminal()


def _sale(*notes: str, note: str = "") -> dict[str, Any]:
    lines = [{"sku": "YOGURT", "quantity": "1", "note": each} for each in notes]
    paid = [{"tender": "cash", "amount": "100.00"}]
    return {"till": "T1", "lines": lines, "payments": paid, "note": note}


def _kept(shop: InboxShop) -> list[tuple[int, str]]:
    rows = shop.all(select(SaleNote.line, SaleNote.note).order_by(SaleNote.line))
    return [tuple(row) for row in rows]


def test_notes_are_answered_and_stand_on_the_page_and_every_paper(app: Flask, deli: Deli) -> None:
    made = deli.api.post("/sales", _sale("as a gift", "", note=" Back\u202e door\x07\n at five "))
    assert made.status_code == 201, made.text
    number = made.json["number"]
    for answer in (made.json, deli.api.get(f"/sales/{number}").json):
        assert answer["note"] == "Back door  at five", "no control or direction marks"
        assert [each["note"] for each in answer["lines"]] == ["as a gift", ""]
    with app.app_context(), reading() as session:
        paper = sales_receipt(session, number, by=SYSTEM, currency=currency("USD"))
    assert (paper.remark, paper.lines[0].remark) == ("Back door  at five", "as a gift")
    assert receipt_pdf(paper).startswith(b"%PDF")
    client = app.test_client()
    people.sign_in(client, people.person(app, "cashier"))
    for page in ("", "/receipt", "/receipt.bin"):
        found = client.get(f"/sales/{number}{page}").data
        assert b"as a gift" in found, page
        assert b"Back door" in found, page


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (_sale("x" * 61), "lines.0.note"),
        (_sale("", note="x" * 201), "note"),
        (_sale(CARD), "lines.0.note"),
        (_sale("", note=CARD), "note"),
    ],
)
def test_too_long_a_note_and_a_cards_number_are_refused(
    deli: Deli, body: dict[str, Any], field: str
) -> None:
    answer = deli.api.post("/sales", body)
    assert answer.status_code == 400
    assert [each["field"] for each in answer.json["errors"]] == [field]
    assert deli.api.get("/sales").json["items"] == []


@pytest.mark.parametrize("asked", [True, False])
def test_a_terminals_notes_are_in_the_books_and_in_the_chain(
    shop: InboxShop, terminal: Terminal, asked: bool
) -> None:
    lot, who = shop.lot("MILK", 5, expires_on="2026-12-01"), shop.seller()
    about = {"person": who.name, "person_id": who.id, "note": "for the party"}
    op = terminal.sale(line("MILK", 2, lot, note="cold, please"), line("MILK", 1, lot), **about)
    answer = terminal.ask(op) if asked else terminal.ops(op)
    assert answer.status_code == (201 if asked else 200), answer.text
    assert _kept(shop) == [(0, "for the party"), (1, "cold, please")]
    assert shop.broken() == []


def test_a_cards_number_in_a_note_is_refused_while_it_can_be_and_masked_afterwards(
    shop: InboxShop, terminal: Terminal
) -> None:
    lot, who = shop.lot("MILK", 5, expires_on="2026-12-01"), shop.seller()
    about = {"person": who.name, "person_id": who.id, "note": "y" * 201}
    op = terminal.sale(line("MILK", 1, lot, note=CARD), **about)
    assert terminal.ask(op).status_code == 400
    assert shop.count(Sale) == 0
    assert terminal.ops(op).json["results"][0]["state"] == "applied"
    assert _kept(shop) == [(0, "y" * 200), (1, "card **** **** **** 1111")]


def test_a_sale_without_notes_has_the_hash_it_always_had() -> None:
    head = ["T1", "MAIN", "Carla", None, "a", "b", "c", 1, 100, 20, 120, 0, 0, 0, "tok"]
    sold = (1, "MILK", "Milk", 10**6, "each", 1200000, 1200000, 0, 120, 100, 20, "standard", 200000)
    parts = {"lines": [sold], "payments": [(1, "cash", 120, "")]}
    assert values_hash("sale", head, parts) == WITHOUT
    assert values_hash("sale", head, parts | {"notes": [(1, "as a gift")]}) != WITHOUT
