"""`make bench-till`: how fast a till is with 20 000 products and 60 000 lots, in a real browser.

Measures from the first key of a scanner's burst to the painted line, from a keystroke in the
search to the painted tiles, the start from what the browser kept, the feeds and the page's weight.
Options: --scans N (default 240), --slow N (the CPU throttled so many times, default 4).
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import platform
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

from app.db import transaction
from bench.places import fresh_database, open_shop
from bench.till_script import BEGIN, READY, SCAN, SEARCH
from bench.till_shop import Item, fill, item
from tests.support import people
from tests.support.browser import browser_path, running_browser
from tests.support.databases import SECRET_KEY
from tests.support.server import Server, start_server

PAGE = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", "timezone_id": "UTC"}
CART = 20
WORDS = ("smo", "smoked ch", "crème", "oat milk 1", "4000000123", "b012", "wine")
HEAD = """
| act | CPU | times | p50 ms | p95 ms | most ms |
| --- | --- | ---: | ---: | ---: | ---: |"""
STEP = 7919
"""A prime: the scans walk over the whole shop, never twice the same product."""


@dataclass
class Times:
    """Milliseconds of one kind of act."""

    name: str
    found: list[float] = field(default_factory=list)

    def at(self, part: float) -> float:
        """The time that this part of all acts stayed below."""
        ordered = sorted(self.found)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))]

    def row(self, slow: int) -> str:
        """A line of the table."""
        figures = " | ".join(f"{self.at(part):.0f}" for part in (0.5, 0.95, 1.0))
        return f"| {self.name} | {slow}x | {len(self.found)} | {figures} |"


@dataclass
class Weight:
    """Bytes of a page as they travel, and packed where the server does not."""

    sent: int = 0
    packed: int = 0
    files: int = 0

    def take(self, answer: Response) -> None:
        """One answer of the page; feeds and calls are data, not page."""
        path = urlsplit(answer.url).path
        if path.endswith(".json") or path.startswith("/api/") or answer.status != 200:
            return
        body = answer.body()
        encoded = "content-encoding" in answer.headers
        small = len(gzip.compress(body, 6))
        self.sent += small if encoded else len(body)
        self.packed += small
        self.files += 1


@dataclass(frozen=True)
class Served:
    """The big shop at work."""

    server: Server
    cashier: people.Somebody
    today: date


@contextmanager
def shop() -> Iterator[Served]:
    """The big shop, served by real workers; its cashier."""
    with fresh_database("sqlite") as url, open_shop(url) as app:
        today = datetime.now(UTC).date()
        with app.app_context():
            transaction(lambda session: fill(session, today))
        cashier = people.person(app, "cashier", name="Ann")
        server = start_server(url, environment={"SECRET_KEY": SECRET_KEY})
        try:
            yield Served(server, cashier, today)
        finally:
            server.stop()


def opened(browser: Browser, served: Served) -> BrowserContext:
    """A browser of its own with the cashier signed in."""
    context = browser.new_context(base_url=served.server.url, **PAGE)  # type: ignore[arg-type]
    context.set_default_timeout(120_000)
    context.add_init_script(BEGIN)
    page = context.new_page()
    people.sign_in_browser(page, served.cashier)
    page.close()
    return context


def at_the_till(context: BrowserContext, slow: int) -> tuple[Page, float, Weight]:
    """The till's page, how long it took until tiles were painted, and what it weighs."""
    page, weight = context.new_page(), Weight()
    page.on("response", weight.take)
    throttle(page, slow)
    page.goto("/till")
    return page, painted(page), weight


def painted(page: Page) -> float:
    """Milliseconds from the start of the page until tiles could be seen."""
    page.wait_for_function(READY)
    found: float = page.evaluate("window.benchTiles")
    return found


