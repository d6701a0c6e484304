"""A delivery taken in with nothing but a scanner, in a real browser, down to the printed label."""

import re
from collections.abc import Callable
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from app import clock
from tests.browser.test_till import TYPE_IT
from tests.purchasing.dairy import RYE, YOGURT_CASE, furnish
from tests.support import people
from tests.support.api import ApiClient
from tests.support.browser import forgive

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]
LATER = clock.local_day(clock.now(), "UTC") + timedelta(days=200)
CASE = f"(01){YOGURT_CASE}(17){LATER:%y%m%d}(10)Y1200"
EXPIRED = f"(01){YOGURT_CASE}(17)200101(10)Y0001"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
APART_MS = 750  # the page takes the same code again only after 700 ms
Scan = Callable[..., None]


@pytest.fixture
def order(api: ApiClient) -> str:
    return furnish(api)


def _scanner(page: Page) -> Scan:
    def scan(code: str) -> None:
        page.wait_for_timeout(APART_MS)
        page.evaluate(TYPE_IT, code)

    return scan


def _open(page: Page, app: Flask, role: str = "receiver", size: dict[str, int] = PHONE) -> Scan:
    who = people.person(app, role)
    page.set_viewport_size(size)
    page.goto("/sign-in")
    page.locator("[name=name]").fill(who.name)
    page.locator("[name=password]").fill(who.password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
    page.goto("/receiving")
    expect(page.locator("#dock[data-ready]")).to_be_attached()
    return _scanner(page)


def _count(page: Page, sku_name: str) -> str:
    row = page.locator(".dock-row", has_text=sku_name)
    return row.locator(".dock-row-count").inner_text().replace("\n", " ")


def test_a_delivery_is_received_by_scan_alone(
    page: Page, app: Flask, order: str, api: ApiClient
) -> None:
    scan = _open(page, app)
    scan(order)
    expect(page.locator("#dock-who")).to_contain_text("Alpine Dairy")
    for _ in range(2):
        scan(CASE)
    expect(page.locator(".dock-row-count").first).to_have_text("24 / 60")
    scan(RYE)
    expect(page.locator("#ask")).to_be_visible()
    scan("R2211")
    scan(f"{LATER:%d%m%y}")
    expect(page.locator("#ask")).to_be_hidden()
    scan(RYE)
    scan("CMD-X20")
    expect(page.locator(".dock-row-count").first).to_have_text("20 / 20")
    scan("CMD-DONE")
    expect(page.locator("#sum-up")).to_be_visible()
    scan("CMD-DONE")
    lots = page.locator("#dock-posted-lots .dock-big-lot")
    expect(lots).to_have_count(2)
    yogurt, rye = lots.all_inner_texts()
    assert api.get(f"/lots/{yogurt}").json["on_hand"] == "24"
    assert api.get(f"/lots/{rye}").json["supplier_lot"] == "R2211"
    assert api.get(f"/lots/{rye}").json["expires_on"] == LATER.isoformat()
    scan("CMD-PRINT")
    page.wait_for_url(re.compile("/labels"))
    link = page.get_by_role("link", name="PDF").get_attribute("href")
    pdf = page.context.request.get(link or "").body()
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=4).to_pil()
    (code,) = zxingcpp.read_barcodes(image)
    assert api.post("/scans", {"data": code.bytes.decode()}).json["lot"] == yogurt


@pytest.mark.databases("sqlite")
def test_a_partial_receipt_with_mixed_lots_leaves_the_rest_of_the_order_open(
    page: Page, app: Flask, order: str, api: ApiClient
) -> None:
    """36 of 60 yogurts come, in two lots; the other 24 come with the next truck."""
    other = CASE.replace("Y1200", "Y1300")
    scan = _open(page, app)
    scan(order)
    for code in (CASE, other, other):
        scan(code)
    expect(page.locator(".dock-row-count").first).to_have_text("36 / 60")
    for _ in range(2):
        scan("CMD-DONE")
    lots = page.locator("#dock-posted-lots .dock-big-lot")
    expect(lots).to_have_count(2)
    found = [api.get(f"/lots/{number}").json for number in lots.all_inner_texts()]
    came = {lot["supplier_lot"]: lot["on_hand"] for lot in found}
    assert came == {"Y1200": "12", "Y1300": "24"}
    assert api.get(f"/purchase-orders/{order}").json["status"] == "partly_received"

    scan("CMD-DONE")
    expect(page.locator("#dock-posted-lots")).to_be_hidden()
    scan(order)
    expect(page.locator(".dock-row-count").first).to_have_text("36 / 60")
    for _ in range(2):
        scan(CASE)
    expect(page.locator(".dock-row-count").first).to_have_text("60 / 60")


