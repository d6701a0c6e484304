// The till's copy begins with what was kept, asks for what changed, and is searched in a moment.
import assert from "node:assert/strict";
import { test } from "node:test";

import { product, till } from "./addresses.mjs";
import { catalogueOf, clocks, lotsFeed, lotsOf, productsFeed } from "./stocked.mjs";

const { fold } = await till("catalogue.js");
const { SnapshotStore } = await till("snapshot_store.js");

const ONE = 1_000_000;
const milk = product("MILK", [["L1", 3, 2]], { name: "Milk", category: "Dairy", gtins: ["04006381333931"] });
const bag = product("BAG", [], { name: "Bag", category: "" });
const answered = (body, status = 200) => new Response(status === 304 ? null : JSON.stringify(body), { status });

/** A server: what it answers by address, and what was asked of it. */
function serverOf(answers) {
  const asked = [];
  const send = async (url, init) => {
    asked.push([url, init.headers["If-None-Match"] ?? ""]);
    const answer = answers[url.split("?")[0]];
    return typeof answer === "function" ? answer(url) : answer.clone();
  };
  return { asked, send };
}

/** A browser's database in memory, as far as a snapshot needs it. */
function memory() {
  const stores = { meta: new Map(), products: new Map(), lots: new Map() };
  const keys = { products: "sku", lots: "number" };
  const work = {
    get: async (store, key) => structuredClone(stores[store].get(key)),
    all: async (store) => structuredClone([...stores[store].values()]),
    put: (store, value, key) => void stores[store].set(key ?? value[keys[store]], structuredClone(value)),
    clear: (store) => stores[store].clear(),
  };
  return { stores, read: async (_stores, body) => body(work), write: async (_stores, body) => body(work) };
}

test("search is blind to accents, case and leading zeros, and knows lots", () => {
  const creme = { ...milk, name: "Crème brûlée" };
  const comte = product("COMTE", [["C1", 9, 4]]);
  const shop = catalogueOf([comte, creme]);
  const found = (text) => shop.search(text).map((each) => each.sku);
  assert.equal(fold("Crème"), "creme");
  assert.deepEqual(found("BRULEE cre"), ["MILK"]);
  assert.deepEqual(found("0004006381333931"), ["MILK"]);
  assert.deepEqual(found("c1"), ["COMTE"]);
  assert.deepEqual(found("nothing"), []);
  shop.takeLots(lotsFeed([{ number: "L77", sku: "COMTE", supplier_lot: "Käse-9" }], { full: false }));
  assert.deepEqual(found("kase-9"), ["COMTE"]);
});

test("names that begin so come first, and no more is drawn than fits", () => {
  const many = Array.from({ length: 300 }, (_, n) => product(`S${n}`, [], { name: `Wholemilk ${n}` }));
  const shop = catalogueOf([...many, milk]);
  const found = shop.search("milk");
  assert.equal(found.length, 120);
  assert.equal(found[0].sku, "MILK");
  assert.equal(shop.inCategory("*all").length, 120);
});

test("tabs say the categories, favourites only where there are enough", () => {
  const shop = catalogueOf([milk, bag]);
  assert.deepEqual(shop.categories().map((tab) => tab.label), ["All", "Dairy", "Other"]);
  const best = Array.from({ length: 12 }, () => "MILK");
  shop.takeLots(lotsFeed([], { full: false, favourites: best }));
  assert.equal(shop.categories()[0].name, "*best");
  assert.equal(shop.inCategory("*best").length, 12);
  assert.deepEqual(shop.inCategory("Dairy").map((each) => each.sku), ["MILK"]);
});

test("a favourite stays in its place while the page is open, new ones come last", () => {
  const goods = ["A", "B", "C"].map((sku) => product(sku, [], { name: sku }));
  const shop = catalogueOf(goods);
  const order = () => shop.inCategory("*best").map((each) => each.sku).join("");
  shop.takeLots(lotsFeed([], { full: false, favourites: ["A", "B"] }));
  assert.equal(order(), "AB");
  shop.takeLots(lotsFeed([], { full: false, favourites: ["C", "B", "A"] }));
  assert.equal(order(), "ABC");
  shop.takeLots(lotsFeed([], { full: false, favourites: ["C", "B"] }));
  assert.equal(order(), "BC");
});

