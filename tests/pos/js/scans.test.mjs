// A scan is judged at once from the till's own copy; only what it does not know is asked.
import assert from "node:assert/strict";
import { test } from "node:test";

import { product, till } from "./addresses.mjs";
import { catalogueOf, clocks, lotsFeed } from "./stocked.mjs";

const { ScanDesk, decide, scannedQuantity } = await till("scans.js");

const ONE = 1_000_000;
const yogurt = product("YOG", [["L1", 2, 3]], {
  gtins: ["04006381333931"], packs: [{ unit: "case", factor: 12 * ONE, gtins: ["14006381333938"] }],
});
const cheese = product("COMTE", [["C1", 9, 4]], { unit: "kg", price: 28_700_000 });

/** A desk, what it decided in order, and what it asked of the server. */
function deskOf({ answer = null, up = true, products = [yogurt, cheese], ...more } = {}) {
  const shop = catalogueOf(products, more);
  shop.reach(up);
  const made = [];
  const asked = [];
  const ask = async (_url, body) => {
    asked.push(body.data);
    if (!answer) throw new Error("Away.");
    return typeof answer === "function" ? answer(body) : answer;
  };
  const desk = new ScanDesk(shop, "MAIN", ask);
  desk.addEventListener("decision", ({ detail }) => made.push(detail.decision));
  return { desk, shop, made, asked };
}

for (const word of ["expired", "recalled", "quarantined", "unknown_product", "unreadable", "no_stock"]) {
  test(`a scan that is ${word} adds nothing and says so`, () => {
    const made = decide({ verdict: word, sku: "YOG", message: "Why." }, "x", yogurt);
    assert.equal(made.what, "refuse");
    assert.equal(made.item, null);
    assert.equal(made.sound, word === "no_stock" ? "warn" : "error");
    assert.ok(made.title);
  });
}

test("a code with a lot binds it and keeps what was scanned", () => {
  const answer = { verdict: "ok", sku: "YOG", lot: "L1", quantity: "1", unit: "each", expires_on: null };
  const { item, what } = decide(answer, "0104…", yogurt);
  assert.equal(what, "add");
  assert.deepEqual([item.lot, item.origin, item.scan, item.quantity], ["L1", "scanned", "0104…", ONE]);
});

test("an unknown lot offers the next one and takes nothing by itself", () => {
  const made = decide({ verdict: "unknown_lot", sku: "YOG", lot: null, quantity: "1" }, "x", yogurt);
  assert.equal(made.what, "offer");
  assert.equal(made.item.lot, undefined);
});

test("a weight or a price in the code is the quantity", () => {
  assert.equal(scannedQuantity({ quantity: "0.352" }, cheese), 352_000);
  assert.equal(scannedQuantity({ quantity: null, price: "5.74" }, cheese), 200_000);
  assert.equal(scannedQuantity({ quantity: null, price: null }, cheese), 0);
});

test("what the till knows is decided before the scan returns, and nobody is asked", () => {
  const { desk, made, asked } = deskOf({ answer: { verdict: "unknown_product" } });
  desk.take("4006381333931");
  desk.take("14006381333938");
  desk.take("010400638133393117261123");
  assert.deepEqual(made.map(({ what, item }) => [what, item?.quantity]),
    [["add", ONE], ["add", 12 * ONE], ["add", ONE]]);
  assert.deepEqual(asked, []);
});

test("a lot on the pack is bound from the till's own copy", () => {
  const { desk, shop, made } = deskOf();
  shop.takeLots(lotsFeed([{ number: "L0000013", sku: "YOG", available: ONE, kind: "use_by", id: 1,
    expires_on: "2026-11-23", supplier_lot: "AB7" }]));
  desk.take("010400638133393110AB7");
  assert.deepEqual([made[0].what, made[0].item.lot, made[0].item.origin], ["add", "L0000013", "scanned"]);
  shop.news({ lots: [{ lot: "L0000013", sku: "YOG", status: "recalled" }] });
  desk.take("010400638133393110AB7");
  assert.deepEqual([made[1].what, made[1].word, made[1].item], ["refuse", "recalled", null]);
});

test("only what the till does not know is asked, and no other scan waits for it", async () => {
  let release = () => {};
  const slow = new Promise((done) => { release = () => done({ verdict: "no_stock", sku: "YOG", message: "" }); });
  const { desk, made, asked } = deskOf({ answer: () => slow });
  const waiting = desk.take("010400638133393110NEVER");
  desk.take("4006381333931");
  assert.deepEqual(asked, ["010400638133393110NEVER"]);
  assert.deepEqual(made.map((each) => each.word), ["ok"]);
  release();
  await waiting;
  assert.deepEqual(made.map((each) => each.word), ["ok", "no_stock"]);
});

test("where the server does not answer, the till's own word stands", async () => {
  const { desk, made } = deskOf();
  await desk.take("010400638133393110NEVER");
  await desk.take("9506000134352");
  assert.deepEqual(made.map((each) => [each.what, each.word]),
    [["offer", "unknown_lot"], ["refuse", "unknown_product"]]);
});

test("what the server says too is told in the till's own words, what it knows better in its own", async () => {
  const same = { verdict: "unknown_product", sku: null, message: "The server's words.", candidates: [] };
  const { desk, made } = deskOf({
    answer: ({ data }) => (data === "9506000134352" ? same : { ...same, candidates: ["A", "B"] }),
  });
  await desk.take("9506000134352");
  await desk.take("9506000134369");
  assert.deepEqual(made.map((each) => each.text),
    ["No product has this code. Create it or search.", "The server's words."]);
});

test("a till that knows it is alone asks nobody", async () => {
  const { desk, made, asked } = deskOf({ up: false });
  await desk.take("9506000134352");
  assert.deepEqual([asked, made.map((each) => each.word)], [[], ["unknown_product"]]);
});

test("alone with an old copy, risky goods are refused at the scan and the others sell", () => {
  const time = clocks();
  const risky = { ...yogurt, risk: "high", expired_sale: "never" };
  const { desk, made, shop } = deskOf({ products: [risky, cheese], time });
  shop.reach(false);
  time.forward(5 * 3_600_000);
  desk.take("4006381333931");
  desk.take("COMTE");
  assert.deepEqual(made.map(({ what, word }) => [what, word]), [["refuse", "too_old"], ["add", "ok"]]);
  assert.match(made[0].text, /more than 4 hours/);
});

test("the code of a sales receipt is no goods", () => {
  const { desk, made } = deskOf();
  const found = [];
  desk.addEventListener("receipt", ({ detail }) => found.push(detail.receipt));
  desk.take("MAIN-T1-1-000012");
  assert.deepEqual([found, made], [["MAIN-T1-1-000012"], []]);
});
