// Link and heartbeat, the words of a sale, what a till sold alone, the mark in the bar, the seat.
import assert from "node:assert/strict";
import { test } from "node:test";

import { product, till } from "./addresses.mjs";

const { Link } = await till("link.js");
const { Heartbeat } = await till("heartbeat.js");
const { saleWriter, taxRows, answerOf, bodyLots } = await till("recorder_body.js");
const { Spending, partsOf } = await till("recorder_stock.js");
const { ageWords, markOf, waitingWords } = await till("link_mark.js");
const { LIMITS, clockStop, limitOf } = await till("queue_limit.js");
const { Seat } = await till("device_seat.js");
const { isIdle } = await till("install_worker.js");
const { newLine } = await till("cart.js");
const { cartTotals } = await till("totals.js");

const HOUR = 3600_000;
const beat = (more = {}) => ({ now: new Date().toISOString(), ...more });

/** @param {EventTarget} target @param {string[]} names */
function listen(target, names) {
  const heard = [];
  for (const name of names) target.addEventListener(name, (event) => heard.push([name, event.detail]));
  return heard;
}

test("the link says up and down once, and tells only what is new", () => {
  const link = new Link();
  const heard = listen(link, ["up", "down", "news", "lots", "shift"]);
  link.answered(beat({ lots: "1", shift: null, news: { id: 4, lots: [], recalls: [] } }));
  link.answered(beat({ lots: "1", shift: null, news: { id: 4, lots: [], recalls: [] } }));
  link.silent();
  link.silent();
  link.answered(beat({ lots: "2" }));
  const names = heard.map(([name]) => name);
  assert.deepEqual(names, ["up", "news", "lots", "shift", "down", "up", "lots"]);
});

test("news that shows late under the same id is told all the same", () => {
  const link = new Link();
  const heard = listen(link, ["news"]);
  link.answered(beat({ news: { id: 9, lots: [], recalls: [] } }));
  link.answered(beat({ news: { id: 9, lots: [{ lot: "L1", status: "recalled" }], recalls: [] } }));
  assert.equal(heard.length, 2);
});

for (const [off, word] of [[0, ""], [4 / 60, ""], [0.2, "warn"], [-0.2, "warn"], [72, "stop"]]) {
  test(`a clock ${off} hours off is trouble "${word}" and time is the server's`, () => {
    const link = new Link();
    link.answered({ now: new Date(Date.now() + off * HOUR).toISOString() });
    assert.equal(link.clockTrouble, word);
    assert.ok(Math.abs(link.now() - Date.now() - off * HOUR) < 2000);
  });
}

test("two missed beats are needed to be down; any answer is up", async () => {
  const link = new Link();
  let answer = async () => beat();
  const heart = new Heartbeat(link, { call: () => answer() });
  await heart.ask();
  answer = async () => { throw new TypeError("network"); };
  await heart.ask();
  assert.equal(link.up, true);
  await heart.ask();
  assert.equal(link.up, false);
  answer = async () => beat();
  await heart.ask();
  assert.equal(link.up, true);
});

const yogurt = product("YOG", [["L1", 2, 3], ["L2", 9, 5]], { price: 2_500_000 });
const basis = (more = {}) => {
  const lines = [{ ...newLine({ sku: "YOG", quantity: 4_000_000 }, 1), percent: 1000 }];
  const shop = { till: "T1", site: "MAIN", currency: "USD", decimals: 2, tax_included: false };
  const productOf = () => yogurt;
  return {
    lines, productOf, shop, totals: cartTotals(lines, productOf, shop), person: { name: "Ann", id: 3 },
    forecasts: new Map([[1, { parts: [{ number: "L1", days: 2, quantity: 3_000_000 },
      { number: "L2", days: 9, quantity: 1_000_000 }], missing: 0, lots: 2, ask: false }]]),
    payments: [{ tender: "cash", amount: "20.00" }], soldAt: "2026-11-21T10:00:00.000Z",
    shift: "4", customer: null, snapshot: { lots: "c", at: null }, token: "tok", ...more,
  };
};

test("a sale's own words hold every figure, and they add up", () => {
  const sale = JSON.parse(saleWriter(basis())({ receipt: 12, number: "MAIN-T1-2-000012" }));
  const [line] = sale.lines;
  assert.deepEqual([sale.number, sale.receipt, sale.shift], ["MAIN-T1-2-000012", 12, "4"]);
  assert.deepEqual([line.discount, line.total, line.net, line.tax, line.tax_rate],
    ["1.00", "9.00", "9.00", "1.80", "0.2"]);
  assert.deepEqual([sale.net, sale.tax, sale.total, sale.change], ["9.00", "1.80", "10.80", "9.20"]);
  assert.deepEqual(line.lots, [
    { lot: "L1", quantity: "3", certainty: "auto" }, { lot: "L2", quantity: "1", certainty: "auto" },
  ]);
  assert.deepEqual(taxRows(sale, 2), [{ rate: "20 %", net: "9.00", tax: "1.80" }]);
  assert.equal(answerOf(sale).lines[0].allocations.length, 2);
});

