"""A quality hold in a real browser: what it caught is shown, one asks, another decides."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from tests.inventory.two_stores import broken, open_stores, send
from tests.support import people
from tests.support.api import ApiClient


def _fill(page: Page, button: str, sheet: str, **fields: str) -> None:
    page.locator(f"[data-opens='{sheet}-sheet']").click()
    dialog = page.locator(f"#{sheet}-sheet")
    for name, text in fields.items():
        dialog.locator(f"[name='{name.replace('__', '-')}']").fill(text)
    dialog.get_by_role("button", name=button, exact=True).click()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_lot_is_held_asked_for_and_released_by_somebody_else(
    page: Page, app: Flask, api: ApiClient
) -> None:
    lot = open_stores(api)
    number = send(api, (lot, "3")).json["number"]
    people.sign_in_browser(page, people.person(app, "manager", name="Ann"))
    page.goto(f"/lots/{lot}")
    _fill(page, "Hold", "hold", hold__reason="smells of cellar")
    expect(page.locator(".verdict")).to_contain_text("smells of cellar")
    expect(page.locator("#caught-list li")).to_contain_text(number)
    _fill(page, "Change", "date", date__expires_on="2099-11-30", date__reason="misread")
    expect(page.locator("#dates ~ ul li")).to_contain_text("misread")
    _fill(page, "Change", "date", date__expires_on="2099-12-31", date__reason="letter of the dairy")
    _fill(page, "Ask", "ask", ask__reason="the lab says it is fine")
    expect(page.locator(".notice-title")).to_have_count(2)
    assert Axe().run(page).response["violations"] == []
    page.goto("/quality")
    expect(page.get_by_text("Somebody else decides.")).to_have_count(2)
    page.context.clear_cookies()

    people.sign_in_browser(page, people.person(app, "manager", name="Bob"))
    page.goto("/quality")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Refuse").first.click()
    expect(page.locator(".quality-item")).to_have_count(1)
    page.get_by_label("Note").fill("report read")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()
    got = api.get(f"/lots/{lot}").json
    assert (got["status"], got["expires_on"]) == ("released", "2099-11-30")
    assert broken(app) == []
