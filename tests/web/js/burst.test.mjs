// A scanner's burst is told from a person's typing by time alone.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Burst, LONGEST, STUCK_AT, cleanGap } from "../../../app/web/static/js/burst.js";

/** Feed a text with a gap between keys. */
function type(burst, text, gap, at = 1000) {
  for (const letter of text) {
    burst.feed(letter, at);
    at += gap;
  }
  return at - gap;
}

for (const gap of [1, 7, 16, 34]) {
  test(`a code at ${gap} ms per key ended by Enter is a scan`, () => {
    const burst = new Burst();
    const at = type(burst, "4006381333931", gap);
    assert.equal(burst.finish("key", at + gap).data, "4006381333931");
  });
}

test("a person's typing is never a scan", () => {
  for (const gap of [36, 60, 150]) {
    const burst = new Burst();
    const at = type(burst, "4006381333931", gap);
    assert.equal(burst.recognised, false);
    assert.equal(burst.finish("key", at + gap), null);
  }
});

test("two keys rolled over are not a scan", () => {
  const burst = new Burst();
  const at = type(burst, "12", 5);
  assert.equal(burst.finish("key", at + 5), null);
});

test("silence ends a long code but not a short stumble", () => {
  const burst = new Burst();
  type(burst, "123456", 8);
  assert.equal(burst.finish("silence").data, "123456");
  type(burst, "1234", 8, 9000);
  assert.equal(burst.finish("silence"), null);
});

test("an Enter long after the last key ends nothing", () => {
  const burst = new Burst();
  const at = type(burst, "123456", 8);
  assert.equal(burst.finish("key", at + 200), null);
});

test("group separators stay in the code", () => {
  const burst = new Burst();
  type(burst, "10L7\u001d17261231", 8);
  assert.equal(burst.finish("key").data, "10L7\u001d17261231");
});

test("shift keys in between keep a burst alive", () => {
  const burst = new Burst();
  let at = 0;
  for (const letter of "ABCDEF") {
    burst.touch(at += 25);
    burst.feed(letter, at += 25);
  }
  assert.equal(burst.finish("key", at + 10).data, "ABCDEF");
});

test("a pause begins a new burst", () => {
  const burst = new Burst();
  type(burst, "999", 5, 0);
  type(burst, "123456", 5, 500);
  assert.equal(burst.finish("silence").data, "123456");
});

test("a Digital Link of 300 characters arrives whole", () => {
  const link = `https://id.example/01/09506000134352/10/${"A".repeat(260)}`;
  const burst = new Burst();
  type(burst, link, 5);
  assert.deepEqual(burst.finish("key").data, link);
});

test("what is longer than any code is cut and says so", () => {
  const burst = new Burst();
  type(burst, "1".repeat(LONGEST + 5), 2);
  const found = burst.finish("key");
  assert.equal(found.data.length, LONGEST);
  assert.equal(found.cut, true);
});

test("a stuck key is no code", () => {
  const burst = new Burst();
  type(burst, "1".repeat(STUCK_AT), 2);
  assert.equal(burst.stuck, true);
  assert.equal(burst.finish("key"), null);
  assert.ok(burst.text.length <= LONGEST);
});

test("the gap can be taught between 20 and 100 ms", () => {
  assert.deepEqual([5, 20, 50, 100, 900, null, "x"].map(cleanGap), [20, 20, 50, 100, 100, 35, 35]);
  const slow = new Burst(80);
  const at = type(slow, "123456", 70);
  assert.equal(slow.finish("key", at + 50).data, "123456");
});