test("after the first time only changes are asked for", async () => {
  const { asked, send } = serverOf({
    "/c": answered(productsFeed([milk], { version: "v7" })),
    "/l": (url) => answered(url.includes("since=c7")
      ? lotsFeed([], { full: false, cursor: "c8" }) : lotsFeed(lotsOf([milk]), { cursor: "c7" })),
  });
  const shop = catalogueOf([], { send });
  shop.version = "";
  shop.cursor = "";
  const told = [];
  shop.addEventListener("change", () => told.push(shop.cursor));
  await shop.refresh();
  await shop.refresh();
  assert.deepEqual(asked, [["/c", ""], ["/l", ""], ["/c?since=v7", '"v7"'], ["/l?since=c7", ""]]);
  assert.equal(shop.product("MILK").available, 2 * ONE);
  assert.equal(shop.cursor, "c8");
});

test("nothing new is no change", async () => {
  const { send } = serverOf({ "/c": answered(null, 304), "/l": answered(lotsFeed([], { full: false })) });
  const shop = catalogueOf([milk], { send });
  let told = 0;
  shop.up = true;
  shop.addEventListener("change", () => { told += 1; });
  await shop.refresh();
  assert.equal(told, 0);
});

test("a shop that cannot be asked leaves the copy as it is", async () => {
  const shop = catalogueOf([milk]);
  let trouble = 0;
  shop.addEventListener("trouble", () => { trouble += 1; });
  await shop.refresh();
  assert.deepEqual([trouble, shop.up, shop.product("MILK").available], [1, false, 2 * ONE]);
  const refused = catalogueOf([milk], { send: async () => answered({}, 503) });
  refused.reach(true);
  await refused.refresh();
  assert.equal(refused.up, true, "a refusal is an answer");
});

test("a question during a question is asked once more, not twice", async () => {
  let asked = 0;
  const send = async (url) => {
    asked += Number(url.startsWith("/l"));
    return url.startsWith("/c") ? answered(null, 304) : answered(lotsFeed([], { full: false }));
  };
  const shop = catalogueOf([milk], { send });
  await Promise.all([shop.refresh(), shop.refresh(), shop.refresh()]);
  await shop.fetching;
  assert.equal(asked, 2);
});

test("a till starts from what was kept, changes and news included, without network", async () => {
  const database = memory();
  const store = new SnapshotStore(database);
  const { send } = serverOf({
    "/c": answered(productsFeed([milk, bag], { version: "v1", zone: "Asia/Tokyo" })),
    "/l": answered(lotsFeed(lotsOf([milk]), { cursor: "c1" })),
  });
  const first = catalogueOf([], { send });
  first.store = store;
  await first.refresh();
  const feed = productsFeed([{ ...milk, price: 3_000_000 }], { full: false, version: "v2", gone: ["BAG"] });
  store.keepProducts(feed, JSON.stringify(feed));
  const delta = lotsFeed([{ number: "L2", sku: "MILK", available: ONE, kind: "none", id: 7 }],
    { full: false, cursor: "c2" });
  store.keepLots(delta, JSON.stringify(delta));
  first.takeLots(delta);
  first.news({ lots: [{ lot: "L1", sku: "MILK", status: "recalled" }] });
  await store.keepTime({ highest: 5 });

  const away = catalogueOf([], { store: async () => new SnapshotStore(database), time: clocks() });
  away.ready = false;
  assert.equal(await away.load(), true);
  assert.deepEqual([away.version, away.cursor, away.snapshot.zone], ["v2", "c2", "Asia/Tokyo"]);
  assert.equal(away.product("MILK").price, 3_000_000);
  assert.equal(away.product("BAG"), undefined);
  assert.deepEqual(away.product("MILK").lots.map((lot) => lot.number), ["L2"]);
  assert.equal(away.snapshot.lotByNumber("L1").lot.status, "recalled");
});

test("a whole feed replaces what was kept of changes", async () => {
  const database = memory();
  const store = new SnapshotStore(database);
  const lots = lotsFeed(lotsOf([milk]));
  const products = productsFeed([milk]);
  store.keepProducts(products, JSON.stringify(products));
  store.keepLots({ ...lots, full: false }, "");
  await store.keepLots(lots, JSON.stringify(lots));
  assert.equal(database.stores.lots.size, 0);
  await store.keepLots({ ...lots, full: false, lots: lots.lots }, "");
  assert.equal(database.stores.lots.size, 1);
  await store.keepLots(lots, JSON.stringify(lots));
  assert.equal(database.stores.lots.size, 0);
  assert.equal(await new SnapshotStore(memory()).load(), null);
});
