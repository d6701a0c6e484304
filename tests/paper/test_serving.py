"""The printing of a real server: it prints by itself, goes on after a restart, dies harmlessly."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.paper.rules import LEASE
from tests.paper.fake_printer import fake_printer
from tests.paper.shop import DATA, add, age, job, jobs, printer, put
from tests.support.server import Server

pytestmark = pytest.mark.databases("sqlite")
PATIENCE = 40


def _until(app: Flask, what: Callable[[], bool]) -> None:
    """Wait until something is so in the database."""
    end = time.monotonic() + PATIENCE
    with app.app_context():
        while not what():
            assert time.monotonic() < end, [each.state for each in jobs()]
            time.sleep(0.05)


def test_what_waited_while_the_server_was_down_is_printed_when_it_is_back(
    app: Flask, request: pytest.FixtureRequest
) -> None:
    with fake_printer() as paper:
        with app.app_context():
            made = put(add(paper.url))
        request.getfixturevalue("server")
        _until(app, lambda: job(made).state == "printed")
        assert paper.sheets() == [DATA]


def test_a_server_killed_while_it_prints_leaves_a_question_and_no_second_print(
    app: Flask, server: Server
) -> None:
    with fake_printer() as paper:
        with app.app_context():
            here = add(paper.url)
            put(here, copy_no=1)
        _until(app, lambda: jobs()[0].state == "printed")
        paper.stalls_after = 20
        with app.app_context():
            made = put(here)
        _until(app, lambda: job(made).state == "sending")
        for worker in server.workers():
            os.kill(worker, signal.SIGKILL)
        paper.stalls_after = None
        with app.app_context():
            assert job(made).state == "sending"
            age(made, LEASE + timedelta(seconds=1))
        _until(app, lambda: job(made).state == "unknown")
        assert sum(DATA[:4] in sheet for sheet in paper.sheets()) <= 2
        with app.app_context():
            assert [each.tries for each in jobs()] == [1, 1]
            assert printer(here).echo == "yes"
