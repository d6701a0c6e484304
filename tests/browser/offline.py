"""An enrolled till in a real browser, for tests of selling without the server: rings up through the
screen or, for volume, through the till's own modules; reads what it keeps; compares with the shop.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.db import reading
from app.reporting.integrity import run_checks
from app.sales.inbox_models import TillOp
from app.sales.models import Sale, SaleException
from tests.identity.terminal import give_pin
from tests.pos.shop import Deli, open_deli
from tests.support import people
from tests.support.api import ApiClient
from tests.support.browser import forgive

PIN = "407142"
PLENTY = "100000"
PATIENCE_MS = 30_000
USUAL_MS = 5_000
SKUS = ("YOGURT", "CHEESE", "HAM")

OPS = """async () => {
  const { findDevice } = await import("/static/pos/js/device.js");
  const device = await findDevice();
  const ops = await device.database.all("ops");
  return ops.map(({ seq, number, state, prev, hash, problem, kind, body }) =>
    ({ seq, number, state, prev, hash, problem, kind, body }));
}"""

SHELL_KEPT = """async () => {
  await navigator.serviceWorker.ready;
  const names = await caches.keys();
  return names.filter((name) => name.startsWith("lotwise-shell-")).length;
}"""

RING_UP = """async ({ count, seed, skus }) => {
  const load = (name) => import(`/static/pos/js/${name}.js`);
  const [{ findDevice }, { Recorder }, { Catalogue }, { addItem }, { cartTotals }, { forecast },
    { saleWriter }, { partsOf }] = await Promise.all(["device", "recorder", "catalogue", "cart",
    "totals", "forecast", "recorder_body", "recorder_stock"].map(load));
  const device = await findDevice();
  const setup = await device.database.get("meta", "setup");
  const catalogue = new Catalogue(setup);
  await catalogue.load();
  const recorder = new Recorder(device);
  const productOf = (sku) => catalogue.product(sku);
  let state = seed;
  const chance = (most) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state % most;
  };
  const begun = performance.now();
  for (let sale = 0; sale < count; sale += 1) {
    let lines = [];
    for (let more = chance(4); more >= 0; more -= 1) {
      const quantity = (1 + chance(3)) * 1_000_000;
      ({ lines } = addItem(lines, { sku: skus[chance(skus.length)], quantity }));
    }
    if (chance(5) === 0) lines[0].percent = 100 * (1 + chance(10));
    const totals = cartTotals(lines, productOf, setup);
    const due = String(totals.total).padStart(3, "0").replace(/(..)$/, ".$1");
    const notes = `${Math.ceil(Number(due) / 10) * 10}.00`;
    const payments = chance(3) ? [{ tender: "cash", amount: notes }]
      : [{ tender: "card", amount: due, reference: `slip ${sale}` }];
    const op = await recorder.record({ kind: "sale", body: saleWriter({
      lines, productOf, totals, payments, shop: setup, customer: null, shift: null,
      forecasts: forecast(lines, productOf, catalogue.on),
      person: { name: setup.cashier, id: setup.person_id }, soldAt: new Date().toISOString(),
      snapshot: catalogue.mark, token: crypto.randomUUID().replaceAll("-", ""),
    }) });
    catalogue.spend(partsOf(op));
  }
  return performance.now() - begun;
}"""


@dataclass
class OfflineTill:
    """The page of an enrolled till, and the shop behind it."""

    app: Flask
    page: Page
    deli: Deli
    person: people.Somebody

    def offline(self, on: bool = True) -> None:
        self.page.context.set_offline(on)

    def wait_until_down(self) -> None:
        expect(self.page.locator("#link")).to_contain_text("No connection", timeout=20_000)

    def sell(self, taps: int = 1) -> str:
        """A sale through the screen; its number."""
        page = self.page
        for _ in range(taps):
            page.locator(".till-tile").first.click()
        page.locator("#go").click()
        page.locator("#go").click()
        expect(page.locator("#done")).to_be_visible()
        number = page.locator("#done .till-done-head .code").inner_text()
        page.locator("#go").click()
        return number

    def ring_up(self, count: int, seed: int = 7) -> float:
        """So many made-up sales through the till's modules; how many milliseconds they took."""
        told = {"count": count, "seed": seed, "skus": list(SKUS)}
        took: float = self.page.evaluate(RING_UP, told)
        return took

    def ops(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate(OPS)
        return found

    def waiting(self) -> int:
        return sum(op["state"] in {"queued", "pending", "problem"} for op in self.ops())

    def wait_until_drained(self, seconds: float = 120) -> None:
        """Until the shop has as many acts as the till wrote and the till knows it."""
        deadline = time.monotonic() + seconds
        while self.waiting():
            assert time.monotonic() < deadline, f"{self.waiting()} still wait"
            self.page.wait_for_timeout(100)

    def unlock(self) -> None:
        """Step up to a locked till by PIN."""
        self.page.locator("#lock .till-lock-name", has_text=self.person.name).click()
        for digit in PIN:
            self.page.locator(f"#lock .pin-pad [data-pin='{digit}']").click()
        self.page.locator("#lock .pin-pad [data-pin=enter]").click()
        expect(self.page.locator("#lock")).to_be_hidden()

    def forgive(self, *words: str) -> None:
        """Drop the console's complaints about the network that the test took away."""
        forgive(self.page, "net::ERR", "Failed to load resource", *words)

    def column(self, statement: Any) -> Sequence[Any]:
        with self.app.app_context(), reading() as session:
            return session.scalars(statement).all()

    def compare(self, *expected: str) -> None:
        """The shop has what the till wrote: every number once, every cent, an unbroken chain, no
        exception but the expected kinds, and its own checks hold."""
        ops = [op for op in self.ops() if op["kind"] == "sale"]
        said = {op["number"]: Decimal(_total(op)) for op in ops}
        with self.app.app_context(), reading() as session:
            sold = {
                row.number: row.total for row in session.execute(select(Sale.number, Sale.total))
            }
            recorded = session.scalar(select(func.count()).select_from(TillOp))
            flagged = session.scalars(select(SaleException.code)).all()
            broken = [each for each in run_checks(session) if not each.ok]
        assert {number: Decimal(total) / 100 for number, total in sold.items()} == said
        assert recorded == len(self.ops())
        receipts = sorted(int(number.rsplit("-", 1)[1]) for number in said)
        assert receipts == list(range(1, len(receipts) + 1))
        assert [op["prev"] for op in ops] == ["", *(op["hash"] for op in ops[:-1])]
        assert set(flagged) <= set(expected)
        assert not broken


def _total(op: dict[str, Any]) -> str:
    return str(op["body"].split('"total":"')[-1].split('"')[0])


@contextlib.contextmanager
def patient() -> Iterator[None]:
    """Expectations wait longer: these tests work the whole machine."""
    expect.set_options(timeout=PATIENCE_MS)
    try:
        yield
    finally:
        expect.set_options(timeout=USUAL_MS)


def stocked_deli(api: ApiClient) -> Deli:
    """The deli with so much of three products that no test sells out."""
    deli = open_deli(api, datetime.now(UTC).date())
    deli.product("CHEESE", price="3.49", category="Dairy")
    deli.product("HAM", price="1.99", category="Meat")
    for sku in SKUS:
        deli.receive(sku, f"{sku}-A", days=6, quantity=PLENTY)
        deli.receive(sku, f"{sku}-B", days=12, quantity=PLENTY)
    return deli


def seller(app: Flask) -> people.Somebody:
    """A manager with a PIN: may enrol and sell."""
    somebody = people.person(app, "manager", name="Mona")
    give_pin(app, somebody, PIN)
    return somebody


def enrol(page: Page, somebody: people.Somebody) -> None:
    """Sign in, open the till and make this browser one."""
    page.context.set_default_timeout(2 * PATIENCE_MS)
    people.sign_in_browser(page, somebody)
    page.goto("/till")
    expect(page.locator(".till-tile")).to_have_count(len(SKUS))
    page.locator("#more").click()
    page.get_by_role("button", name="Make this browser a till").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Make it a till").click()
    expect(page.locator(".till-tile")).to_have_count(len(SKUS))
    assert page.evaluate(SHELL_KEPT) == 1


def eventually(question: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Ask until the answer is yes."""
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)
