"""The style page in a real Chromium: accessible in light and dark, on a desk and on a phone;
and a scanner that is heard wherever the focus is.
"""

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.support.browser import watched_page
from tests.web.scratch import scratch_app

pytestmark = pytest.mark.browser
SIZES = {"desk": (1280, 800), "phone": (390, 844)}
SCAN = "]C1010950600013435210L7K2\u001d17261231"

TYPE_IT = """async ([text, gap, end]) => {
  const target = document.activeElement ?? document.body;
  const press = (key, extra = {}) => {
    const told = {key, bubbles: true, cancelable: true, ...extra};
    const kept = target.dispatchEvent(new KeyboardEvent("keydown", told));
    if (kept && key.length === 1 && !extra.ctrlKey && "value" in target) target.value += key;
    target.dispatchEvent(new KeyboardEvent("keyup", told));
  };
  for (const letter of text) {
    if (letter === "\\u001d") press("]", {ctrlKey: true}); else press(letter);
    if (gap) await new Promise((done) => setTimeout(done, gap));
  }
  if (end) press(end);
  await new Promise((done) => setTimeout(done, 200));
}"""


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, scratch_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def screen(browser: Browser, base_url: str) -> Iterator[Page]:
    with watched_page(browser, base_url) as page:
        yield page


@pytest.fixture
def probe(screen: Page) -> Page:
    screen.goto("/probe")
    screen.wait_for_load_state("networkidle")
    assert screen.evaluate("globalThis.ready") is True
    return screen


def _scan(page: Page, text: str, gap: int = 0, end: str = "Enter") -> list[str]:
    page.evaluate(TYPE_IT, [text, gap, end])
    heard: list[str] = page.evaluate("globalThis.scans")
    return heard


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_style_page_has_no_barrier(screen: Page, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    screen.set_viewport_size({"width": width, "height": height})
    screen.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    screen.goto("/styleguide")
    found = Axe().run(screen)
    assert found.violations_count == 0, found.generate_report()
    assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_error_page_has_no_barrier(screen: Page) -> None:
    screen.goto("/expired")
    found = Axe().run(screen)
    assert found.violations_count == 0, found.generate_report()
    screen.complaints.clear()


def test_the_drawer_holds_every_page_on_a_phone(screen: Page) -> None:
    screen.set_viewport_size({"width": 390, "height": 844})
    screen.goto("/styleguide")
    drawer = screen.locator("#drawer")
    expect(drawer).to_be_hidden()
    screen.get_by_role("button", name="More", exact=True).click()
    expect(drawer.get_by_role("link", name="Trial balance")).to_be_visible()
    screen.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def test_everything_pressed_is_large_enough(screen: Page) -> None:
    screen.set_viewport_size({"width": 390, "height": 844})
    screen.goto("/styleguide")
    small = screen.evaluate("""() => [...document.querySelectorAll(".btn, .tab, .tile, .input")]
      .filter((each) => each.offsetParent && each.getBoundingClientRect().height < 43.5
        && !each.closest(".table")).map((each) => each.textContent)""")
    assert small == []
    tile, pay = screen.locator(".tile").first, screen.locator(".btn-pay")
    assert tile.bounding_box()["height"] >= 88
    assert pay.bounding_box()["height"] >= 72


def test_the_keyboard_reaches_the_content_first(screen: Page) -> None:
    screen.goto("/expired")  # the style page holds an error, and errors take the focus
    screen.keyboard.press("Tab")
    expect(screen.get_by_role("link", name="Skip to content")).to_be_focused()
    screen.keyboard.press("Enter")
    expect(screen.locator("#main")).to_be_focused()
    screen.complaints.clear()  # of the page's own status


def test_a_theme_chosen_here_stays(screen: Page) -> None:
    screen.emulate_media(color_scheme="light")
    screen.goto("/styleguide")
    screen.get_by_text("Dark", exact=True).click()
    expect(screen.locator("html")).to_have_attribute("data-theme", "dark")
    screen.reload()
    expect(screen.locator("html")).to_have_attribute("data-theme", "dark")
    screen.get_by_text("Auto", exact=True).click()
    screen.reload()
    expect(screen.locator("html")).not_to_have_attribute("data-theme", "dark")


def test_a_dialog_opens_and_closes(screen: Page) -> None:
    screen.goto("/styleguide")
    screen.get_by_role("button", name="Open dialog").click()
    expect(screen.get_by_role("dialog")).to_be_visible()
    screen.get_by_role("button", name="Keep it").click()
    expect(screen.get_by_role("dialog")).to_be_hidden()


def test_a_scan_is_heard_without_any_focus(probe: Page) -> None:
    assert _scan(probe, SCAN) == [SCAN]


def test_a_scan_into_a_price_leaves_the_price_alone(probe: Page) -> None:
    probe.locator("#price").focus()
    assert _scan(probe, "4006381333931") == ["4006381333931"]
    expect(probe.locator("#price")).to_have_value("12.50")


def test_a_scanner_that_sends_no_enter_is_heard_after_silence(probe: Page) -> None:
    probe.locator("#price").focus()
    assert _scan(probe, "4006381333931", end="") == ["4006381333931"]
    expect(probe.locator("#price")).to_have_value("12.50")


def test_what_a_person_types_stays_in_the_field(probe: Page) -> None:
    probe.locator("#price").fill("")
    probe.locator("#price").press_sequentially("1234", delay=90)
    probe.keyboard.press("Enter")
    assert probe.evaluate("globalThis.scans") == []
    expect(probe.locator("#price")).to_have_value("1234")


def test_a_stumble_on_the_keys_is_given_back(probe: Page) -> None:
    probe.locator("#price").focus()
    probe.keyboard.press("End")
    assert _scan(probe, "9876", end="") == []
    expect(probe.locator("#price")).to_have_value("12.509876")


def test_two_scans_in_a_row_are_two(probe: Page) -> None:
    _scan(probe, "4006381333931")
    assert _scan(probe, "5901234123457") == ["4006381333931", "5901234123457"]


def test_a_stuck_keyboard_does_not_freeze_the_page(probe: Page) -> None:
    heard = _scan(probe, "1" * 5000, end="")
    assert all(len(text) <= 512 for text in heard)
    probe.locator("#price").fill("7")
    expect(probe.locator("#price")).to_have_value("7")
