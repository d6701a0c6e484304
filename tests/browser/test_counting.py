"""A count variance that reaches the books: counted on a phone, approved by a second person."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.test_till import TYPE_IT
from tests.reporting.history import deliver, furnish, line
from tests.support import people
from tests.support.api import ApiClient

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.databases("sqlite"),
]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
SLOW_SCANNER = "localStorage.setItem('lotwise.scanner.gap', '100')"  # a busy machine types unevenly
APART_MS = 500  # the page takes the same code again only after 350 ms
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def _scanner(page: Page) -> Callable[[str], None]:
    def scan(code: str) -> None:
        page.wait_for_timeout(APART_MS)
        page.evaluate(TYPE_IT, code)

    return scan


def _is_accessible(page: Page) -> None:
    told = Axe().run(page, options=RULES).response["violations"]
    assert [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in told] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def _begin(page: Page, app: Flask) -> None:
    page.add_init_script(SLOW_SCANNER)
    page.set_viewport_size(PHONE)
    people.sign_in_browser(page, people.person(app, "receiver"))
    page.goto("/counts/new")
    _is_accessible(page)
    page.get_by_role("button", name="MAIN/DOCK").click()
    expect(page.locator("#count[data-ready]")).to_be_attached()


def test_a_count_variance_reaches_the_books(page: Page, app: Flask, api: ApiClient) -> None:
    furnish(api)
    yogurt, cheese = deliver(
        api,
        line("YOG-500", "5", "5.00", expires_on="2030-12-24"),
        line("GOUDA", "5", "500.00", expires_on="2031-02-01"),
    )
    _begin(page, app)
    scan, figure = _scanner(page), page.locator("#count-input")
    for pieces in ("1", "2", "3"):
        scan(yogurt)
        expect(figure).to_have_value(pieces)
    scan(cheese)
    expect(page.locator("#count-done")).to_have_text("1 of 2 counted")
    _is_accessible(page)
    for key in ("4", ".", "5"):
        page.locator(f"[data-key='{key}']").click()
    figure.press("Enter")
    expect(page.locator("#count-done")).to_have_text("2 of 2 counted")
    scan("CMD-DONE")
    page.wait_for_url("**/review")
    expect(page.get_by_text("short 2")).to_be_visible()
    _is_accessible(page)
    scan("CMD-DONE")
    expect(page.get_by_text("a manager who did not count has to look")).to_be_visible()
    _is_accessible(page)
    assert api.get(f"/lots/{yogurt}").json["on_hand"] == "5"
    count = page.url

    page.context.clear_cookies()
    page.set_viewport_size(DESK)
    people.sign_in_browser(page, people.person(app, "manager"))
    page.goto(count)
    _is_accessible(page)
    page.get_by_role("button", name="Approve and post").click()
    expect(page.get_by_text("is approved and posted")).to_be_visible()
    assert api.get(f"/lots/{yogurt}").json["on_hand"] == "3"
    assert api.get(f"/lots/{cheese}").json["value"] == "450.00"
    page.get_by_role("link", name="Postings").click()
    expect(page.get_by_role("cell", name="Shrinkage")).to_be_visible()
    expect(page.get_by_text("$52.00")).to_be_visible()
    page.goto("/counts")
    _is_accessible(page)
