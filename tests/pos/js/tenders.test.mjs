// @ts-check
// How a sale is paid: the smallest coin, what a reference may not hold, what each tender needs.

import assert from "node:assert/strict";
import { test } from "node:test";

import { till } from "./addresses.mjs";

const {
  TENDERS, claimedNumber, holdsCardNumber, inCoins, needsTheShop, rowOf, roundingOf, tenderRefusal,
} = await till("tenders.js");

const paid = (/** @type {[string, string][]} */ ...parts) =>
  parts.map(([tender, amount]) => ({ tender, amount }));

test("cash is rounded to the nearest coin, half a coin up", () => {
  for (const [amount, coins] of [[1002n, 1000n], [1003n, 1005n], [1005n, 1005n], [1008n, 1010n],
    [2n, 0n], [0n, 0n]]) {
    assert.equal(inCoins(amount, 5), coins, String(amount));
  }
  assert.equal(inCoins(1025n, 50), 1050n);
  assert.equal(inCoins(1003n, 0), 1003n);
  assert.equal(inCoins(1003n, 1), 1003n);
});

test("only the part due in cash is rounded", () => {
  const rounding = (/** @type {[string, string][]} */ ...parts) =>
    roundingOf(1003n, paid(...parts), 2, 5);
  assert.equal(rounding(["cash", "20.00"]), 2n);
  assert.equal(rounding(["card", "10.03"]), 0n);
  assert.equal(rounding(["card", "5.01"], ["cash", "10.00"]), -2n);
  assert.equal(rounding(["cash", "5.00"], ["card", "5.03"]), 0n);
  assert.equal(roundingOf(2n, [], 2, 5), -2n);
});

test("the server rounds alike", () => {
  const vectors = JSON.parse(process.env.CASH_VECTORS ?? "[]");
  for (const { total, payments, step, rounding } of vectors) {
    assert.equal(String(roundingOf(BigInt(total), payments, 2, step)), rounding,
      JSON.stringify({ total, payments, step }));
  }
});

test("a card's own number is seen wherever it stands in a text", () => {
  for (const text of ["4111111111111111", "4111 1111 1111 1111", "no 5500-0000-0000-0004 ok",
    "378282246310005", "4111 1111 1111 1111 12/29", "12/29 4111 1111 1111 1111"]) {
    assert.equal(holdsCardNumber(text), true, text);
  }
  for (const text of ["", "4111111111111112", "slip 0042", "123456789012", "auth 771234 ref 9981"]) {
    assert.equal(holdsCardNumber(text), false, text);
  }
});

test("a voucher is not taken while the shop does not answer", () => {
  assert.match(needsTheShop(paid(["cash", "1.00"], ["voucher", "2.00"])), /voucher/);
  assert.equal(needsTheShop(paid(["cash", "1.00"], ["card", "2.00"])), "");
});

test("each tender says what it still needs", () => {
  const none = { reference: "", customer: null };
  const refusal = (/** @type {string} */ tender, /** @type {bigint} */ given, more = {}) =>
    tenderRefusal(rowOf(tender), given, 1000n, { ...none, ...more });
  assert.equal(refusal("cash", 5000n), "");
  assert.match(refusal("card", 1001n), /no more than is due/);
  assert.match(refusal("card", 1000n, { reference: "4111 1111 1111 1111" }), /card number/);
  assert.match(refusal("voucher", 1000n), /Number of the voucher/);
  assert.equal(refusal("voucher", 1000n, { reference: "V-1" }), "");
  assert.match(refusal("account", 1000n), /customer/);
  assert.equal(refusal("account", 1000n, { customer: { code: "C1", name: "Ann" } }), "");
  assert.equal(new Set(TENDERS.map((/** @type {any} */ row) => row.tender)).size, 4);
});

test("a number of ours is known in any writing, anything else is somebody else's paper", () => {
  for (const text of ["V1234567890K", "v12345 67890k", " V1234-5678-90K "]) {
    assert.equal(claimedNumber(text), "V1234567890K", text);
  }
  for (const text of ["", "Mall 4711", "4711", "VOUCHER 7"]) assert.equal(claimedNumber(text), "");
});
