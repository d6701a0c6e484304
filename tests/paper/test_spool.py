"""The spool: each job is sent once, by one worker, and says truly what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.db import reading, transaction
from app.errors import WrongState
from app.identity.actors import SYSTEM
from app.identity.models import AuditEvent
from app.paper.rules import KICK_PATIENCE, LEASE, pause
from app.paper.services import answers
from app.paper.services.spool import claim
from app.paper.worker import turn
from printing.documents import DrawerPulse
from printing.escpos_printer import render
from printing.settings import PrinterSettings
from printing.status import PAPER_OUT
from tests.paper import fake_printer as fake
from tests.paper.fake_printer import KICK, FakePrinter, fake_printer
from tests.paper.shop import DATA, HURRY, SALE, add, age, job, jobs, print_all, printer, put
from tests.unit.printing.samples import RECEIPT

SLIP = render(RECEIPT, PrinterSettings(columns=42)).replace(KICK, b"")
PULSE = render(DrawerPulse(), PrinterSettings())
pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def paper() -> Iterator[FakePrinter]:
    with fake_printer() as running:
        yield running


def _say(what: object, job_id: int, **more: object) -> object:
    return transaction(lambda session: what(session, job_id, by=SYSTEM, at=clock.now(), **more))


def test_a_job_is_printed_once_and_its_evidence_kept(paper: FakePrinter) -> None:
    made = put(add(paper.url))
    print_all()
    print_all()
    found = job(made)
    assert (found.state, found.evidence, found.tries) == ("printed", "echo", 1)
    assert paper.sheets() == [DATA]


def test_asking_twice_for_an_original_keeps_one_job(paper: FakePrinter) -> None:
    first = add(paper.url)
    second = add(f"{paper.url}?columns=32", "Other")
    assert put(first) == put(first) == put(second)
    assert put(first, "drawer", PULSE) == put(second, "drawer", PULSE)
    print_all()
    assert len(jobs()) == 2
    assert paper.printed.count(b"the slip") == 1
    assert paper.printed.count(KICK) == 1


def test_a_printer_without_paper_keeps_its_jobs_and_says_why(paper: FakePrinter) -> None:
    here = add(paper.url)
    made = put(here)
    paper.status = fake.PAPER_OUT
    print_all()
    assert (job(made).state, printer(here).trouble) == ("queued", PAPER_OUT)
    paper.status = fake.READY
    print_all()
    assert job(made).state == "queued", "it is left alone for a moment"
    age(made, pause(1))
    print_all()
    assert (job(made).state, printer(here).trouble) == ("printed", "")
    assert paper.sheets() == [DATA]


def test_paper_that_runs_out_under_way_is_a_question_and_never_sent_again(
    paper: FakePrinter,
) -> None:
    made = put(add(paper.url))
    paper.echo, paper.status_after = "lost", fake.PAPER_OUT
    print_all()
    assert (job(made).state, job(made).note) == ("unknown", PAPER_OUT)
    paper.status_after = None
    age(made, timedelta(days=1))
    print_all()
    assert paper.sheets() == [DATA]
    assert job(made).state == "unknown"


def test_what_did_not_come_out_comes_as_a_copy(paper: FakePrinter) -> None:
    made = put(add(paper.url))
    paper.echo, paper.status_after = "lost", fake.PAPER_OUT
    print_all()
    paper.echo, paper.status_after = "right", None
    copy = _say(answers.did_not_come_out, made)
    print_all()
    assert (job(made).state, job(made).evidence) == ("copy", "person")
    assert (job(copy).state, job(copy).copy_no) == ("printed", 1)
    original, again = paper.sheets()
    assert b"COPY 1" not in original
    assert b"COPY 1" in again
    assert again.endswith(DATA)
    with reading() as session:
        counted = select(func.count()).where(AuditEvent.action == answers.COPIED)
        assert session.scalar(counted) == 1


def test_what_came_out_is_printed(paper: FakePrinter) -> None:
    made = put(add(paper.url))
    paper.echo, paper.status_after = "lost", fake.OFFLINE
    print_all()
    _say(answers.came_out, made)
    assert (job(made).state, job(made).evidence) == ("printed", "person")
    with pytest.raises(WrongState):
        _say(answers.did_not_come_out, made)
    assert len(jobs()) == 1


def test_copies_are_counted(paper: FakePrinter) -> None:
    made = put(add(paper.url))
    print_all()
    first = _say(answers.print_copy, made)
    print_all()
    second = _say(answers.print_copy, first)
    print_all()
    assert [each.copy_no for each in jobs()] == [0, 1, 2]
    assert b"COPY 2" in paper.sheets()[2]
    assert job(second).state == "printed"


def test_a_waiting_job_moves_to_another_printer_as_the_original_it_is(
    paper: FakePrinter,
) -> None:
    with fake_printer() as other:
        made = put(add(paper.url))
        elsewhere = add(other.url, "Bar")
        paper.status = fake.COVER_OPEN
        print_all()
        _say(answers.try_now, made, printer_id=elsewhere)
        print_all()
        assert other.sheets() == [DATA]
    assert paper.sheets() == []
    assert job(made).state == "printed"


def test_a_job_that_is_skipped_is_not_sent_and_may_be_wanted_after_all(
    paper: FakePrinter,
) -> None:
    made = put(add(paper.url))
    _say(answers.give_up, made)
    print_all()
    assert (job(made).state, paper.sheets()) == ("failed", [])
    _say(answers.try_now, made)
    print_all()
    assert paper.sheets() == [DATA]


def test_a_worker_that_dies_leaves_a_question_not_a_second_print(paper: FakePrinter) -> None:
    here = add(paper.url)
    made, next_one = put(here), put(here, copy_no=1)
    transaction(lambda session: claim(session, here, at=clock.now()))
    print_all()
    assert [job(made).state, job(next_one).state] == ["sending", "queued"]
    age(made, LEASE + timedelta(seconds=1))
    print_all()
    assert [job(made).state, job(next_one).state] == ["unknown", "printed"]
    assert "stopped" in job(made).note
    assert len(paper.sheets()) == 1


def test_two_workers_never_send_to_one_printer_at_a_time(app: Flask, paper: FakePrinter) -> None:
    here = add(paper.url)
    for copy in range(12):
        put(here, copy_no=copy, data=b"\x1b@slip %d\n" % copy)

    def work(_: int) -> None:
        with app.app_context():
            for _turn in range(12):
                turn(HURRY)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    print_all()
    assert paper.sheets() == [b"\x1b@slip %d\n" % copy for copy in range(12)]
    assert {each.state for each in jobs()} == {"printed"}
    assert {each.tries for each in jobs()} == {1}


def test_a_drawer_never_springs_open_late(paper: FakePrinter) -> None:
    made = put(add(paper.url), "drawer", PULSE)
    paper.status = fake.OFFLINE
    print_all()
    age(made, KICK_PATIENCE + timedelta(seconds=1))
    paper.status = fake.READY
    print_all()
    print_all()
    assert (job(made).state, paper.printed) == ("failed", b"")
    with pytest.raises(WrongState):
        _say(answers.try_now, made)


def test_a_kick_of_unknown_fate_is_not_repeated(paper: FakePrinter) -> None:
    made = put(add(paper.url), "drawer", PULSE)
    paper.echo, paper.status_after = "lost", fake.OFFLINE
    print_all()
    for what in (answers.did_not_come_out, answers.print_copy, answers.try_now):
        with pytest.raises(WrongState):
            _say(what, made)
    assert (len(jobs()), job(made).state) == (1, "unknown")


@pytest.mark.parametrize("k", [0, 4, 9, 10, 12, 400, len(SLIP) + 8, len(SLIP) + 9, 5000])
def test_a_sale_through_a_printer_that_dies(paper: FakePrinter, k: int) -> None:
    here = add(paper.url)
    kick, slip = put(here, "drawer", PULSE), put(here, data=SLIP)
    paper.dies_after = k
    print_all()
    paper.dies_after = None
    for each in (kick, slip):
        age(each, pause(5))
    print_all()
    assert sum(SLIP[:30] in sheet for sheet in paper.sheets()) <= 1
    assert paper.printed.count(KICK) <= 1
    for each in jobs():
        assert each.state in {"printed", "unknown"}
        if each.state == "printed":
            assert paper.printed.count(PULSE if each.id == kick else SLIP) == 1
    assert {each.document_number for each in jobs()} == {SALE.number}
