// How a receipt's printing is watched at the till.

import assert from "node:assert/strict";
import { test } from "node:test";

import { till } from "./addresses.mjs";

const {
  keepReceiptChoice, needsSomebody, nextLook, offered, otherPrinters, receiptChoice, wordsOf,
} = await till("paper_state.js");

const { setWords } = await import("../../../app/web/static/js/words.js");

const told = {
  number: "M-1", state: "waiting", tone: "warn", message: "", link: "", printer: "Bar",
  acts: ["again", "elsewhere", "explode"],
  printers: [{ id: 1, name: "Bar" }, { id: 2, name: "Shop" }],
};

test("what is on its way is looked at often, then less often", () => {
  assert.ok(Number(nextLook("queued", 0)) < 1000);
  assert.ok(Number(nextLook("sending", 6000)) > 1000);
});

test("what is settled, or waits for somebody, is not asked about again", () => {
  for (const state of ["printed", "unknown", "failed", "none", "no_printer"]) {
    assert.equal(nextLook(state, 0), null);
  }
});

test("a printer that stays dead is not watched for ever", () => {
  assert.equal(nextLook("waiting", 11 * 60_000), null);
});

test("somebody is called for what does not settle itself", () => {
  const states = ["waiting", "unknown", "printed", "queued", "none"];
  assert.deepEqual(states.map(needsSomebody), [true, true, false, false, false]);
});

test("an act this till does not know is not offered", () => {
  assert.deepEqual(offered(/** @type {any} */ (told)), ["again", "elsewhere"]);
});

test("the other printer is another one", () => {
  assert.deepEqual(otherPrinters(/** @type {any} */ (told)), [{ id: 2, name: "Shop" }]);
});

test("a till prints every receipt until it is told otherwise, and remembers", () => {
  const kept = new Map();
  const storage = /** @type {any} */ ({
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
  });
  assert.equal(receiptChoice(storage), "print");
  keepReceiptChoice("none", storage);
  assert.equal(receiptChoice(storage), "none");
});

test("a browser that keeps nothing prints", () => {
  const broken = /** @type {any} */ ({
    getItem: () => { throw new Error("no"); }, setItem: () => { throw new Error("no"); },
  });
  keepReceiptChoice("none", broken);
  assert.equal(receiptChoice(broken), "print");
});

test("what the server says of the paper is known by its first sentence", () => {
  setWords({ "The receipt waits.": "Er wartet.", "Copy {number} is printed.": "Kopie {number} da." });
  assert.equal(wordsOf({ ...told, message: "The receipt waits. No paper." }), "Er wartet. No paper.");
  assert.equal(wordsOf({ ...told, message: "Copy 12 is printed." }), "Kopie 12 da.");
  assert.equal(wordsOf({ ...told, message: "" }), "");
  setWords({});
});
