// How goods came: said in words, set aside pack by pack, and sent, also after waiting offline.
import assert from "node:assert/strict";
import { test } from "node:test";

import "../../pos/js/addresses.mjs";

const { rangeWords, wrongWith } = await import("../../../app/purchasing/static/js/condition.js");
const drafts = await import("../../../app/purchasing/static/js/draft.js");
const { Waiting } = await import("../../../app/purchasing/static/js/waiting.js");

const pack = (lot = "Y1") => ({
  product: { sku: "YOG", name: "Yogurt", base_unit: "each", tracked: true, packs: [] },
  unit: "case", factor: "12", quantity: "12", supplier_lot: lot, expires_on: "2026-12-24",
  tone: "ok", notes: [], cost_known: true,
});

/** A delivery of an order at 2 to 7 °C. */
function begun() {
  const draft = drafts.newDraft("k", "MAIN");
  draft.order = { number: "PO-1", lines: [
    { line: 1, sku: "YOG", min_temperature_c: "2", max_temperature_c: "7" }] };
  return draft;
}

const shown = (draft) => draft.lines.map((line) => [line.quantity, line.condition, line.status]);

test("a range is said in words, whichever end is open", () => {
  const ranges = [["2", "7"], [null, "-18"], ["10", null], [null, null], [undefined, undefined]];
  assert.deepEqual(ranges.map(([least, most]) => rangeWords({ least, most })),
    ["2 to 7 °C", "at most -18 °C", "at least 10 °C", "", ""]);
});

test("what is wrong is named, and nothing where nothing is", () => {
  const line = { temperature: "", least: "2", most: "7" };
  assert.deepEqual(wrongWith(line), []);
  assert.deepEqual(["2", "7", "1.9", "-1", "7.1"].map((t) =>
    wrongWith({ ...line, temperature: t }).length), [0, 0, 1, 1, 1]);
  assert.deepEqual(wrongWith({ ...line, temperature: "9.5", condition: "wet" }),
    ["9.5 °C, 2 to 7 °C ordered.", "Wet."]);
  assert.deepEqual(wrongWith({ condition: "other", condition_note: "smells" }), ["smells."]);
  assert.deepEqual(wrongWith({ temperature: "40" }), []);
});

test("only the pack scanned last is set aside, and the next one is in order again", () => {
  const draft = begun();
  for (let n = 0; n < 3; n += 1) drafts.countPack(draft, pack());
  drafts.markLast(draft, "damaged");
  assert.deepEqual(shown(draft), [["24", "ok", "released"], ["12", "damaged", "quarantined"]]);
  drafts.countPack(draft, pack());
  drafts.markLast(draft, "damaged");
  assert.deepEqual(shown(draft), [["24", "ok", "released"], ["24", "damaged", "quarantined"]]);
  drafts.countPack(draft, pack());
  assert.equal(shown(draft)[0][0], "36");
  drafts.undo(draft);
  drafts.undo(draft);
  assert.deepEqual(shown(draft), [["36", "ok", "released"], ["12", "damaged", "quarantined"]]);
});

test("a line of one pack is marked as it stands, and there is none to mark in an empty one", () => {
  const draft = begun();
  assert.equal(drafts.markLast(draft, "wet"), null);
  drafts.countPack(draft, pack());
  drafts.markLast(draft, "wet");
  drafts.markLast(draft, "dirty");
  assert.deepEqual(shown(draft), [["12", "dirty", "quarantined"]]);
});

test("what waits without network is sent with its temperature and condition", async () => {
  const kept = new Map();
  const waiting = new Waiting({
    get length() { return kept.size; }, key: (at) => [...kept.keys()][at] ?? null,
    getItem: (key) => kept.get(key) ?? null, removeItem: (key) => void kept.delete(key),
    setItem: (key, text) => void kept.set(key, text),
  }, "mine.");
  const draft = begun();
  drafts.countPack(draft, pack());
  drafts.changeLine(draft, 1, { temperature: "9", accepted: true }, "warm");
  drafts.countPack(draft, pack());
  drafts.markLast(draft, "open");
  waiting.add({ ...draft, sending: drafts.deliveryBody(draft) }, 1);
  const { posted } = await waiting.sendNext(async (each) => each.sending.lines);
  assert.deepEqual(posted.map((l) => [l.quantity, l.temperature, l.condition, l.accepted]),
    [["12", "9", "ok", true], ["12", "9", "open", false]]);
});

test("a delivery kept by an older page is sent as in order", () => {
  const draft = begun();
  drafts.countPack(draft, pack());
  for (const name of ["condition", "condition_note", "accepted", "least", "most"]) {
    delete draft.lines[0][name];
  }
  const [line] = drafts.deliveryBody(draft).lines;
  assert.deepEqual([line.condition, line.condition_note, line.accepted], ["ok", "", false]);
});
