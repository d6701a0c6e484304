// A till's catalogue from plain products, as its feeds would have filled it.
import { till } from "./addresses.mjs";

const { Catalogue } = await till("catalogue.js");
const { ShopClock } = await till("risk.js");

export const TODAY = "2026-11-21";
export const NOON = Date.parse(`${TODAY}T12:00:00Z`);
const PLAIN = { status: "released", received_on: "2026-11-01", made_on: null, price: null };

/** Clocks under a test's control. */
export function clocks(device = NOON) {
  return { now: { device, steady: 0 }, device() { return this.now.device; }, steady() { return this.now.steady; },
    /** @param {number} ms */
    forward(ms) { this.now.device += ms; this.now.steady += ms; } };
}

/** The rows of lots that products of `addresses.mjs` carry. */
export function lotsOf(products) {
  let id = 0;
  return products.flatMap(({ sku, lots }) =>
    lots.map(({ days: _days, ...lot }) => ({ ...PLAIN, id: (id += 1), sku, ...lot })));
}

export function lotsFeed(lots, more = {}) {
  const columns = ["number", "sku", "available", "status", "expires_on", "kind", "received_on", "id",
    "supplier_lot", "made_on", "price"];
  const rows = lots.map((lot) => columns.map((name) => lot[name] ?? PLAIN[name] ?? null));
  return { cursor: "c1", full: true, at: new Date(NOON).toISOString(), on: TODAY, columns, lots: rows,
    favourites: [], ...more };
}

export function productsFeed(products, more = {}) {
  return { version: "v1", full: true, products, ...more };
}

/** A catalogue that never heard of a network. */
export function catalogueOf(products, { send = async () => { throw new TypeError("away"); }, time = clocks(),
  feed = {}, lots = {}, store = async () => null } = {}) {
  const link = Object.assign(new EventTarget(), { last: null, heardAt: null, up: null });
  const addresses = { catalogue: "/c", lots: "/l", till: "T1", zone: "UTC" };
  const made = new Catalogue(addresses, send, { link, clock: new ShopClock(time), store });
  made.takeProducts(productsFeed(products, feed));
  made.takeLots(lotsFeed(lotsOf(products), lots));
  made.clock.hear(NOON);
  made.changed();
  return made;
}
