// What a scanned string says, in the browser. That it reads as the server does is compared for
// thousands of codes in tests/pos/test_scan_parity.py; here are the rules by example.
import assert from "node:assert/strict";
import { test } from "node:test";

import { TABLE, find } from "../../../app/web/static/js/gs1/ai_table.js";
import { rounded } from "../../../app/web/static/js/gs1/amounts.js";
import { fullYear, toDate } from "../../../app/web/static/js/gs1/dates.js";
import { isLotNumber, normaliseLotCode } from "../../../app/web/static/js/gs1/lot_codes.js";
import { read } from "../../../app/web/static/js/gs1/read.js";

const GS = "\u001d";
const today = "2026-11-21";
const said = (data, more = {}) => read(data, { today, ...more });

for (const [data, kind, facts] of [
  [`]d2010952123454321317261231${GS}10AB/7${GS}210042`, "element_string",
    { gtin14: "09521234543213", expires_on: "2026-12-31", lot: "AB/7", serial: "0042" }],
  [`${GS}01095212345432131527020010X`, "element_string", { best_before: "2027-02-28", lot: "X" }],
  ["(01) 09521234543213 (10) A\\(1)", "hri", { gtin14: "09521234543213", lot: "A(1)" }],
  ["https://id.gs1.org/01/09521234543213/10/AB%2F7?17=261231", "digital_link",
    { lot: "AB/7", expires_on: "2026-12-31" }],
  ["urn:epc:class:lgtin:0614141.107346.AB7", "epc", { gtin14: "10614141073464", lot: "AB7" }],
  ["036000291452", "gtin", { gtin14: "00036000291452" }],
  ["]E496385074", "gtin", { gtin14: "00000096385074" }],
  ["04252614", "gtin", { gtin14: "00042100005264" }],
  ["]E04006381333931|]e010AB7", "element_string", { gtin14: "04006381333931", lot: "AB7" }],
  ["106141412345678908", "sscc", { sscc: "106141412345678908" }],
  ["10AB7", "element_string", { lot: "AB7", guessed: true }],
  ["LOT 7/B", "text", { error: "" }],
  ["5901234123458", "text", { error: "The check digit is incorrect." }],
  ["]d2]d2", "unreadable", { error: "No application identifier begins with ]d2." }],
]) {
  test(`${JSON.stringify(data)} is ${kind}`, () => {
    const found = said(data);
    assert.equal(found.kind, kind);
    for (const [name, value] of Object.entries(facts)) assert.deepEqual(found[name], value, name);
  });
}

test("an unreadable code always says why", () => {
  for (const data of ["", "]d2", "\0", "(17)261331", "]c101", "9".repeat(513)]) {
    const found = said(data);
    assert.equal(found.kind, "unreadable");
    assert.ok(found.error);
  }
});

test("a lost FNC1 is spoken of and its lots are offered, never taken", () => {
  const found = said("010952123454321310AB717261231");
  assert.equal(found.lot, "AB717261231");
  assert.deepEqual(found.lot_candidates, ["AB7"]);
  assert.match(found.warning, /FNC1/);
});

test("two-digit years reach from 49 years back to 50 ahead", () => {
  for (const [digits, day, year] of [
    [76, "2026-01-01", 2076], [77, "2026-01-01", 1977], [0, "2051-01-01", 2100],
    [1, "2051-01-01", 2101], [2, "2051-01-01", 2002], [99, "2000-01-01", 1999],
  ]) {
    assert.equal(fullYear(digits, day), year);
  }
});

test("day 00 is the last of the month and impossible days are none", () => {
  assert.equal(toDate("280200", today), "2028-02-29");
  assert.equal(toDate("270200", today), "2027-02-28");
  assert.equal(toDate("270229", today), null);
  assert.equal(toDate("271300", today), null);
});

test("weights and prices are exact decimals", () => {
  assert.deepEqual(said("]C101095212345432133103001250").weight, { count: 1250n, places: 3 });
  assert.deepEqual(said("]C101095212345432133201000010").weight, { count: 453592n, places: 6 });
  assert.deepEqual(said("]C101095212345432133922001299").price, { count: 1299n, places: 2 });
  assert.equal(said("]C101095212345432133932978001299").currency, "978");
});

test("ties go to the even neighbour", () => {
  for (const [count, whole] of [[5n, 0n], [15n, 2n], [25n, 2n], [26n, 3n], [24n, 2n]]) {
    assert.equal(rounded({ count, places: 1 }, 0).count, whole);
  }
});

test("an in-store number means what the shop's rule says, and nothing without one", () => {
  const inStore = [{ prefix: "22", measure: "price", decimals: 2, pattern: "IIIICVVVVV" }];
  const none = said("2212345012992");
  assert.deepEqual([none.kind, none.price, none.item_reference], ["in_store", null, "1234501299"]);
  const found = said("2212345012992", { inStore });
  assert.deepEqual([found.item_reference, found.price], ["1234", { count: 1299n, places: 2 }]);
  const broken = said("2212346012991", { inStore });
  assert.equal(broken.price, null);
  assert.match(broken.error, /check digit of the price/);
  assert.equal(said("0412345678903").usage, "company");
});

test("no identifier is the beginning of another, and all of them are known", () => {
  assert.ok(TABLE.size > 500);
  for (const ai of TABLE.keys()) assert.equal(find(`${ai}0000`)?.ai, ai);
  assert.equal(find("88"), null);
});

test("lot codes are compared without case and blanks, our numbers by their check character", () => {
  assert.equal(normaliseLotCode(" ab\u00a0-7\u200f"), "AB-7");
  assert.equal(normaliseLotCode("ＡＢ７"), "AB7");
  assert.ok(isLotNumber(" l000001b"));
  assert.ok(!isLotNumber("L000001C"));
});
