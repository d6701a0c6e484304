"""Pages of printers: added, tested, switched off; answers about jobs; who may, and what may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.db import reading
from app.identity.models import AuditEvent
from app.paper.models import Printer
from app.paper.rules import pause
from tests.paper import fake_printer as fake
from tests.paper.fake_printer import fake_printer
from tests.paper.shop import add, age, job, jobs, print_all, printer, put
from tests.support import people

pytestmark = pytest.mark.databases("sqlite")
Open = Callable[[str], FlaskClient]
BAR = {"name": "Bar", "url": "tcp://192.168.1.50", "kind": "receipt", "site": "*", "station": ""}


def _post(client: FlaskClient, path: str, data: Any = None) -> TestResponse:
    token = people.form_token(client.get("/sales"))
    return client.post(path, data={**(data or {}), "csrf_token": token})


def _in(app: Flask, what: Callable[..., Any], *given: Any, **more: Any) -> Any:
    """Done beside the pages; a context held over requests would share their state."""
    with app.app_context():
        return what(*given, **more)


def _count(app: Flask, what: Any) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


def test_a_printer_is_added_by_its_address(app: Flask, client_as: Open) -> None:
    manager = client_as("manager")
    assert _post(manager, "/printers/new", BAR).status_code == 302
    page = manager.get("/printers").text
    for words in ("Bar", "tcp://192.168.1.50", "All sites", "Not used yet"):
        assert words in page
    with app.app_context(), reading() as session:
        noted = session.scalars(select(AuditEvent.action)).all()
    assert "printer.added" in noted


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"url": "http://printer"}, "must start with tcp:"),
        ({"url": "tcp://"}, "tcp://host:9100"),
        ({"url": "tcp://8.8.8.8"}, "in the shop&#39;s own network"),
        ({"url": "tcp://169.254.169.254:80"}, "in the shop&#39;s own network"),
        ({"url": "file:///etc/passwd"}, "must name a printer"),
        ({"url": "file:///dev/sda"}, "must name a printer"),
        ({"url": "file:///dev/usb/../sda"}, "must name a printer"),
        ({"url": "serial:///home/shop/x"}, "must name a printer"),
        ({"url": "tcp://" + "a" * 400}, "too long"),
        ({"name": ""}, "Give it a name."),
        ({"name": "Receipts (from the settings)"}, "a name of its own"),
        ({"kind": "fax"}, "Not a valid choice"),
        ({"site": "NOWHERE"}, "Not a valid choice"),
    ],
)
def test_a_printer_that_cannot_work_is_not_added(
    app: Flask, client_as: Open, change: dict[str, str], sentence: str
) -> None:
    answer = _post(client_as("manager"), "/printers/new", BAR | change)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert _count(app, Printer) == 0


@pytest.mark.parametrize("again", [{"name": "Other"}, {"url": "tcp://192.168.1.51"}])
def test_the_same_name_or_address_is_refused(
    app: Flask, client_as: Open, again: dict[str, str]
) -> None:
    manager = client_as("manager")
    _post(manager, "/printers/new", BAR)
    answer = _post(manager, "/printers/new", BAR | again)
    assert answer.status_code == 400
    assert "already a printer" in answer.text
    assert _count(app, Printer) == 1


def test_a_cashier_sets_up_no_printer(app: Flask, client_as: Open) -> None:
    cashier = client_as("cashier")
    for path in ("/printers", "/printers/new"):
        assert cashier.get(path).status_code == 403
    assert _post(cashier, "/printers/new", BAR).status_code == 403
    assert "Printers" not in cashier.get("/sales").text
    assert _count(app, Printer) == 0


def test_a_test_page_goes_through_the_spool_and_learns_how_the_printer_answers(
    app: Flask, client_as: Open
) -> None:
    with fake_printer() as paper:
        here = _in(app, add, paper.url)
        manager = client_as("manager")
        _post(manager, f"/printers/{here}/test")
        _in(app, print_all)
        assert _in(app, printer, here).echo == "yes"
        assert b"Counter" in paper.printed
        assert b"code page CP858" in paper.printed
        assert "confirms each job" in manager.get("/printers").text
        _post(manager, f"/printers/{here}/test")
        _in(app, print_all)
        assert [each.state for each in _in(app, jobs)] == ["printed", "printed"]


def test_trouble_is_shown_with_what_can_be_done(app: Flask, client_as: Open) -> None:
    with fake_printer(status=fake.PAPER_OUT) as paper:
        made = _in(app, put, _in(app, add, paper.url))
        _in(app, print_all)
        manager = client_as("manager")
        page = manager.get("/printers").text
        assert "The paper has run out." in page
        assert "1 job waits" in page
        paper.status = fake.READY
        _post(manager, f"/printers/jobs/{made}/again")
        _in(app, print_all)
        assert _in(app, job, made).state == "printed"


def test_a_job_of_unknown_fate_asks_and_takes_the_answer(app: Flask, client_as: Open) -> None:
    with fake_printer(echo="lost", status_after=fake.OFFLINE) as paper:
        made = _in(app, put, _in(app, add, paper.url))
        _in(app, print_all)
        manager = client_as("manager")
        assert "Did it come out?" in manager.get("/printers").text
        paper.echo, paper.status_after = "right", None
        _post(manager, f"/printers/jobs/{made}/did-not")
        _in(app, age, made, pause(1) + timedelta(seconds=1))
        _in(app, print_all)
        assert [each.state for each in _in(app, jobs)] == ["copy", "printed"]
        assert _post(manager, f"/printers/jobs/{made}/came-out").status_code == 409


def test_a_printer_out_of_use_gets_nothing(app: Flask, client_as: Open) -> None:
    with fake_printer() as paper:
        here = _in(app, add, paper.url)
        manager = client_as("manager")
        _post(manager, f"/printers/{here}/switch/off")
        _in(app, put, here)
        _in(app, print_all)
        assert paper.printed == b""
        _post(manager, f"/printers/{here}/switch/on")
        _in(app, print_all)
        assert paper.printed


def test_a_printer_named_in_the_settings_is_shown_and_changed_there(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(receipt_printer="tcp://10.0.0.9?columns=48")
    client = app.test_client()
    people.sign_in(client, people.person(app, "manager"))
    page = client.get("/printers").text
    assert "Receipts (from the settings)" in page
    assert "from the settings" in page
    with app.app_context(), reading() as session:
        here = session.scalars(select(Printer.id)).one()
    for path in (f"/printers/{here}/switch/off", f"/printers/{here}"):
        _post(client, path, BAR)
    with app.app_context():
        kept = _in(app, printer, here)
    assert (kept.url, kept.active) == ("tcp://10.0.0.9?columns=48", True)


def test_a_changed_setting_is_followed(make_app: Callable[..., Flask]) -> None:
    for url in ("tcp://10.0.0.9", "tcp://10.0.0.10", ""):
        app = make_app(receipt_printer=url)
        client = app.test_client()
        people.sign_in(client, people.person(app, "manager"))
        client.get("/printers")
        with app.app_context(), reading() as session:
            (row,) = session.scalars(select(Printer)).all()
        assert (row.url, row.active) == (url or "tcp://10.0.0.10", bool(url))


def test_somebody_of_one_site_touches_no_other_sites_printer(
    app: Flask, api: Any, client_as: Open
) -> None:
    site = {"code": "EAST", "name": "East", "kind": "store", "time_zone": "UTC"}
    assert api.post("/sites", site).status_code == 201
    here = _in(app, add, "tcp://10.0.0.1", "Main's", site_id=1)
    made = _in(app, put, here)
    bound = app.test_client()
    people.sign_in(bound, people.person(app, "manager", site_id=2))
    assert "Main&#39;s" not in bound.get("/printers").text
    for path in (
        f"/printers/{here}", f"/printers/{here}/test", f"/printers/{here}/switch/off",
        f"/printers/jobs/{made}/skip",
    ):  # fmt: skip
        assert _post(bound, path, BAR).status_code == 404
    assert _post(bound, "/printers/new", BAR).status_code == 400
    assert (_in(app, job, made).state, _in(app, printer, here).active) == ("queued", True)
