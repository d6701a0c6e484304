// The till's own verdict on a scan: which lot, may it be sold, how much of it, and how fast.
import assert from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { test } from "node:test";

import { till } from "./addresses.mjs";
import { snapshotOf } from "./judge_shop.mjs";

const { judge, receiptIn } = await till("judge.js");

const ON = "2026-11-21";
const GS = "\u001d";
const GTIN = "04006381333931";
const yogurt = {
  sku: "YOG", name: "Yogurt", unit: "each", tracked: true, expiry_kind: "use_by", min_days: null,
  lots: [], codes: [[GTIN, null, null], ["14006381333938", "case", 12_000_000]],
};
const ham = {
  ...yogurt, sku: "HAM", name: "Ham", unit: "kg", codes: [["02312345600004", null, null]],
};
const lot = (number, status, expires_on, more = {}) => ({
  sku: "YOG", number, key: null, supplier_lot: null, kind: "use_by", status, expires_on,
  available: 5_000_000, ...more,
});
const LOTS = [
  lot("L000001B", "released", "2026-12-01", { key: "AB7", supplier_lot: "ab7" }),
  lot("L0000029", "released", ON),
  lot("L0000037", "released", "2026-11-20"),
  lot("L0000045", "quarantined", "2026-12-01"),
  lot("L0000053", "recalled", "2026-11-01"),
  lot("L0000061", "released", "2026-12-01", { available: 0 }),
];
const shop = (more = {}) => snapshotOf({ on: ON, products: [yogurt, ham], lots: LOTS, ...more });
const label = (number) => `]d201${GTIN}10${number}`;

for (const [number, verdict] of [
  ["L000001B", "ok"], ["L0000029", "ok"], ["L0000037", "expired"], ["L0000045", "quarantined"],
  ["L0000053", "recalled"], ["L0000061", "no_stock"], ["NOSUCH", "unknown_lot"],
]) {
  test(`our label of a lot that is ${verdict} says so`, () => {
    const found = judge(label(number), shop());
    assert.equal(found.verdict, verdict);
    assert.equal(found.sku, "YOG");
    assert.equal(found.lot, verdict === "unknown_lot" ? null : number);
  });
}

test("a supplier's code binds our lot, however it is written", () => {
  for (const code of ["AB7", "ab7"]) {
    const found = judge(label(code), shop());
    assert.deepEqual([found.lot, found.lots, found.supplier_lot], ["L000001B", ["L000001B"], code]);
    assert.equal(found.expires_on, "2026-12-01");
  }
});

test("a code that a recalled lot shares is recalled", () => {
  const twins = [
    lot("L000001B", "released", "2026-12-01", { key: "S" }),
    lot("L0000053", "recalled", "2026-12-01", { key: "S" }),
  ];
  const found = judge(label("S"), shop({ lots: twins }));
  assert.deepEqual([found.verdict, found.lot], ["recalled", "L0000053"]);
});

test("a product without a lot in its code may be any that is sellable, by date", () => {
  const found = judge("4006381333931", shop());
  assert.equal(found.verdict, "ok");
  assert.equal(found.lot, null);
  assert.deepEqual(found.lots, ["L0000029", "L000001B"]);
  assert.equal(judge("4006381333931", shop({ lots: LOTS.slice(2, 5) })).verdict, "recalled");
  assert.equal(judge("4006381333931", shop({ lots: [] })).verdict, "no_stock");
});

test("without its blocked lots the till judges by the lots of the product", () => {
  const known = { ...yogurt, lots: [LOTS[0]] };
  const plain = { ...shop({ products: [known] }), lotsOf: undefined, lotsAnywhere: undefined };
  assert.deepEqual(judge("4006381333931", plain).lots, ["L000001B"]);
  assert.equal(judge("AB7", plain).verdict, "unknown_product");
  assert.equal(judge("l000001b", plain).lot, "L000001B");
});

test("the date on the pack blocks goods whose lot is good", () => {
  const found = judge(`]d201${GTIN}1726112010L000001B`, shop());
  assert.deepEqual([found.verdict, found.expires_on], ["expired", "2026-11-20"]);
  assert.match(found.message, /date on the pack/);
  assert.equal(judge(`]d201${GTIN}1726112110L000001B`, shop()).verdict, "ok");
});

