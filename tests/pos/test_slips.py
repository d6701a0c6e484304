"""The paper of a sale: the original once, the drawer once, copies marked, and never in the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select
from werkzeug.test import TestResponse

from app import clock
from app.db import reading, transaction
from app.identity.actors import SYSTEM
from app.identity.models import AuditEvent
from app.identity.queries import site_by_code
from app.paper.services.answers import COPIED
from app.sales.models import Sale
from tests.paper import fake_printer as fake
from tests.paper.fake_printer import KICK, FakePrinter, fake_printer
from tests.paper.shop import add, jobs, print_all
from tests.pos.shop import Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient

YOGURT = {"sku": "YOGURT", "quantity": "1"}
pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def paper() -> Iterator[FakePrinter]:
    with fake_printer() as running:
        yield running


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    return open_deli(api, datetime.now(UTC).date())


class Desk:
    """A cashier at the till."""

    def __init__(self, app: Flask, role: str = "cashier", **more: Any) -> None:
        self.client: FlaskClient = app.test_client()
        people.sign_in(self.client, people.person(app, role, **more))
        self.token = people.form_token(self.client.get("/sales"))

    def post(self, path: str, body: Any = None) -> TestResponse:
        headers = {"Accept": "application/json", "X-CSRFToken": self.token}
        return self.client.post(path, json={} if body is None else body, headers=headers)

    def after(self, number: str, **body: Any) -> Any:
        told = self.post(f"/sales/{number}/slip", body)
        assert told.status_code == 200, told.text
        return told.json

    def act(self, number: str, act: str, **body: Any) -> Any:
        told = self.post(f"/sales/{number}/slip/{act}", body)
        assert told.status_code == 200, told.text
        return told.json

    def stands(self, number: str) -> Any:
        return self.client.get(f"/sales/{number}/slip").json


@pytest.fixture
def desk(app: Flask, deli: Deli) -> Desk:
    return Desk(app)


def _printers(app: Flask, *urls: str) -> None:
    with app.app_context():
        for place, url in enumerate(urls):
            add(url, f"Printer {place}")


def _print(app: Flask) -> None:
    with app.app_context():
        print_all()


def _states(app: Flask) -> list[tuple[str, str, int]]:
    with app.app_context():
        return [(each.kind, each.state, each.copy_no) for each in jobs()]


def test_after_a_cash_sale_the_drawer_opens_once_and_the_receipt_prints_once(
    app: Flask, deli: Deli, desk: Desk, paper: FakePrinter
) -> None:
    _printers(app, paper.url)
    number = deli.sell(YOGURT)
    first = desk.after(number)
    assert (first["state"], first["printer"]) == ("queued", "Printer 0")
    desk.after(number)
    _print(app)
    desk.after(number)
    _print(app)
    assert _states(app) == [("drawer", "printed", 0), ("receipt", "printed", 0)]
    assert desk.stands(number)["state"] == "printed"
    kick, slip = paper.sheets()
    assert (kick.count(KICK), slip.count(KICK)) == (1, 0)
    assert number.encode() in slip


def test_a_card_sale_leaves_the_drawer_shut(
    app: Flask, deli: Deli, desk: Desk, paper: FakePrinter
) -> None:
    _printers(app, paper.url)
    desk.after(deli.sell(YOGURT, tender="card", amount="3.00"))
    _print(app)
    assert _states(app) == [("receipt", "printed", 0)]
    assert KICK not in paper.printed


def test_who_wants_no_paper_gets_none_but_the_drawer_opens(
    app: Flask, deli: Deli, desk: Desk, paper: FakePrinter
) -> None:
    _printers(app, paper.url)
    number = deli.sell(YOGURT)
    assert desk.after(number, receipt="none")["state"] == "none"
    _print(app)
    assert _states(app) == [("drawer", "printed", 0)]
    desk.act(number, "print")
    _print(app)
    assert _states(app)[1] == ("receipt", "printed", 0)


def test_reprints_are_counted_marked_and_audited(
    app: Flask, deli: Deli, desk: Desk, paper: FakePrinter
) -> None:
    _printers(app, paper.url)
    number = deli.sell(YOGURT)
    desk.after(number, receipt="print")
    _print(app)
    for copy in (1, 2):
        assert desk.act(number, "copy")["state"] == "queued"
        _print(app)
        assert f"COPY {copy}".encode() in paper.sheets()[-1]
    assert desk.stands(number)["message"] == "Copy 2 of the receipt is printed."
    assert b"COPY" not in paper.sheets()[1]
    with app.app_context(), reading() as session:
        counted = select(func.count()).where(AuditEvent.action == COPIED)
        assert session.scalar(counted) == 2


def test_what_was_printed_before_there_was_a_spool_is_never_an_original_again(
    app: Flask, deli: Deli, desk: Desk, paper: FakePrinter
) -> None:
    _printers(app, paper.url)
    number = deli.sell(YOGURT)
    row = {
        "at": clock.now(), "actor": "Ann", "action": "receipt.printed", "subject_kind": "sale",
        "subject": number, "reason": "", "detail": "{}",
    }  # fmt: skip
    with app.app_context():
        transaction(lambda session: session.execute(insert(AuditEvent), row))
    desk.after(number)
    desk.act(number, "print")
    _print(app)
    assert _states(app) == [("drawer", "printed", 0), ("receipt", "printed", 1)]
    assert b"COPY 1" in paper.printed


def test_a_dead_printer_delays_neither_the_sale_nor_the_next_one(
    app: Flask, deli: Deli, desk: Desk, paper: FakePrinter
) -> None:
    _printers(app, paper.url)
    paper.stalls_after = 0
    desk.after(deli.sell(YOGURT))
    told = desk.after(deli.sell(YOGURT))
    assert told["state"] == "queued"
    assert paper.paper == [], "no request of a till has so much as knocked at the printer"
    with app.app_context(), reading() as session:
        assert session.scalar(select(func.count()).select_from(Sale)) == 2
    assert {state for _kind, state, _copy in _states(app)} == {"queued"}


def test_a_printer_in_trouble_is_explained_and_another_one_helps(
    app: Flask, deli: Deli, desk: Desk, paper: FakePrinter
) -> None:
    with fake_printer() as bar:
        _printers(app, paper.url, bar.url)
        paper.status = fake.COVER_OPEN
        number = deli.sell(YOGURT, tender="card", amount="3.00")
        desk.after(number)
        _print(app)
        told = desk.stands(number)
        assert (told["state"], told["acts"]) == ("waiting", ["again", "elsewhere", "skip"])
        assert "cover is open" in told["message"]
        other = next(each["id"] for each in told["printers"] if each["name"] == "Printer 1")
        desk.act(number, "elsewhere", printer=other)
        _print(app)
        assert desk.stands(number)["state"] == "printed"
        assert number.encode() in bar.printed
        assert b"COPY" not in bar.printed
    assert paper.printed == b""


def test_the_cashier_says_whether_it_came_out(
    app: Flask, deli: Deli, desk: Desk, paper: FakePrinter
) -> None:
    _printers(app, paper.url)
    paper.echo, paper.status_after = "lost", fake.PAPER_OUT
    number = deli.sell(YOGURT, tender="card", amount="3.00")
    desk.after(number)
    _print(app)
    told = desk.stands(number)
    assert (told["state"], told["acts"]) == ("unknown", ["came-out", "did-not"])
    refused = desk.post(f"/sales/{number}/slip/print")
    assert refused.status_code == 409
    assert refused.json["detail"] == "Say first whether the last one came out."
    paper.echo, paper.status_after = "right", None
    desk.act(number, "did-not")
    _print(app)
    assert _states(app) == [("receipt", "copy", 0), ("receipt", "printed", 1)]
    assert b"COPY 1" in paper.sheets()[-1]


def test_a_waiting_receipt_may_be_skipped(
    app: Flask, deli: Deli, desk: Desk, paper: FakePrinter
) -> None:
    _printers(app, paper.url)
    number = deli.sell(YOGURT, tender="card", amount="3.00")
    desk.after(number)
    assert desk.act(number, "skip")["state"] == "failed"
    _print(app)
    assert paper.printed == b""


def test_without_a_printer_nothing_is_kept(app: Flask, deli: Deli, desk: Desk) -> None:
    number = deli.sell(YOGURT)
    assert desk.after(number)["state"] == "no_printer"
    assert desk.act(number, "print")["state"] == "no_printer"
    assert _states(app) == []


def test_a_return_has_a_slip_of_its_own(
    app: Flask, deli: Deli, desk: Desk, paper: FakePrinter
) -> None:
    _printers(app, paper.url)
    number = deli.sell({"sku": "YOGURT", "quantity": "2"})
    body = {
        "till": "T1", "refund": {"tender": "cash"},
        "lines": [{"line": 1, "quantity": "1", "disposition": "restock", "reason": "too many"}],
    }  # fmt: skip
    made = deli.api.post(f"/sales/{number}/returns", body)
    assert made.status_code == 201, made.text
    back = made.json["number"]
    desk.after(back)
    _print(app)
    slip = paper.sheets()[-1]
    assert b"RETURN" in slip
    assert number.encode() in slip
    assert b"-3.00" in slip
    assert _states(app) == [("drawer", "printed", 0), ("receipt", "printed", 0)]
    shown = desk.client.get(f"/sales/{back}/receipt")
    assert shown.status_code == 200
    assert "-3.00" in shown.text


def test_a_void_has_a_slip_of_its_own(app: Flask, deli: Deli, desk: Desk) -> None:
    number = deli.sell(YOGURT)
    made = deli.api.post(f"/sales/{number}/void", {"till": "T1", "reason": "wrong customer"})
    assert made.status_code == 201, made.text
    shown = desk.client.get(f"/sales/{made.json['number']}/receipt?part=1")
    assert shown.status_code == 200
    for words in ("VOID", number, "wrong customer"):
        assert words in shown.text


def test_what_was_sold_offline_is_printed_only_when_somebody_asks(
    app: Flask, deli: Deli, desk: Desk, paper: FakePrinter
) -> None:
    _printers(app, paper.url)
    number = _as_if_offline(app, deli.sell(YOGURT))
    told = desk.after(number)
    assert (told["state"], told["acts"]) == ("none", ["print"])
    assert "offline" in told["message"]
    assert _states(app) == []
    desk.act(number, "print")
    _print(app)
    assert _states(app) == [("receipt", "printed", 0)]
    assert KICK not in paper.printed


def _as_if_offline(app: Flask, number: str) -> str:
    """The same sale once more, as a terminal hands one over that it made alone."""
    with app.app_context(), reading() as session:
        row = session.execute(select(Sale.__table__).where(Sale.number == number)).one()
    copied = {**row._mapping, "number": "MAIN-T1-9-000001", "epoch": 9, "seq": 1}
    copied |= {"offline": True, "token": None}
    copied.pop("id")
    with app.app_context():
        transaction(lambda session: session.execute(insert(Sale), copied))
    return "MAIN-T1-9-000001"


@pytest.mark.parametrize("body", [[], "x", {"receipt": 7}, {"printer": "1"}, {"printer": -4}])
def test_nonsense_from_a_page_is_not_printed_twice(
    app: Flask, deli: Deli, desk: Desk, paper: FakePrinter, body: Any
) -> None:
    _printers(app, paper.url)
    number = deli.sell(YOGURT)
    desk.after(number)
    for path in (f"/sales/{number}/slip", f"/sales/{number}/slip/elsewhere"):
        assert desk.post(path, body).status_code in (200, 400, 404, 409)
    assert desk.post(f"/sales/{number}/slip/burn").status_code == 404
    assert len(_states(app)) == 2


def test_somebody_of_another_site_sees_and_prints_nothing(
    app: Flask, deli: Deli, paper: FakePrinter
) -> None:
    _printers(app, paper.url)
    site = {"code": "EAST", "name": "East", "kind": "store", "time_zone": "UTC"}
    assert deli.api.post("/sites", site).status_code == 201
    number = deli.sell(YOGURT)
    with app.app_context(), reading() as session:
        east = site_by_code(session, "EAST", SYSTEM).id
    stranger = Desk(app, site_id=east)
    assert stranger.client.get(f"/sales/{number}/slip").status_code == 404
    assert stranger.post(f"/sales/{number}/slip").status_code == 404
    assert _states(app) == []
