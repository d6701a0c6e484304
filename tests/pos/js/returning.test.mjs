// What comes back is never more than is left, is worth what was paid, and goes back once.
import assert from "node:assert/strict";
import { test } from "node:test";

import { till } from "./addresses.mjs";

const { WHY, entriesOf, entryOf, picked, placeOf, planOf, refundOf, returnBody, sentTo, stepOf } =
  await till("returning.js");
const { ReturnDesk } = await till("returning_desk.js");
const { ApiError } = await import("../../../app/web/static/js/api.js");

const M = 1_000_000n;
const lot = (number, returnable, more = {}) => ({
  lot: number, tracked: true, certainty: "scanned", expires_on: null, quantity: "3",
  returned: "0", returnable, state: "ok", allowed: ["restock", "quarantine", "waste"], ...more,
});
const SALE = {
  number: "MAIN-T1-1-000001", sold_at: "2026-11-21T10:00:00Z", state: "completed", total: "10.00",
  tenders: [{ tender: "card", amount: "4.00" }, { tender: "cash", amount: "6.00" }],
  lines: [{
    line: 1, sku: "YOG", name: "Yogurt", unit: "each", quantity: "3", returned: "0", paid: "10.00",
    lots: [lot("L1", "3")],
  }, {
    line: 2, sku: "HAM", name: "Ham", unit: "kg", quantity: "0.482", returned: "0", paid: "7.71",
    lots: [lot("L2", "0.482", { state: "recalled", allowed: ["quarantine"] })],
  }],
};
const [yogurt, ham] = entriesOf(SALE, 2);
const NONE = new Map();

test("a tap takes a piece, or all that was weighed, and never more than is left", () => {
  assert.equal(stepOf(yogurt), M);
  assert.equal(stepOf(ham), 482_000n);
  let picks = picked(NONE, yogurt, M, "restock");
  picks = picked(picks, yogurt, 5n * M, "restock");
  assert.equal(picks.get("1 L1").quantity, 3n * M);
  assert.equal(picked(picks, yogurt, -3n * M, "restock").size, 0);
  assert.equal(picked(NONE, yogurt, -M, "restock").size, 0);
});

test("a recalled lot goes to quarantine whatever is wished", () => {
  for (const { wish } of WHY) {
    assert.equal(placeOf(ham, wish), "quarantine");
    assert.equal(sentTo(picked(NONE, ham, M, "restock"), [ham], wish).get(ham.key).disposition,
      "quarantine");
  }
  assert.equal(placeOf({ ...yogurt, allowed: ["waste", "quarantine"] }, "restock"), "waste");
});

test("three thirds of an amount that does not divide add up to it", () => {
  const parts = [0n, 1n, 2n].map((before) =>
    refundOf([{ ...yogurt, before: before * M }], picked(NONE, yogurt, M, "restock")));
  assert.deepEqual(parts, [333n, 334n, 333n]);
  assert.equal(refundOf([yogurt], picked(NONE, yogurt, 3n * M, "restock")), 1000n);
});

test("two lots of one line are reckoned one after the other", () => {
  const second = { ...yogurt, key: "1 L9", lot: "L9" };
  let picks = picked(NONE, yogurt, M, "restock");
  picks = picked(picks, second, M, "restock");
  assert.equal(refundOf([yogurt, second], picks), 667n);
});

test("money goes back as it came, the drawer last and for what nothing else covers", () => {
  assert.deepEqual(planOf(SALE.tenders, 300n, 2), [["card", 300n]]);
  assert.deepEqual(planOf(SALE.tenders, 1000n, 2), [["card", 400n], ["cash", 600n]]);
  const one = [{ tender: "card", amount: "1.00" }];
  assert.deepEqual(planOf(one, 150n, 2), [["card", 100n], ["cash", 50n]]);
  assert.deepEqual(planOf(SALE.tenders, 0n, 2), []);
});

test("the request names each line and lot with its reason, and nothing that was not picked", () => {
  const picks = picked(NONE, yogurt, 2n * M, "waste");
  const said = { till: "T1", reason: "Spoiled", proof: "receipt", approval: undefined };
  assert.deepEqual(returnBody([yogurt, ham], picks, said), {
    till: "T1", proof: "receipt", refund: { tender: "original" },
    lines: [{ line: 1, lot: "L1", quantity: "2", disposition: "waste", reason: "Spoiled" }],
  });
  assert.equal(entryOf([yogurt, ham], { line: 2, lot: "L2" }), ham);
  assert.equal(entryOf([yogurt, ham], null), null);
});

