// What is open at a till is taken by measured lines, runs out, and is closed with its loss.
import assert from "node:assert/strict";
import { test } from "node:test";

import { product, till } from "./addresses.mjs";

const { Opened, afterSale, containerOf, lossOf } = await till("opened.js");
const { forecast } = await till("forecast.js");
const { newLine } = await till("cart.js");
const { bodyLots, saleValues } = await till("recorder_body.js");
const { cartTotals } = await till("totals.js");
const { ApiError } = await import("../../../app/web/static/js/api.js");

const KG = 1_000_000;
const row = {
  container: 7, sku: "GOUDA", name: "Gouda", unit: "kg", lot: "L2", quantity: "4", sold: "0.4",
  left: "3.6",
};
const gouda = product("GOUDA", [["L1", 9, 5], ["L2", 90, 3.6]], { unit: "kg" });
const productOf = () => gouda;
const lines = (...weights) => weights.map((weight, at) =>
  newLine({ sku: "GOUDA", quantity: weight * KG }, at + 1));

test("measured lines take the opened lot as long as it covers them, then go by date", () => {
  const open = () => ({ lot: "L2", left: 1.5 * KG });
  const found = forecast(lines(1, 1, 0.5), productOf, "2026-11-21", [], open);
  assert.deepEqual([1, 2, 3].map((id) => found.get(id).parts[0].number), ["L2", "L1", "L2"]);
  assert.deepEqual([1, 2, 3].map((id) => found.get(id).certainty), ["opened", undefined, "opened"]);
});

test("an unknown lot, a named lot and goods by the piece take nothing that is open", () => {
  const of = (which, open, one = lines(1)) =>
    forecast(one, () => which, "2026-11-21", [], () => open).get(1);
  assert.equal(of(gouda, { lot: "L9", left: 9 * KG }).parts[0].number, "L1");
  assert.equal(of({ ...gouda, unit: "each" }, { lot: "L2", left: 9 * KG }).parts[0].number, "L1");
  const [line] = lines(1);
  assert.equal(of(gouda, { lot: "L2", left: 9 * KG }, [{ ...line, lot: "L1", origin: "chosen" }])
    .certainty, undefined);
});

test("a product that asks is not asked about while one is open", () => {
  const asks = { ...gouda, ask: true };
  const open = { lot: "L2", left: KG };
  const found = forecast(lines(1, 1), () => asks, "2026-11-21", [], () => open);
  assert.deepEqual([found.get(1).ask, found.get(2).ask], [false, true]);
});

test("a sale the till records says that the lot was open", () => {
  const [line] = lines(1);
  const open = () => ({ lot: "L2", left: 2 * KG });
  const expected = forecast([line], productOf, "2026-11-21", [], open).get(1);
  assert.deepEqual(bodyLots(line, expected), [{ lot: "L2", quantity: "1", certainty: "opened" }]);
});

test("what the shop asks for a lot of its own price is written down as no override", () => {
  const dear = product("YOG", [["L1", 9, 5]]);
  const cheap = { ...dear, lots: [{ ...dear.lots[0], price: 800_000 }] };
  const line = newLine({ sku: "YOG", quantity: KG, lot: "L1", origin: "chosen" }, 1);
  const shop = { till: "T1", site: "MAIN", currency: "USD", decimals: 2, tax_included: true };
  const forecasts = forecast([line], () => cheap, "2026-11-21");
  const totals = cartTotals([line], () => cheap, shop, () => forecasts.get(1).price);
  const [written] = saleValues({
    lines: [line], productOf: () => cheap, forecasts, totals, payments: [], shop,
    person: { name: "Ann", id: 1 }, soldAt: "", shift: null, customer: null, token: "",
    snapshot: { lots: "", at: null },
  }).lines;
  const { unit_price: unit, list_price: list, total } = written;
  assert.deepEqual([unit, list, total], ["0.80", "0.80", "0.80"]);
});

test("a sale takes from the container what it took opened, and nothing else", () => {
  const sold = [{ allocations: [
    { lot: "L2", quantity: "0.6", certainty: "opened" },
    { lot: "L2", quantity: "1", certainty: "chosen" },
  ] }];
  const [after] = afterSale([containerOf(row)], sold);
  assert.deepEqual([after.sold, after.left], [KG, 3 * KG]);
});

test("the loss is what is neither sold nor left over", () => {
  const item = containerOf({ ...row, sold: "3.85", left: "0.15" });
  assert.deepEqual(lossOf(item, 0), { loss: 150_000, percent: "3.8" });
  assert.deepEqual(lossOf(item, 150_000), { loss: 0, percent: "0.0" });
});

function memory() {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text) };
}

test("what was open is known without the server, and its word replaces it", async () => {
  const keeper = memory();
  const first = new Opened("T1", { keeper, get: async () => ({ items: [row] }) });
  await first.load();
  const offline = new Opened("T1", { keeper, get: async () => { throw new ApiError("gone"); } });
  await offline.load();
  assert.equal(offline.here("GOUDA").lot, "L2");
  assert.equal(new Opened("T2", { keeper }).here("GOUDA"), null);
  await new Opened("T1", { keeper, get: async () => ({ items: [] }) }).load();
  assert.equal(new Opened("T1", { keeper }).here("GOUDA"), null);
});

test("closing says what is left over, and the container is gone", async () => {
  const sent = [];
  const opened = new Opened("T1", {
    keeper: memory(), get: async () => ({ items: [row] }),
    post: async (address, body) => {
      sent.push([address, body]);
      return { document: null };
    },
  });
  await opened.load();
  await opened.close(opened.here("GOUDA"), 100_000);
  assert.deepEqual(sent, [["/api/v1/containers/7/close", { left: "0.1" }]]);
  assert.equal(opened.here("GOUDA"), null);
});
