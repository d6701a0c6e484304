"""The till lives on its own copy: it scans and starts without the server; news reach the cart."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, Request, expect

from tests.browser.test_till import TYPE_IT
from tests.pos.shop import EAN, GTIN, Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite")]
Scan = Callable[[str], None]
FEEDS = ("**/till/*.json*", "**/api/v1/**")
PATIENCE_MS = 30_000
NEWS_MS = 8_000
"""Five seconds are promised; the rest is for a busy machine."""


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    return open_deli(api, datetime.now(UTC).date())


@pytest.fixture
def till(deli: Deli, app: Flask, page: Page) -> Page:
    people.sign_in_browser(page, people.person(app, "cashier", name="Ann"))
    page.goto("/till")
    expect(page.locator(".till-tile").first).to_be_visible(timeout=PATIENCE_MS)
    return page


@pytest.fixture
def scan(till: Page) -> Scan:
    return lambda text: till.evaluate(TYPE_IT, text)


def _gs1(deli: Deli, code: str, days: int) -> str:
    return f"01{GTIN}17{deli.today + timedelta(days=days):%y%m%d}10{code}"


def _cut(page: Page) -> None:
    """The server is out of reach for everything but the page itself."""
    for pattern in FEEDS:
        page.route(pattern, lambda route: route.abort())


def _forgive(page: Page) -> None:
    """A lost connection is on the console; that is what was asked for."""
    page.complaints[:] = [each for each in page.complaints if "ERR_FAILED" not in each]


def test_a_recall_reaches_goods_in_the_cart(till: Page, scan: Scan, deli: Deli) -> None:
    scan(_gs1(deli, "LATE", 20))
    expect(till.locator(".till-line .lot")).to_contain_text(deli.lots["LATE"])
    recall = {"reason": "Glass", "scope": {"lots": [deli.lots["LATE"]]}}
    assert deli.api.post("/recalls", recall).status_code == 201
    line = till.locator(".till-line")
    expect(line).to_have_attribute("data-tone", "error", timeout=NEWS_MS)
    expect(line).to_contain_text("was recalled just now")
    expect(till.get_by_role("alert").filter(has_text="Recalled")).to_be_visible()
    till.locator("#go").click()
    expect(till.locator("#trouble")).to_contain_text("Settle the red line first")
    expect(till.locator("#pay")).to_be_hidden()
    till.get_by_role("button", name="Take the next lot").click()
    expect(line).not_to_have_attribute("data-tone", "error")
    expect(till.locator(".till-line .lot")).to_contain_text(deli.lots["SOON"])
    till.locator("#go").click()
    till.locator("#go").click()
    expect(till.locator(".till-paper .receipt-chip")).to_have_text([deli.lots["SOON"]])


def test_a_scan_asks_nobody(till: Page, scan: Scan, deli: Deli) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/scans" in request.url:
            asked.append(request.post_data or "")

    till.on("request", note)
    scan(_gs1(deli, "LATE", 20))
    scan(EAN)
    scan(_gs1(deli, "BAD", 9))
    expect(till.get_by_role("alert").filter(has_text="Recalled")).to_be_visible()
    expect(till.locator(".till-line")).to_have_count(2)
    assert asked == []
    scan("9506000134352")
    expect(till.get_by_role("alert").filter(has_text="Unknown product")).to_be_visible()
    assert len(asked) == 1


def test_a_till_starts_and_scans_without_the_server(till: Page, scan: Scan, deli: Deli) -> None:
    expect(till.locator(".till-tile")).to_have_count(1)
    till.wait_for_function(
        "async () => (await indexedDB.databases()).some(db => db.name.startsWith('lotwise-till'))"
    )
    till.wait_for_timeout(500)
    _cut(till)
    till.reload()
    expect(till.locator(".till-tile")).to_have_count(1, timeout=PATIENCE_MS)
    scan(_gs1(deli, "LATE", 20))
    expect(till.locator(".till-line .lot")).to_contain_text(deli.lots["LATE"])
    scan(_gs1(deli, "OLD", -2))
    expect(till.get_by_role("alert").filter(has_text="Expired")).to_be_visible()
    expect(till.locator(".till-line")).to_have_count(1)
    _forgive(till)


def test_alone_for_hours_a_till_refuses_what_is_risky_and_sells_the_rest(
    deli: Deli, app: Flask, page: Page
) -> None:
    deli.product("HAM", risk="high")
    deli.receive("HAM", "H1", days=30)
    page.clock.install()
    people.sign_in_browser(page, people.person(app, "cashier"))
    page.goto("/till")
    expect(page.locator(".till-tile")).to_have_count(2, timeout=PATIENCE_MS)
    _cut(page)
    page.clock.fast_forward("05:00:00")
    page.locator(".till-tile", has_text="Ham").click()
    bar = page.get_by_role("alert").filter(has_text="Not sold without connection")
    expect(bar).to_contain_text("no word from the shop for more than 4 hours")
    expect(page.locator(".till-line")).to_have_count(0)
    page.get_by_role("button", name="OK").click()
    page.locator(".till-tile", has_text="Yogurt").click()
    expect(page.locator(".till-line")).to_have_count(1)
    _forgive(page)
