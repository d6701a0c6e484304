// What a PIN pad makes of keys.
import assert from "node:assert/strict";
import { test } from "node:test";
import { till } from "./addresses.mjs";

const { LONGEST, padKey, pressPin } = await till("pinpad.js");

test("digits are typed, taken back and cleared", () => {
  assert.equal(["4", "0", "7", "1"].reduce(pressPin, ""), "4071");
  assert.equal(pressPin("4071", "back"), "407");
  assert.equal(pressPin("", "back"), "");
  assert.equal(pressPin("4071", "clear"), "");
});

test("nothing but digits gets in, and not more than a PIN may have", () => {
  for (const key of ["a", ".", "12", "٤", ""]) assert.equal(pressPin("40", key), "40");
  const full = "9".repeat(LONGEST);
  assert.equal(pressPin(full, "1"), full);
});

test("the keyboard means the same as the pad, shortcuts mean nothing", () => {
  assert.equal(padKey({ key: "7" }), "7");
  assert.equal(padKey({ key: "Backspace" }), "back");
  assert.equal(padKey({ key: "Enter" }), "enter");
  assert.equal(padKey({ key: "x" }), "");
  assert.equal(padKey({ key: "7", ctrlKey: true }), "");
});
