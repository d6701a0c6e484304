// What merges, what a pack's own code binds, which lots a line will take, what it costs.
import assert from "node:assert/strict";
import { test } from "node:test";

import { product, till } from "./addresses.mjs";

const { addItem, chooseLot, newLine, rebind, refuseLine } = await till("cart.js");
const { forecast } = await till("forecast.js");
const { cartTotals, discountOf } = await till("totals.js");
const ONE = 1_000_000;
const shop = { decimals: 2, tax_included: false };

const yogurt = product("YOG", [["L1", 2, 3], ["L2", 9, 10]]);
const wine = product("WINE", [["W1", null, 6], ["W2", null, 6]], { ask: true });
const wool = product("WOOL", [["D1", null, 2], ["D2", null, 9]], { one_lot: true });
const known = new Map([yogurt, wine, wool].map((each) => [each.sku, each]));
const of = (sku) => known.get(sku);
const parts = (found) => found.parts.map((part) => [part.number, part.quantity / ONE]);

test("the same item again is one more on its line", () => {
  const first = addItem([], { sku: "YOG", quantity: ONE });
  const again = addItem(first.lines, { sku: "YOG", quantity: ONE });
  assert.equal(again.lines.length, 1);
  assert.equal(again.lines[0].quantity, 2 * ONE);
  assert.equal(again.id, first.id);
});

test("another lot, price, discount or note is another line", () => {
  const { lines } = addItem([], { sku: "YOG", quantity: ONE });
  for (const other of [{ lot: "L2", origin: "scanned" }, { price: ONE }, { percent: 500 },
    { note: "as a gift" }]) {
    assert.equal(addItem(lines, { sku: "YOG", quantity: ONE, ...other }).lines.length, 2);
  }
});

test("weighed goods never merge", () => {
  const { lines } = addItem([], { sku: "YOG", quantity: 352_000 }, false);
  assert.equal(addItem(lines, { sku: "YOG", quantity: 352_000 }, false).lines.length, 2);
});

test("the pack's own code after its EAN names the lot of one unit", () => {
  const { lines, id } = addItem([], { sku: "YOG", quantity: 2 * ONE });
  const pack = { sku: "YOG", quantity: ONE, lot: "L2", origin: "scanned", scan: "01..." };
  const bound = rebind(lines, id, pack);
  assert.deepEqual(bound.lines.map((line) => [line.lot, line.quantity / ONE]), [[null, 1], ["L2", 1]]);
  assert.equal(rebind(lines, id, { ...pack, sku: "WINE" }), null);
  assert.equal(rebind(bound.lines, bound.id, pack), null);
});

test("the first lot serves first and the next when it is used up", () => {
  const line = newLine({ sku: "YOG", quantity: 5 * ONE }, 1);
  const found = forecast([line], of, "2026-11-21").get(1);
  assert.deepEqual(parts(found), [["L1", 3], ["L2", 2]]);
  assert.equal(found.missing, 0);
});

test("a line that names its lot leaves less for the lines that do not", () => {
  const named = newLine({ sku: "YOG", quantity: 2 * ONE, lot: "L1", origin: "chosen" }, 2);
  const open = newLine({ sku: "YOG", quantity: 2 * ONE }, 1);
  const found = forecast([open, named], of, "2026-11-21");
  assert.deepEqual(parts(found.get(1)), [["L1", 1], ["L2", 1]]);
});

test("what is not there is said before the sale", () => {
  const line = newLine({ sku: "YOG", quantity: 15 * ONE }, 1);
  assert.equal(forecast([line], of, "2026-11-21").get(1).missing, 2 * ONE);
});

test("a product that asks has no lot until one is chosen", () => {
  const line = newLine({ sku: "WINE", quantity: ONE }, 1);
  assert.equal(forecast([line], of, "2026-11-21").get(1).ask, true);
  const [chosen] = chooseLot([line], 1, { number: "W2", expires_on: null });
  assert.equal(chosen.origin, "chosen");
  assert.deepEqual(parts(forecast([chosen], of, "2026-11-21").get(1)), [["W2", 1]]);
});

test("one lot for all units is the first that has enough", () => {
  const line = newLine({ sku: "WOOL", quantity: 5 * ONE }, 1);
  assert.deepEqual(parts(forecast([line], of, "2026-11-21").get(1)), [["D2", 5]]);
});

test("a refusal stands on the line it is about", () => {
  const lines = [newLine({ sku: "YOG", quantity: ONE }, 4), newLine({ sku: "WINE", quantity: ONE }, 7)];
  const problem = { code: "lot_expired", text: "Expired.", alternatives: [] };
  assert.deepEqual(refuseLine(lines, 2, problem).map((line) => line.problem), [null, problem]);
  assert.deepEqual(refuseLine(lines, 9, problem), lines);
});

test("a discount is never a cent above the percent", () => {
  assert.equal(discountOf(105n, 1000), 10n);
  assert.equal(discountOf(249n, 1000), 24n);
});

test("the cart costs what the server will say", () => {
  const lines = [newLine({ sku: "YOG", quantity: 3 * ONE, percent: 1000 }, 1)];
  const sums = cartTotals(lines, of, shop);
  assert.deepEqual([sums.net, sums.tax, sums.total, sums.discount], [673n, 135n, 808n, 74n]);
  const inside = cartTotals(lines, of, { ...shop, tax_included: true });
  assert.deepEqual([inside.net, inside.tax, inside.total], [561n, 112n, 673n]);
});
