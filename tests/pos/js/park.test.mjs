// A cart set aside is never lost and never sold twice, with the network and without it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { product, till } from "./addresses.mjs";
import { MemoryDatabase } from "./memory_db.mjs";

const { Parking } = await till("park.js");
const { cartText, marked, usualName } = await till("park_rules.js");
const { Store } = await till("store.js");
const { Selling } = await till("selling.js");
const { forecast } = await till("forecast.js");
const { newLine } = await till("cart.js");
const { ApiError } = await import("../../../app/web/static/js/api.js");

const ONE = 1_000_000;
const yogurt = product("YOG", [["L1", 2, 3], ["L2", 9, 5]]);
const catalogue = { on: "2026-11-21", product: (sku) => (sku === "YOG" ? yogurt : undefined) };
const setup = { till: "T1", site: "MAIN", decimals: 2, currency: "USD", tax_included: true,
  cashier: "Ann", rights: { price: true, discount: 10 } };

class Keeper extends MemoryDatabase {
  remove(store, key) {
    return this.write([store], (work) => work.remove(store, key));
  }
}

/** The shop's server, as far as parked carts go. */
class Server {
  constructor() {
    this.carts = new Map();
    this.answers = new Map();
    this.away = false;
    /** Answers that get lost after the server did its work. */
    this.lose = 0;
  }

  post(path, body, { key }) {
    return this.answer(`${path} ${key}`, () => (path.endsWith("/take")
      ? this.take(path.split("/").at(-2), body.till) : this.park(body)));
  }

  async answer(request, work) {
    if (this.away) throw new ApiError("No connection.");
    const made = this.answers.get(request) ?? work();
    this.answers.set(request, made);
    if (this.lose > 0) {
      this.lose -= 1;
      throw new ApiError("No connection.");
    }
    return made;
  }

  park(body) {
    if (!this.carts.has(body.key)) this.carts.set(body.key, { ...body, taken: null });
    return {};
  }

  take(key, at) {
    const cart = this.carts.get(key);
    if (!cart) throw new ApiError("None.", { status: 404, code: "not_found" });
    if (cart.taken) {
      throw new ApiError(`Taken by ${cart.taken}.`, { status: 409, code: "wrong_state" });
    }
    cart.taken = at;
    return { cart: cart.cart, blocked: this.blocked ?? [] };
  }

  async get() {
    if (this.away) throw new ApiError("No connection.");
    const items = [...this.carts.values()].filter((each) => !each.taken).map((each) => ({
      key: each.key, name: each.name, till: each.till, total: each.total, parked_by: "Ann",
      parked_at: "2026-11-21T10:00:00Z", lines: 1, goods: [{ sku: "YOG", quantity: "2", lot: null }],
    }));
    return { items };
  }
}

function shop(server, { name = "T1", keeper = new Keeper(), storage = memory() } = {}) {
  const store = new Store(name, memory());
  const selling = new Selling(store, catalogue, { ...setup, till: name });
  const parking = new Parking({
    store, selling, keeper: async () => keeper, now: () => Date.parse("2026-11-21T10:00:00Z"),
    storage, get: (path) => server.get(path), post: (...all) => server.post(...all),
  });
  const troubles = [];
  parking.addEventListener("trouble", (event) => troubles.push(event.detail));
  return { store, selling, parking, keeper, troubles, storage };
}

function memory() {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text),
    removeItem: (key) => kept.delete(key) };
}

const cart = () => [newLine({ sku: "YOG", quantity: 2 * ONE, lot: "L1", origin: "chosen",
  price: 990_000, percent: 500 }, 1)];

test("a cart comes back with its lots, prices and discounts", async () => {
  const one = shop(new Server());
  one.store.edit(cart());
  const before = one.store.state.lines;
  assert.ok(await one.parking.park("Blue coat"));
  assert.equal(one.store.state.lines.length, 0);
  await one.parking.turn;
  const [item] = one.parking.items;
  assert.equal(item.name, "Blue coat");
  assert.ok(await one.parking.take(item));
  assert.deepEqual(one.store.state.lines, before);
  assert.deepEqual(one.parking.items, []);
});

test("without a name it is called by time and first item", async () => {
  const one = shop(new Server());
  one.store.edit(cart());
  const parked = await one.parking.park("  ");
  assert.equal(parked.name, usualName(Date.parse("2026-11-21T10:00:00Z"), yogurt.name));
  assert.match(parked.name, /^\d\d:\d\d Name of YOG$/);
});

