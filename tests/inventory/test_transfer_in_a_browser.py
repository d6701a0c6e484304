"""A transfer between two stores in a real browser: sent by scan, short by one, settled as lost."""

from pathlib import Path

import pypdfium2
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.inventory.two_stores import broken, open_stores, spots
from tests.support import people
from tests.support.api import ApiClient

PHONE = {"width": 390, "height": 844}


def _type(page: Page, code: str, counts: str) -> None:
    """A code in the scan box, ended by Enter, and what its line then counts."""
    box = page.locator("#goods-scan [data-scanbox]")
    box.fill(code)
    box.press("Enter")
    expect(page.locator(".goods-row input").first).to_have_value(counts)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_transfer_between_two_stores_is_short_by_one_and_settled(
    page: Page, app: Flask, api: ApiClient, tmp_path: Path
) -> None:
    lot = open_stores(api)
    people.sign_in_browser(page, people.person(app, "manager"))
    page.goto("/transfers/new")
    expect(page.locator("#goods[data-ready]")).to_be_attached()
    for count in ("1", "2"):
        _type(page, lot, count)
    page.locator(".goods-row input").first.fill("6")
    page.locator("[data-posts]").click()
    page.wait_for_url("**/transfers/TR-*")
    number = page.locator("h1").inner_text()
    slip = tmp_path / "slip.pdf"
    slip.write_bytes(page.request.get(f"/transfers/{number}/slip.pdf").body())
    assert lot in pypdfium2.PdfDocument(slip)[0].get_textpage().get_text_range()

    page.set_viewport_size(PHONE)
    page.goto(f"/transfers?q={number}")
    expect(page.locator("#goods[data-ready]")).to_be_attached()
    _type(page, f"(91){lot}", "1")
    page.locator(".goods-row input").first.fill("5")
    page.locator("[data-complete]").click()
    expect(page.get_by_role("heading", name="Open differences")).to_be_visible()
    page.locator(f"[name='outcome-{lot}']").select_option("lost")
    page.get_by_label("Reason").fill("the driver knows nothing")
    page.get_by_role("button", name="Settle").click()
    expect(page.locator(".page-head .status")).to_have_text("Settled")
    assert spots(api, lot) == {"MAIN/DOCK": ("18", "21.60"), "NORTH/DOCK": ("5", "6.00")}
    assert broken(app) == []
