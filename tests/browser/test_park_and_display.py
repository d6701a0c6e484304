"""Parking, the customer's display and the help, in a real browser: by touch, keys and scanner."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from app.db import reading
from app.sales.models import LineEffort
from tests.browser.test_till import TYPE_IT
from tests.pos.shop import EAN, Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite")]
Scan = Callable[[str], None]


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    return open_deli(api, datetime.now(UTC).date())


@pytest.fixture
def till(deli: Deli, app: Flask, page: Page) -> Page:
    """The till with a cashier signed in; the catalogue is there."""
    people.sign_in_browser(page, people.person(app, "cashier", name="Ann"))
    page.goto("/till")
    expect(page.locator(".till-tile")).to_have_count(1)
    return page


@pytest.fixture
def scan(till: Page) -> Scan:
    return lambda text: till.evaluate(TYPE_IT, text)


def _lines(page: Page, count: int) -> None:
    expect(page.locator(".till-line")).to_have_count(count)


def _sheet(page: Page, title: str) -> None:
    expect(page.locator("#sheet-title")).to_have_text(title)


def _serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


def _forgive(page: Page, word: str) -> None:
    page.complaints[:] = [each for each in page.complaints if word not in each]


def _park(page: Page, name: str = "") -> None:
    page.keyboard.press("F4")
    _sheet(page, "Park this sale")
    if name:
        page.locator("#park-name").fill(name)
    page.keyboard.press("Enter")
    _lines(page, 0)


def test_a_sale_is_parked_and_taken_up_by_keys(till: Page, scan: Scan, deli: Deli) -> None:
    scan(EAN)
    till.locator(".till-line .lot").click()
    till.locator(".till-strip [data-lot]").nth(1).click()
    chosen = till.locator(".till-line .lot-number").inner_text()
    _park(till, "Blue coat")
    expect(till.locator("#parked")).to_have_attribute("aria-label", "Parked sales: 1")
    till.keyboard.press("F5")
    _sheet(till, "Parked sales")
    row = till.locator(".till-parked-one")
    expect(row).to_contain_text("Blue coat")
    expect(row).to_contain_text("1 line · just now · Ann, T1")
    assert _serious(till) == []
    row.click()
    _lines(till, 1)
    expect(till.locator(".till-line .lot-number")).to_have_text(chosen)
    expect(till.locator("#parked")).to_be_hidden()


def test_a_scan_while_the_name_is_asked_still_lands_in_the_cart(till: Page, scan: Scan) -> None:
    scan(EAN)
    till.locator("#park").click()
    scan(EAN)
    expect(till.locator(".till-line-facts")).to_contain_text("2 ×")
    expect(till.locator("#park-name")).to_have_value("")


def test_a_list_that_changes_under_the_finger_waits_until_it_lets_go(
    till: Page, scan: Scan
) -> None:
    scan(EAN)
    _park(till, "First")
    held: list[Route] = []
    till.route("**/till/parked?*", lambda route: held.append(route))
    till.keyboard.press("F5")
    row = till.locator(".till-parked-one")
    row.hover()
    till.mouse.down()
    node = row.element_handle()
    expect(till.locator("#parked")).to_have_attribute("aria-label", "Parked sales: 1")
    till.wait_for_timeout(200)
    with till.expect_response("**/till/parked?*"):
        held[0].continue_()
    till.wait_for_timeout(200)
    assert node.evaluate("(it) => it.isConnected"), "drawn anew under the finger"
    till.mouse.up()
    till.unroute("**/till/parked?*")
    _lines(till, 1)


def test_the_second_till_is_told_who_has_the_cart(
    till: Page, scan: Scan, api: ApiClient, deli: Deli
) -> None:
    api.post("/tills", {"code": "T2", "site": "MAIN"})
    scan(EAN)
    _park(till)
    till.keyboard.press("F5")
    expect(till.locator(".till-parked-one")).not_to_contain_text("on this till")
    till.route("**/till/parked?*", lambda _route: None)  # the list does not hear of it
    item = api.get("/till/parked", till="T2").json["items"][0]
    assert api.post(f"/till/parked/{item['key']}/take", {"till": "T2"}).status_code == 200
    till.locator(".till-parked-one").click()
    expect(till.locator("#toasts")).to_contain_text("was taken up by")
    _lines(till, 0)
    _forgive(till, "409")


def test_a_lot_recalled_meanwhile_is_red_when_the_cart_comes_back(
    till: Page, scan: Scan, api: ApiClient, deli: Deli
) -> None:
    scan(EAN)
    till.locator(".till-line .lot").click()
    till.locator(f'.till-strip [data-lot="{deli.lots["SOON"]}"]').click()
    _park(till)
    api.post("/recalls", {"reason": "glass", "scope": {"lots": [deli.lots["SOON"]]}})
    till.keyboard.press("F5")
    till.locator(".till-parked-one").click()
    expect(till.locator(".till-line")).to_have_attribute("data-tone", "error")
    expect(till.locator(".till-news")).to_contain_text("recalled")


def test_without_the_network_a_sale_is_parked_here(till: Page, scan: Scan) -> None:
    scan(EAN)
    till.route("**/api/v1/till/parked**", lambda route: route.abort())
    _park(till, "Later")
    till.reload()
    till.keyboard.press("F5")
    expect(till.locator(".till-parked-one")).to_contain_text("on this till")
    till.locator(".till-parked-one").click()
    _lines(till, 1)
    till.goto("about:blank")
    _forgive(till, "ERR_FAILED")


def test_what_lines_cost_goes_with_the_sale(till: Page, scan: Scan, app: Flask) -> None:
    scan(EAN)
    _lines(till, 1)
    till.locator("#go").click()
    till.locator("#go").click()
    expect(till.locator("#change")).to_be_visible()
    with app.app_context(), reading() as session:
        effort = session.scalars(select(LineEffort)).one()
    assert (effort.taps, effort.choice) == (0, "auto")
    assert 0 <= effort.ms < 10_000


def test_the_customer_sees_lines_total_change_and_thanks(
    till: Page, scan: Scan, deli: Deli
) -> None:
    display = till.context.new_page()
    display.set_viewport_size({"width": 1024, "height": 768})
    display.goto("/till/display")
    expect(display.locator("#cd-idle")).to_be_visible()
    assert _serious(display) == []
    till.bring_to_front()
    scan(EAN)
    expect(display.locator(".cd-name")).to_have_text("Yogurt of ours")
    expect(display.locator(".cd-date")).to_contain_text("Use by")
    expect(display.locator("#cd-big")).to_have_text("$3.00")
    assert deli.lots["SOON"] not in display.content()
    assert _serious(display) == []
    till.locator("#go").click()
    expect(display.locator("#cd-label")).to_have_text("To pay")
    till.locator("[data-offer]").nth(1).click()
    expect(display.locator("#cd-label")).to_have_text("Change")
    till.locator("#go").click()
    expect(display.locator(".cd-word")).to_have_text("Thank you!")
    expect(display.locator(".cd-number")).to_have_text("MAIN-T1-1-000001")
    expect(display.locator(".cd-code")).to_be_visible()
    assert _serious(display) == []
    till.close()
    expect(display.locator("#cd-idle")).to_be_visible()


def test_the_keys_are_listed_with_those_of_features(till: Page) -> None:
    till.locator("#lines").focus()
    till.keyboard.press("?")
    _sheet(till, "Keys")
    expect(till.locator(".till-help")).to_contain_text("Park this sale")
    assert _serious(till) == []
    till.keyboard.press("Escape")
    till.get_by_role("searchbox").or_(till.locator("#search input")).first.focus()
    till.keyboard.type("?")
    expect(till.locator("#search input")).to_have_value("?")


def test_the_till_speaks_german_where_it_is_chosen(till: Page, scan: Scan) -> None:
    till.locator("#more").click()
    till.get_by_role("button", name="Language").click()
    till.get_by_role("button", name="Deutsch").click()
    expect(till.locator("#go")).to_contain_text("Zahlen")
    scan(EAN)
    expect(till.locator("#count")).to_have_text("1 Position")
    expect(till.locator(".till-line .lot")).to_contain_text("1 von 2 Chargen")
    expect(till.locator("#grand")).to_contain_text("3,00")
    assert _serious(till) == []
