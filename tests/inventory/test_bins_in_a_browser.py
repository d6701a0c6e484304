"""The store room by scanner alone, on a phone: put away, find, move, fill."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.test_till import TYPE_IT
from tests.inventory.two_stores import broken, open_stores, spots
from tests.purchasing.dairy import deliver
from tests.support import people
from tests.support.api import ApiClient

PHONE = {"width": 390, "height": 844}
APART_MS = 400  # the page takes the same code again only after 350 ms


def _sound(page: Page) -> None:
    assert Axe().run(page).response["violations"] == []


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_goods_are_put_away_found_and_moved_by_scanning_places_and_lots(
    page: Page, app: Flask, api: ApiClient
) -> None:
    lot = open_stores(api)
    assert api.post("/zones", {"site": "MAIN", "code": "A", "name": "Aisle A"}).status_code == 201
    shelf = {"code": "MAIN/A-01", "kind": "stock", "zone": "A", "most_lots": 4}
    assert api.post("/locations", shelf).status_code == 201
    rule = {"site": "MAIN", "sku": "RYE", "location": "MAIN/A-01"}
    assert api.post("/putaway-rules", rule).status_code == 201
    bread = deliver(api, sku="RYE", supplier_lot="R1", expires_on="2099-12-24")
    people.sign_in_browser(page, people.person(app, "receiver"))
    page.set_viewport_size(PHONE)
    page.goto("/putaway")
    expect(page.locator("#put[data-ready]")).to_be_attached()
    expect(page.locator(f".put-row[data-lot='{bread}'] button")).to_have_text("MAIN/A-01")
    _sound(page)
    page.evaluate(TYPE_IT, "MAIN/STOCK")
    expect(page.locator("#put-news")).to_contain_text("Scan the lot first")
    page.evaluate(TYPE_IT, bread)
    expect(page.locator(f".put-row[data-lot='{bread}']")).to_have_attribute("data-tone", "ok")
    page.evaluate(TYPE_IT, "MAIN/STOCK")
    expect(page.locator(".put-row")).to_have_count(1)
    assert spots(api, bread) == {"MAIN/STOCK": ("24", "28.80")}
    page.goto("/find")
    _sound(page)
    page.evaluate(TYPE_IT, "MAIN/DOCK")
    expect(page.locator(".find-row")).to_contain_text(lot)
    _sound(page)
    page.get_by_role("link", name="Move from here").click()
    expect(page.locator("#move[data-ready]")).to_be_attached()
    expect(page.get_by_label("From")).to_have_value("MAIN/DOCK")
    for count in ("1", "2"):
        page.evaluate(TYPE_IT, f"(91){lot}")
        expect(page.get_by_label("Quantity")).to_have_value(count)
        page.wait_for_timeout(APART_MS)
    _sound(page)
    page.evaluate(TYPE_IT, "MAIN/A-01")
    expect(page.locator(".toast, .notice").first).to_contain_text("moved to MAIN/A-01")
    assert spots(api, lot) == {"MAIN/DOCK": ("22", "26.40"), "MAIN/A-01": ("2", "2.40")}
    page.goto("/find")
    page.evaluate(TYPE_IT, lot)
    expect(page.locator(".find-row")).to_have_count(2)
    _sound(page)
    level = {"location": "MAIN/A-01", "sku": "YOG", "least": "3", "most": "5"}
    assert api.post("/floor-levels", level).status_code == 201
    page.goto("/replenish")
    expect(page.locator(".bring > li")).to_contain_text("MAIN/DOCK")
    _sound(page)
    page.get_by_role("button", name="All of it is brought").click()
    expect(page.get_by_role("heading", name="The shop floor is full")).to_be_visible()
    assert spots(api, lot) == {"MAIN/DOCK": ("19", "22.80"), "MAIN/A-01": ("5", "6.00")}
    assert broken(app) == []