@pytest.mark.databases("sqlite")
def test_a_damaged_pack_and_goods_too_warm_are_set_aside_by_scan(
    page: Page, app: Flask, order: str, api: ApiClient
) -> None:
    """Of three cases one is damaged; the other two turn out to be too warm when measured."""
    line = {"sku": "YOG", "quantity": "5", "unit": "case", "unit_cost": "14.40"}
    body = {"supplier": "DAIRY", "site": "MAIN", "lines": [{**line, "max_temperature_c": "7"}]}
    cooled = api.post("/purchase-orders", body).json["number"]
    scan = _open(page, app)
    scan(cooled)
    expect(page.locator(".dock-row")).to_contain_text("at most 7 °C")
    for _ in range(3):
        scan(CASE)
    scan("CMD-DAMAGED")
    expect(page.locator("#verdict")).to_contain_text("Damaged.")
    expect(page.locator(".dock-lot")).to_have_count(2)
    page.locator(".dock-lot").first.click()
    page.locator("#line-temperature").fill("9,5")
    expect(page.locator("#line-wrong")).to_have_text("9.5 °C, at most 7 °C ordered.")
    expect(page.locator("[name=held]")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#line-sheet")).to_be_hidden()
    for _ in range(2):
        scan("CMD-DONE")
    lots = page.locator("#dock-posted-lots .dock-big-lot")
    expect(lots).to_have_count(2)
    found = [api.get(f"/lots/{number}").json for number in lots.all_inner_texts()]
    assert [(lot["on_hand"], lot["status"]) for lot in found] == [
        ("24", "quarantined"),
        ("12", "quarantined"),
    ]
    page.locator("#dock-posted-number a").click()
    expect(page.locator("table")).to_contain_text("9.5 °C")
    expect(page.locator("table")).to_contain_text("damaged")
    assert Axe().run(page).violations_count == 0


@pytest.mark.databases("sqlite")
def test_a_red_screen_counts_nothing_and_waits(page: Page, app: Flask, order: str) -> None:
    scan = _open(page, app)
    scan(order)
    scan(EXPIRED)
    verdict = page.locator("#verdict")
    expect(verdict).to_contain_text("Expired")
    expect(verdict).to_have_attribute("data-tone", "error")
    scan(CASE)
    expect(verdict).to_contain_text("Expired")
    scan("CMD-OK")
    expect(verdict).to_be_hidden()
    assert _count(page, "yogurt") == "0 / 60"


@pytest.mark.databases("sqlite")
def test_a_double_read_counts_once_and_undo_takes_back(page: Page, app: Flask, order: str) -> None:
    scan = _open(page, app)
    scan(order)
    scan(CASE)
    page.evaluate(TYPE_IT, CASE)
    expect(page.locator(".dock-row-count").first).to_have_text("12 / 60")
    scan(CASE)
    expect(page.locator(".dock-row-count").first).to_have_text("24 / 60")
    scan("CMD-UNDO")
    expect(page.locator(".dock-row-count").first).to_have_text("12 / 60")


@pytest.mark.databases("sqlite")
def test_a_delivery_survives_a_reload(page: Page, app: Flask, order: str) -> None:
    scan = _open(page, app)
    scan(order)
    scan(CASE)
    expect(page.locator(".dock-row-count").first).to_have_text("12 / 60")
    page.reload()
    expect(page.locator(".dock-row-count").first).to_have_text("12 / 60")


@pytest.mark.databases("sqlite")
def test_scans_without_a_connection_are_kept_and_counted_later(
    page: Page, app: Flask, order: str
) -> None:
    scan = _open(page, app)
    scan(order)
    expect(page.locator("#dock-who")).to_contain_text("Alpine Dairy")
    page.context.set_offline(True)
    scan(CASE)
    expect(page.locator("#dock-waiting")).to_contain_text("1 scan")
    page.context.set_offline(False)
    expect(page.locator(".dock-row-count").first).to_have_text("12 / 60")
    forgive(page, "ERR_INTERNET")


@pytest.mark.databases("sqlite")
def test_a_delivery_finished_without_a_connection_is_posted_once_when_it_is_back(
    page: Page, app: Flask, order: str, api: ApiClient
) -> None:
    scan = _open(page, app)
    scan(order)
    scan(CASE)
    expect(page.locator(".dock-row-count").first).to_have_text("12 / 60")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    scan("CMD-DONE")
    scan("CMD-DONE")
    waits = page.locator("#dock-waits-list li")
    expect(waits).to_contain_text("Waits for the connection", timeout=20_000)
    expect(waits).to_contain_text("Alpine Dairy · 1 lot")
    assert api.get("/lots").json["items"] == []
    page.locator("#choose-supplier").select_option("DAIRY")
    scan(CASE)
    expect(page.locator("#dock-waiting")).to_contain_text("1 scan waits", timeout=20_000)
    page.reload()  # the page itself comes from this device; a browser may be back for a moment
    expect(page.locator("#dock[data-ready]")).to_be_attached()
    page.context.set_offline(False)
    expect(page.locator("#toasts")).to_contain_text("posted", timeout=20_000)
    expect(waits).to_have_count(0)
    understood = page.locator("#ask[open], .dock-row-count").first  # counted, or its cost is asked
    expect(understood).to_be_visible(timeout=20_000)
    assert [lot["on_hand"] for lot in api.get("/lots").json["items"]] == ["12"]
    forgive(page, "ERR_INTERNET", "Failed to load")


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_state_of_the_page_is_accessible(
    page: Page, app: Flask, order: str, size: dict[str, int]
) -> None:
    found: list[str] = []

    def look(state: str) -> None:
        page.wait_for_timeout(350)
        faults = Axe().run(page).response["violations"]
        found.extend(f"{state}: {fault['id']} {fault['nodes'][0]['target']}" for fault in faults)

    scan = _open(page, app, "manager", size)
    look("start")
    scan(order)
    scan(CASE)
    look("work")
    scan(RYE)
    expect(page.locator("#ask")).to_be_visible()
    look("question")
    scan("CMD-UNDO")
    scan("no such code")
    look("red")
    scan("CMD-OK")
    scan("CMD-QTY")
    look("line")
    page.keyboard.press("Escape")
    scan("CMD-DONE")
    look("summary")
    scan("CMD-DONE")
    expect(page.locator("#dock-posted")).to_be_visible()
    page.wait_for_timeout(2500)
    look("posted")
    for path in ("/receiving/commands", "/lots", "/locations", "/deliveries", "/recalls"):
        page.goto(path)
        look(path)
    assert found == []
