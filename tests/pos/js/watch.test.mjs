// Goods in the cart whose lot is blocked meanwhile: the line says so, nothing is paid, one tap helps.
import assert from "node:assert/strict";
import { test } from "node:test";

import { product, till } from "./addresses.mjs";
import { catalogueOf, clocks } from "./stocked.mjs";

const { isStopped, obstacle, Watch } = await till("snapshot_watch.js");
const { Selling } = await till("selling.js");
const { Store } = await till("store.js");

const ONE = 1_000_000;
const yogurt = product("YOG", [["L1", 0, 2], ["L2", 9, 3]], { name: "Yogurt" });
const setup = { decimals: 2, tax_included: true, till: "T1", rights: { price: false, discount: 10 } };
const turn = () => new Promise((done) => setTimeout(done));

async function open(...items) {
  const catalogue = catalogueOf([yogurt]);
  const store = new Store("T1", null);
  const selling = new Selling(store, catalogue, setup);
  const shop = { catalogue, store, selling };
  const watch = new Watch(shop);
  for (const item of items) selling.add({ sku: "YOG", quantity: ONE, ...item }, false);
  await turn();
  return { ...shop, watch };
}
const recall = (lot, status = "recalled") => ({ id: 1, lots: [{ lot, sku: "YOG", status }] });
const codes = ({ store }) => store.state.lines.map((line) => line.problem?.code ?? "");

for (const [status, title] of [["recalled", /^Recalled/], ["quarantined", /^On hold/]]) {
  test(`a lot that is ${status} while it is in the cart stops its line at once`, async () => {
    const shop = await open({ lot: "L2", origin: "scanned" }, { lot: "L1", origin: "chosen" });
    shop.catalogue.news(recall("L2", status));
    assert.deepEqual(codes(shop), [`lot_${status}`, ""]);
    assert.match(shop.store.state.verdict.title, title);
    assert.match(shop.store.state.lines[0].problem.text, /^Yogurt, lot L2 /);
    assert.equal(obstacle(shop.store.state.lines, shop.catalogue).id, shop.store.state.lines[0].id);
  });
}

test("a line that was shown to take the lot by itself is stopped too", async () => {
  const shop = await open({ quantity: 3 * ONE });
  shop.catalogue.news(recall("L2"));
  assert.deepEqual(codes(shop), ["lot_recalled"], "it took 2 of L1 and 1 of L2");
});

test("a line that takes other lots goes on", async () => {
  const shop = await open({ quantity: 2 * ONE });
  shop.catalogue.news(recall("L2"));
  assert.deepEqual(codes(shop), [""]);
  assert.equal(obstacle(shop.store.state.lines, shop.catalogue), null);
});

test("the payment that was begun is left", async () => {
  const shop = await open({ lot: "L2", origin: "scanned" });
  shop.store.set({ stage: "pay", paid: [{ tender: "card", amount: "1.00" }] });
  shop.catalogue.news(recall("L2"));
  assert.equal(shop.store.state.stage, "sell");
  assert.equal(shop.store.state.paid.length, 1, "what was given already is not forgotten");
});

test("a sale on its way is left to the server", async () => {
  const shop = await open({ lot: "L2", origin: "scanned" });
  shop.store.set({ stage: "sending" });
  shop.catalogue.news(recall("L2"));
  assert.deepEqual(codes(shop), [""]);
});

test("one tap takes the next lot", async () => {
  const shop = await open({ lot: "L2", origin: "scanned", scan: "01…" });
  shop.catalogue.news(recall("L2"));
  const [{ id }] = shop.store.state.lines;
  shop.selling.takeNext(id);
  const [line] = shop.store.state.lines;
  assert.deepEqual([line.lot, line.origin, line.problem], [null, "auto", null]);
  assert.deepEqual(shop.selling.forecasts.get(id).parts.map((part) => part.number), ["L1"]);
  assert.equal(obstacle(shop.store.state.lines, shop.catalogue), null);
});

test("undo does not bring the goods back unmarked", async () => {
  const shop = await open({ lot: "L2", origin: "scanned" });
  shop.catalogue.news(recall("L2"));
  shop.store.undo();
  assert.deepEqual(codes(shop), ["lot_recalled"]);
});

test("at midnight what is past its date stops, unless somebody said yes to it", async () => {
  const shop = await open({ lot: "L1", origin: "scanned" }, { lot: "L1", origin: "chosen", past: true });
  shop.catalogue.snapshot.setDay("2026-11-22");
  shop.catalogue.changed();
  assert.deepEqual(codes(shop), ["lot_expired", ""]);
});

test("what the server refused for its lot is stopped in the same way", () => {
  assert.ok(isStopped({ problem: { code: "lot_recalled" } }));
  assert.ok(!isStopped({ problem: { code: "not_enough_stock" } }));
  assert.ok(!isStopped({ problem: null }));
});

test("goods that the copy is too old for are not paid, nor added by a tap", async () => {
  const time = clocks();
  const catalogue = catalogueOf([{ ...yogurt, risk: "high" }], { time });
  const store = new Store("T1", null);
  const selling = new Selling(store, catalogue, setup);
  selling.tap(catalogue.product("YOG"));
  assert.equal(store.state.lines.length, 1);
  catalogue.reach(false);
  time.forward(5 * 3_600_000);
  assert.match(obstacle(store.state.lines, catalogue).text, /more than 4 hours/);
  selling.tap(catalogue.product("YOG"));
  assert.equal(store.state.lines[0].quantity, ONE);
  assert.equal(store.state.verdict.title, "Not sold without connection");
});
