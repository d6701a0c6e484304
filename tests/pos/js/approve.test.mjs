// What on a line waits for a reason or a yes, and what of a yes outlives a change.
import assert from "node:assert/strict";
import { test } from "node:test";
import { till } from "./addresses.mjs";

const { REASONS, TITLES, forAnother, mayAlone, unapproved, withOverride, withoutKind } =
  await till("reasons.js");
const { chooseLot, newLine } = await till("cart.js");
const { lineBody } = await till("sender.js");
const { Selling } = await till("selling.js");
const { Store } = await till("store.js");

const CASHIER = { price: false, discount: 10, expired: false, approve: false, drawer: true };
const MANAGER = { price: true, discount: 100, expired: true, approve: true, drawer: true };
const MILK = { sku: "MILK", price: 2_490_000, unit: "each" };
const line = (more = {}) => newLine({ sku: "MILK", quantity: 1_000_000, ...more }, 1);
const YES = { kind: "price", reason: "Damaged pack", approval: "code", approver: "Mona" };

test("another price waits for a reason, whoever sells", () => {
  for (const rights of [CASHIER, MANAGER]) {
    assert.deepEqual(unapproved(line(), MILK, rights), []);
    assert.deepEqual(unapproved(line({ price: MILK.price }), MILK, rights), []);
    assert.deepEqual(unapproved(line({ price: 1_000_000 }), MILK, rights), ["price"]);
    assert.deepEqual(unapproved(line({ price: 1_000_000, overrides: [YES] }), MILK, rights), []);
  }
});

test("a discount waits only beyond the person's own limit", () => {
  assert.deepEqual(unapproved(line({ percent: 1000 }), MILK, CASHIER), []);
  assert.deepEqual(unapproved(line({ percent: 1001 }), MILK, CASHIER), ["discount"]);
  assert.deepEqual(unapproved(line({ percent: 10_000 }), MILK, MANAGER), []);
});

test("a lot past its date waits for its own yes", () => {
  assert.deepEqual(unapproved(line({ past: true, lot: "L1" }), MILK, MANAGER), ["expired"]);
  const given = { past: true, overrides: [{ kind: "expired", reason: "For animals" }] };
  assert.deepEqual(unapproved(line(given), MILK, MANAGER), []);
});

test("the own right is enough for a manager, and for a cashier only where the role says so", () => {
  for (const kind of ["price", "expired", "return"]) {
    assert.equal(mayAlone(kind, MANAGER), true);
    assert.equal(mayAlone(kind, CASHIER), false);
  }
  assert.equal(mayAlone("drawer", CASHIER), true);
});

test("there is one yes of each kind", () => {
  const twice = withOverride(line({ overrides: [YES] }), { ...YES, reason: "Goodwill" });
  assert.deepEqual(twice.map((each) => each.reason), ["Goodwill"]);
  assert.deepEqual(withoutKind(line({ overrides: [YES] }), "discount"), [YES]);
  assert.deepEqual(withoutKind(line({ overrides: [YES] }), "price"), []);
});

test("typing another price takes the yes for the first one back", () => {
  const store = new Store("T1", null);
  const setup = { currency: "EUR", decimals: 2, tax_included: true, rights: { ...CASHIER } };
  const catalogue = { product: () => ({ ...MILK, rate: 0, lots: [], available: 0 }), on: "2026-11-21" };
  const selling = new Selling(store, catalogue, setup);
  selling.settle = () => {};
  store.edit([line({ price: 1_000_000, overrides: [YES] })], { selected: 1, mode: "price" });
  selling.key("9");
  assert.deepEqual(store.state.lines[0].overrides, []);
  assert.equal(store.state.lines[0].price, 9_000_000);
});

test("where nobody can be asked, a cashier types no price and no larger discount", () => {
  const store = new Store("T1", null);
  const setup = { currency: "EUR", decimals: 2, tax_included: true, rights: { ...CASHIER } };
  const selling = new Selling(store, { product: () => MILK, on: "2026-11-21" }, setup);
  assert.equal(selling.meaning("1", "price", "each"), null);
  assert.equal(selling.meaning("11", "percent", "each"), null);
  selling.settle = () => {};
  assert.deepEqual(selling.meaning("1", "price", "each"), { price: 1_000_000 });
  assert.deepEqual(selling.meaning("50", "percent", "each"), { percent: 5000 });
  assert.equal(selling.meaning("101", "percent", "each"), null);
});

test("another lot is no lot past its date any more", () => {
  const before = line({ past: true, lot: "OLD", overrides: [YES, { kind: "expired", reason: "x" }] });
  const [after] = chooseLot([before], 1, { number: "NEW", expires_on: null });
  assert.equal(after.past, false);
  assert.deepEqual(after.overrides, [YES]);
});

test("what stood on the right of the one before goes when somebody else steps up", () => {
  const own = { kind: "price", reason: "Goodwill" };
  const [mine] = forAnother([line({ overrides: [own] })], CASHIER);
  const [second] = forAnother([line({ overrides: [YES] })], CASHIER);
  const [managers] = forAnother([line({ overrides: [own] })], MANAGER);
  assert.deepEqual([mine.overrides, second.overrides, managers.overrides], [[], [YES], [own]]);
});

test("a sale carries kind, reason and code of each yes, and no name of its own", () => {
  const body = lineBody(line({ price: 1_000_000, overrides: [YES] }), 0n, 2);
  const { kind, reason, approval } = YES;
  assert.deepEqual(body.overrides, [{ kind, reason, approval }]);
  assert.equal(lineBody(line(), 0n, 2).overrides, undefined);
});

test("every kind has a title and four reasons of one tap", () => {
  for (const kind of Object.keys(TITLES)) assert.equal(REASONS[kind].length, 4, kind);
});
