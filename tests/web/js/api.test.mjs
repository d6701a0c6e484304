// The API wrapper: keys, errors of one type, retries under the same key.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiError, backOff, get, newKey, post, tries } from "../../../app/web/static/js/api.js";

/** A fetch that answers from a list and remembers what it was asked. */
function server(...answers) {
  const asked = [];
  const fetch = async (url, init) => {
    asked.push({ url, ...init });
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    const [status, body] = answer;
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  };
  return { asked, fetch };
}

const soon = (attempt, error) => (error.passing && attempt < 3 ? 1 : null);

test("a POST carries JSON and a key of its own", async () => {
  const { asked, fetch } = server([201, { number: "S1" }]);
  assert.deepEqual(await post("/sales", { total: 12n }, { fetch }), { number: "S1" });
  assert.equal(asked[0].body, '{"total":"12"}');
  assert.match(asked[0].headers["Idempotency-Key"], /^[0-9a-f-]{36}$/);
  assert.equal(asked[0].headers["Content-Type"], "application/json");
});

test("a GET carries neither key nor body", async () => {
  const { asked, fetch } = server([200, []]);
  assert.deepEqual(await get("/lots", { fetch }), []);
  assert.equal(asked[0].headers["Idempotency-Key"], undefined);
  assert.equal(asked[0].body, undefined);
});

test("a refusal is one typed error with its code and fields", async () => {
  const problem = { title: "Bad input", detail: "quantity: too many", code: "invalid",
    errors: [{ field: "quantity", message: "too many" }] };
  const { fetch } = server([400, problem]);
  await assert.rejects(post("/sales", {}, { fetch, retry: soon }), (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual([error.status, error.code, error.message], [400, "invalid", problem.detail]);
    assert.equal(error.of("quantity"), "too many");
    assert.equal(error.of("price"), "");
    return true;
  });
});

test("a lost connection is sent again under the same key", async () => {
  const { asked, fetch } = server(new TypeError("gone"), [503, { code: "busy" }], [201, { n: 1 }]);
  assert.deepEqual(await post("/sales", {}, { fetch, retry: soon, key: "k1" }), { n: 1 });
  assert.deepEqual(asked.map((each) => each.headers["Idempotency-Key"]), ["k1", "k1", "k1"]);
});

test("without a policy nothing is sent twice", async () => {
  const { asked, fetch } = server(new TypeError("gone"));
  await assert.rejects(post("/sales", {}, { fetch }), { code: "no_connection", status: 0 });
  assert.equal(asked.length, 1);
});

test("a proxy's HTML error is an error, not a crash", async () => {
  const { fetch } = server([502, "<html>"]);
  await assert.rejects(get("/lots", { fetch }), { status: 502, code: "http_502" });
});

test("an answer that is no JSON is an error", async () => {
  const { fetch } = server([200, "<html>"]);
  await assert.rejects(get("/lots", { fetch }), { status: 200 });
});

test("backing off doubles to 30 s and only for what passes", () => {
  const gone = new ApiError("gone");
  assert.deepEqual([0, 1, 2, 9].map((n) => backOff(n, gone)), [250, 500, 1000, 30_000]);
  assert.equal(backOff(0, new ApiError("no", { status: 409 })), null);
  assert.equal(tries(2)(1, gone), null);
});

test("keys are random UUIDs also where randomUUID is missing", () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const original = crypto.randomUUID;
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  try {
    assert.match(newKey(), shape);
    assert.notEqual(newKey(), newKey());
  } finally {
    Object.defineProperty(crypto, "randomUUID", { value: original, configurable: true });
  }
});
