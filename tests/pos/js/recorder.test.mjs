// Numbers, chain and acts are written together or not at all; asking, refusing and recording here.
import assert from "node:assert/strict";
import { test } from "node:test";

import { till } from "./addresses.mjs";
import { FakeServer, MemoryDatabase, answer, refusal } from "./memory_db.mjs";

const { Recorder, HeadMoved, NotHere } = await till("recorder.js");
const { Seller } = await till("recorder_sell.js");
const { Device } = await till("device.js");
const { Queue, fitting } = await till("queue.js");
const { Drain, waitMs } = await till("drain.js");
const { Link } = await till("link.js");
const { chainHash, makeKeys, sign } = await till("signing.js");
const { ApiError } = await import("../../../app/web/static/js/api.js");

globalThis.IDBKeyRange ??= { lowerBound: () => undefined };
const keys = await makeKeys();
const sale = ({ receipt, number }) =>
  JSON.stringify({ number, receipt, total: "2.50", change: "0.00", net: "2.08", tax: "0.42", lines: [] });

function terminal() {
  const server = new FakeServer();
  const database = new MemoryDatabase();
  const record = { id: 7, name: "Front", till: "T1", site: "MAIN", epoch: 3, keys };
  const device = new Device(record, database, server.fetch);
  const recorder = new Recorder(device, () => new Date("2026-11-21T10:00:00Z"));
  const queue = new Queue(database);
  const link = new Link();
  link.turn(true);
  const seller = new Seller({ device, link, queue, recorder });
  const drain = new Drain(device, queue, async () => {});
  return { server, database, device, recorder, queue, link, seller, drain };
}

const states = async ({ database }) => (await database.all("ops")).map((op) => op.state);

test("a fact gets the next receipt number and hangs on the one before", async () => {
  const { recorder, database } = terminal();
  const first = await recorder.record({ kind: "sale", body: sale });
  const drawer = await recorder.record({ kind: "drawer", body: "{}" });
  const third = await recorder.record({ kind: "sale", body: sale });
  assert.deepEqual([first.number, drawer.number, third.number],
    ["MAIN-T1-3-000001", null, "MAIN-T1-3-000002"]);
  assert.deepEqual([first.prev, drawer.prev, third.prev], ["", first.hash, drawer.hash]);
  assert.equal(third.hash, await chainHash(third));
  assert.deepEqual(await recorder.head(), { seq: 3, hash: third.hash, receipt: 2 });
  assert.equal(JSON.parse(third.body).number, third.number);
  assert.ok(database.log.every((write) => write.strict));
});

test("the hash is that of the agreed words", async () => {
  const op = { prev: "ab", seq: 4, key: "k", kind: "sale", number: null, made_at: "t", body: "{}" };
  const bytes = new TextEncoder().encode("ab|4|k|sale||t|{}");
  const digest = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
  assert.equal(await chainHash(op), digest);
  const signature = Buffer.from(await sign(keys.privateKey, digest), "base64url");
  assert.equal(signature.length, 64);
  const told = { name: "ECDSA", hash: "SHA-256" };
  const bytesOf = new TextEncoder().encode(digest);
  assert.ok(await crypto.subtle.verify(told, keys.publicKey, signature, bytesOf));
});

test("what the disk refuses is not sold, and its number is used again", async () => {
  const { recorder, database } = terminal();
  database.failure = new DOMException("full", "QuotaExceededError");
  await assert.rejects(recorder.record({ kind: "sale", body: sale }), { name: "QuotaExceededError" });
  assert.deepEqual([await states({ database }), (await recorder.head()).seq], [[], 0]);
  database.failure = null;
  const op = await recorder.record({ kind: "sale", body: sale });
  assert.equal(op.number, "MAIN-T1-3-000001");
});

test("twenty acts at once stand in one chain", async () => {
  const { recorder } = terminal();
  const acts = Array.from({ length: 20 }, () => recorder.record({ kind: "sale", body: sale }));
  const ops = await Promise.all(acts);
  assert.deepEqual(ops.map((op) => op.seq), ops.map((_, at) => at + 1));
  assert.equal(new Set(ops.map((op) => op.prev)).size, 20);
});

