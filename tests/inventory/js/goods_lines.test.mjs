// Lots counted by scanning: which lot a scan means, what it counts, how a line stands.
import assert from "node:assert/strict";
import { test } from "node:test";

import "../../pos/js/addresses.mjs";

const {
  allCame, bodyLines, counted, countOf, lotOf, toneOf, typed, without,
} = await import("../../../app/inventory/static/js/goods_lines.js");

const YOG = { lot: "L1", sku: "YOG", name: "Yogurt", unit: "each" };
const due = (lot, expected, sku = "YOG") => ({
  lot, sku, name: sku, unit: "each", quantity: "", expected, note: "",
});
const scan = (more) => ({ lot: null, lots: [], sku: "YOG", quantity: null, ...more });

test("a scanned lot is counted, a plain code means the one lot that is expected", () => {
  assert.deepEqual(lotOf([], scan({ lot: "L1" })), { lot: "L1", choices: [] });
  assert.deepEqual(lotOf([due("L7", "3")], scan({})), { lot: "L7", choices: [] });
  assert.deepEqual(lotOf([], scan({ lots: ["L1"] })), { lot: "L1", choices: [] });
  assert.deepEqual(lotOf([], scan({})), { lot: null, choices: [] });
});

test("where several lots are meant a person chooses, among those that are expected", () => {
  const lines = [due("L7", "3"), due("L8", "1"), due("R1", "1", "RYE")];
  assert.deepEqual(lotOf(lines, scan({})), { lot: null, choices: ["L7", "L8"] });
  assert.deepEqual(lotOf([], scan({ lots: ["L1", "L2"] })), { lot: null, choices: ["L1", "L2"] });
  const supplier = scan({ lot: "L2", lots: ["L2", "L8"] });
  assert.deepEqual(lotOf(lines, supplier), { lot: "L8", choices: [] });
});

test("another lot than the expected one is counted as itself", () => {
  assert.deepEqual(lotOf([due("L7", "3")], scan({ lot: "L9", lots: ["L9"] })),
    { lot: "L9", choices: [] });
});

test("a scan counts what its code says, else one", () => {
  assert.equal(countOf({ quantity: "12" }), 12_000_000n);
  assert.equal(countOf({ quantity: "0.352" }), 352_000n);
  for (const quantity of [null, "", "0"]) assert.equal(countOf({ quantity }), 1_000_000n);
});

test("counting adds on top, and never goes below nothing", () => {
  let lines = counted([due("R1", "1", "RYE")], YOG, 2_000_000n);
  lines = counted(lines, YOG, 1_000_000n);
  assert.deepEqual(lines.map((line) => [line.lot, line.quantity]), [["L1", "3"], ["R1", ""]]);
  assert.equal(counted(lines, YOG, -9_000_000n)[0].quantity, "");
  assert.deepEqual(without(lines, "L1").map((line) => line.lot), ["R1"]);
  assert.deepEqual(without(lines, "R1").map((line) => line.lot), ["L1", "R1"]);
});

test("a line says whether it is complete, too much or a stranger", () => {
  const line = due("L7", "3");
  assert.equal(toneOf(line), "");
  assert.deepEqual(["2", "3", "4"].map((quantity) => toneOf({ ...line, quantity })),
    ["", "ok", "warn"]);
  assert.equal(toneOf({ ...line, quantity: "1", expected: null, note: "was not sent" }), "warn");
});

test("only what was counted is sent, as plain decimals", () => {
  const lines = typed([due("L7", "3"), due("L8", "2")], "L7", "1,5");
  assert.deepEqual(bodyLines(lines), [{ lot: "L7", quantity: "1.5" }]);
  assert.deepEqual(bodyLines(allCame(lines)).map((line) => line.quantity), ["3", "2"]);
  assert.deepEqual(bodyLines(typed(lines, "L7", "some")), []);
});
