// How long a till may sell from an old copy: per risk class, and no clock makes it young again.
import assert from "node:assert/strict";
import { test } from "node:test";

import { product, till } from "./addresses.mjs";
import { catalogueOf, clocks, lotsFeed, NOON } from "./stocked.mjs";

const { dayIn, isTooOld, LIMITS, ShopClock, spanText } = await till("risk.js");
const HOUR = 3_600_000;
const ham = product("HAM", [["H1", 9, 5]], { risk: "high", name: "Ham" });
const salad = product("SALAD", [["S1", 9, 5]], { risk: "sensitive" });
const rice = product("RICE", [["R1", 99, 5]], { risk: "normal" });
const limits = { normal: 168, sensitive: 24, high: 4 };

function shopOf(time) {
  const shop = catalogueOf([ham, salad, rice], { time, feed: { limits } });
  shop.confirmed = time.now.steady;
  shop.reach(true);
  return shop;
}
const refused = (shop) => [ham, salad, rice].filter((each) => shop.refusal(shop.product(each.sku)))
  .map((each) => each.sku);

test("goods are refused class by class as the copy grows old, and the others sell", () => {
  const time = clocks();
  const shop = shopOf(time);
  shop.reach(false);
  for (const [hours, wanted] of [[4, []], [0.01, ["HAM"]], [19.99, ["HAM"]], [0.01, ["HAM", "SALAD"]],
    [143.99, ["HAM", "SALAD"]], [0.01, ["HAM", "SALAD", "RICE"]]]) {
    time.forward(hours * HOUR);
    assert.deepEqual(refused(shop), wanted, `after ${hours} more`);
  }
  const text = shop.refusal(shop.product("HAM"));
  assert.equal(text, "Ham: no word from the shop for more than 4 hours, so nobody knows whether it was "
    + "recalled. Other goods can be sold.");
});

test("a device whose clock is set back does not make the copy young", () => {
  const time = clocks();
  const shop = shopOf(time);
  shop.reach(false);
  time.forward(5 * HOUR);
  time.now.device = NOON - 400 * 24 * HOUR;
  assert.deepEqual(refused(shop), ["HAM"]);
});

test("nor does a reload with the clock set back: the latest moment is kept", () => {
  const time = clocks(NOON + 5 * HOUR);
  const before = new ShopClock(time);
  before.now(false);
  const later = clocks(NOON - 24 * HOUR);
  const shop = catalogueOf([ham, salad, rice], { time: later, feed: { limits } });
  shop.clock.heard = null;
  shop.clock.recall(before.highest);
  shop.confirmed = null;
  shop.reach(false);
  assert.deepEqual(refused(shop), ["HAM"]);
});

test("a device that is days ahead sells while the shop answers", () => {
  const time = clocks(NOON + 72 * HOUR);
  const shop = shopOf(time);
  assert.deepEqual(refused(shop), []);
  assert.equal(shop.on, "2026-11-21");
  shop.reach(false);
  assert.deepEqual(refused(shop), ["HAM", "SALAD"], "alone it errs to the safe side");
});

test("a copy that is not renewed grows old even while the shop answers something", () => {
  const time = clocks();
  const shop = shopOf(time);
  time.forward(5 * HOUR);
  shop.reach(true);
  assert.deepEqual(refused(shop), ["HAM"]);
  shop.takeLots(lotsFeed([], { full: false }));
  shop.confirmed = time.now.steady;
  assert.deepEqual(refused(shop), []);
});

test("an unknown class counts as normal, an unknown limit as the usual one", () => {
  assert.equal(isTooOld(169 * HOUR, "odd", limits), true);
  assert.equal(isTooOld(167 * HOUR, "odd", limits), false);
  assert.equal(isTooOld(169 * HOUR, "normal", {}), true);
  assert.deepEqual(LIMITS, limits);
});

test("the day is the site's, whatever the device's zone, and nonsense is UTC", () => {
  const at = Date.parse("2026-03-29T23:30:00Z");
  assert.equal(dayIn(at, "UTC"), "2026-03-29");
  assert.equal(dayIn(at, "Europe/Berlin"), "2026-03-30");
  assert.equal(dayIn(at, "America/New_York"), "2026-03-29");
  assert.equal(dayIn(at, "Nowhere/At_All"), "2026-03-29");
});

test("spans read as people say them", () => {
  assert.deepEqual([1, 4, 24, 36, 168].map(spanText), ["1 hour", "4 hours", "1 day", "36 hours", "7 days"]);
});