const answer = (more = {}) => ({ sale: SALE, sales: [], picked: null, message: "", ...more });
const DONE = { number: "MAIN-T1-1-000002", kind: "return", total: "3.33", lines: [], refunds: [] };

function deskWith(answers, more = {}) {
  const sent = [];
  const parts = {
    get: async (address) => {
      sent.push(address);
      return answers.shift();
    },
    post: async (address, body, { key }) => {
      sent.push({ address, body, key });
      const next = answers.shift();
      if (next instanceof Error) throw next;
      return next;
    },
    approve: async () => null,
    ...more,
  };
  return { desk: new ReturnDesk({ till: "T1", decimals: 2 }, parts), sent };
}

test("with the receipt a scan picks the goods and one tap gives the money back", async () => {
  const { desk, sent } = deskWith([
    answer(), answer({ picked: { line: 1, lot: "L1", differs: false } }), DONE,
  ]);
  await desk.receipt("MAIN-T1-1-000001");
  await desk.goods("4006381333931");
  assert.equal(desk.amount, 333n);
  await desk.refund();
  assert.equal(desk.state.stage, "done");
  assert.equal(sent[2].body.proof, "receipt");
});

test("goods scanned before the receipt is found wait for it", async () => {
  const meant = { line: 1, lot: "L1", differs: false };
  const { desk, sent } = deskWith([answer(), answer({ picked: meant })]);
  desk.receipt("MAIN-T1-1-000001");
  await desk.goods("4006381333931");
  assert.match(sent[1], /receipt=MAIN/);
  assert.equal(desk.amount, 333n);
});

test("without the receipt, or with another lot, nothing goes back on nobody's word", async () => {
  const picks = { picked: { line: 1, lot: "L1", differs: true }, message: "lots differ" };
  const { desk, sent } = deskWith([answer(), answer(picks)]);
  await desk.receipt("MAIN-T1-1-000001");
  await desk.goods("x");
  assert.deepEqual([desk.state.proof, desk.state.message], ["other_lot", "lots differ"]);
  await desk.refund();
  assert.equal(sent.length, 2);

  const row = { sale: SALE.number };
  const said = { picked: { line: 1, lot: "L1", differs: false } };
  const other = deskWith([answer({ sale: null, sales: [row] }), answer(said), DONE], {
    approve: async () => ({ approval: "CODE" }),
  });
  await other.desk.goods("x");
  assert.equal(other.desk.state.stage, "recent");
  await other.desk.choose(row);
  await other.desk.refund();
  assert.deepEqual([other.sent[2].body.proof, other.sent[2].body.approval], ["none", "CODE"]);
});

test("a lost answer is asked for again under the same key, and nothing changes before", async () => {
  const { desk, sent } = deskWith([answer(), new ApiError("gone"), DONE]);
  await desk.receipt("MAIN-T1-1-000001");
  desk.step(yogurt, M);
  await desk.refund();
  assert.match(desk.state.message, /once more/);
  desk.step(yogurt, M);
  desk.begin();
  assert.equal(desk.state.picks.get(yogurt.key).quantity, M);
  await desk.refund();
  assert.equal(desk.state.stage, "done");
  assert.equal(sent[1].key, sent[2].key);
  assert.deepEqual(sent[1].body, sent[2].body);
});

test("a refusal keeps what was picked and the next try is a new request", async () => {
  const refused = new ApiError("Only 1 can still be returned.", { status: 409 });
  const { desk, sent } = deskWith([answer(), refused, DONE]);
  await desk.receipt("MAIN-T1-1-000001");
  desk.step(yogurt, M);
  await desk.refund();
  assert.match(desk.state.message, /Only 1/);
  await desk.refund();
  assert.notEqual(sent[1].key, sent[2].key);
});

test("a whole sale is undone by the second tap", async () => {
  const { desk, sent } = deskWith([answer(), { ...DONE, kind: "void" }]);
  await desk.receipt("MAIN-T1-1-000001");
  await desk.undo();
  assert.equal(sent.length, 1);
  await desk.undo();
  assert.match(sent[1].address, /\/void$/);
});
