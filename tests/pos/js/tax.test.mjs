// Tax in the browser equals tax on the server, vector by vector (TAX_VECTORS, written by Python).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { till } from "./addresses.mjs";

const { spread, taxDocument, taxOf } = await till("tax.js");
const big = (numbers) => numbers.map(BigInt);
const path = process.env.TAX_VECTORS;
const vectors = path ? JSON.parse(readFileSync(path, "utf8")) : [];

test("every document of the server's vectors comes out the same", () => {
  assert.ok(vectors.length >= 200, "the vectors are missing");
  for (const { amounts, rates, included, lines, rows } of vectors) {
    const got = taxDocument(big(amounts), big(rates), included);
    assert.deepEqual(got.lines.map((line) => [line.net, line.tax].map(String)), lines);
    assert.deepEqual(got.rows.map((row) => [row.rate, row.net, row.tax].map(String)), rows);
  }
});

test("half a cent rounds up", () => {
  assert.equal(taxOf(250n, 50_000n, false), 13n);
  assert.equal(taxOf(120n, 200_000n, true), 20n);
});

test("the parts of a spread sum to it and the earlier line gets the odd cent", () => {
  assert.deepEqual(spread(100n, [1n, 1n, 1n]), [34n, 33n, 33n]);
  assert.deepEqual(spread(5n, [0n, 0n]), [5n, 0n]);
  assert.deepEqual(spread(5n, []), []);
});
