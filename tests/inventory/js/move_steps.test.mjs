// The steps of a move by scanner: from where, which lot, how much, to where.
import assert from "node:assert/strict";
import { test } from "node:test";

import "../../pos/js/addresses.mjs";

const { taken } = await import("../../../app/inventory/static/js/move_steps.js");

const EMPTY = { source: "", lot: "", quantity: "", target: "" };
const at = (code) => ({ kind: "location", location: { code }, lots: [], quantity: null });
const lot = (number, places, more = {}) => ({
  lot: number, name: "Yogurt", base_unit: "each", status: "released",
  places: places.map((location) => ({ location, quantity: "9" })), ...more,
});
const lots = (list, quantity = null) => ({ kind: "lots", location: null, lots: list, quantity });

/** What becomes of a move by some scans, one after another. */
const after = (...scans) => scans.reduce((done, each) => taken(done.step, each), { step: EMPTY });

test("location, lot three times, location: the second location sends it", () => {
  const yog = lots([lot("L1", ["A", "B"])]);
  const done = after(at("A"), yog, yog, yog, at("B"));
  assert.deepEqual(done.step, { source: "A", lot: "L1", quantity: "3", target: "B" });
  assert.equal(done.done, true);
});

test("a lot that lies at one place alone says where it comes from", () => {
  const { step, done } = after(lots([lot("L1", ["A"])]));
  assert.deepEqual(step, { source: "A", lot: "L1", quantity: "1", target: "" });
  assert.equal(done, false);
});

test("a case and a weight count as what their code stands for", () => {
  const cheese = lot("L2", ["A"], { base_unit: "kg" });
  assert.equal(after(lots([lot("L1", ["A"])], "12")).step.quantity, "12");
  assert.equal(after(lots([cheese], "1.25"), lots([cheese], "0.5")).step.quantity, "1.75");
  const unsaid = after(lots([cheese]));
  assert.deepEqual([unsaid.step.quantity, unsaid.tone], ["", "warn"]);
  const refused = taken(unsaid.step, at("B"));
  assert.deepEqual([refused.tone, refused.done, refused.step.target], ["error", false, ""]);
});

test("another lot begins its own count", () => {
  const both = ["A", "B"];
  const done = after(at("A"), lots([lot("L1", both)]), lots([lot("L1", both)]), lots([lot("L9", both)]));
  assert.deepEqual(done.step, { source: "A", lot: "L9", quantity: "1", target: "" });
});

test("of several lots the one that lies at the source is meant, else nothing is taken", () => {
  const two = lots([lot("L1", ["B"]), lot("L2", ["A"])]);
  assert.equal(after(at("A"), two).step.lot, "L2");
  const asked = after(two);
  assert.deepEqual([asked.step, asked.tone], [EMPTY, "warn"]);
});

test("a lot that does not lie there, an unknown code and the same place change nothing", () => {
  const there = after(at("A"));
  for (const scan of [lots([lot("L1", ["B"])]), lots([])]) {
    const refused = taken(there.step, scan);
    assert.deepEqual([refused.step, refused.tone], [there.step, "error"]);
  }
  const full = after(at("A"), lots([lot("L1", ["A"])]));
  const back = taken(full.step, at("A"));
  assert.deepEqual([back.done, back.tone, back.step], [false, "error", full.step]);
});

test("two locations before any lot: the later one is the source", () => {
  const done = after(at("A"), at("B"));
  assert.deepEqual([done.step.source, done.tone, done.done], ["B", "warn", false]);
});
