"""A till that is full, without the server, in a real browser: a manager lets it sell on, once."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.db import reading
from app.identity.models import AuditEvent
from tests.browser.test_pin import ANNS, MANAGERS, SLOW_MS, Counter, counter
from tests.pos.shop import EAN
from tests.support import databases
from tests.support.server import Server, start_server

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite")]
__all__ = ["counter"]


@pytest.fixture
def served(app: Flask, database_url: str) -> Iterator[Server]:
    """A shop whose tills may sell one sale alone."""
    environment = {
        "SECRET_KEY": databases.SECRET_KEY,
        "SHOP_PIN_PEPPER": databases.PIN_PEPPER,
        "SHOP_OFFLINE_LIMIT": "sales 1",
    }
    running = start_server(database_url, environment=environment)
    yield running
    running.stop()


def _sell(counter: Counter) -> None:
    counter.sell(EAN)
    counter.page.locator("#go").click()


def _paid(page: Page) -> None:
    page.locator("#go").click()
    expect(page.locator("#change")).to_be_visible(timeout=SLOW_MS)
    page.locator("#go").click()


def test_a_full_till_sells_on_alone_once_on_a_managers_pin(counter: Counter, app: Flask) -> None:
    page = counter.page
    counter.step_up(counter.ann, ANNS)
    expect(page.locator("#lock")).to_be_hidden(timeout=SLOW_MS)
    page.context.set_offline(True)
    expect(page.locator("#link")).to_contain_text("No connection", timeout=SLOW_MS)
    _sell(counter)
    _paid(page)
    _sell(counter)
    expect(page.locator("#sheet")).to_contain_text("as much as it may sell alone")
    page.get_by_role("button", name="84 hours, 1 sale").click()
    page.get_by_role("button", name="Network is down").click()
    counter.type_pin(MANAGERS, "#sheet")
    expect(page.locator(".till-due")).to_be_visible(timeout=SLOW_MS)
    _paid(page)
    _sell(counter)
    expect(page.locator("#trouble")).to_contain_text("extended once")
    page.context.set_offline(False)
    _expect_told(app)


def _expect_told(app: Flask) -> None:
    """The server has the extension, with its reason."""
    told = select(AuditEvent.reason).where(AuditEvent.action == "till.extended")
    until, found = time.monotonic() + SLOW_MS / 1000, []
    with app.app_context():
        while not found and time.monotonic() < until:
            time.sleep(0.2)
            with reading() as session:
                found = list(session.scalars(told))
    assert found == ["Network is down"]