test("a product that is not known here is never sold at nothing", () => {
  assert.throws(() => saleWriter(basis({ productOf: () => undefined })), /not known here/);
});

test("lots that nobody knows are left to the server", () => {
  assert.deepEqual(bodyLots(newLine({ sku: "YOG", quantity: 1 }, 1), undefined), []);
});

test("what waits is gone from the till's copy until the server has it", async () => {
  const body = saleWriter(basis())({ receipt: 1, number: "n" });
  const calls = [];
  const copy = {
    spend: (parts, sign = 1) => calls.push([sign, parts]), refresh: async () => calls.push("asked"),
  };
  const spending = new Spending(copy, 0);
  const op = { seq: 1, kind: "sale", body };
  spending.wait([op, { seq: 2, kind: "drawer", body: "{}" }]);
  spending.wait([op]);
  await spending.told([1]);
  await spending.told([1]);
  const parts = [{ number: "L1", quantity: 3_000_000 }, { number: "L2", quantity: 1_000_000 }];
  assert.deepEqual(partsOf(op), parts);
  assert.deepEqual(calls, [[1, parts], "asked", [-1, parts]]);
});

test("the mark says what is wrong and for how long, and nothing where all is well", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  const some = { length: 3, problems: 0, oldest: "2026-11-21T11:00:00Z" };
  const none = { length: 0, problems: 0, oldest: null };
  const mark = (more) =>
    markOf({
      link: { down: false }, waiting: none, device: {}, revoked: false,
      limit: () => limitOf(more.waiting ?? none, now), ...more,
    }, now);
  assert.deepEqual(mark({}).words, []);
  assert.deepEqual(mark({ link: { down: true }, waiting: some }).words,
    ["No connection", "3 sales wait · 60 min", ""]);
  const many = { length: 8100, problems: 0, oldest: "2026-11-21T11:00:00Z" };
  assert.equal(mark({ link: { down: true }, waiting: many }).words[2], "81 %");
  assert.equal(mark({ link: { down: true }, device: null }).tone, "error");
  assert.deepEqual(mark({ waiting: { ...some, problems: 1 } }).words, ["1 not taken"]);
  assert.equal(mark({ revoked: true }).words[0], "Till was revoked");
  assert.equal(waitingWords({ length: 1, oldest: "2026-11-21T11:59:50Z" }, now), "1 sale waits · just now");
  assert.deepEqual([30, 3 * 3600, 5 * 86_400].map((s) => ageWords(s * 1000)), ["just now", "3 h", "5 d"]);
});

test("a till alone warns near its limit, stops at it, and never forgets why", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  const of = (length, days) =>
    limitOf({ length, oldest: new Date(now - days * 24 * HOUR).toISOString() }, now);
  assert.deepEqual([of(10, 1).warn, of(10, 1).stop], ["", ""]);
  assert.match(of(10, 6).warn, /connect it soon/);
  assert.match(of(10, 7).stop, /Connect it/);
  assert.match(of(LIMITS.sales * 0.8, 0).warn, /soon/);
  assert.match(of(LIMITS.sales, 0).stop, /10000 sales wait/);
  assert.match(clockStop({ clockTrouble: "stop" }), /clock/);
  assert.equal(clockStop({ clockTrouble: "warn" }), "");
});

test("a new version waits for an empty cart, a drained queue and a closed sheet", () => {
  const at = (lines, stage, length, isOpen) =>
    isIdle({ store: { state: { lines, stage } }, terminal: { waiting: { length } }, sheet: { isOpen } });
  assert.equal(at([], "sell", 0, false), true);
  assert.equal(at([{}], "sell", 0, false), false);
  assert.equal(at([], "pay", 0, false), false);
  assert.equal(at([], "sell", 2, false), false);
  assert.equal(at([], "sell", 0, true), false);
});

/** Locks as a browser grants them, for one name. */
class FakeLocks {
  constructor() {
    this.holder = null;
    this.queue = [];
  }

  request(_name, options, work) {
    return new Promise((done, fail) => {
      const ask = { work, done, fail };
      options.signal?.addEventListener("abort", () => {
        this.queue = this.queue.filter((each) => each !== ask);
        fail(new DOMException("", "AbortError"));
      });
      if (options.steal) {
        this.holder?.fail(new DOMException("", "AbortError"));
        this.grant(ask);
      } else if (!this.holder) this.grant(ask);
      else if (options.ifAvailable) done(work(null));
      else this.queue.push(ask);
    });
  }

  async grant(ask) {
    this.holder = ask;
    await ask.work({});
    if (this.holder !== ask) return;
    this.holder = null;
    ask.done();
    const next = this.queue.shift();
    if (next) this.grant(next);
  }
}

test("one tab is the till; another takes over and gives back when it goes", async () => {
  const locks = new FakeLocks();
  const [first, second] = [new Seat("t", locks), new Seat("t", locks)];
  await first.sit();
  await second.sit();
  assert.deepEqual([first.held, second.held], [true, false]);
  await second.takeOver();
  await null;
  assert.deepEqual([first.held, second.held], [false, true]);
  second.leave();
  await new Promise((done) => setTimeout(done, 5));
  assert.equal(first.held, true);
});
