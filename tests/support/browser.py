"""A real Chromium for browser tests: which one, how it is started, what it may not do.

It never bypasses the Content-Security-Policy, and every error on the console fails the test.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]
SLOWEST_STEP_MS = 15_000


def browser_path() -> str:
    """$CHROME, else the first browser on PATH, else nothing."""
    given = os.environ.get("CHROME")
    if given and Path(given).exists():
        return given
    return next((path for path in map(shutil.which, NAMES) if path), "")


@contextlib.contextmanager
def running_browser(playwright: Playwright, path: str, *more: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *more])
    try:
        yield browser
    finally:
        browser.close()


@contextlib.contextmanager
def watched_page(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page in its own context; console errors and uncaught exceptions fail the test.

    A test that expects one removes it from `page.complaints` after looking at it, or says with
    `forgive` what may still come while the page closes.
    """
    context = browser.new_context(base_url=base_url, locale="en-GB", timezone_id="UTC")
    context.set_default_timeout(SLOWEST_STEP_MS)
    page = context.new_page()
    complaints: list[str] = []
    page.complaints, page.forgiven = complaints, []
    page.on("console", lambda message: _note(message, complaints))
    page.on("pageerror", lambda error: complaints.append(f"uncaught: {error}"))
    try:
        yield page
    finally:
        context.close()
    left = [each for each in complaints if not any(word in each for word in page.forgiven)]
    assert not left, f"the browser's console complains: {left}"


def forgive(page: Page, *words: str) -> None:
    """What the console says with one of these words is asked for, now and until the page closes."""
    page.forgiven.extend(words)


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type == "error":
        complaints.append(f"{message.text} ({message.location.get('url', '')})")
