// Which lots a cart will take, worked out from the till's own copy, also where lots cost differently.
import assert from "node:assert/strict";
import { test } from "node:test";

import { product, till } from "./addresses.mjs";
import { catalogueOf, lotsFeed, productsFeed } from "./stocked.mjs";

const { forecast } = await till("forecast.js");
const { newLine } = await till("cart.js");
const { cartTotals } = await till("totals.js");

const ONE = 1_000_000;
const usd = { decimals: 2, tax_included: true };
const lot = (number, days, more = {}) => ({ number, sku: "WINE", available: 2 * ONE, kind: "use_by",
  id: days, expires_on: `2026-12-${String(days).padStart(2, "0")}`, ...more });

function shopOf(lots, more = {}) {
  const shop = catalogueOf([product("WINE", [], { price: 9_000_000, ...more })]);
  shop.takeLots(lotsFeed(lots));
  return shop;
}
const lines = (...items) => items.map((item, at) => newLine({ sku: "WINE", quantity: ONE, ...item }, at + 1));
function look(shop, cart) {
  const found = forecast(cart, (sku) => shop.product(sku), shop.on);
  const own = (line) => found.get(line.id)?.price ?? null;
  const totals = cartTotals(cart, (sku) => shop.product(sku), usd, own);
  return cart.map(({ id }) => {
    const { parts, ask, missing } = found.get(id);
    return { ask, missing, lots: parts.map((part) => `${part.number}×${part.quantity / ONE}`).join(" "),
      price: totals.lines.get(id).unitPrice / ONE };
  });
}

test("one line splits over lots, the next line goes on where it ended", () => {
  const shop = shopOf([lot("A", 1), lot("B", 2), lot("C", 3)]);
  assert.deepEqual(look(shop, lines({ quantity: 3 * ONE }, { quantity: 2 * ONE })), [
    { ask: false, missing: 0, lots: "A×2 B×1", price: 9 }, { ask: false, missing: 0, lots: "B×1 C×1", price: 9 },
  ]);
});

test("what a named lot takes is gone for the others, and too much is said", () => {
  const shop = shopOf([lot("A", 1), lot("B", 2)]);
  const [first, second] = look(shop, lines({ quantity: 3 * ONE }, { lot: "A", origin: "scanned" }));
  assert.equal(first.lots, "A×1 B×2");
  assert.equal(second.lots, "A×1");
  assert.equal(look(shop, lines({ quantity: 5 * ONE }))[0].missing, ONE);
});

test("same_lot takes one lot for all, ask takes none by itself", () => {
  const lots = [lot("A", 1), lot("B", 2, { available: 4 * ONE })];
  assert.equal(look(shopOf(lots, { one_lot: true }), lines({ quantity: 3 * ONE }))[0].lots, "B×3");
  assert.deepEqual(look(shopOf(lots, { ask: true }), lines({}))[0],
    { ask: true, missing: 0, lots: "", price: 9 });
  assert.equal(look(shopOf([lots[0]], { ask: true }), lines({}))[0].lots, "A×1");
});

test("a lot sells at its own price where it is named", () => {
  const shop = shopOf([lot("A", 1, { price: 5_000_000 }), lot("B", 2)]);
  const [named, other] = look(shop, lines({ lot: "A", origin: "scanned" }, { lot: "B", origin: "chosen" }));
  assert.deepEqual([named.price, other.price], [5, 9]);
});

test("where lots of several prices could be in hand a person says which", () => {
  const reduced = lot("A", 1, { price: 5_000_000 });
  assert.equal(look(shopOf([reduced, lot("B", 2)]), lines({}))[0].ask, true);
  const typed = look(shopOf([reduced, lot("B", 2)]), lines({ price: 7_000_000 }))[0];
  assert.deepEqual([typed.ask, typed.price], [false, 7], "a typed price stands");
});

test("it is no question where only one price can be meant", () => {
  const half = { price: 5_000_000 };
  const all = look(shopOf([lot("A", 1, half), lot("B", 2, half)]), lines({ quantity: 3 * ONE }))[0];
  assert.deepEqual([all.ask, all.price, all.lots], [false, 5, "A×2 B×1"]);
  const usual = look(shopOf([lot("A", 1), lot("B", 2, half)]), lines({}))[0];
  assert.deepEqual([usual.ask, usual.price], [false, 9], "the next one costs what the list says");
  assert.equal(look(shopOf([lot("A", 1), lot("B", 2, half)]), lines({ quantity: 3 * ONE }))[0].ask, true);
});

test("lots that a question gave back are there for the next line", () => {
  const shop = shopOf([lot("A", 1, { price: 5_000_000 }), lot("B", 2)]);
  const [asked, next] = look(shop, lines({ quantity: 3 * ONE }, { quantity: ONE, price: 7_000_000 }));
  assert.deepEqual([asked.ask, next.lots], [true, "A×1"]);
});

test("sixty thousand lots make no difference to a cart", () => {
  const products = Array.from({ length: 20_000 }, (_, n) => product(`S${n}`, []));
  const shop = catalogueOf([]);
  shop.takeProducts(productsFeed(products));
  shop.takeLots(lotsFeed(Array.from({ length: 60_000 }, (_, n) =>
    ({ number: `L${n}`, sku: `S${n % 20_000}`, available: 5 * ONE, kind: "use_by", id: n,
      expires_on: "2026-12-24" }))));
  const cart = Array.from({ length: 40 }, (_, n) => newLine({ sku: `S${n}`, quantity: 7 * ONE }, n + 1));
  forecast(cart, (sku) => shop.product(sku), shop.on);
  const begun = performance.now();
  for (let turn = 0; turn < 20; turn += 1) forecast(cart, (sku) => shop.product(sku), shop.on);
  assert.ok((performance.now() - begun) / 20 < 10, "milliseconds for a cart of 40 lines");
});
