"""Switching by PIN, the lock and approvals in place, at an enrolled till in a real browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from app.db import reading
from app.identity.models import ApprovalUse
from app.sales.models import Sale, SaleOverride
from tests.browser.test_till import TYPE_IT
from tests.identity.terminal import give_pin
from tests.pos.shop import EAN, Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient
from tests.support.browser import forgive

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite")]
ANNS, BENS, MANAGERS = "4071", "5082", "907142"
SLOW_MS = 20_000


@dataclass
class Counter:
    """The page of an enrolled till, and who may stand at it."""

    page: Page
    ann: people.Somebody
    ben: people.Somebody
    boss: people.Somebody

    def scan(self, text: str) -> None:
        self.page.evaluate(TYPE_IT, text)

    def sell(self, text: str) -> None:
        """Scan an article once nobody has to be asked for a PIN any more."""
        expect(self.page.locator("#lock")).to_be_hidden(timeout=SLOW_MS)
        self.scan(text)
        expect(self.page.locator(".till-line")).to_have_count(1, timeout=SLOW_MS)

    def type_pin(self, pin: str, where: str = "#lock") -> None:
        pad = self.page.locator(f"{where} .pin-pad")
        for digit in pin:
            pad.locator(f"[data-pin='{digit}']").click()
        pad.locator("[data-pin=enter]").click()

    def step_up(self, somebody: people.Somebody, pin: str) -> None:
        self.page.locator("#lock .till-lock-name", has_text=somebody.name).click()
        self.type_pin(pin)

    def number_keys(self, mode: str, text: str) -> None:
        self.page.locator(f"[data-mode={mode}]").click()
        for key in text:
            self.page.locator(f"#pad [data-key='{key}']").click()


def _person(app: Flask, role: str, name: str, pin: str) -> people.Somebody:
    somebody = people.person(app, role, name=name)
    give_pin(app, somebody, pin)
    return somebody


@pytest.fixture
def counter(app: Flask, api: ApiClient, page: Page) -> Iterator[Counter]:
    """The till, enrolled by the manager, who steps back: the lock is on.

    Refused and unanswered calls are what these tests are about: only they are forgiven.
    """
    open_deli(api, datetime.now(UTC).date())
    boss = _person(app, "manager", "Mona", MANAGERS)
    counter = Counter(
        page, _person(app, "cashier", "Ann", ANNS), _person(app, "cashier", "Ben", BENS), boss
    )
    people.sign_in_browser(page, boss)
    page.goto("/till")
    expect(page.locator(".till-tile")).to_have_count(1)
    page.locator("#more").click()
    page.get_by_role("button", name="Make this browser a till").click()
    page.get_by_role("button", name="Make it a till").click()
    expect(page.locator("#who")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".till-tile")).to_have_count(1, timeout=SLOW_MS)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")  # from here on it starts alone
    page.locator("#who").click()
    expect(page.locator("#lock .till-lock-name")).to_have_count(3, timeout=SLOW_MS)
    yield counter
    forgive(page, "Failed to load")


def test_a_switch_by_pin_keeps_the_cart_and_changes_the_seller(
    counter: Counter, app: Flask
) -> None:
    page = counter.page
    counter.step_up(counter.ann, ANNS)
    expect(page.locator("#lock")).to_be_hidden(timeout=SLOW_MS)
    counter.sell(EAN)
    page.locator("#who").click()
    expect(page.locator("#lock")).to_contain_text("The cart stays: 1 line")
    counter.scan(EAN)
    counter.step_up(counter.ben, BENS)
    expect(page.locator("#lock")).to_be_hidden(timeout=SLOW_MS)
    expect(page.locator("#who")).to_have_text("B")
    expect(page.locator(".till-line-facts")).to_contain_text("1 ×")
    page.locator("#go").click()
    page.locator("#go").click()
    expect(page.locator("#change")).to_be_visible(timeout=SLOW_MS)
    with app.app_context(), reading() as session:
        assert session.scalars(select(Sale.cashier)).all() == ["Ben"]


def test_codes_scanned_at_a_locked_till_are_no_wrong_pins(counter: Counter) -> None:
    page = counter.page
    page.locator("#lock .till-lock-name", has_text="Ann").click()
    for _ in range(6):
        counter.scan(EAN)
        expect(page.locator("#lock .pin-dots")).to_have_text("Type your PIN")
    expect(page.locator("#lock .till-lock-trouble")).to_be_empty()
    counter.type_pin(ANNS)
    expect(page.locator("#lock")).to_be_hidden(timeout=SLOW_MS)
    expect(page.locator(".till-line")).to_have_count(0)


def test_a_refusal_that_comes_late_leaves_the_next_persons_digits(
    counter: Counter,
) -> None:
    page = counter.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/till/pin", hold)
    counter.step_up(counter.ann, "1111")
    expect(page.locator("#lock .pin-pad[data-busy]")).to_be_visible()
    page.locator("#lock .till-lock-name", has_text="Ben").click()
    pad = page.locator("#lock .pin-pad")
    for digit in BENS[:2]:
        pad.locator(f"[data-pin='{digit}']").click()
    with page.expect_response("**/api/v1/till/pin") as answer:
        held[0].continue_()
    assert answer.value.status == 403
    for digit in BENS[2:]:
        pad.locator(f"[data-pin='{digit}']").click()
    page.unroute("**/api/v1/till/pin")
    pad.locator("[data-pin=enter]").click()
    expect(page.locator("#lock")).to_be_hidden(timeout=SLOW_MS)


def test_a_pin_typed_on_the_keyboard_is_sent_by_enter(counter: Counter) -> None:
    page, keys = counter.page, counter.page.keyboard
    page.locator("#lock .till-lock-name", has_text="Ann").click()
    keys.type("1111")
    keys.press("Enter")
    expect(page.locator("#lock .till-lock-trouble")).to_contain_text("4 tries left")
    expect(page.locator("#lock .pin-dots")).to_have_text("Type your PIN")
    keys.type("40")
    page.get_by_role("button", name="Use password").focus()
    keys.press("Shift+Tab")
    keys.press("Tab")
    keys.press("Enter")  # Tab led here: the button is pressed
    expect(page.locator("#lock input[type=password]")).to_be_focused()
    page.locator("#lock .till-lock-name", has_text="Ann").click()
    keys.type(ANNS)
    keys.press("Enter")
    counter.sell(EAN)
    counter.number_keys("price", "1.50")
    page.locator("#go").click()
    page.get_by_role("button", name="Damaged pack").press("Enter")
    keys.type(MANAGERS)
    keys.press("Enter")
    expect(page.locator("#sheet")).to_be_hidden(timeout=SLOW_MS)
    expect(page.locator(".till-due")).to_contain_text("1.80")
    page.locator("#who").click()
    expect(page.locator("#lock [aria-pressed=true]")).to_be_focused()
    expect(page.locator("#lock [aria-pressed=true]")).to_contain_text("Ann")


def test_five_wrong_pins_lock_and_a_manager_unlocks_in_place(counter: Counter) -> None:
    page = counter.page
    page.locator("#lock .till-lock-name", has_text="Ann").click()
    for left in ("4 tries left", "3 tries left", "2 tries left", "1 try left"):
        counter.type_pin("9999")
        expect(page.locator("#lock .till-lock-trouble")).to_contain_text(left)
    counter.type_pin("9999")
    page.get_by_role("button", name="A manager unlocks").click()
    counter.step_up(counter.boss, MANAGERS)
    expect(page.locator("#lock h2")).to_have_text("Who is selling?")
    counter.step_up(counter.ann, ANNS)
    expect(page.locator("#lock")).to_be_hidden(timeout=SLOW_MS)


def test_the_password_opens_the_till_too(counter: Counter) -> None:
    page = counter.page
    page.locator("#lock .till-lock-name", has_text="Ann").click()
    page.get_by_role("button", name="Use password").click()
    page.locator("#lock input[type=password]").fill(counter.ann.password)
    page.locator("#lock input[type=password]").press("Enter")
    expect(page.locator("#lock")).to_be_hidden(timeout=SLOW_MS)
    expect(page.locator("#who")).to_have_text("A")


def test_another_price_needs_a_reason_and_the_managers_pin(counter: Counter, app: Flask) -> None:
    page = counter.page
    counter.step_up(counter.ann, ANNS)
    counter.sell(EAN)
    counter.number_keys("price", "1.50")
    expect(page.locator(".till-ask")).to_contain_text("Another price")
    page.locator("#go").click()
    page.get_by_role("button", name="Damaged pack").click()
    counter.type_pin("111222", "#sheet")
    expect(page.locator("#sheet .till-lock-trouble")).to_contain_text("4 tries left")
    counter.type_pin(MANAGERS, "#sheet")
    expect(page.locator("#sheet")).to_be_hidden(timeout=SLOW_MS)
    expect(page.locator(".till-due")).to_contain_text("1.80")
    page.locator("#go").click()
    expect(page.locator("#change")).to_be_visible(timeout=SLOW_MS)
    with app.app_context(), reading() as session:
        kept = session.execute(
            select(SaleOverride.kind, SaleOverride.reason, SaleOverride.approver)
        )
        assert [tuple(row) for row in kept] == [("price", "Damaged pack", "Mona")]
        used = session.scalars(select(ApprovalUse.document_number)).all()
        assert list(used) == list(session.scalars(select(Sale.number)))


def test_a_manager_gives_only_a_reason(counter: Counter, app: Flask) -> None:
    page = counter.page
    counter.step_up(counter.boss, MANAGERS)
    counter.sell(EAN)
    counter.number_keys("price", "1")
    page.locator("#go").click()
    page.get_by_role("button", name="Goodwill").click()
    page.locator("#go").click()
    expect(page.locator("#change")).to_be_visible(timeout=SLOW_MS)
    with app.app_context(), reading() as session:
        kept = session.execute(select(SaleOverride.reason, SaleOverride.approver)).all()
        assert [tuple(row) for row in kept] == [("Goodwill", "Mona")]


def test_a_switch_and_a_yes_work_without_the_server(counter: Counter) -> None:
    page = counter.page
    counter.step_up(counter.ann, ANNS)
    counter.sell(EAN)
    page.context.set_offline(True)
    expect(page.locator("#link")).to_contain_text("No connection", timeout=SLOW_MS)
    page.locator("#who").click()
    counter.step_up(counter.ben, "1999")
    expect(page.locator("#lock .till-lock-trouble")).to_contain_text("4 tries left")
    counter.type_pin(BENS)
    expect(page.locator("#lock")).to_be_hidden(timeout=SLOW_MS)
    counter.number_keys("price", "1.50")
    page.locator("#go").click()
    page.get_by_role("button", name="Damaged pack").click()
    counter.type_pin(MANAGERS, "#sheet")
    expect(page.locator(".till-due")).to_contain_text("1.80")
    page.locator("#go").click()
    expect(page.locator("#change")).to_be_visible(timeout=SLOW_MS)
    page.context.set_offline(False)
    page.locator("#go").click()
    expect(page.locator("#lock")).to_contain_text("The connection is back", timeout=SLOW_MS)


def test_a_lot_past_its_date_goes_with_a_yes_where_policy_lets_it(
    counter: Counter, app: Flask, api: ApiClient
) -> None:
    page = counter.page
    deli = Deli(api, datetime.now(UTC).date())
    past = {"expiry_kind": "best_before", "min_days_at_sale": 0, "expired_sale": "approval"}
    deli.product("CHEESE", **past)
    lot = deli.receive("CHEESE", "DAY", days=-1)
    page.reload()
    expect(page.locator(".till-tile")).to_have_count(2, timeout=SLOW_MS)
    counter.step_up(counter.ann, ANNS)
    expect(page.locator("#lock")).to_be_hidden(timeout=SLOW_MS)
    counter.scan(lot)
    page.get_by_role("button", name="Manager approves").click()
    page.get_by_role("button", name="Customer was told").click()
    counter.type_pin(MANAGERS, "#sheet")
    expect(page.locator(".till-line .lot-number")).to_have_text(lot, timeout=SLOW_MS)
    page.locator("#go").click()
    page.locator("#go").click()
    expect(page.locator("#change")).to_be_visible(timeout=SLOW_MS)
    with app.app_context(), reading() as session:
        kept = session.execute(select(SaleOverride.kind, SaleOverride.approver)).all()
        assert [tuple(row) for row in kept] == [("expired", "Mona")]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_lock_is_for_everybody(counter: Counter, width: int, scheme: str) -> None:
    page = counter.page
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.locator("#lock .pin-pad").wait_for()
    found = Axe().run(page).response["violations"]
    assert not found, [(each["id"], each["nodes"][0]["html"][:120]) for each in found]
