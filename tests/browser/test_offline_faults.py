"""What may go wrong around a till that sells alone: tabs, crashes, kills, lost answers, restarts.
Each time nothing is lost, nothing is doubled, and the chain of what was recorded is whole."""

import contextlib
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect
from sqlalchemy import select

from app.sales.models import Sale, SaleException
from tests.browser.offline import (
    RING_UP,
    SKUS,
    OfflineTill,
    enrol,
    eventually,
    patient,
    seller,
    stocked_deli,
)
from tests.support import databases, server
from tests.support.api import ApiClient
from tests.support.browser import ARGUMENTS, SLOWEST_STEP_MS, browser_path
from tests.support.server import Server, start_server

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite"), pytest.mark.timeout(600)]
IN_BACKGROUND = f"(told) => {{ globalThis.ringing = ({RING_UP})(told); }}"
WRITTEN = """async () => {
  const { findDevice } = await import("/static/pos/js/device.js");
  return (await (await findDevice()).database.get("meta", "head")).seq;
}"""
MANY = {"count": 400, "seed": 11, "skus": list(SKUS)}


@pytest.fixture
def till(app: Flask, api: ApiClient, page: Page) -> Iterator[OfflineTill]:
    deli, person = stocked_deli(api), seller(app)
    with patient():
        enrol(page, person)
        yield OfflineTill(app, page, deli, person)


def _in_another_page(till: OfflineTill, page: Page) -> OfflineTill:
    """The same till looked at through another page."""
    return OfflineTill(till.app, page, till.deli, till.person)


def test_only_one_tab_sells_and_the_other_may_take_over(till: OfflineTill) -> None:
    first = till.page
    second = first.context.new_page()
    second.goto("/till")
    notice = "This till is open in another tab"
    expect(second.locator("#sheet")).to_contain_text(notice)
    number = till.sell()
    second.get_by_role("button", name="Sell in this tab").click()
    expect(second.locator("#sheet")).to_be_hidden()
    expect(first.locator("#sheet")).to_contain_text(notice)
    other = _in_another_page(till, second)
    assert other.sell() > number
    second.close()
    expect(first.locator("#sheet")).to_be_hidden()
    till.sell()
    till.compare()


def test_two_tabs_that_write_at_once_never_fork_the_chain(till: OfflineTill) -> None:
    till.offline()
    till.wait_until_down()
    second = till.page.context.new_page()
    second.goto("/till")
    till.page.evaluate(IN_BACKGROUND, MANY | {"count": 60})
    _in_another_page(till, second).ring_up(60, seed=3)
    assert till.page.evaluate("() => globalThis.ringing") > 0
    second.close()
    till.offline(False)
    till.wait_until_drained()
    till.forgive()
    assert len(till.ops()) == 120
    till.compare("not_enough_stock")


def test_answers_that_get_lost_double_nothing(till: OfflineTill) -> None:
    page, dropped = till.page, []

    def lose(route: Route) -> None:
        if len(dropped) < 4:
            dropped.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/api/v1/till/ask", lose)
    number = till.sell()
    assert dropped == [201]
    page.route("**/api/v1/till/ops", lose)
    till.offline()
    till.wait_until_down()
    till.ring_up(70)
    till.offline(False)
    till.wait_until_drained()
    till.forgive()
    assert dropped == [201, 200, 200, 200]
    assert number == "MAIN-T1-2-000001"
    till.compare()


def test_a_server_that_says_nothing_for_eight_seconds_does_not_hold_up_the_queue_of_people(
    till: OfflineTill,
) -> None:
    page = till.page
    page.route("**/api/v1/till/ask", lambda _route: None)
    page.locator(".till-tile").first.click()
    page.locator("#go").click()
    page.locator("#go").click()
    expect(page.locator("#done")).to_contain_text("Recorded on this till", timeout=12_000)
    till.wait_until_drained()
    till.forgive()
    till.compare()


