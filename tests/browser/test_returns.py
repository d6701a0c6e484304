"""Goods brought back at the till and a wheel of cheese opened there, in a real browser."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.db import reading
from app.sales.models import SaleReturn, SaleReturnLine
from tests.browser.test_till import TYPE_IT
from tests.pos.shop import EAN, GTIN, Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite")]
Scan = Callable[[str], None]
SIZES = [(1280, 800), (390, 844)]


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    deli = open_deli(api, datetime.now(UTC).date())
    deli.product("GOUDA", base_unit="kg", price="20.00", expiry_kind="best_before")
    deli.receive("GOUDA", "WHEEL", days=40, quantity="4")
    deli.receive("GOUDA", "NEXT", days=90, quantity="4")
    return deli


@pytest.fixture
def till(deli: Deli, app: Flask, page: Page) -> Page:
    cashier = people.person(app, "cashier", name="Ann")
    page.goto("/sign-in?next=/till")
    page.get_by_role("textbox", name="Name").fill(cashier.name)
    page.get_by_role("textbox", name="Password").fill(cashier.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".till-tile")).to_have_count(2, timeout=30_000)
    return page


@pytest.fixture
def scan(till: Page) -> Scan:
    return lambda text: till.evaluate(TYPE_IT, text)


def _sold(deli: Deli, *lines: dict[str, str]) -> tuple[str, str]:
    """A sale by card; its number and the address that its receipt's code holds."""
    paid = [{"tender": "cash", "amount": "500.00"}]
    made = deli.api.post("/sales", {"till": "T1", "lines": list(lines), "payments": paid})
    assert made.status_code == 201, made.text
    return made.json["number"], f"https://shop.example/r/{made.json['receipt_token']}"


def _yogurt(deli: Deli, code: str, quantity: str) -> dict[str, str]:
    return {"sku": "YOGURT", "quantity": quantity, "lot": deli.lots[code]}


def _returned(app: Flask) -> list[tuple[str, int]]:
    with app.app_context(), reading() as session:
        found = select(SaleReturnLine.disposition, SaleReturn.total).join(
            SaleReturn, SaleReturn.id == SaleReturnLine.sale_return_id
        )
        return [tuple(row) for row in session.execute(found)]


