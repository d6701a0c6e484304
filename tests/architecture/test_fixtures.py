"""The suite's own fixtures keep their word: fresh databases, real processes, a strict browser."""

import os
import signal
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from sqlalchemy import text

from app.db import db, reading, transaction
from tests.support.browser import watched_page
from tests.support.remote import RemoteApi
from tests.support.server import Server

COUNT_SITES = text("SELECT count(*) FROM site")


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_gets_a_fresh_shop(context: Flask, turn: int) -> None:
    """Both turns empty a table; the second would see it if the first had left it empty."""
    with reading() as session:
        assert session.scalar(COUNT_SITES) == 1
    transaction(lambda session: session.execute(text("DELETE FROM tax_category")))
    with reading() as session:
        assert session.scalar(text("SELECT count(*) FROM tax_category")) == 0


@pytest.mark.databases("postgresql")
def test_a_test_can_ask_for_one_database_only(context: Flask) -> None:
    assert db.engine.dialect.name == "postgresql"


@pytest.mark.databases("sqlite")
def test_a_server_survives_the_death_of_a_worker(
    server: Server, remote_as: Callable[[str], RemoteApi]
) -> None:
    before = server.workers()
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    assert remote_as("owner").get("/nowhere").status == 404


def test_people_sign_in_as_people_do(client_as: Callable[[str], FlaskClient]) -> None:
    assert client_as("manager").get("/me").status_code == 200


@pytest.mark.databases("sqlite")
def test_people_sign_in_with_a_real_browser(page_as: Callable[[str], Page]) -> None:
    page = page_as("manager")
    page.goto("/me")
    assert "/me" in page.url


def _shout(browser: Browser, server: Server) -> None:
    with watched_page(browser, server.url) as page:
        page.goto("/nowhere")
        page.evaluate("console.error('shouted')")


@pytest.mark.databases("sqlite")
def test_a_complaint_on_the_console_fails_the_test(browser: Browser, server: Server) -> None:
    with pytest.raises(AssertionError, match="shouted"):
        _shout(browser, server)
