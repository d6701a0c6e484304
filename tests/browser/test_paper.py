"""Receipts in a real browser and a real server: a printer that works, one that is dead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.test_till import TYPE_IT
from tests.paper import fake_printer as fake
from tests.paper.fake_printer import KICK, FakePrinter, fake_printer
from tests.paper.shop import add, put
from tests.pos.shop import EAN, Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite")]
Sell = Callable[[], None]


@pytest.fixture
def printer() -> Iterator[FakePrinter]:
    with fake_printer() as running:
        yield running


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    return open_deli(api, datetime.now(UTC).date())


@pytest.fixture
def till(deli: Deli, app: Flask, page: Page, printer: FakePrinter) -> Page:
    with app.app_context():
        add(printer.url, "Counter")
    people.sign_in_browser(page, people.person(app, "cashier", name="Ann"))
    page.goto("/till")
    expect(page.locator(".till-tile")).to_have_count(1)
    return page


@pytest.fixture
def sell(till: Page) -> Sell:
    """One yogurt for cash, from the scan to the change."""

    def one() -> None:
        till.evaluate(TYPE_IT, EAN)
        expect(till.locator(".till-line")).to_have_count(1)
        till.locator("#go").click()
        till.get_by_role("button", name="$10.00").click()
        till.locator("#go").click()
        expect(till.locator("#change")).to_be_visible()

    return one


def test_a_sale_prints_by_itself_and_the_drawer_opens_once(
    till: Page, sell: Sell, printer: FakePrinter
) -> None:
    sell()
    expect(till.locator(".till-slip")).to_contain_text("The receipt is printed.")
    kick, slip = printer.sheets()
    assert kick.count(KICK) == 1
    assert b"Yogurt" in slip
    till.get_by_role("button", name="Print a copy").click()
    expect(till.locator(".till-slip")).to_contain_text("Copy 1 of the receipt is printed.")
    assert b"COPY 1" in printer.sheets()[-1]
    assert printer.printed.count(KICK) == 1


def test_the_next_sale_does_not_wait_for_a_dead_printer(
    till: Page, sell: Sell, printer: FakePrinter
) -> None:
    printer.status = fake.PAPER_OUT
    sell()
    expect(till.locator(".till-slip")).to_contain_text("paper has run out")
    for name in ("Try again", "Without paper"):
        expect(till.locator(".till-slip").get_by_role("button", name=name)).to_be_visible()
    sell()
    sell()
    printer.status = fake.READY
    till.locator(".till-slip").get_by_role("button", name="Try again").click()
    expect(till.locator(".till-slip")).to_contain_text("The receipt is printed.", timeout=30_000)


def test_the_cashier_is_asked_whether_it_came_out(
    till: Page, sell: Sell, printer: FakePrinter
) -> None:
    printer.echo, printer.status_after = "lost", fake.OFFLINE
    sell()
    expect(till.locator(".till-slip")).to_contain_text("Did the receipt come out?", timeout=20_000)
    printer.echo, printer.status_after = "right", None
    till.get_by_role("button", name="No, print a copy").click()
    expect(till.locator(".till-slip")).to_contain_text("Copy 1 of the receipt is printed.")
    till.wait_for_timeout(100)
    assert not Axe().run(till).response["violations"]


def test_a_customer_may_take_the_receipt_on_the_phone(
    till: Page, sell: Sell, deli: Deli, api: ApiClient
) -> None:
    sell()
    till.get_by_role("button", name="On the phone").click()
    code = till.get_by_alt_text("QR code of the receipt's page")
    expect(code).to_be_visible()
    link = till.locator("#sheet .code").inner_text()
    recall = {"reason": "Glass splinters", "scope": {"lots": [deli.lots["SOON"]]}}
    assert api.post("/recalls", recall).status_code == 201
    till.context.clear_cookies()
    till.set_viewport_size({"width": 390, "height": 844})
    till.goto(link)
    expect(till.get_by_role("alert")).to_contain_text("Do not use")
    expect(till.get_by_role("alert")).to_contain_text(deli.lots["SOON"])
    assert not Axe().run(till).response["violations"]


def test_the_pages_of_printers_are_there_for_everybody(
    app: Flask, page_as: Callable[[str], Page], printer: FakePrinter
) -> None:
    with app.app_context():
        put(add(printer.url, "Counter"))
        add("tcp://192.168.1.77?columns=48", "Store room")
    printer.status = fake.PAPER_OUT
    page = page_as("manager")
    for path in ("/printers", "/printers/new", "/printers/1"):
        for width, height in ((1280, 800), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(path)
            assert not Axe().run(page).response["violations"]
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} is wider than the screen"
    page.goto("/printers")
    expect(page.get_by_text("Waiting for somebody to look")).to_be_visible()
