"""Takes the pictures of docs/screenshots from a fresh demo shop that is being served.

`.venv/bin/python -m docs.take_screenshots http://127.0.0.1:8000`. It signs in, scans and looks,
and makes one sale.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent / "screenshots"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
PASSWORD = "lotwise-demo"  # noqa: S105 - the demo's, meant to be seen
CHOCOLATE, COMTE = "9501101532212", "(01)99501101531010(3103)000312(10)CT-0418"
BURRATA, SALMON = "(01)09501101531116(10)BU-3305", "(01)09501101531314(10)SS-2207"
LINGUINE = "(01)19501101532066(10)NF/29/310(15)291231"
HONEY = "(01)19501101532059(10)NF/29/311(15)290630"
MOST_COLOURS = 128


@contextmanager
def visit(browser: Browser, base: str, name: str, size: dict[str, int]) -> Iterator[Page]:
    """A signed-in person's page."""
    context = browser.new_context(viewport=size, base_url=base, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: "sign-in" not in address)
    yield page
    context.close()


def scan(page: Page, *codes: str) -> None:
    """Type codes into the scan box as a scanner would, each ended by Enter."""
    box = page.get_by_placeholder("Scan").first
    for code in codes:
        box.fill(code)
        box.press("Enter")
        page.wait_for_timeout(800)


def keep(page: Page, name: str) -> None:
    """Save what is on the screen as a small picture."""
    page.wait_for_timeout(500)
    target = FOLDER / f"{name}.png"
    page.screenshot(path=target)
    with Image.open(target) as picture:
        picture.convert("RGB").quantize(MOST_COLOURS, dither=Image.Dither.NONE).save(
            target, optimize=True
        )


def till(page: Page) -> None:
    """Lots on the lines; a lot that is refused; the receipt."""
    page.goto("/till")
    scan(page, CHOCOLATE, CHOCOLATE, COMTE, BURRATA)
    keep(page, "till")
    scan(page, SALMON)
    keep(page, "till-refuses")
    page.keyboard.press("Escape")
    page.keyboard.press("F9")
    page.get_by_role("button", name="Exact").click()
    page.keyboard.press("F9")
    page.get_by_text("Sold", exact=True).wait_for()
    page.wait_for_timeout(1500)
    keep(page, "till-paid")


def receiving(page: Page) -> None:
    """A delivery that is being scanned."""
    page.goto("/receiving")
    page.get_by_text("Nordwind", exact=False).first.click()
    scan(page, LINGUINE, LINGUINE, HONEY)
    keep(page, "receiving")


def lot(page: Page) -> None:
    """A lot from its delivery to its buyers."""
    page.goto("/lots?q=CT-0418")
    page.get_by_role("link", name="L000").first.click()
    keep(page, "lot")


def trace(page: Page) -> None:
    """The same lot as streams."""
    page.goto("/lots?q=CT-0418")
    page.get_by_role("link", name="L000").first.click()
    page.get_by_role("link", name="Trace").click()
    keep(page, "trace")


def putaway(page: Page) -> None:
    """What waits, each with its bin."""
    page.goto("/putaway")
    keep(page, "putaway")


def recall(page: Page) -> None:
    """Who bought what was recalled."""
    page.goto("/recalls")
    page.get_by_role("link", name="RC-").first.click()
    keep(page, "recall")


def dashboard(page: Page) -> None:
    """The owner's first look."""
    page.goto("/dashboard")
    keep(page, "dashboard")


def valuation(page: Page) -> None:
    """Stock and ledger, held against each other."""
    page.goto("/valuation")
    keep(page, "valuation")


def phone_till(page: Page) -> None:
    """The cart on a phone."""
    page.goto("/till")
    scan(page, CHOCOLATE, COMTE, BURRATA)
    page.get_by_role("button", name="Cart").click()
    keep(page, "till-phone")


def phone_receiving(page: Page) -> None:
    """The same dock on a phone."""
    page.goto("/receiving")
    page.get_by_text("Nordwind", exact=False).first.click()
    scan(page, LINGUINE)
    keep(page, "receiving-phone")


SCENES: tuple[tuple[str, dict[str, int], Callable[[Page], None]], ...] = (
    ("Carla", DESK, till),
    ("Ravi", DESK, receiving),
    ("Olivia", DESK, lot),
    ("Olivia", DESK, trace),
    ("Ravi", DESK, putaway),
    ("Olivia", DESK, recall),
    ("Olivia", DESK, dashboard),
    ("Anna", DESK, valuation),
    ("Ravi", PHONE, phone_receiving),
    ("Carla", PHONE, phone_till),
)


def take_screenshots(base: str) -> None:
    """Play every scene."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=program)
        for name, size, scene in SCENES:
            with visit(browser, base, name, size) as page:
                scene(page)
        browser.close()


if __name__ == "__main__":
    take_screenshots(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