test("two tabs never fork the chain, whoever wins", async () => {
  const { recorder, device, database } = terminal();
  const other = new Recorder(device);
  const race = [recorder, other, recorder, other].map((each) =>
    each.record({ kind: "sale", body: sale }));
  await Promise.all(race);
  const ops = await database.all("ops");
  assert.deepEqual(ops.map((op) => op.number.slice(-1)), ["1", "2", "3", "4"]);
  assert.ok(ops.every((op, at) => op.prev === (ops[at - 1]?.hash ?? "")));
  const stale = await recorder.make({ kind: "sale", key: "k", body: sale }, { seq: 0, hash: "", receipt: 0 }, "pending");
  await assert.rejects(recorder.settle(stale, {}), HeadMoved);
});

test("a browser that knows less than the server of its own till says so", async () => {
  const { recorder } = terminal();
  await recorder.record({ kind: "sale", body: sale });
  assert.deepEqual([await recorder.isBehind(1), await recorder.isBehind(2)], [false, true]);
  await recorder.propose({ kind: "sale", key: "k", body: sale });
  assert.equal(await recorder.isBehind(2), false);
});

test("a tab that lost the till records nothing", async () => {
  const { recorder, database } = terminal();
  recorder.allowed = false;
  await assert.rejects(recorder.record({ kind: "sale", body: sale }), NotHere);
  assert.deepEqual(await states({ database }), []);
});

test("an online sale is asked about, then counts as handed over", async () => {
  const all = terminal();
  const { answer: sold, recorded } = await all.seller.sell("key-1", sale);
  assert.equal(recorded, false);
  assert.equal(sold.number, "MAIN-T1-3-000001");
  assert.deepEqual(await states(all), ["acked"]);
  const [call] = all.server.calls;
  assert.equal(call.path, "/api/v1/till/ask");
  assert.equal(call.headers["Idempotency-Key"], "key-1");
  assert.match(call.headers.Authorization, /^Device id="7", time="[^"]+Z", signature="[\w-]{86}"$/);
});

for (const [status, code] of [[409, "lot_recalled"], [422, "bad_field"], [401, "not_signed_in"]]) {
  test(`a refusal (${status}) sells nothing and uses no number`, async () => {
    const all = terminal();
    all.server.plan.push(() => refusal(status, code));
    await assert.rejects(all.seller.sell("key-1", sale), (error) => error.code === code);
    assert.deepEqual(await states(all), []);
    assert.equal((await all.recorder.head()).receipt, 0);
    const next = await all.seller.sell("key-2", sale);
    assert.equal(next.op.number, "MAIN-T1-3-000001");
  });
}

for (const [word, plan] of [
  ["no answer", () => new TypeError("network")],
  ["a server error", () => answer(503, {})],
  ["a chain that is behind", () => refusal(409, "series_behind")],
]) {
  test(`${word} makes the sale a fact of this till`, async () => {
    const all = terminal();
    all.server.plan.push(plan);
    const { recorded, answer: own } = await all.seller.sell("key-1", sale);
    assert.equal(recorded, true);
    assert.deepEqual([own.number, own.total], ["MAIN-T1-3-000001", "2.50"]);
    assert.deepEqual(await states(all), ["queued"]);
    await all.drain.start();
    assert.deepEqual(await states(all), ["acked"]);
    assert.equal(all.server.ops.get(1).key, "key-1");
  });
}

test("while something waits, a sale waits behind it", async () => {
  const all = terminal();
  await all.recorder.record({ kind: "sale", body: sale });
  await all.seller.sell("key-2", sale);
  assert.equal(all.server.calls.length, 0);
  assert.deepEqual(await states(all), ["queued", "queued"]);
});

test("the same key never sells twice", async () => {
  const all = terminal();
  all.link.silent();
  const first = await all.seller.sell("key-1", sale);
  const again = await all.seller.sell("key-1", sale);
  assert.equal(again.op.number, first.op.number);
  assert.equal((await states(all)).length, 1);
});

