// @ts-check
// Notes and coins of a currency, and what piles of them are worth.

import assert from "node:assert/strict";
import { test } from "node:test";

import { till } from "./addresses.mjs";

const { piecesOf, pilesBody, pressCount, worth } =
  await till("denominations.js");

const USD = piecesOf({ currency: "USD", decimals: 2 });

test("every currency has its pieces from the largest down", () => {
  for (const [currency, decimals] of [["USD", 2], ["EUR", 2], ["JPY", 0], ["KWD", 3], ["XXX", 2],
    ["XAF", 0]]) {
    const values = piecesOf({ currency, decimals }).map((/** @type {any} */ each) => each.value);
    assert.ok(values.length > 4, String(currency));
    assert.deepEqual(values, [...values].sort((a, b) => (a < b ? 1 : -1)), String(currency));
    assert.ok(values.every((/** @type {bigint} */ value) => value > 0n));
  }
});

test("piles are worth their pieces, exactly", () => {
  assert.equal(worth(USD, {}), 0n);
  assert.equal(worth(USD, { 20: 4, "0.10": 3, "0.01": 7 }), 8037n);
  assert.deepEqual(pilesBody(USD, { 20: 4, 5: 0, "0.01": 7 }),
    [{ value: "20", pieces: 4 }, { value: "0.01", pieces: 7 }]);
});

test("keys count a pile and take back a digit", () => {
  let count = 0;
  for (const key of ["1", "2", "back", "5"]) count = pressCount(count, key);
  assert.equal(count, 15);
  assert.equal(pressCount(0, "back"), 0);
  assert.equal(pressCount(12, "x"), 12);
  assert.equal(pressCount(99_999, "9"), 99_999);
});
