// How long a till sells alone, what a yes gives on top, and what nobody can give.
import assert from "node:assert/strict";
import { test } from "node:test";

import { product, till } from "./addresses.mjs";
import { MemoryDatabase } from "./memory_db.mjs";
import { catalogueOf, clocks } from "./stocked.mjs";

const { Alone } = await till("alone.js");
const { Device } = await till("device.js");
const { LIMITS, extraOf, extraText, limitOf } = await till("queue_limit.js");
const { Queue } = await till("queue.js");
const { Recorder } = await till("recorder.js");
const { chainHash, makeKeys } = await till("signing.js");
const { mayAlone } = await till("reasons.js");

const HOUR = 3600_000;
const NOW = Date.parse("2026-11-21T12:00:00Z");
const since = (hours) => new Date(NOW - hours * HOUR).toISOString();
const keys = await makeKeys();
const OVERRIDE = { kind: "alone", reason: "Network is down", approver: "Mona" };

function terminal(limits = { hours: 10, sales: 4, sum: 1000 }) {
  const database = new MemoryDatabase();
  const record = { id: 7, name: "Front", till: "T1", site: "MAIN", epoch: 3, keys };
  const recorder = new Recorder(new Device(record, database, async () => {}), () => new Date(NOW));
  const queue = new Queue(database);
  return { database, recorder, queue, alone: new Alone(limits, 2) };
}
const sale = ({ receipt, number }) => JSON.stringify({ number, receipt, total: "3.00", lines: [] });

test("hours, sales and money each fill the time alone; it warns at four fifths", () => {
  const limits = { hours: 10, sales: 100, sum: 50_000 };
  const at = (length, hours, sum) => limitOf({ length, oldest: since(hours), sum }, NOW, limits);
  assert.deepEqual(at(79, 7.9, 39_999n), { full: 0.79998, warn: "", stop: "" });
  for (const near of [at(80, 0, 0n), at(1, 8, 0n), at(1, 0, 40_000n)]) {
    assert.match(near.warn, /80 % of what it may sell alone/);
    assert.equal(near.stop, "");
  }
  for (const full of [at(100, 0, 0n), at(1, 10, 0n), at(1, 0, 50_000n)]) {
    assert.match(full.stop, /Connect it, or let somebody who may extend it once/);
  }
  assert.equal(limitOf({ length: 1, oldest: since(1), sum: 10n ** 12n }, NOW).stop, "");
});

test("an extension is one act of the chain, lasts over a reload, and is given once", async () => {
  const { database, recorder, queue, alone } = terminal();
  for (let at = 0; at < 4; at += 1) alone.wait([await recorder.record({ kind: "sale", body: sale })]);
  let waiting = await queue.waiting();
  assert.notEqual(alone.limit(waiting, NOW).stop, "");
  assert.equal(alone.mayExtend(waiting, NOW), true);
  await alone.extend(recorder, { extra: extraOf(alone.limits, 50), override: OVERRIDE, by: "Ann" });
  const [op] = (await database.all("ops")).slice(-1);
  assert.deepEqual([op.kind, op.number, op.hash], ["extension", null, await chainHash(op)]);
  assert.deepEqual(JSON.parse(op.body), {
    hours: 5, sales: 2, sum: "5.00", by: "Ann", reason: "Network is down", approver: "Mona",
  });
  waiting = await queue.waiting();
  const again = new Alone(alone.limits, 2);
  await again.recall(database);
  again.wait(await queue.list("queued"));
  for (const each of [alone, again]) {
    assert.equal(each.limit(waiting, NOW).stop, "");
    assert.equal(each.mayExtend(waiting, NOW), false);
    assert.match(each.limit({ ...waiting, length: 7 }, NOW).stop, /extended once/);
  }
  await again.over({ length: 0, oldest: null }, database);
  assert.equal(again.more, null);
  await alone.recall(database);
  assert.equal(alone.more, null);
});

test("what the disk does not take extends nothing", async () => {
  const { database, recorder, alone } = terminal();
  database.failure = new DOMException("full", "QuotaExceededError");
  const given = { extra: extraOf(alone.limits, 25), override: OVERRIDE, by: "Ann" };
  await assert.rejects(alone.extend(recorder, given));
  database.failure = null;
  assert.equal(alone.more, null);
  assert.deepEqual(await database.all("ops"), []);
});

test("what is handed over counts no more", async () => {
  const { recorder, alone } = terminal({ hours: 10, sales: 100, sum: 600 });
  const ops = [await recorder.record({ kind: "sale", body: sale }),
    await recorder.record({ kind: "sale", body: sale })];
  alone.wait(ops);
  alone.wait(ops);
  assert.equal(alone.limit({ length: 2, oldest: since(0) }, NOW).full, 1);
  alone.told([ops[0].seq]);
  assert.equal(alone.limit({ length: 1, oldest: since(0) }, NOW).full, 0.5);
});

test("goods past the time of their risk class stay refused, whatever was extended", async () => {
  const { recorder, alone } = terminal();
  const time = clocks();
  const ham = product("HAM", [["H1", 9, 5]], { risk: "high", name: "Ham" });
  const rice = product("RICE", [["R1", 99, 5]], { risk: "normal" });
  const shop = catalogueOf([ham, rice], { time, feed: { limits: { normal: 168, high: 4 } } });
  shop.confirmed = time.now.steady;
  shop.reach(false);
  time.forward(11 * HOUR);
  await alone.extend(recorder, { extra: extraOf(alone.limits, 50), override: OVERRIDE, by: "Mona" });
  assert.equal(alone.limit({ length: 1, oldest: since(11) }, NOW).stop, "");
  assert.match(shop.refusal(shop.product("HAM")), /no word from the shop for more than 4 hours/);
  assert.equal(shop.refusal(shop.product("RICE")), "");
});

test("a share is rounded up to something, said in words, and asked of whoever may", () => {
  assert.deepEqual(extraOf({ hours: 1, sales: 3, sum: 0 }, 25), { hours: 1, sales: 1, sum: 0 });
  assert.equal(extraText(extraOf(LIMITS, 25), String), "42 hours, 2500 sales");
  assert.equal(extraText({ hours: 1, sales: 1, sum: 250 }, (minor) => `€${minor}`),
    "1 hour, 1 sale, €250");
  assert.equal(mayAlone("alone", { discount: 0, alone: true }), true);
  assert.equal(mayAlone("alone", { discount: 0, approve: true }), false);
});
