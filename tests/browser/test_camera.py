"""A phone's camera as the scanner, in a real browser that is shown a film of a pack's own code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserType, Page, expect

from tests.pos.shop import GTIN, Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient
from tests.support.browser import ARGUMENTS, browser_path, watched_page
from tests.support.pictures import datamatrix, jpeg, scene
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite")]
STREAMS = "() => document.querySelector('.camera video')?.srcObject?.active ?? false"


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    return open_deli(api, datetime.now(UTC).date())


@pytest.fixture
def filmed(browser: Browser, server: Server, deli: Deli, tmp_path: Path) -> Iterator[Page]:
    """A page of a browser whose camera sees a pack of the lot LATE, held at an angle."""
    on = deli.today + timedelta(days=20)
    pack = datamatrix(f"[01]{GTIN}[17]{on:%y%m%d}[10]LATE")
    film = tmp_path / "pack.mjpeg"
    film.write_bytes(jpeg(scene(pack, turned=12).convert("RGB"), subsampling="4:2:0"))
    seeing = [
        *ARGUMENTS,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    kind: BrowserType = browser.browser_type
    own = kind.launch(executable_path=browser_path(), args=seeing)
    try:
        with watched_page(own, server.url) as page:
            yield page
    finally:
        own.close()


@pytest.fixture
def signed_in(app: Flask, filmed: Page) -> Callable[[str], Page]:
    def come(role: str) -> Page:
        people.sign_in_browser(filmed, people.person(app, role))
        return filmed

    return come


def test_a_pack_before_the_camera_is_sold_with_its_own_lot(
    signed_in: Callable[[str], Page], deli: Deli
) -> None:
    page = signed_in("cashier")
    page.goto("/till")
    expect(page.locator(".till-tile")).to_have_count(1)
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url) if "picture" in each.url else None)
    page.get_by_role("button", name="Camera", exact=True).click()
    chip = page.locator(".till-line .lot")
    expect(chip).to_contain_text(deli.lots["LATE"])
    expect(chip).to_contain_text("scanned")
    expect(page.locator(".camera-says")).to_contain_text("in the frame")
    seen = len(asked)
    while len(asked) < seen + 3:
        page.wait_for_timeout(50)
    expect(page.locator(".till-line")).to_have_count(1)
    expect(page.locator(".till-line-facts")).to_contain_text("1 ×")
    assert page.evaluate(STREAMS)
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    page.context.set_offline(True)
    expect(page.locator(".camera-says")).to_contain_text("needs the network")
    page.context.set_offline(False)
    page.locator("#go").click()
    expect(page.locator(".camera")).to_have_count(0)
    assert not page.evaluate(STREAMS)
    page.complaints[:] = [each for each in page.complaints if "net::ERR" not in each]


def test_the_camera_serves_the_receiving_page_too(signed_in: Callable[[str], Page]) -> None:
    page = signed_in("manager")
    page.goto("/receiving")
    expect(page.locator("#dock")).to_have_attribute("data-ready", "1")
    page.get_by_role("button", name="Camera", exact=True).click()
    expect(page.locator("#verdict")).to_contain_text("Who delivers?")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Close camera").click()
    expect(page.locator(".camera")).to_have_count(0)
