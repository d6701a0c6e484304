"""The owner's pages and the books in a real Chromium: accessible, and nothing runs off screen."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from tests.reporting.history import live
from tests.support import people
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite"), pytest.mark.slow]
DESK, PHONE = (1280, 800), (390, 844)
PAGES = {
    "dashboard": "/dashboard",
    "integrity": "/integrity",
    "valuation": "/valuation",
    "trial-balance": "/books/trial-balance",
    "profit-and-loss": "/books/profit-and-loss",
    "journal": "/books/journal",
    "entry": "/books/journal/2",
    "account": "/books/accounts/1200",
    "periods": "/books/periods",
    "new-entry": "/books/entries/new",
    "claims": "/claims",
    "claim": "/claims/CL-000001",
    "new-claim": "/claims/new?goods_receipt=GR-000001",
    "credit": "/claims/CL-000001/credit",
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def _come_in(page: Page, somebody: people.Somebody) -> None:
    page.goto("/sign-in")
    page.fill("input[name=name]", somebody.name)
    page.fill("input[name=password]", somebody.password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"]
)
def test_each_page_is_accessible_and_fits_the_screen(
    app: Flask, api: ApiClient, page: Page, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    live(api)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)
    _come_in(page, people.person(app, "owner"))
    found = {}
    for name, address in PAGES.items():
        page.goto(address)
        told = Axe().run(page, options=RULES).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        problems = [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in told]
        if problems or wide > 0:
            found[name] = (problems, wide)
    assert found == {}
