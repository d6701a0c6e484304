"""Lots sold for each other: found by a count, looked at and settled by a manager in a browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from app.db import reading
from app.reporting.integrity import run_checks
from tests.reporting.history import deliver, done, furnish, line, sell
from tests.support import people
from tests.support.api import ApiClient


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.databases("sqlite")
def test_a_manager_says_which_lot_was_really_sold(page: Page, app: Flask, api: ApiClient) -> None:
    furnish(api)
    early, late = deliver(
        api,
        line("YOG-500", "10", "10.00", expires_on="2030-12-24"),
        line("YOG-500", "10", "22.00", expires_on="2031-01-24"),
    )
    sales = [sell(api, {"sku": "YOG-500", "quantity": "1"}, paid="5.00") for _ in range(3)]
    figures = [{"lot": early, "counted": "10"}, {"lot": late, "counted": "7"}]
    body = {"location": "MAIN/DOCK", "lines": figures, "reason": "cycle"}
    counter = ApiClient(app.test_client(), people.token(app, "receiver"))
    count = done(counter.post("/stock/counts", body))["number"]

    people.sign_in_browser(page, people.person(app, "manager"))
    page.goto(f"/counts/{count}")
    page.get_by_role("link", name="Sold under the wrong lot").click()
    for number in sales:
        expect(page.get_by_role("link", name=number)).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.get_by_label("Note").fill("labels look alike")
    page.get_by_role("button", name="Re-attribute 3").click()
    expect(page.get_by_text("SW-000001 is settled")).to_be_visible()
    expect(page.get_by_text("labels look alike")).to_be_visible()
    expect(page.get_by_role("button", name="Re-attribute")).to_have_count(0)
    assert Axe().run(page).response["violations"] == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    page.get_by_role("link", name=sales[0]).click()
    expect(page.get_by_text("1 pcs of it was another lot")).to_be_visible()
    expect(page.get_by_text("corrected")).to_be_visible()
    page.goto(f"/lots/{late}")
    expect(page.get_by_text("Sold, a count says").first).to_be_visible()
    assert api.get(f"/lots/{late}").json["value"] == "15.40"
    with app.app_context(), reading() as session:
        assert [check.detail for check in run_checks(session) if not check.ok] == []