def throttle(page: Page, slow: int) -> None:
    """Make the browser so many times slower."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slow})


def codes(today: date, scans: int) -> Iterator[tuple[str, str]]:
    """Kind and code of each scan: a plain code, one with a lot, the same goods again."""
    for number in range(0, scans, 3):
        first, second = _item(number, today), _item(number + 1, today)
        yield "EAN, lot by date", first.ean
        yield "GS1 code with lot", second.gs1
        yield "the same again", second.gs1


def _item(number: int, today: date) -> Item:
    return item(number * STEP % 20_000, today)


def scan_times(page: Page, today: date, scans: int) -> list[Times]:
    """Scan after scan, in carts of twenty lines."""
    kinds: dict[str, Times] = {}
    for number, (kind, code) in enumerate(codes(today, scans)):
        if number % CART == 0:
            page.evaluate("document.getElementById('clear').click()")
            page.wait_for_timeout(150)
        took = page.evaluate(SCAN, code)
        kinds.setdefault(kind, Times(f"scan: {kind}")).found.append(took)
    every = Times("scan: all", [ms for times in kinds.values() for ms in times.found])
    return [*kinds.values(), every]


def search_times(page: Page) -> Times:
    """Words typed letter by letter."""
    times = Times("search: keystroke to tiles")
    for word in WORDS:
        for length in range(1, len(word) + 1):
            times.found.append(page.evaluate(SEARCH, word[:length]))
    page.evaluate(SEARCH, "")
    return times


def start_times(context: BrowserContext, slow: int) -> Times:
    """The page opened again and again while no server answers: it begins with what it kept."""
    times = Times("start without any server")
    for _turn in range(5):
        page = context.new_page()
        throttle(page, slow)
        page.goto("/till")
        times.found.append(painted(page))
        page.close()
    return times


def feed_rows(server: Server, context: BrowserContext) -> list[str]:
    """What the feeds cost the server, whole and as changes."""
    cookie = "; ".join(f"{each['name']}={each['value']}" for each in context.cookies())
    headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}
    whole, body = _asked(server, "/till/lots.json", headers)
    cursor = json.loads(gzip.decompress(body))["cursor"]
    rows = [_feed_row("lots, all 60 000", whole, body)]
    rows.append(
        _feed_row("lots, what changed", *_asked(server, f"/till/lots.json?since={cursor}", headers))
    )
    took, body = _asked(server, "/till/catalogue.json", headers)
    version = json.loads(gzip.decompress(body))["version"]
    rows.append(_feed_row("products, all 20 000", took, body))
    tagged = headers | {"If-None-Match": f'"{version}"'}
    rows.append(_feed_row("products, unchanged", *_asked(server, "/till/catalogue.json", tagged)))
    return rows


def _asked(server: Server, path: str, headers: dict[str, str]) -> tuple[float, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    begun = time.perf_counter()
    connection.request("GET", path, headers=headers)
    body = connection.getresponse().read()
    took = (time.perf_counter() - begun) * 1000
    connection.close()
    return took, body


def _feed_row(name: str, took: float, body: bytes) -> str:
    return f"| {name} | {took:.0f} | {len(body) / 1000:.1f} |"


def measured(context: BrowserContext, served: Served, scans: int, slow: int) -> list[str]:
    """The rows of one speed of the machine, while the server answers."""
    page, first, weight = at_the_till(context, slow)
    page.wait_for_timeout(3000 * slow)
    rows = [times.row(slow) for times in scan_times(page, served.today, scans)]
    rows.append(search_times(page).row(slow))
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.close()
    rows.append(Times("first start, all from the server", [first]).row(slow))
    if slow == 1:
        kilo = f"{weight.packed / 1000:.0f} kB packed, {weight.sent / 1000:.0f} kB as sent"
        print(f"\nThe page: {weight.files} files, {kilo}\n")
        print("| feed | ms | kB |\n| --- | ---: | ---: |")
        print("\n".join(feed_rows(served.server, context)), flush=True)
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 0 when all of it ran."""
    parser = argparse.ArgumentParser(prog="bench.till", description=__doc__)
    parser.add_argument("--scans", type=int, default=240)
    parser.add_argument("--slow", type=int, default=4)
    options = parser.parse_args(arguments)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()}")
    with (
        shop() as served,
        sync_playwright() as play,
        running_browser(play, browser_path()) as chrome,
    ):
        print(f"Chromium {chrome.version}", flush=True)
        speeds = {slow: opened(chrome, served) for slow in (1, options.slow)}
        rows = [
            row
            for slow, context in speeds.items()
            for row in measured(context, served, options.scans, slow)
        ]
        print(HEAD, *rows, sep="\n", flush=True)
        served.server.stop()
        for slow, context in speeds.items():
            print(start_times(context, slow).row(slow), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
