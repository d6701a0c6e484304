// What may be sold, and in which order, follows from the till's copy alone: day, state, what it sold.
import assert from "node:assert/strict";
import { test } from "node:test";

import { product } from "./addresses.mjs";
import { catalogueOf, lotsFeed, lotsOf, productsFeed, TODAY } from "./stocked.mjs";

const ONE = 1_000_000;
const numbers = (lots) => lots.map((lot) => lot.number);
const milk = (more) => product("MILK", [["L2", 9, 5], ["L1", 3, 2]], { gtins: ["04006381333931"], ...more });
const row = (number, more) => ({ number, sku: "MILK", available: ONE, kind: "use_by", id: 9,
  expires_on: "2026-11-30", ...more });

test("lots come in the order of the product's policy", () => {
  const lots = [row("A", { expires_on: "2026-12-09", received_on: "2026-11-02", id: 1 }),
    row("B", { expires_on: "2026-12-05", received_on: "2026-11-03", id: 2 }),
    row("C", { expires_on: "2026-12-05", received_on: "2026-11-01", id: 3 })];
  for (const [order, wanted] of [["fefo", "BCA"], ["fifo", "CAB"], ["lifo", "BAC"]]) {
    const shop = catalogueOf([product("MILK", [], { order })]);
    shop.takeLots(lotsFeed(lots));
    assert.equal(numbers(shop.product("MILK").lots).join(""), wanted, order);
  }
});

test("blocked, past and empty lots are known but not offered", () => {
  const shop = catalogueOf([milk()]);
  shop.takeLots(lotsFeed([row("OK"), row("HELD", { status: "quarantined" }), row("OUT", { available: 0 }),
    row("PAST", { expires_on: "2026-11-20" }), row("BEST", { expires_on: "2026-11-20", kind: "best_before" }),
    row("CALLED", { status: "recalled" })]));
  assert.deepEqual(numbers(shop.product("MILK").lots), ["BEST", "OK"]);
  assert.equal(shop.product("MILK").available, 2 * ONE);
  assert.equal(shop.snapshot.lotsOf("MILK").length, 6);
  assert.equal(shop.snapshot.lotByNumber("CALLED").lot.status, "recalled");
});

test("a changed row replaces one lot and leaves the others", () => {
  const shop = catalogueOf([milk()]);
  assert.deepEqual(numbers(shop.product("MILK").lots), ["L1", "L2"]);
  shop.takeLots(lotsFeed([row("L1", { available: 0 }), row("NEW", { expires_on: "2026-11-22" })],
    { full: false, cursor: "c2" }));
  assert.deepEqual(numbers(shop.product("MILK").lots), ["NEW", "L2"]);
  assert.equal(shop.cursor, "c2");
});

test("the next day takes yesterday's goods off the shelf by itself", () => {
  const shop = catalogueOf([product("MILK", [["L1", 0, 2], ["L2", 1, 2]])]);
  assert.deepEqual(numbers(shop.product("MILK").lots), ["L1", "L2"]);
  assert.equal(shop.product("MILK").lots[0].days, 0);
  shop.snapshot.setDay("2026-11-22");
  assert.deepEqual(numbers(shop.product("MILK").lots), ["L2"]);
  assert.equal(shop.product("MILK").lots[0].days, 0);
});

test("what this till sold and the shop has not heard of is not sold again", () => {
  const shop = catalogueOf([milk()]);
  shop.spend([{ number: "L1", quantity: 2 * ONE }]);
  assert.deepEqual(numbers(shop.product("MILK").lots), ["L2"]);
  shop.takeLots(lotsFeed([row("L1", { available: 2 * ONE, expires_on: "2026-11-24" })], { full: false }));
  assert.deepEqual(numbers(shop.product("MILK").lots), ["L2"], "the old feed does not bring it back");
  shop.spend([{ number: "L1", quantity: 2 * ONE }], -1);
  assert.deepEqual(numbers(shop.product("MILK").lots), ["L1", "L2"]);
});

test("alone, a till sells of a lot only what it was lent", () => {
  const shop = catalogueOf([milk()], { lots: { leases: { L1: ONE } } });
  assert.equal(shop.product("MILK").available, 7 * ONE);
  shop.reach(false);
  assert.deepEqual(shop.product("MILK").lots.map((lot) => [lot.number, lot.available]), [["L1", ONE]]);
  shop.spend([{ number: "L1", quantity: ONE }]);
  assert.equal(shop.product("MILK").available, 0);
  shop.reach(true);
  assert.equal(shop.product("MILK").available, 6 * ONE);
});

