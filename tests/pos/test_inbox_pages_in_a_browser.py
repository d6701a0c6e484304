"""Terminals and exceptions in a real Chromium: accessible, fitting, settled by keyboard."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from app.sales.models import SaleException
from tests.pos.inbox_shop import InboxShop, open_shop
from tests.pos.terminal import line
from tests.support import people
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite"), pytest.mark.slow]
DESK, PHONE = (1280, 800), (390, 844)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def _lived(app: Flask, api: ApiClient) -> InboxShop:
    """Two terminals, a recalled lot sold, more sold than there was, an unknown product, a gap."""
    shop = open_shop(app, api)
    lots = [shop.lot("MILK", 10, expires_on="2029-12-01") for _ in range(2)]
    shop.terminal()
    terminal, who = shop.terminal(replace=True), shop.seller()
    mine = {"person": who.name, "person_id": who.id}
    shop.ok("/recalls", {"reason": "glass", "scope": {"lots": [lots[0]]}})
    terminal.beat(now="2020-11-21T12:05:00Z", queue_length=3, oldest="2020-11-21T10:00:00Z")
    terminal.ops(terminal.sale(line("MILK", 2, lots[0]), **mine), queue_length=3)
    terminal.ops(terminal.sale(line("MILK", 30, (lots[1], "auto"), price="1.20"), **mine))
    terminal.ops(terminal.sale(line("NOSUCH", 3), **mine))
    terminal.receipt += 3
    terminal.ops(terminal.sale(line("MILK", 1, "LXX"), **mine))
    return shop


def _problems(page: Page) -> list[str]:
    told = Axe().run(page, options=RULES).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in told] + (
        [f"{wide} px too wide"] if wide > 0 else []
    )


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"]
)
def test_both_pages_are_accessible_and_an_exception_is_settled_by_keyboard(
    app: Flask, api: ApiClient, page: Page, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    shop = _lived(app, api)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)
    people.sign_in_browser(page, people.person(app, "manager"))
    page.goto("/terminals")
    assert _problems(page) == []
    page.goto("/exceptions")
    assert _problems(page) == []
    page.get_by_role("button", name="Settle").first.press("Enter")
    assert _problems(page) == []
    page.keyboard.type("The buyer was called")
    page.keyboard.press("Enter")
    page.get_by_text("The exception is settled.").wait_for()
    said = shop.all(select(SaleException.resolution).where(SaleException.resolved_at.is_not(None)))
    assert said == [("The buyer was called",)]
    page.goto("/exceptions?settled=1")
    assert _problems(page) == []
