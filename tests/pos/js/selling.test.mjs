// Typed digits become figures, a cart becomes one request and only one.
import assert from "node:assert/strict";
import { test } from "node:test";

import { product, till } from "./addresses.mjs";

const { lineBody, saleBody, isFinal } = await till("sender.js");
const { newLine } = await till("cart.js");
const { press, typedNumber } = await till("numpad.js");
const { Figures, cashOffers, daysLeft } = await till("money.js");
const { Store } = await till("store.js");
const { inOrder, choiceOf } = await till("strip.js");
const { ApiError } = await import("../../../app/web/static/js/api.js");

const ONE = 1_000_000;
const usd = { currency: "USD", decimals: 2, till: "T1" };
const yogurt = product("YOG", [["L1", 2, 3]], {
  gtins: ["04006381333931"], packs: [{ unit: "case", factor: 12 * ONE, gtins: ["14006381333938"] }],
});

test("a scanned lot is sent as its scan, a chosen one by name, a plain one by SKU", () => {
  const scanned = newLine({ sku: "YOG", quantity: 2 * ONE, lot: "L1", origin: "scanned", scan: "01…" }, 1);
  assert.deepEqual(lineBody(scanned, 0n, 2), { scan: "01…", quantity: "2" });
  const chosen = newLine({ sku: "YOG", quantity: ONE, lot: "L1", origin: "chosen" }, 1);
  assert.deepEqual(lineBody(chosen, 0n, 2), { sku: "YOG", lot: "L1", quantity: "1" });
  const plain = newLine({ sku: "YOG", quantity: ONE, price: 2_000_000 }, 1);
  assert.deepEqual(lineBody(plain, 12n, 2),
    { sku: "YOG", quantity: "1", unit_price: "2.00", discount: "0.12" });
});

test("a scanned case counts cases", () => {
  const line = newLine({ sku: "YOG", quantity: 24 * ONE, lot: "L1", origin: "scanned", scan: "c",
    pack: 12 * ONE }, 1);
  assert.equal(lineBody(line, 0n, 2).quantity, "2");
  assert.deepEqual(lineBody({ ...line, quantity: 13 * ONE }, 0n, 2),
    { sku: "YOG", lot: "L1", quantity: "13" });
});

test("the sale names till, lines and payments and nothing else", () => {
  const lines = [newLine({ sku: "YOG", quantity: ONE }, 1)];
  const paid = [{ tender: "card", amount: "2.99", reference: "77" }, { tender: "cash", amount: "1.00" }];
  const body = saleBody(lines, { lines: new Map() }, paid, usd);
  assert.deepEqual(Object.keys(body), ["till", "lines", "payments"]);
  assert.deepEqual(body.payments, paid);
});

test("only an answer about this very sale lets its key go", () => {
  const error = (status) => new ApiError("", { status });
  for (const status of [400, 409, 422]) assert.ok(isFinal(error(status), true));
  for (const status of [0, 401, 403, 429, 500, 503]) assert.ok(!isFinal(error(status), true));
  assert.ok(isFinal(error(403), false));
});

test("number keys take both decimal marks, at most twelve digits, and go back", () => {
  assert.equal([..."12,5"].reduce(press, ""), "12.5");
  assert.equal(press("12.5", "."), "12.5");
  assert.equal(press("1".repeat(12), "2"), "1".repeat(12));
  assert.equal(press("12", "back"), "1");
  assert.equal(press("", "."), "0.");
  assert.equal(typedNumber("0.352", 6), 352_000);
  assert.equal(typedNumber("1.5", 0), null);
});

test("quick amounts are the next round sums of the currency's notes", () => {
  assert.deepEqual(cashOffers(1234n, usd).map(Number), [1300, 1500, 2000, 5000, 10000]);
  assert.deepEqual(cashOffers(1300n, { currency: "JPY", decimals: 0 }).map(Number), [2000, 5000, 10000]);
});

test("figures are exact and read as the shop writes them", () => {
  const figures = new Figures(usd, "en");
  assert.equal(figures.price(12_500), "$0.0125");
  assert.equal(figures.price(4_200_000), "$4.20");
  assert.equal(figures.quantity(352_000, "kg"), "0.352\u00a0kg");
  assert.deepEqual([0, 4, 95, 800, -2].map(daysLeft), ["today", "4 d left", "3 mo left", "2 y left", "2 d over"]);
});

test("lots that may not be sold stand last, with the reason", () => {
  const lot = (number, more) => ({ lot: number, on_hand: "2", expires_on: "2026-11-25",
    expiry_kind: "use_by", status: "released", sellable: true, ...more });
  const made = inOrder([
    lot("A", { status: "quarantined", sellable: false }), lot("B", {}), lot("C", { on_hand: "0" }),
    lot("D", { sellable: false, expires_on: "2026-11-01" }),
  ].map((each) => choiceOf(each, "2026-11-21")));
  assert.deepEqual(made.map((each) => [each.number, each.blocked]),
    [["B", ""], ["D", "Expired"], ["A", "On hold"]]);
});

/** Storage of one device. */
function memory() {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text) };
}

test("the draft survives a reload and a sale on its way keeps its key", () => {
  const storage = memory();
  const first = new Store("T1", storage);
  first.edit([newLine({ sku: "YOG", quantity: ONE }, 1)]);
  first.set({ stage: "sending", pending: { key: "k", body: {}, total: "1.00", by: "Ann" } });
  const again = new Store("T1", storage);
  assert.equal(again.state.lines.length, 1);
  assert.equal(again.state.pending.key, "k");
  assert.equal(new Store("T2", storage).state.lines.length, 0);
});

test("undo takes back one step, and typed digits are one step", () => {
  const store = new Store("T1", memory());
  const line = newLine({ sku: "YOG", quantity: ONE }, 1);
  store.edit([line]);
  store.edit([{ ...line, quantity: 3 * ONE }], {}, "typed 1");
  store.edit([{ ...line, quantity: 32 * ONE }], {}, "typed 1");
  store.undo();
  assert.equal(store.state.lines[0].quantity, ONE);
  store.undo();
  assert.equal(store.state.lines.length, 0);
  assert.equal(store.canUndo, false);
});