test("too few days left are as good as none", () => {
  const strict = { ...yogurt, min_days: 11 };
  assert.equal(judge(label("L000001B"), shop({ products: [strict] })).verdict, "expired");
  const lenient = { ...yogurt, min_days: 10 };
  assert.equal(judge(label("L000001B"), shop({ products: [lenient] })).verdict, "ok");
});

test("a pack stands for its pieces, a label for its weight, and nothing is invented", () => {
  const said = ({ quantity, unit }) => [quantity, unit];
  assert.deepEqual(said(judge("4006381333931", shop())), ["1", "each"]);
  assert.deepEqual(said(judge("14006381333938", shop())), ["12", "case"]);
  assert.deepEqual(said(judge(`]C10214006381333938373${GS}10X`, shop())), ["36", "case"]);
  const weight = [{ prefix: "23", measure: "weight", decimals: 3, pattern: "IIIIIIVVVV" }];
  assert.deepEqual(said(judge("2312345601254", shop({ inStore: weight }))), ["0.125", "kg"]);
  assert.deepEqual(said(judge("2312345600004", shop())), [null, "kg"]);
  assert.equal(judge("2312345601254", shop()).verdict, "unknown_product");
});

test("what the shop does not know is left to the server, what is broken is not", () => {
  assert.equal(judge("9521234543213", shop()).verdict, "unknown_product");
  assert.equal(judge("4006381333932", shop()).verdict, "unreadable");
  assert.equal(judge(`]C101${GTIN}17261331`, shop()).verdict, "unreadable");
  for (const data of ["", "\0", "9".repeat(600), "\ud800", "]C1"]) {
    assert.equal(judge(data, shop()).verdict, "unreadable");
  }
});

for (const [data, receipt, token] of [
  ["MAIN-T1-1-000123", "MAIN-T1-1-000123", null],
  ["]Q1MAIN-T1-2-1000123\r", "MAIN-T1-2-1000123", null],
  ["WEST.2-TILL-3-12-000001", "WEST.2-TILL-3-12-000001", null],
  ["https://shop.example/r/AbC_12-xyz", null, "AbC_12-xyz"],
  ["]Q1http://10.0.0.2:8000/shop/r/AbCdEf?x=1#y", null, "AbCdEf"],
]) {
  test(`${JSON.stringify(data)} is a sales receipt`, () => {
    const found = judge(data, shop());
    assert.deepEqual([found.verdict, found.receipt, found.token], ["receipt", receipt, token]);
    assert.equal(found.sku, null);
  });
}

test("goods are never taken for a receipt", () => {
  const others = [
    GTIN, "MAIN-1-000123", "T1-1-000123", "MAIN-T1-1-00012", "x".repeat(9999), "\0",
    `https://id.gs1.org/01/${GTIN}/10/AB7`, "https://shop.example/r/", "https://shop.example/menu",
    `https://id.gs1.org/01/${GTIN}?r=AbCdEf`,
  ];
  for (const data of others) assert.equal(receiptIn(data), null, data);
  const odd = { ...ham, sku: "HAM-XL-1-000001" };
  assert.equal(judge("HAM-XL-1-000001", shop({ products: [odd] })).sku, "HAM-XL-1-000001");
});

test("a scan is judged in well under two milliseconds", () => {
  const here = shop();
  const data = [
    label("L000001B"), "4006381333931", `]d201${GTIN}172612012110ABC${GS}10AB7`, "rubbish",
    `01${GTIN}10AB717261201310300125`, "1-".repeat(255), "MAIN-T1-1-000123", "(01)".repeat(128),
    `https://id.gs1.org/01/${GTIN}/10/AB7?17=261201`, "7".repeat(512), `]C110${"1".repeat(500)}`,
  ];
  const once = (code) => {
    const started = performance.now();
    judge(code, here);
    return performance.now() - started;
  };
  const took = (code) => Array.from({ length: 50 }, () => once(code)).sort((a, b) => a - b)[25];
  data.forEach(took);
  for (const code of data) assert.ok(took(code) < 2, `${took(code)} ms for ${code.slice(0, 40)}`);
});
