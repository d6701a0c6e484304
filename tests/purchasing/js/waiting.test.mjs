// Deliveries that wait for the server: kept, sent in their order, once, and given back if refused.
import assert from "node:assert/strict";
import { test } from "node:test";

import "../../pos/js/addresses.mjs";

const { ApiError } = await import("../../../app/web/static/js/api.js");
const { newDraft } = await import("../../../app/purchasing/static/js/draft.js");
const { Waiting, mayPass } = await import("../../../app/purchasing/static/js/waiting.js");

/** A browser's storage, in memory. */
function shelf() {
  const kept = new Map();
  return {
    get length() { return kept.size; },
    key: (at) => [...kept.keys()][at] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => void kept.set(key, text),
    removeItem: (key) => void kept.delete(key),
  };
}

const draft = (key) => ({ ...newDraft(key, "MAIN"), sending: { reference: key } });
const refusal = (status, code) => new ApiError("No.", { status, code });

test("the oldest goes first, and what was posted is gone", async () => {
  const kept = shelf();
  const waiting = new Waiting(kept, "mine.");
  waiting.add(draft("b"), 2);
  waiting.add(draft("a"), 1);
  const sent = [];
  const send = async (each) => { sent.push(each.key); return { number: each.key }; };
  assert.deepEqual(await waiting.sendNext(send), { posted: { number: "a" } });
  assert.deepEqual(await new Waiting(kept, "mine.").sendNext(send), { posted: { number: "b" } });
  assert.equal(await waiting.sendNext(send), null);
  assert.deepEqual([sent, kept.length], [["a", "b"], 0]);
});

test("without an answer it stays as it was sent, under its key", async () => {
  const waiting = new Waiting(shelf(), "mine.");
  waiting.add(draft("a"), 1);
  const error = new ApiError("No connection.");
  assert.deepEqual(await waiting.sendNext(async () => { throw error; }), { error });
  assert.deepEqual(waiting.list().map((each) => [each.key, each.sending]),
    [["a", { reference: "a" }]]);
});

test("a refused one waits for a person and blocks no other", async () => {
  const waiting = new Waiting(shelf(), "mine.");
  waiting.add(draft("a"), 1);
  waiting.add(draft("b"), 2);
  const refused = await waiting.sendNext(async () => { throw refusal(422, "unknown_product"); });
  assert.equal(refused.refused.refused, "No.");
  assert.equal(waiting.takeBack("b"), null);
  assert.deepEqual(await waiting.sendNext(async (each) => each.key), { posted: "b" });
  const back = waiting.takeBack("a");
  assert.deepEqual([back.key, back.sending, "refused" in back], ["a", null, false]);
  assert.deepEqual(waiting.list(), []);
});

test("what another person or another page keeps is left alone", () => {
  const kept = shelf();
  kept.setItem("yours.x", JSON.stringify(draft("x")));
  kept.setItem("mine.broken", "{");
  assert.deepEqual(new Waiting(kept, "mine.").list(), []);
  assert.equal(kept.length, 2);
});

test("no answer, a busy server and a page that is too old may pass, a refusal may not", () => {
  const passing = [refusal(0), refusal(429), refusal(502), refusal(401), refusal(400, "csrf")];
  assert.deepEqual(passing.map(mayPass), passing.map(() => true));
  const final = [refusal(400, "bad_input"), refusal(403, "forbidden"), refusal(422), new Error("x")];
  assert.deepEqual(final.map(mayPass), final.map(() => false));
});
