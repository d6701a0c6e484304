"""A recall in a real browser: looked at, opened, and its clock until the last terminal answers."""

import os

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.inventory.two_stores import broken
from tests.pos.inbox_shop import InboxShop, open_shop
from tests.support import people
from tests.support.api import ApiClient

PHONE = {"width": 390, "height": 844}


def _shot(page: Page, name: str) -> None:
    folder = os.environ.get("LOTWISE_SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.fixture
def shop(app: Flask, api: ApiClient) -> InboxShop:
    return open_shop(app, api)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_recall_names_the_silent_till_until_it_answers(
    page: Page, app: Flask, shop: InboxShop
) -> None:
    lot = shop.lot("MILK", 5, expires_on="2099-01-01", supplier_lot="BAD 7")
    shop.ok("/tills", {"code": "R1", "site": "MAIN"})
    terminal = shop.terminal("R1")
    seen = terminal.beat().json["news"]["id"]
    people.sign_in_browser(page, people.person(app, "manager"))
    page.goto("/recalls/new")
    page.get_by_label("Reason").fill("glass in the jar")
    page.get_by_label("SKU").fill("MILK")
    page.get_by_role("button", name="Look what it blocks").click()
    expect(page.locator("#recall-preview")).to_contain_text(lot)
    _shot(page, "preview")
    page.get_by_role("button", name="Block them now").click()
    page.wait_for_url("**/recalls/RC-*")
    clock = page.locator("#recall-clock")
    expect(clock).to_contain_text("Not blocked everywhere yet")
    expect(clock).to_contain_text("Waiting for R1")
    expect(clock.locator("li", has_text="T1")).to_contain_text("at commit")
    _shot(page, "running")
    news = terminal.beat(news_seen=seen).json["news"]
    terminal.beat(news_seen=news["id"])
    expect(clock).to_contain_text("Every till has blocked the lots", timeout=10_000)
    page.set_viewport_size(PHONE)
    _shot(page, "phone")
    assert broken(app) == []
