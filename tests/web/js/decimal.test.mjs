// Money and quantities in the browser are exact, and read as the server reads them.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  extended, formatMoney, halfUp, moneyText, parseMoney, parseQuantity, parseScaled, quantityText,
  scaledText,
} from "../../../app/web/static/js/decimal.js";

const READS = [
  ["12.50", 2, 1250n], ["12,50", 2, 1250n], ["12", 2, 1200n], [".5", 2, 50n], ["5.", 2, 500n],
  ["-3,2", 2, -320n], ["+1", 2, 100n], ["1.234,50", 2, 123450n], ["1,234.50", 2, 123450n],
  ["1 234,5", 2, 123450n], ["1'234.50", 2, 123450n], ["1.234.567", 2, 123456700n],
  ["1.2300", 2, 123n], ["\u22125", 0, -5n], ["0.00001", 6, 10n],
  ["999999999999.999999", 6, 999999999999999999n],
];

for (const [text, places, count] of READS) {
  test(`"${text}" is read exactly`, () => assert.equal(parseScaled(text, places), count));
}

const REFUSED = [
  "", " ", ".", "-", "1e3", "NaN", "Infinity", "0x10", "1,2,3", "1.2.3", "12,34.5.6", "١٢", "1_0",
  "1.23456", "1234567890123", "1,23.4", "--1",
];
for (const text of REFUSED) {
  test(`"${text}" is refused`, () => assert.throws(() => parseScaled(text, 2), RangeError));
}

test("text and count are each other's inverse", () => {
  for (const count of [0n, 1n, -1n, 99n, 100n, -12345n, 10n ** 13n + 1n]) {
    assert.equal(parseMoney(moneyText(count, 2), 2), count);
  }
});

test("needless zeros go, needed decimals stay", () => {
  assert.equal(quantityText(2_500_000), "2.5");
  assert.equal(quantityText(3_000_000n), "3");
  assert.equal(moneyText(5n, 2), "0.05");
  assert.equal(moneyText(-5n, 3), "-0.005");
  assert.equal(moneyText(150, 0), "150");
  assert.equal(scaledText(12_500_000n, 6, 2), "12.50");
});

test("a line total rounds half away from zero, like the server's", () => {
  assert.equal(extended(28_900_000, parseQuantity("0,482"), 2), 1393n);
  assert.equal(halfUp(5n, 2n), 3n);
  assert.equal(halfUp(-5n, 2n), -3n);
  assert.equal(halfUp(4n, 3n), 1n);
});

test("a broken number is never taken for a count", () => {
  assert.throws(() => moneyText(0.5, 2), TypeError);
  assert.throws(() => moneyText(2 ** 60, 2), TypeError);
});

test("amounts beyond 2^53 are written exactly for people", () => {
  assert.equal(formatMoney(900_719_925_474_099_301n, "USD", 2, "en"), "$9,007,199,254,740,993.01");
});
