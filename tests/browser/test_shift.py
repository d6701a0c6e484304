"""A shift at the till in a real browser: float, sale by sale, cash out, a blind close, its Z."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from app.db import reading
from app.sales.models import Payment, Sale
from app.sales.till_models import Shift
from tests.pos.shop import Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite")]
Till = Callable[[str], Page]


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    return open_deli(api, datetime.now(UTC).date())


@pytest.fixture
def till_as(deli: Deli, app: Flask, page: Page) -> Till:
    """The till with somebody of a role signed in; the catalogue is there."""

    def opened(role: str) -> Page:
        people.sign_in_browser(page, people.person(app, role, name="Ann"))
        page.goto("/till")
        expect(page.locator(".till-tile")).to_have_count(1)
        return page

    return opened


def _violations(page: Page) -> list[str]:
    return [found["id"] for found in Axe().run(page).response["violations"]]


def _more(page: Page, label: str) -> Locator:
    page.locator("#more").click()
    page.locator("#sheet").get_by_role("button", name=label).click()
    return page.locator("#sheet")


def _count(sheet: Locator, pile: str, pieces: str) -> None:
    sheet.locator(f"[data-pile='{pile}']").click()
    for digit in pieces:
        sheet.get_by_role("button", name=digit, exact=True).click()


def _open(page: Page) -> None:
    page.locator("#open-shift").click()
    sheet = page.locator("#sheet")
    _count(sheet, "20", "4")
    _count(sheet, "10", "2")
    expect(sheet.locator(".count-sum")).to_have_text("$100.00")
    sheet.get_by_role("button", name="Open shift").click()
    expect(sheet).not_to_be_visible()
    expect(page.locator("#open-shift")).to_be_hidden()


def _sell(page: Page) -> None:
    page.locator(".till-tile").first.click()
    page.locator("#go").click()


def test_a_shift_from_float_to_z(till_as: Till, app: Flask) -> None:
    page = till_as("manager")
    page.locator("#open-shift").click()
    assert _violations(page) == []
    page.keyboard.press("Escape")
    _open(page)
    _sell(page)
    page.locator("#go").click()
    expect(page.locator("#change")).to_have_text("$0.00")
    page.locator("#go").click()
    sheet = _more(page, "Cash in or out")
    sheet.get_by_role("button", name="Petty expense").click()
    for key in ("4", ".", "5", "0"):
        sheet.locator(f"[data-amount='{key}']").click()
    assert _violations(page) == []
    sheet.get_by_role("button", name="Take out $4.50").click()
    expect(sheet).not_to_be_visible()
    expect(_more(page, "X report").locator(".receipt")).to_contain_text("$98.50")
    page.keyboard.press("Escape")
    sheet = _more(page, "Close shift")
    _count(sheet, "20", "4")
    _count(sheet, "10", "1")
    _count(sheet, "1", "8")
    expect(sheet.locator(".count-against")).to_contain_text("Short $0.50")
    assert _violations(page) == []
    sheet.get_by_role("button", name="Close shift").click()
    expect(sheet.locator(".receipt")).to_contain_text("Z REPORT 1")
    expect(sheet.locator(".receipt")).to_contain_text("-$0.50")
    assert _violations(page) == []
    with app.app_context(), reading() as session:
        shift = session.scalars(select(Shift)).one()
        assert (shift.expected_cash, shift.counted_cash, shift.difference) == (9850, 9800, -50)
    page.keyboard.press("Escape")
    expect(page.locator("#open-shift")).to_be_visible()


def test_a_cashiers_count_is_blind_and_far_off_needs_somebody(till_as: Till, app: Flask) -> None:
    page = till_as("cashier")
    _open(page)
    expect(_more(page, "X report").locator(".receipt")).not_to_contain_text("Expected")
    page.keyboard.press("Escape")
    sheet = _more(page, "Close shift")
    _count(sheet, "20", "4")
    expect(sheet.locator(".count-against")).to_be_empty()
    sheet.get_by_role("button", name="Close shift").click()
    expect(sheet).to_contain_text("by more than you may sign for")
    assert [said for said in page.complaints if "403" not in said] == []
    page.complaints.clear()
    with app.app_context(), reading() as session:
        assert session.scalars(select(Shift.closed_at)).one() is None


def test_the_drawer_is_counted_by_keyboard_alone(till_as: Till) -> None:
    page = till_as("manager")
    page.locator("#open-shift").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    page.keyboard.type("11")
    page.keyboard.press("Backspace")
    expect(page.locator("#sheet .count-sum")).to_have_text("$250.00")


def test_a_customer_buys_on_account_and_a_card_number_is_refused(till_as: Till, app: Flask) -> None:
    page = till_as("cashier")
    _sell(page)
    page.get_by_role("button", name="Card").click()
    page.locator("input[name=reference]").fill("4111 1111 1111 1111")
    page.locator("#go").click()
    expect(page.locator("#trouble")).to_contain_text("looks like a card number")
    page.get_by_role("button", name="Account").click()
    sheet = page.locator("#sheet")
    sheet.get_by_role("textbox").fill("Ms. Regular")
    sheet.get_by_role("button", name="Add “Ms. Regular”").click()
    expect(page.locator(".till-buyer")).to_contain_text("Ms. Regular")
    assert _violations(page) == []
    page.locator("#go").click()
    expect(page.locator(".till-done")).to_be_visible()
    with app.app_context(), reading() as session:
        tender, customer = session.execute(
            select(Payment.tender, Sale.customer_id).join(Sale, Sale.id == Payment.sale_id)
        ).one()
    assert tender == "account"
    assert customer is not None


def test_the_pages_of_shifts_are_clean(api: ApiClient, till_as: Till) -> None:
    assert api.post("/tills/T1/shifts", {"opening_cash": "50.00"}).status_code == 201
    closed = {"counted_cash": "49.00", "note": "one short"}
    assert api.post("/tills/T1/shifts/close", closed).status_code == 200
    assert api.post("/tills/T1/shifts", {"opening_cash": "49.00"}).status_code == 201
    page = till_as("manager")
    page.goto("/shifts")
    assert _violations(page) == []
    page.get_by_role("link", name="T1-1").click()
    expect(page.locator(".receipt")).to_contain_text("Z REPORT 1")
    assert _violations(page) == []