def _no_barrier(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate("""() => [...document.querySelectorAll(".till-sheet button")]
      .filter((each) => each.offsetParent && each.getBoundingClientRect().height < 43.5)
      .map((each) => each.textContent)""")
    assert small == []


def test_receipt_and_goods_are_scanned_and_one_tap_gives_the_money_back(
    till: Page, scan: Scan, deli: Deli, app: Flask
) -> None:
    _number, code = _sold(deli, _yogurt(deli, "SOON", "2"), _yogurt(deli, "LATE", "1"))
    scan(code)
    expect(till.locator(".till-return-row")).to_have_count(2)
    scan(f"01{GTIN}10LATE")
    expect(till.locator(".till-return-row").nth(1)).to_have_attribute("data-picked", "true")
    expect(till.locator("#refund")).to_contain_text("$3.00")
    till.locator("#refund").click()
    expect(till.locator("#given-back")).to_have_text("$3.00")
    assert _returned(app) == [("restock", 300)]
    till.get_by_role("button", name="Done").click()
    scan(EAN)
    expect(till.locator(".till-line")).to_have_count(1)


def test_a_lot_recalled_since_is_refunded_and_kept_off_the_shelf(
    till: Page, scan: Scan, deli: Deli, app: Flask
) -> None:
    number, _code = _sold(deli, _yogurt(deli, "LATE", "1"))
    body = {"reason": "Glass", "scope": {"lots": [deli.lots["LATE"]]}}
    recall = deli.api.post("/recalls", body).json["number"]
    till.keyboard.press("F7")
    till.get_by_label("Receipt number").fill(number)
    till.keyboard.press("Enter")
    row = till.locator(".till-return-row")
    expect(row).to_contain_text("Recalled since")
    expect(row).to_contain_text("goes to quarantine")
    till.locator("#refund").click()
    expect(till.locator(".till-return-away")).to_contain_text("Quarantine")
    assert _returned(app) == [("quarantine", 300)]
    assert deli.api.get(f"/recalls/{recall}").json["recovered"] == "1"


def test_without_a_receipt_a_manager_agrees_by_pin(
    till: Page, scan: Scan, deli: Deli, app: Flask
) -> None:
    _sold(deli, _yogurt(deli, "LATE", "1"))
    people.person(app, "manager", name="Mel")
    till.reload()
    expect(till.locator(".till-tile")).to_have_count(2, timeout=30_000)
    till.keyboard.press("F7")
    scan(f"01{GTIN}10LATE")
    till.locator(".till-return-recent").click()
    expect(till.locator("#refund")).to_contain_text("$3.00")
    till.locator("#refund").click()
    till.get_by_role("button", name="Receipt lost").click()
    assert _returned(app) == []
    till.get_by_label("Password of Mel").fill(people.PASSWORD)
    till.get_by_role("button", name="Approve").click()
    expect(till.locator("#given-back")).to_have_text("$3.00")
    assert _returned(app) == [("restock", 300)]


def test_a_wheel_is_opened_sold_from_and_closed_with_its_loss(
    till: Page, scan: Scan, deli: Deli
) -> None:
    till.locator("#more").click()
    till.get_by_role("button", name="Opened here").click()
    till.locator(f"[data-lot={deli.lots['NEXT']}]").click()
    expect(till.locator(".till-opened-row")).to_contain_text(deli.lots["NEXT"])
    till.keyboard.press("Escape")
    till.locator("[data-sku=GOUDA]").click()
    for key in ("3", ".", "9"):
        till.locator(f"[data-key='{key}']").click()
    chip = till.locator(".till-line .lot")
    expect(chip).to_contain_text(deli.lots["NEXT"])
    expect(chip).to_contain_text("opened")
    till.locator("#go").click()
    till.locator("#go").click()
    expect(till.locator("#change")).to_be_visible()
    till.locator("#more").click()
    till.get_by_role("button", name="Opened here").click()
    row = till.locator(".till-opened-row")
    expect(row).to_contain_text("3.9 kg sold")
    row.get_by_role("button", name="Close").click()
    expect(row).to_contain_text("0.1 kg (2.5 %) is written off")
    till.get_by_role("button", name="Close it").click()
    expect(row).to_have_count(0)
    assert deli.api.get(f"/lots/{deli.lots['NEXT']}").json["on_hand"] == "0"
    assert deli.api.get("/integrity").json["ok"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_returning_and_opening_have_no_barrier(
    till: Page, scan: Scan, deli: Deli, size: tuple[int, int], scheme: str
) -> None:
    till.set_viewport_size({"width": size[0], "height": size[1]})
    till.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    _number, code = _sold(deli, _yogurt(deli, "SOON", "2"), _yogurt(deli, "LATE", "1"))
    deli.api.post(f"/lots/{deli.lots['LATE']}/quarantine", {"reason": "smell"})
    till.keyboard.press("F7")
    _no_barrier(till)
    scan(EAN)
    expect(till.locator(".till-return-recent").first).to_be_visible()
    _no_barrier(till)
    scan(code)
    scan(f"01{GTIN}10LATE")
    expect(till.locator("#refund")).to_be_enabled()
    _no_barrier(till)
    till.locator("#refund").click()
    expect(till.locator("#given-back")).to_be_visible()
    _no_barrier(till)
    till.keyboard.press("Escape")
    till.locator("#more").click()
    till.get_by_role("button", name="Opened here").click()
    till.locator("[data-lot]").first.click()
    till.locator(".till-opened-row").get_by_role("button", name="Close").click()
    _no_barrier(till)
