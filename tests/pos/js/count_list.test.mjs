// The list of a count: what a scan, a key and a touch do to the figure in hand.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

// The module imports by the address below which it is served; here its neighbour lies elsewhere.
const here = new URL("../../../app/inventory/static/js/count_list.js", import.meta.url);
const decimal = new URL("../../../app/web/static/js/decimal.js", import.meta.url).href;
const source = readFileSync(here, "utf8").replace("../../web/js/decimal.js", decimal);
const list = await import(`data:text/javascript,${encodeURIComponent(source)}`);

const item = (lot, counted = null) => ({ lot, location: "MAIN/A1", sku: "S", counted });
const begin = (...items) => ({ items, hand: null });

test("the first scan takes a lot in hand and counts, every other adds", () => {
  const sheet = begin(item("A"), item("B"));
  list.scan(sheet, sheet.items[0], "1");
  list.scan(sheet, sheet.items[0], "1");
  list.scan(sheet, sheet.items[0], "12");
  assert.deepEqual(list.figure(sheet),
    { lot: "A", location: "MAIN/A1", counted: "14", goes_on: false });
});

test("a scan without a quantity waits for a figure", () => {
  const sheet = begin(item("A"));
  list.scan(sheet, sheet.items[0], null);
  assert.equal(list.figure(sheet), null);
});

test("more of a lot that was entered goes on from its figure", () => {
  const sheet = begin(item("A", "5"));
  list.scan(sheet, sheet.items[0], "1");
  assert.deepEqual(list.figure(sheet),
    { lot: "A", location: "MAIN/A1", counted: "6", goes_on: true });
});

test("a figure that is typed is a new count of the lot", () => {
  const sheet = begin(item("A", "5"));
  list.scan(sheet, sheet.items[0], "1");
  for (const key of ["1", "2", ".", ".", "5", "<"]) list.press(sheet, key);
  assert.deepEqual(list.figure(sheet),
    { lot: "A", location: "MAIN/A1", counted: "12", goes_on: false });
});

test("what is no number is refused", () => {
  const sheet = begin(item("A"));
  list.take(sheet, sheet.items[0]);
  list.type(sheet, "-1");
  assert.throws(() => list.figure(sheet), RangeError);
  list.type(sheet, "two");
  assert.throws(() => list.figure(sheet), RangeError);
});

test("the next lot is the next one without a figure, around once", () => {
  const sheet = begin(item("A"), item("B", "1"), item("C"));
  assert.equal(list.next(sheet).lot, "A");
  assert.equal(list.next(sheet, sheet.items[0]).lot, "C");
  assert.equal(list.next(sheet, sheet.items[2]).lot, "A");
  assert.equal(list.next(begin(item("B", "1"))), null);
});

test("a lot that was found beside the list is added once", () => {
  const sheet = begin(item("A"));
  const found = list.own(sheet, item("Z"));
  assert.equal(list.own(sheet, item("Z")), found);
  assert.equal(sheet.items.length, 2);
});
