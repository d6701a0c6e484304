"""A whole shift without the server, rung up in a real browser: it starts, sells, prints, and hands
over to the cent when the network is back."""

from collections.abc import Iterator
from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.offline import OfflineTill, enrol, patient, seller, stocked_deli
from tests.browser.test_till import TYPE_IT
from tests.support.api import ApiClient

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite"), pytest.mark.timeout(600)]
SALES = 500
BY_HAND = 10


@pytest.fixture
def till(app: Flask, api: ApiClient, page: Page) -> Iterator[OfflineTill]:
    deli, person = stocked_deli(api), seller(app)
    with patient():
        enrol(page, person)
        yield OfflineTill(app, page, deli, person)


def test_after_one_visit_the_till_starts_and_sells_without_network(till: OfflineTill) -> None:
    page = till.page
    first = till.sell()
    till.offline()
    page.reload()
    expect(page.locator(".till-tile")).to_have_count(3)
    expect(page.locator("#lock")).to_be_hidden()
    page.keyboard.press("F8")
    till.unlock()
    expect(page.locator(".till-tile")).to_have_count(3)
    till.wait_until_down()
    page.locator(".till-tile").nth(1).click()
    page.locator("#go").click()
    page.locator("#go").click()
    expect(page.locator("#done")).to_contain_text("Recorded on this till")
    paper = page.locator(".till-paper .receipt")
    expect(paper).to_contain_text("MAIN-T1-2-000002")
    expect(paper.locator(".receipt-lot")).to_contain_text("use by")
    own = paper.inner_text()
    expect(paper.locator(".receipt-code .symbol")).to_be_visible()
    code = _code_on_paper(page)
    expect(page.locator("#link")).to_contain_text("1 sale waits")
    till.offline(False)
    till.wait_until_drained()
    expect(page.locator("#link")).to_be_hidden(timeout=20_000)
    till.forgive()
    assert first == "MAIN-T1-2-000001"
    till.compare()
    page.locator("#go").click()
    expect(page.locator("#lock")).to_be_visible()
    till.unlock()
    served = page.request.get("/sales/MAIN-T1-2-000002/qr.png")
    assert _code_in(Image.open(BytesIO(served.body()))) == code, "the server's paper says the same"
    assert own == _served_paper(page, "MAIN-T1-2-000002")
    page.evaluate(TYPE_IT, code)
    expect(page.locator(".till-return-head")).to_contain_text("MAIN-T1-2-000002")


def test_a_shift_of_five_hundred_sales_without_network_arrives_to_the_cent(
    till: OfflineTill,
) -> None:
    page = till.page
    before = {sku: _on_hand(till, sku) for sku in ("YOGURT", "CHEESE", "HAM")}
    till.offline()
    till.wait_until_down()
    for taps in range(BY_HAND):
        till.sell(1 + taps % 3)
    till.ring_up(SALES - BY_HAND)
    assert till.waiting() == SALES
    till.offline(False)
    till.wait_until_drained(240)
    till.forgive()
    till.compare()
    sold = _sold(till)
    assert {sku: before[sku] - _on_hand(till, sku) for sku in before} == sold
    expect(page.locator("#link")).to_be_hidden(timeout=20_000)


def test_the_status_lists_what_waits_and_is_accessible(till: OfflineTill) -> None:
    page = till.page
    till.offline()
    till.wait_until_down()
    number = till.sell()
    page.locator("#link").click()
    expect(page.locator(".till-waiting-list")).to_contain_text(number)
    expect(page.locator(".till-facts")).to_contain_text("no answer")
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save a copy").click()
    text = saved.value.path().read_text()
    assert number in text
    assert '"signature"' in text
    page.get_by_role("button", name="This browser is no till any more").click()
    expect(page.locator("#toasts")).to_contain_text("1 sale waits")
    assert till.waiting() == 1
    till.offline(False)
    till.wait_until_drained()
    with page.expect_navigation():
        page.get_by_role("button", name="This browser is no till any more").click()
    expect(page.locator(".till-tile")).to_have_count(3)
    page.locator("#more").click()
    expect(page.get_by_role("button", name="Make this browser a till")).to_be_visible()
    till.forgive()


def _served_paper(page: Page, number: str) -> str:
    """What the server's own drawing of a receipt says."""
    other = page.context.new_page()
    other.goto(f"/sales/{number}/receipt")
    text = other.locator(".receipt").inner_text()
    other.close()
    return text


def _code_in(picture: Image.Image) -> str:
    (code,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return code.text


def _code_on_paper(page: Page) -> str:
    """What the QR code says on the sheet that comes out of a printer."""
    (sheet,) = pypdfium2.PdfDocument(page.pdf())
    return _code_in(sheet.render(scale=300 / 72).to_pil())


def _on_hand(till: OfflineTill, sku: str) -> int:
    rows = till.deli.api.get("/stock", sku=sku).json
    return sum(int(row["on_hand"]) for row in rows)


def _sold(till: OfflineTill) -> dict[str, int]:
    count = """(ops) => ops.reduce((sold, op) => {
      for (const line of JSON.parse(op.body).lines) {
        sold[line.sku] = (sold[line.sku] ?? 0) + Number(line.quantity);
      }
      return sold;
    }, {})"""
    found: dict[str, int] = till.page.evaluate(count, till.ops())
    return found