test("what was asked before a crash is asked again under its own key", async () => {
  const all = terminal();
  await all.recorder.propose({ kind: "sale", key: "key-1", body: sale });
  const found = await all.seller.resume();
  assert.equal(found.op.key, "key-1");
  assert.deepEqual(await states(all), ["acked"]);
  assert.equal(await all.seller.resume(), null);
});

test("the queue goes out in batches and nothing is deleted before its answer", async () => {
  const all = terminal();
  for (let at = 0; at < 120; at += 1) await all.recorder.record({ kind: "sale", body: sale });
  all.server.plan.push(() => new TypeError("network"), () => answer(500, {}), () => answer(200, {}));
  await all.drain.start();
  const sizes = all.server.calls.map((call) => call.body.ops.length);
  assert.deepEqual(sizes, [50, 50, 50, 50, 50, 20]);
  assert.deepEqual(new Set(await states(all)), new Set(["acked"]));
  assert.equal(all.server.ops.size, 120);
  assert.deepEqual(Object.keys(all.server.ops.get(1)),
    ["seq", "key", "kind", "number", "body", "prev", "hash", "signature", "made_at"]);
});

test("an answer that got lost doubles nothing", async () => {
  const all = terminal();
  for (let at = 0; at < 3; at += 1) await all.recorder.record({ kind: "sale", body: sale });
  all.server.plan.push((path, body) => {
    all.server.handle(path, body);
    return new TypeError("network");
  });
  await all.drain.start();
  assert.equal(all.server.ops.size, 3);
  assert.deepEqual(new Set(await states(all)), new Set(["acked"]));
});

test("one op that makes trouble never holds up the others", async () => {
  const all = terminal();
  for (let at = 0; at < 9; at += 1) await all.recorder.record({ kind: "sale", body: sale });
  const poison = (_path, body) =>
    (body.ops.some((op) => op.seq === 4) ? refusal(400, "bad_field") : null);
  for (let at = 0; at < 20; at += 1) all.server.plan.push(poison);
  await all.drain.start();
  assert.deepEqual((await states(all)).filter((state) => state === "problem").length, 1);
  assert.equal(all.server.ops.size, 8);
  const waiting = await all.queue.waiting();
  assert.deepEqual([waiting.length, waiting.problems], [1, 1]);
  all.server.plan = [];
  await all.queue.retry();
  await all.drain.start();
  assert.equal(all.server.ops.size, 9);
});

test("a forked op is shown and not sent for ever", async () => {
  const all = terminal();
  all.server.ops.set(1, { hash: "other" });
  await all.recorder.record({ kind: "sale", body: sale });
  await all.drain.start();
  assert.deepEqual(await states(all), ["problem"]);
});

test("only what was handed over thirty days ago is forgotten", async () => {
  const all = terminal();
  await all.recorder.record({ kind: "sale", body: sale });
  await all.drain.start();
  await all.recorder.record({ kind: "sale", body: sale });
  const later = new Queue(all.database, () => new Date(Date.now() + 31 * 86_400_000));
  assert.equal(await all.queue.prune(), 0);
  assert.equal(await later.prune(), 1);
  assert.deepEqual(await states(all), ["queued"]);
});

test("a batch is never larger than a call may be", () => {
  const ops = Array.from({ length: 9 }, (_, seq) => ({ seq, body: "x".repeat(1000) }));
  assert.equal(fitting(ops, 3500).length, 3);
  assert.equal(fitting(ops, 10).length, 1);
  assert.equal(fitting(ops, 1e6).length, 9);
});

test("tries come at a quarter second, then ever more rarely", () => {
  const error = new ApiError("x", { status: 0 });
  assert.deepEqual([0, 1, 2, 20].map((at) => waitMs(at, error)), [250, 500, 1000, 30_000]);
  assert.equal(waitMs(0, new ApiError("x", { status: 404 })), 30_000);
});