test("of two tills one gets the cart, the other is told who has it", async () => {
  const server = new Server();
  const one = shop(server);
  const two = shop(server, { name: "T2" });
  one.store.edit(cart());
  await one.parking.park();
  await one.parking.turn;
  await two.parking.refresh();
  const [[first], [second]] = [one.parking.items, two.parking.items];
  assert.ok(await two.parking.take(second));
  assert.equal(await one.parking.take(first), false);
  assert.deepEqual(one.troubles, ["Taken by T2."]);
  assert.equal(one.store.state.lines.length, 0);
});

test("without the network a cart is parked and taken up here, and nowhere else afterwards", async () => {
  const server = new Server();
  server.away = true;
  const one = shop(server);
  one.store.edit(cart());
  await one.parking.park();
  await one.parking.turn;
  assert.equal(one.parking.items.length, 1);
  assert.ok(await one.parking.take(one.parking.items[0]));
  assert.equal(one.store.state.lines.length, 1);
  server.away = false;
  await one.parking.handOver();
  const two = shop(server, { name: "T2" });
  await two.parking.refresh();
  assert.deepEqual(two.parking.items, []);
  assert.equal((await one.keeper.all("parked")).length, 0);
});

test("parked without the network, it is handed over when that is back", async () => {
  const server = new Server();
  server.away = true;
  const one = shop(server);
  one.store.edit(cart());
  await one.parking.park("Later");
  await one.parking.turn;
  server.away = false;
  await one.parking.handOver();
  assert.equal(server.carts.size, 1);
  assert.equal((await one.keeper.all("parked")).length, 0);
  assert.equal(one.parking.items.length, 1);
});

test("an answer lost at parking parks once", async () => {
  const server = new Server();
  server.lose = 1;
  const one = shop(server);
  one.store.edit(cart());
  await one.parking.park();
  await one.parking.turn;
  await one.parking.handOver();
  assert.equal(server.carts.size, 1);
  assert.equal(one.parking.items.length, 1);
});

test("an answer lost at taking up is asked for again under the same key", async () => {
  const server = new Server();
  const one = shop(server);
  const two = shop(server, { name: "T2" });
  one.store.edit(cart());
  await one.parking.park();
  await one.parking.turn;
  await two.parking.refresh();
  server.lose = 1;
  assert.equal(await two.parking.take(two.parking.items[0]), false);
  const again = shop(server, { name: "T2", storage: two.storage });
  await again.parking.resume();
  assert.equal(again.store.state.lines.length, 1);
  await again.parking.resume();
  assert.equal(again.store.state.lines.length, 1);
});

test("the sale that is open is parked before another is taken up", async () => {
  const one = shop(new Server());
  one.store.edit(cart());
  const first = await one.parking.park("First");
  await one.parking.turn;
  one.store.edit([newLine({ sku: "YOG", quantity: ONE }, 1)]);
  assert.ok(await one.parking.take(one.parking.items.find((each) => each.key === first.key)));
  await one.parking.turn;
  assert.equal(one.store.state.lines[0].quantity, 2 * ONE);
  assert.equal(one.parking.items.length, 1);
});

test("a lot blocked meanwhile makes its line red and no other", () => {
  const lines = [...cart(), newLine({ sku: "YOG", quantity: ONE }, 2)];
  const [red, plain] = marked(lines, [{ lot: "L1", code: "lot_recalled", text: "Recalled." }]);
  assert.equal(red.problem.code, "lot_recalled");
  assert.equal(plain.problem, null);
});

test("a cart that cannot be kept anywhere stays where it is", async () => {
  const one = shop(new Server());
  one.keeper.failure = new Error("The disk is full.");
  one.store.edit(cart());
  assert.equal(await one.parking.park(), null);
  assert.equal(one.store.state.lines.length, 1);
  assert.deepEqual(one.troubles, ["The disk is full."]);
});

test("where the browser keeps nothing, carts are parked on the server", async () => {
  const server = new Server();
  const one = shop(server, { keeper: null });
  one.store.edit(cart());
  assert.ok(await one.parking.park("Online"));
  assert.equal(server.carts.size, 1);
});

test("an old refusal is not parked with its line", () => {
  const lines = marked(cart(), [{ lot: "L1", code: "x", text: "No." }]);
  assert.equal(JSON.parse(cartText({ lines })).lines[0].problem, null);
});

test("what is parked is reckoned with before a lot is promised", () => {
  const lines = [newLine({ sku: "YOG", quantity: 2 * ONE }, 1)];
  const productOf = catalogue.product;
  assert.equal(forecast(lines, productOf, "2026-11-21").get(1).parts[0].number, "L1");
  const held = [{ sku: "YOG", quantity: 3 * ONE, lot: "L1" }];
  assert.equal(forecast(lines, productOf, "2026-11-21", held).get(1).parts[0].number, "L2");
  const all = [...held, { sku: "YOG", quantity: 4 * ONE, lot: null }];
  assert.equal(forecast(lines, productOf, "2026-11-21", all).get(1).missing, ONE);
});
