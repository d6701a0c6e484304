"""A cashier sells a voucher and takes it back as money, in a real browser."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.db import reading
from app.reporting.integrity import run_checks
from tests.browser.test_till import TYPE_IT
from tests.pos.shop import open_deli
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite")]


def test_a_voucher_is_sold_scanned_and_spent(
    app: Flask, api: ApiClient, page_as: Callable[[str], Page]
) -> None:
    open_deli(api, datetime.now(UTC).date())
    page = page_as("cashier")
    page.goto("/till")
    expect(page.locator(".till-tile")).to_have_count(1)
    page.locator("#more").click()
    page.get_by_role("button", name="Sell a voucher").click()
    sheet = page.locator("dialog[open]")
    sheet.locator("[data-amount='2']").click()
    sheet.get_by_role("button", name="$5.00").click()
    sheet.get_by_role("button", name="Sell $2.00").click()
    expect(sheet.locator(".till-back")).to_have_text("$2.00")
    expect(sheet.locator("#voucher-change")).to_have_text("$3.00")
    expect(sheet.get_by_role("img", name="QR code")).to_be_visible()
    pdf = sheet.get_by_role("link", name="PDF").get_attribute("href")
    assert page.request.get(pdf).headers["content-type"] == "application/pdf"
    number = sheet.locator(".code").first.inner_text()
    page.keyboard.press("Escape")
    page.locator(".till-tile").click()
    page.locator("#go").click()
    page.evaluate(TYPE_IT, number)
    expect(page.locator("#pay [role=status]")).to_have_text("$2.00 is on it.")
    expect(page.locator("#go")).to_contain_text("$2.00")
    page.locator("#go").click()
    expect(page.locator("#pay .till-due output")).to_have_text("$1.00")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("[data-tender=cash]").click()
    expect(page.locator(".till-change dd")).to_be_in_viewport(ratio=1)
    page.locator("#dock-go").click()
    expect(page.locator("#change")).to_have_text("$0.00")
    assert api.get(f"/vouchers/{number}").json["state"] == "empty"
    with app.app_context(), reading() as session:
        assert [check for check in run_checks(session) if not check.ok] == []
