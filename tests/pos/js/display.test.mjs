// What a customer reads: names, prices, dates, money; never a cost or a lot's number.
import assert from "node:assert/strict";
import { test } from "node:test";

import { product, till as load } from "./addresses.mjs";

const { picture } = await load("display.js");
const { Store } = await load("store.js");
const { Selling } = await load("selling.js");
const { Figures } = await load("money.js");
const { newLine } = await load("cart.js");

const ONE = 1_000_000;
const yogurt = product("YOG", [["L-SECRET", 2, 1], ["L-OTHER", 9, 5]], { cost: "1.37" });
const setup = { till: "T1", site: "MAIN", decimals: 2, currency: "USD", tax_included: true,
  cashier: "Ann", receipts: "/sales/NUMBER/receipt", rights: { price: true, discount: 10 } };

function shop(lines, change = {}) {
  const store = new Store("T1", null);
  const catalogue = { on: "2026-11-21", product: () => yogurt };
  const selling = new Selling(store, catalogue, setup);
  const figures = new Figures(setup, "en-US");
  store.set({ lines, ...change });
  const paying = { due: selling.totals.total, given: 0n };
  return { store, selling, figures, paying, setup, catalogue };
}

const two = () => [newLine({ sku: "YOG", quantity: 2 * ONE, percent: 1000 }, 1)];

test("a line shows how many, the price, the discount and the dates of its lots", () => {
  const shown = picture(shop(two()));
  assert.equal(shown.stage, "sell");
  const [line] = shown.lines;
  assert.equal(line.much, "2 × $2.49");
  assert.equal(line.off, "-$0.49");
  assert.deepEqual(line.dates.map((each) => each.label), ["Use by", "Use by"]);
  assert.deepEqual(shown.big, { label: "Total", text: "$4.49" });
});

test("neither a lot's number nor a cost is told", () => {
  const told = JSON.stringify(picture(shop(two())));
  assert.doesNotMatch(told, /SECRET|OTHER|1\.37/);
});

test("while paying the one figure is what is due, then the change", () => {
  const one = shop(two(), { stage: "pay" });
  assert.deepEqual(picture(one).big, { label: "To pay", text: "$4.49" });
  one.store.state.given = "5.00";
  one.paying.given = 500n;
  assert.deepEqual(picture(one).big, { label: "Change", text: "$0.51" });
});

test("after the sale come thanks, and the receipt's code where the server has the sale", () => {
  const last = { number: "A-1", total: "4.49", change: "0.51",
    body: { payments: [{ tender: "cash", amount: "5.00" }] } };
  const done = picture(shop([], { stage: "done", last }));
  assert.deepEqual(done.big, { label: "Change", text: "$0.51" });
  assert.equal(done.code, "/sales/A-1/qr.png");
  const alone = picture(shop([], { stage: "done", last: { ...last, recorded: true } }));
  assert.equal(alone.code, undefined);
});

test("an empty cart is the idle picture", () => {
  assert.equal(picture(shop([])).stage, "idle");
});