def test_a_refused_sale_uses_no_number_and_the_next_one_gets_it(till: OfflineTill) -> None:
    page = till.page
    gone = '{"code": "not_enough_stock", "detail": "Only 0 left.", "status": 409}'
    page.route("**/api/v1/till/ask", lambda route: route.fulfill(status=409, body=gone))
    page.locator(".till-tile").first.click()
    page.locator("#go").click()
    page.locator("#go").click()
    expect(page.locator("#trouble")).to_contain_text("Only 0 left.")
    assert till.ops() == []
    page.unroute("**/api/v1/till/ask")
    page.locator("#go").click()
    page.locator("#go").click()
    expect(page.locator("#done")).to_contain_text("MAIN-T1-2-000001")
    till.forgive()
    till.compare()


def test_people_and_sessions_come_and_go_and_the_queue_stays(till: OfflineTill) -> None:
    till.offline()
    till.wait_until_down()
    till.ring_up(20)
    till.page.context.clear_cookies()
    till.offline(False)
    till.wait_until_drained()
    till.forgive()
    till.compare()


def test_what_a_revoked_till_recorded_is_taken_and_flagged(till: OfflineTill) -> None:
    till.offline()
    till.wait_until_down()
    till.ring_up(3)
    revoked = till.deli.api.post("/devices/1/revoke", {"reason": "stolen"})
    assert revoked.status_code == 200, revoked.text
    till.offline(False)
    till.wait_until_drained()
    expect(till.page.locator("#link")).to_contain_text("Till was revoked")
    assert till.column(select(SaleException.code)) == ["device_revoked"] * 3
    assert len(till.column(select(Sale.number))) == 3
    till.forgive()


@pytest.fixture
def restarts(
    app: Flask, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Server, list[Server]]]:
    """A server, and a list for those that follow it at the same address."""
    del app
    environment = {"SECRET_KEY": databases.SECRET_KEY}
    first = start_server(database_url, environment=environment)
    monkeypatch.setattr(server, "free_port", lambda: first.port)
    later: list[Server] = []
    yield first, later
    for each in (first, *later):
        each.stop()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@contextlib.contextmanager
def _started(browser: Browser, profile: Path, url: str) -> Iterator[BrowserContext]:
    """A browser of its own that keeps what it stores in `profile`."""
    context = browser.browser_type.launch_persistent_context(
        profile, executable_path=browser_path(), args=ARGUMENTS, base_url=url, locale="en-GB"
    )
    context.set_default_timeout(SLOWEST_STEP_MS)
    try:
        yield context
    finally:
        with contextlib.suppress(Error):
            context.close()


def _kill(profile: Path, kind: str) -> None:
    """End processes of the browser on this profile, without a word to them: those of a kind."""
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            words = (folder / "cmdline").read_text() if folder.name.isdigit() else ""
            if str(profile) in words and "chrom" in words and kind in words:
                os.kill(int(folder.name), signal.SIGKILL)


@pytest.mark.parametrize("kind", ["--type=renderer", ""], ids=["page", "browser"])
def test_killed_while_it_records_and_the_server_restarted_while_it_is_told(
    kind: str,
    app: Flask,
    api: ApiClient,
    browser: Browser,
    profile: Path,
    database_url: str,
    restarts: tuple[Server, list[Server]],
) -> None:
    first, later = restarts
    deli, person = stocked_deli(api), seller(app)
    seen: list[int] = []
    with patient(), _started(browser, profile, first.url) as context:
        page = context.pages[0]
        enrol(page, person)
        context.set_offline(True)
        page.evaluate(IN_BACKGROUND, MANY)

        def enough() -> bool:
            seen.append(page.evaluate(WRITTEN))
            return seen[-1] >= 150

        eventually(enough, "too few sales were recorded")
        _kill(profile, kind)
        _kill(profile, "")
    with patient(), _started(browser, profile, first.url) as context:
        page = context.pages[0]
        page.goto("/till")
        till = OfflineTill(app, page, deli, person)
        eventually(lambda: _handed_over(till) > 0, "nothing was handed over")
        first.stop()
        later.append(start_server(database_url, environment={"SECRET_KEY": databases.SECRET_KEY}))
        till.wait_until_drained()
        numbers = [int(re.findall(r"\d+$", op["number"])[0]) for op in till.ops()]
        assert len(numbers) >= seen[-1]
        till.compare()


def _handed_over(till: OfflineTill) -> int:
    return sum(op["state"] == "acked" for op in till.ops())