test("a browser made a till hears of all lots again, so that alone it knows what it was lent", async () => {
  const asked = [];
  const feeds = [{ leases: { L2: ONE } }, { leases: {}, full: false }];
  const shop = catalogueOf([milk()]);
  const lots = lotsOf([milk()]);
  shop.borrow(async (url) => {
    if (url.startsWith("/c")) return new Response(null, { status: 304 });
    asked.push(url);
    return new Response(JSON.stringify(lotsFeed(asked.length > 1 ? [] : lots, feeds[asked.length - 1])));
  });
  shop.takeLots(lotsFeed([lots[0]], { full: false, leases: { L1: ONE } }));
  assert.equal(shop.snapshot.leases, null, "a part says nothing of the rest");
  await shop.refresh();
  await shop.refresh();
  assert.deepEqual([asked[0], asked.at(-1)], ["/l", "/l?since=c1"]);
  shop.reach(false);
  assert.deepEqual(numbers(shop.product("MILK").lots), ["L2"]);
});

test("news blocks a lot at once, says so once, and never rests on the lot being known", () => {
  const shop = catalogueOf([milk()]);
  const told = [];
  shop.addEventListener("blocked", (event) => told.push(...numbers(event.detail)));
  const lots = [{ lot: "L1", sku: "MILK", status: "recalled" }, { lot: "X", sku: "MILK", status: "quarantined" }];
  shop.news({ id: 1, lots });
  shop.news({ id: 1, lots });
  shop.news({});
  assert.deepEqual(told, ["L1", "X"]);
  assert.deepEqual(numbers(shop.product("MILK").lots), ["L2"]);
  assert.equal(shop.snapshot.lotByNumber("X").lot.status, "quarantined");
});

test("a feed that shows a lot blocked says so too, and a first feed is no news", () => {
  const shop = catalogueOf([milk()]);
  const told = [];
  shop.addEventListener("blocked", (event) => told.push(...numbers(event.detail)));
  const changed = [row("L1", { status: "quarantined" })];
  shop.takeLots(lotsFeed(changed, { full: false }));
  shop.takeLots(lotsFeed([row("L1", { status: "quarantined" }), row("L2", { status: "recalled" })]));
  assert.deepEqual(told, ["L1", "L2"]);
});

test("codes lead to products and packs, also with fewer digits", () => {
  const packs = [{ unit: "case", factor: 12 * ONE, gtins: ["14006381333938"] }];
  const shop = catalogueOf([milk({ packs }), product("BAG", [])]);
  assert.equal(shop.byGtin("4006381333931").product.sku, "MILK");
  assert.deepEqual([shop.byGtin("14006381333938").unit, shop.byGtin("14006381333938").factor], ["case", 12 * ONE]);
  assert.equal(shop.byGtin("4006381333932"), null);
  assert.equal(shop.byGtin("BAG"), null);
});

test("products that changed or went change the codes and the search", () => {
  const shop = catalogueOf([milk(), product("BAG", [])]);
  const changed = { ...milk(), name: "Oat drink", gtins: ["09506000134352"] };
  shop.takeProducts(productsFeed([changed], { full: false, version: "v2", gone: ["BAG"] }));
  assert.equal(shop.byGtin("4006381333931"), null);
  assert.equal(shop.byGtin("9506000134352").product.name, "Oat drink");
  assert.deepEqual(shop.search("oat").map((each) => each.sku), ["MILK"]);
  assert.deepEqual(shop.search("bag"), []);
  assert.equal(shop.product("BAG"), undefined);
  assert.deepEqual(numbers(shop.product("MILK").lots), ["L1", "L2"], "its lots stay");
});

test("suppliers' codes are found however they are written, known keys stay fresh", () => {
  const shop = catalogueOf([milk()]);
  shop.takeLots(lotsFeed([row("L1", { supplier_lot: "ab 7/x" })]));
  assert.deepEqual(numbers(shop.snapshot.lotsByCode("MILK", "AB7/X")), ["L1"]);
  assert.equal(shop.snapshot.lotsAnywhere("AB7/X")[0].product.sku, "MILK");
  shop.takeLots(lotsFeed([row("L9", { supplier_lot: "AB7/X" })], { full: false }));
  assert.deepEqual(shop.snapshot.lotsAnywhere("AB7/X").map(({ lot }) => lot.number), ["L1", "L9"]);
  assert.deepEqual(shop.snapshot.lotsByCode("MILK", "7/X"), []);
});

test("the till of another zone lives on its own day", () => {
  const shop = catalogueOf([milk()], { feed: { zone: "Pacific/Kiritimati" } });
  shop.reach(true);
  assert.equal(shop.on, "2026-11-22");
  assert.equal(TODAY, "2026-11-21");
});
