"""A cashier at the till, in a real browser: scans, lots, cash, receipt, and what is refused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from app.db import reading
from app.sales.models import Sale
from tests.pos.shop import EAN, GTIN, Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite")]
Scan = Callable[[str], None]

TYPE_IT = """async (text) => {
  const target = document.activeElement ?? document.body;
  const press = (key, extra = {}) => {
    const told = {key, bubbles: true, cancelable: true, ...extra};
    const kept = target.dispatchEvent(new KeyboardEvent("keydown", told));
    if (kept && key.length === 1 && !extra.ctrlKey && "value" in target) target.value += key;
    target.dispatchEvent(new KeyboardEvent("keyup", told));
  };
  for (const letter of text) {
    if (letter === "\\u001d") press("]", {ctrlKey: true}); else press(letter);
  }
  press("Enter");
}"""


@pytest.fixture
def deli(api: ApiClient) -> Deli:
    return open_deli(api, datetime.now(UTC).date())


@pytest.fixture
def till(deli: Deli, app: Flask, page: Page) -> Page:
    """The till with a cashier signed in; the catalogue is there."""
    cashier = people.person(app, "cashier", name="Ann")
    page.goto("/sign-in?next=/till")
    page.get_by_role("textbox", name="Name").fill(cashier.name)
    page.get_by_role("textbox", name="Password").fill(cashier.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".till-tile")).to_have_count(1)
    return page


@pytest.fixture
def scan(till: Page) -> Scan:
    return lambda text: till.evaluate(TYPE_IT, text)


def _sales(app: Flask) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(Sale)) or 0


def _gs1(deli: Deli, code: str, days: int) -> str:
    on = deli.today + timedelta(days=days)
    return f"01{GTIN}17{on:%y%m%d}10{code}"


def _line(page: Page, position: int = 0) -> str:
    return page.locator(".till-line").nth(position).inner_text()


def test_a_sale_from_scan_to_receipt(till: Page, scan: Scan, deli: Deli, app: Flask) -> None:
    expect(till.locator(".camera-key")).to_be_hidden()
    scan(EAN)
    expect(till.locator(".till-line")).to_have_count(1)
    expect(till.locator(".till-line .lot-number")).to_have_text(deli.lots["SOON"])
    expect(till.locator(".till-line .lot")).to_contain_text("1 of 2 lots")
    scan(EAN)
    expect(till.locator(".till-line-facts")).to_contain_text("2 ×")
    expect(till.locator("#grand")).to_have_text("$6.00")
    till.locator("#go").click()
    till.get_by_role("button", name="$10.00").click()
    till.locator("#go").click()
    expect(till.locator("#change")).to_have_text("$4.00")
    expect(till.locator(".till-paper .receipt-chip")).to_have_text([deli.lots["SOON"]])
    expect(till.locator(".till-paper .receipt-total")).to_contain_text("6.00")
    assert _sales(app) == 1
    scan(EAN)
    expect(till.locator(".till-line")).to_have_count(1)
    expect(till.locator("#change")).to_be_hidden()


def test_a_password_typed_at_a_scanners_speed_is_no_scan(
    till: Page, scan: Scan, app: Flask
) -> None:
    """A browser that is no till asks for the password: on the keys at once, and never shown."""
    boss = people.person(app, "manager", name="Mona")
    till.reload()
    scan(EAN)
    expect(till.locator(".till-line")).to_have_count(1)
    till.locator("[data-mode=price]").click()
    till.locator("#pad [data-key='1']").click()
    till.locator("#go").click()
    till.get_by_role("button", name="Damaged pack").click()
    field = till.locator("#sheet input[type=password]")
    expect(field).to_be_focused()
    till.locator("#sheet").get_by_role("button", name="Mona").click()
    expect(field).to_be_focused()
    scan("907142907142")
    expect(field).to_have_value("907142907142")
    expect(till.get_by_text("907142")).to_have_count(0)
    field.fill(boss.password)
    field.press("Enter")
    expect(till.locator("#sheet")).to_be_hidden()


def test_the_packs_own_code_names_its_lot(till: Page, scan: Scan, deli: Deli) -> None:
    scan(_gs1(deli, "LATE", 20))
    chip = till.locator(".till-line .lot")
    expect(chip).to_contain_text(deli.lots["LATE"])
    expect(chip).to_contain_text("scanned")
    till.locator("#go").click()
    till.locator("#go").click()
    expect(till.locator(".till-paper .receipt-chip")).to_have_text([deli.lots["LATE"]])


def test_the_packs_own_code_after_the_ean_is_the_same_pack(
    till: Page, scan: Scan, deli: Deli
) -> None:
    scan(EAN)
    expect(till.locator(".till-line")).to_have_count(1)
    scan(_gs1(deli, "LATE", 20))
    expect(till.locator(".till-line .lot")).to_contain_text("scanned")
    expect(till.locator(".till-line")).to_have_count(1)
    expect(till.locator(".till-line-facts")).to_contain_text("1 ×")
    till.get_by_role("button", name="It is another one").click()
    expect(till.locator(".till-line-facts")).to_contain_text("2 ×")


@pytest.mark.parametrize(
    ("code", "days", "title"), [("OLD", -2, "Expired"), ("BAD", 9, "Recalled")]
)
def test_a_blocked_lot_is_refused_at_the_scan(
    till: Page, scan: Scan, deli: Deli, app: Flask, code: str, days: int, title: str
) -> None:
    before = deli.api.get(f"/lots/{deli.lots[code]}").json["on_hand"]
    scan(_gs1(deli, code, days))
    bar = till.get_by_role("alert").filter(has_text=title)
    expect(bar).to_be_visible()
    expect(bar).to_have_css("width", f"{till.viewport_size['width']}px")
    expect(till.locator(".till-line")).to_have_count(0)
    expect(till.locator("#go")).to_be_disabled()
    till.get_by_role("button", name="OK").click()
    expect(bar).to_have_count(0)
    assert _sales(app) == 0
    assert deli.api.get(f"/lots/{deli.lots[code]}").json["on_hand"] == before


def test_a_lot_recalled_after_the_scan_is_refused_on_its_line(
    till: Page, scan: Scan, deli: Deli, app: Flask
) -> None:
    scan(_gs1(deli, "LATE", 20))
    expect(till.locator(".till-line")).to_have_count(1)
    scope = {"lots": [deli.lots["LATE"]]}
    assert deli.api.post("/recalls", {"reason": "Glass", "scope": scope}).status_code == 201
    till.locator("#go").click()
    till.locator("#go").click()
    expect(till.locator(".till-news")).to_contain_text("recalled")
    _forget_refusals(till)
    assert _sales(app) == 0
    till.locator(".till-strip button.lot").filter(has_text=deli.lots["SOON"]).click()
    expect(till.locator(".till-news")).to_have_count(0)
    till.locator("#go").click()
    till.locator("#go").click()
    expect(till.locator("#change")).to_be_visible()
    assert _sales(app) == 1


def _forget_refusals(page: Page) -> None:
    """A refused request is a line on the console: looked at, then forgotten."""
    page.complaints[:] = [text for text in page.complaints if "409" not in text]


def test_a_lot_is_changed_in_two_taps_without_a_dialog(till: Page, scan: Scan, deli: Deli) -> None:
    scan(EAN)
    till.locator(".till-line .lot").click()
    till.locator(".till-strip button.lot").filter(has_text=deli.lots["LATE"]).click()
    chip = till.locator(".till-line .lot")
    expect(chip).to_contain_text(deli.lots["LATE"])
    expect(chip).to_contain_text("chosen")
    expect(till.locator("dialog[open]")).to_have_count(0)


def test_more_than_the_first_lot_holds_takes_the_next(till: Page, scan: Scan, deli: Deli) -> None:
    scan(EAN)
    expect(till.locator(".till-line")).to_have_count(1)
    till.locator("[data-key='4']").click()
    chips = till.locator(".till-line .lot-number")
    expect(chips).to_have_text([deli.lots["SOON"], deli.lots["LATE"]])


def test_a_product_that_asks_opens_its_lots_and_waits(till: Page, deli: Deli, app: Flask) -> None:
    deli.product("YARN", lot_policy="ask", expiry_kind="none")
    dye = deli.receive("YARN", "D1", days=None)
    deli.receive("YARN", "D2", days=None)
    till.reload()
    till.locator("[data-sku=YARN]").click()
    expect(till.locator(".till-strip button.lot")).to_have_count(2)
    till.locator("#go").click()
    expect(till.locator("#trouble")).to_contain_text("Choose the lot")
    assert _sales(app) == 0
    till.locator(".till-strip button.lot").filter(has_text=dye).click()
    expect(till.locator(".till-line .lot")).to_contain_text("chosen")


def test_weighed_goods_wait_for_their_weight(till: Page, deli: Deli) -> None:
    deli.product("CHEESE", base_unit="kg", price="28.70", tax_category="zero")
    deli.receive("CHEESE", "C", days=9)
    till.reload()
    till.locator("[data-sku=CHEESE]").click()
    till.locator("#go").click()
    expect(till.locator("#trouble")).to_contain_text("how much")
    for key in ("0", ".", "4", "8", "2"):
        till.locator(f"[data-key='{key}']").click()
    expect(till.locator("#grand")).to_have_text("$13.83")


def test_the_cart_survives_a_reload_and_undo_takes_back_a_step(till: Page, scan: Scan) -> None:
    scan(EAN)
    expect(till.locator(".till-line")).to_have_count(1)
    till.locator("[data-key='2']").click()
    till.reload()
    expect(till.locator(".till-line-facts")).to_contain_text("2 ×")
    scan(EAN)
    expect(till.locator(".till-line-facts")).to_contain_text("3 ×")
    till.get_by_role("button", name="Undo").click()
    expect(till.locator(".till-line-facts")).to_contain_text("2 ×")


def test_an_answer_lost_on_the_way_never_sells_twice(till: Page, scan: Scan, app: Flask) -> None:
    scan(EAN)
    expect(till.locator(".till-line")).to_have_count(1)
    lost: list[str] = []

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route.request.headers["idempotency-key"])
            route.fetch()
            route.abort()
            return
        lost.append(route.request.headers["idempotency-key"])
        route.continue_()

    till.route("**/api/v1/sales", lose)
    till.locator("#go").click()
    till.locator("#go").click()
    expect(till.locator("#change")).to_be_visible()
    till.complaints.clear()
    assert len(set(lost)) == 1
    assert len(lost) == 2
    assert _sales(app) == 1


def test_search_finds_and_one_tap_sells(till: Page, deli: Deli) -> None:
    box = till.get_by_role("searchbox")
    box.press_sequentially(deli.lots["LATE"].lower(), delay=80)
    expect(till.locator(".till-tile")).to_have_count(1)
    box.press("Enter")
    expect(till.locator(".till-line")).to_have_count(1)
    expect(box).to_have_value("")


def test_card_with_a_reference_reaches_the_receipt(till: Page, scan: Scan) -> None:
    scan(EAN)
    expect(till.locator(".till-line")).to_have_count(1)
    till.locator("#go").click()
    till.get_by_role("button", name="Card").click()
    till.get_by_label("Number on the terminal's slip").fill("A-77")
    till.locator("#go").click()
    expect(till.locator(".till-paper .receipt")).to_contain_text("Card A-77")


def test_a_phone_till_names_its_till_and_leads_to_where_one_signs_out(
    till: Page, deli: Deli
) -> None:
    assert deli.api.post("/tills", {"code": "T2", "site": "MAIN"}).status_code == 201
    till.set_viewport_size({"width": 390, "height": 844})
    till.reload()
    chosen = "(it) => it.selectedOptions[0].text"
    assert till.get_by_label("This till").evaluate(chosen) in {"T1", "T2"}
    till.get_by_role("link", name="Ann").click()
    expect(till.get_by_role("button", name="Sign out").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (1024, 768), (390, 844)])
def test_the_till_has_no_barrier_at_any_stage(
    till: Page, scan: Scan, size: tuple[int, int], scheme: str
) -> None:
    till.set_viewport_size({"width": size[0], "height": size[1]})
    till.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    phone = size[0] < 800
    go = till.locator("#dock-go" if phone else "#go")
    _no_barrier(till)
    scan(EAN)
    expect(till.locator(".till-line")).to_have_count(1)
    if phone:
        till.locator("#to-cart").click()
    till.locator(".till-line .lot").click()
    _no_barrier(till)
    scan("9999999999994")
    expect(till.get_by_role("alert").filter(has_text="Unknown")).to_be_visible()
    _no_barrier(till)
    till.get_by_role("button", name="OK").click()
    go.click()
    _no_barrier(till)
    go.click()
    expect(till.locator(".till-paper .receipt")).to_be_visible()
    _no_barrier(till)


def _no_barrier(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate("""() => [...document.querySelectorAll(".till :is(.btn, .tile, .lot)")]
      .filter((each) => each.offsetParent && each.matches("button, a")
        && each.getBoundingClientRect().height < 43.5).map((each) => each.textContent)""")
    assert small == []


def test_notes_stay_with_the_line_and_the_sale_down_to_the_receipt(
    till: Page, scan: Scan, app: Flask
) -> None:
    scan(EAN)
    till.get_by_role("button", name="Note", exact=True).click()
    note = till.get_by_role("textbox", name="Note on the line")
    expect(note).to_be_focused()
    note.press_sequentially("4111 1111 1111 1111", delay=40)
    note.press("Enter")
    expect(till.locator("#trouble")).to_contain_text("card number")
    note.fill("as a gift")
    note.press("Enter")
    expect(till.locator(".till-line-note")).to_have_text("as a gift")
    scan(EAN)
    expect(till.locator(".till-line")).to_have_count(2)
    till.get_by_role("button", name="More", exact=True).click()
    till.get_by_role("button", name="Note on the sale").click()
    till.get_by_role("textbox", name="Note on the sale").fill("back door")
    till.get_by_role("button", name="Keep the note").click()
    expect(till.locator("#sheet")).to_be_hidden()
    till.reload()
    expect(till.locator(".till-line-note")).to_have_text("as a gift")
    till.locator("#go").click()
    till.locator("#go").click()
    paper = till.locator(".till-paper .receipt")
    expect(paper.locator(".receipt-note")).to_have_text("as a gift")
    expect(paper.locator(".receipt-remark")).to_have_text("back door")
    assert _sales(app) == 1
