// Notes at the till: without marks and card numbers, one step for Undo, through reload and parking,
// in what is sent and in what is signed.
import assert from "node:assert/strict";
import { test } from "node:test";

import { till } from "./addresses.mjs";

const { noteLine, noteSale, noteText } = await till("notes.js");
const { newLine, rebind } = await till("cart.js");
const { cartText } = await till("park_rules.js");
const { lineBody } = await till("sender.js");
const { saleValues } = await till("recorder_body.js");
const { cartTotals } = await till("totals.js");
const { Store } = await till("store.js");

const ONE = 1_000_000;
const CARD = "4111 1111 1111 1111";
const milk = { sku: "MILK", name: "Milk", unit: "each", price: 1_200_000, rate: 0, lots: [] };
const shop = { till: "T1", site: "MAIN", currency: "USD", decimals: 2, tax_included: true };

class Kept {
  setItem(key, value) {
    this[key] = value;
  }

  getItem(key) {
    return this[key] ?? null;
  }
}

function withMilk(storage = new Kept()) {
  const store = new Store("T1", storage);
  store.edit([newLine({ sku: "MILK", quantity: 2 * ONE }, 1)], { selected: 1 });
  return store;
}

test("a note has no control or direction marks and no more than it may", () => {
  assert.equal(noteText(" a\u202eb\x07\tc \ud800", 60), "ab c");
  assert.equal(noteText("\u{1f382}".repeat(61), 60), "\u{1f382}".repeat(60));
});

test("a note is one step that undo takes back, and comes through a reload", () => {
  const storage = new Kept();
  const store = withMilk(storage);
  assert.equal(noteLine(store, 1, "as a gift"), "");
  assert.equal(noteSale(store, "back door"), "");
  const { lines: [line], note } = new Store("T1", storage).state;
  assert.deepEqual([line.note, note], ["as a gift", "back door"]);
  store.undo();
  assert.deepEqual([store.state.lines[0].note, store.state.note], ["as a gift", ""]);
  store.undo();
  assert.equal(store.state.lines[0].note, undefined);
  noteSale(store, "next");
  store.begin();
  assert.equal(store.state.note, "");
});

test("a card's number is not written down", () => {
  const store = withMilk();
  assert.match(noteLine(store, 1, `pays ${CARD}`), /card number/);
  assert.match(noteSale(store, CARD), /card number/);
  assert.deepEqual([store.state.lines[0].note, store.state.note], [undefined, ""]);
});

test("notes are parked, sent and signed; where there are none, nothing is said of them", () => {
  const store = withMilk();
  const signed = (note) => saleValues({
    lines: store.state.lines, productOf: () => milk, forecasts: new Map(), payments: [], shop,
    totals: cartTotals(store.state.lines, () => milk, shop), person: { name: "Ann", id: 1 },
    soldAt: "", shift: null, customer: null, snapshot: { lots: "1", at: null }, token: "t", note,
  });
  assert.ok(!("note" in signed("")) && !("note" in signed("").lines[0]));
  noteLine(store, 1, "as a gift");
  noteSale(store, "back door");
  const parked = JSON.parse(cartText(store.state));
  assert.deepEqual([parked.lines[0].note, parked.note], ["as a gift", "back door"]);
  assert.equal(lineBody(store.state.lines[0], 0n, 2).note, "as a gift");
  const { lines: [line], note } = signed("back door");
  assert.deepEqual([line.note, note], ["as a gift", "back door"]);
});

test("the pack's own code takes the note along", () => {
  const line = newLine({ sku: "MILK", quantity: ONE, note: "as a gift" }, 1);
  const pack = { sku: "MILK", quantity: ONE, lot: "L1", origin: "scanned", scan: "01" };
  assert.equal(rebind([line], 1, pack).lines[0].note, "as a gift");
});
