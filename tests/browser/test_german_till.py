"""The till in German: what is English in its dictionary is nowhere on its screens."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.test_till import TYPE_IT
from tests.pos.shop import EAN, open_deli
from tests.support import people
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite")]
ENGLISH = """async () => {
  const { WORDS } = await import("/static/web/js/words/de.js");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.checkVisibility()) seen.push(node.nodeValue.trim());
  }
  for (const name of ["aria-label", "title", "placeholder"]) {
    for (const each of document.body.querySelectorAll(`[${name}]`)) {
      if (each.checkVisibility()) seen.push(each.getAttribute(name));
    }
  }
  return seen.filter((text) => (WORDS[text] ?? text) !== text);
}"""


@pytest.fixture
def till(app: Flask, api: ApiClient, page: Page) -> Page:
    """The till of a manager who chose German."""
    open_deli(api, datetime.now(UTC).date())
    people.sign_in_browser(page, people.person(app, "manager", name="Eva"))
    page.add_init_script('localStorage.setItem("lotwise.language", "de")')
    page.goto("/till")
    expect(page.locator(".till-tile")).to_have_count(1)
    return page


def test_no_english_is_left_on_the_screens_of_a_german_till(till: Page) -> None:
    def german(title: str = "") -> None:
        if title:
            expect(till.locator("#sheet-title")).to_have_text(title)
        assert till.evaluate(ENGLISH) == []

    def entry(name: str, title: str = "") -> None:
        till.locator("#more").click()
        till.locator("#sheet").get_by_role("button", name=name).click()
        german(title or name)
        till.keyboard.press("Escape")

    till.evaluate(TYPE_IT, EAN)
    expect(till.locator("#count")).to_have_text("1 Position")
    german()
    till.evaluate(TYPE_IT, "9501101530003")
    expect(till.locator("#verdict")).to_contain_text("Unbekannter Artikel")
    expect(till.locator("#verdict")).to_contain_text("Kein Artikel hat diesen Code")
    german()
    till.locator("#understood").click()
    till.locator("#more").click()
    german("Mehr")
    till.keyboard.press("Escape")
    entry("Schicht öffnen")
    entry("Rückgabe")
    entry("Zustand der Kasse")
    entry("Tasten")
    entry("Hier geöffnet")
    entry("Lade öffnen")
    till.locator("#go").click()
    expect(till.locator(".till-due")).to_be_visible()
    german()
