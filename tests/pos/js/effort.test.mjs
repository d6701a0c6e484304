// Taps and milliseconds land on the line they were spent on; a scanner's letters are no taps.
import assert from "node:assert/strict";
import { test } from "node:test";

import { till } from "./addresses.mjs";

const { EffortMeter, IDLE_MS } = await till("effort.js");
const { chooseLot, newLine, changed } = await till("cart.js");
const { lineBody } = await till("sender.js");

const one = newLine({ sku: "YOG", quantity: 1e6 }, 1);

test("a scan costs no tap, and the time until its line is there", () => {
  const meter = new EffortMeter();
  for (let n = 0; n < 13; n += 1) meter.input(1000 + n * 5);
  meter.scan(1070, 60);
  const made = meter.changed([one], 1, 1150);
  assert.deepEqual(made, { id: 1, effort: { taps: 0, ms: 80, choice: "auto" } });
});

test("a tapped tile is one tap", () => {
  const meter = new EffortMeter();
  meter.input(500);
  assert.deepEqual(meter.changed([one], 1, 520).effort, { taps: 1, ms: 20, choice: "auto" });
});

test("choosing a lot adds its two taps and the time spent looking", () => {
  const meter = new EffortMeter();
  meter.scan(1000, 0);
  const [line] = [{ ...one, effort: meter.changed([one], 1, 1100).effort }];
  meter.lines = [line];
  meter.input(2000);
  meter.input(5500);
  const lines = chooseLot([line], 1, { number: "L2", expires_on: null });
  assert.deepEqual(meter.changed(lines, 1, 5510).effort, { taps: 2, ms: 3610, choice: "chosen" });
});

test("a long pause before a tap is no work", () => {
  const meter = new EffortMeter();
  meter.input(1000);
  meter.input(1000 + IDLE_MS + 1);
  assert.deepEqual(meter.changed([one], 1, 1000 + IDLE_MS + 51).effort,
    { taps: 1, ms: 50, choice: "auto" });
});

test("letters typed to search count, with the scan that ends them they do not", () => {
  const meter = new EffortMeter();
  [0, 300, 600].forEach((at) => meter.input(at));
  meter.input(1500);
  assert.equal(meter.changed([one], 1, 1510).effort.taps, 4);
});

test("a refusal and a cart taken up cost no line anything", () => {
  const meter = new EffortMeter();
  meter.lines = [one];
  meter.input(10);
  assert.equal(meter.changed(changed([one], 1, { problem: { code: "x" } }), 1, 20), null);
  meter.input(30);
  const many = [1, 2, 3].map((id) => newLine({ sku: "YOG", quantity: 1e6 }, id));
  assert.equal(meter.changed(many, 3, 40), null);
});

test("the change that is not drawn from lines is none", () => {
  const meter = new EffortMeter();
  const lines = [one];
  meter.lines = lines;
  meter.input(1);
  assert.equal(meter.changed(lines, 1, 9), null);
  assert.equal(meter.inputs.length, 1);
});

test("a sale sends what its lines cost", () => {
  const effort = { taps: 2, ms: 900, choice: "auto" };
  assert.deepEqual(lineBody({ ...one, effort }, 0n, 2).effort, effort);
  assert.equal("effort" in lineBody(one, 0n, 2), false);
});
