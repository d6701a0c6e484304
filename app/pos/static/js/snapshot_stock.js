// @ts-check
// One product with what may be sold of it today: its lots in the order its policy takes them.
// Worked out when asked and kept until the stock, the day or the link changes. Decides no sale.

import { sellable } from "./judge_lots.js";

/**
 * @typedef {object} Lot as the feed tells it
 * @property {string} number
 * @property {string} sku
 * @property {number} available millionths free at selling places, whatever the status
 * @property {"released" | "quarantined" | "recalled"} status
 * @property {string | null} expires_on
 * @property {string} kind use_by, best_before or none
 * @property {string} received_on
 * @property {number} id
 * @property {string | null} supplier_lot
 * @property {string | null} made_on
 * @property {number | null} price its own, millionths per base unit
 */
/**
 * @typedef {object} Sellable a lot that may be sold now
 * @property {string} number
 * @property {string | null} supplier_lot
 * @property {string | null} expires_on
 * @property {string} kind
 * @property {number | null} days left on the site's day
 * @property {number} available millionths
 * @property {number | null} price its own
 */
/**
 * @typedef {object} Row a product as the feed tells it
 * @property {string} sku
 * @property {string} name
 * @property {number} price millionths per base unit
 * @property {number} rate millionths
 * @property {string} unit
 * @property {string} category
 * @property {boolean} tracked
 * @property {string} order fefo, fifo or lifo
 * @property {boolean} ask whether a person chooses the lot
 * @property {boolean} one_lot whether all units come from one lot
 * @property {number | null} min_days
 * @property {string} expiry_kind
 * @property {string} risk
 * @property {string} expired_sale
 * @property {string[]} gtins
 * @property {{unit: string, factor: number, gtins: string[]}[]} packs
 */
/** @typedef {{on: string, era: number, lotsOf: (sku: string) => Lot[],
 *   free: (lot: Lot) => number}} Shop */
/** @typedef {{lots: Sellable[], available: number}} Stock */

const DAY_MS = 86_400_000;
const NEVER = "9999-12-31";

/** @param {Lot} lot */
const expiry = (lot) => lot.expires_on ?? NEVER;

/** @param {string} one @param {string} other */
const compare = (one, other) => (one < other ? -1 : Number(one > other));

/** The policy's order -> which of two lots is taken first (app/inventory/allocation.py).
 * @type {Readonly<Record<string, (one: Lot, other: Lot) => number>>} */
export const ORDERS = Object.freeze({
  fefo: (one, other) => compare(expiry(one), expiry(other)) || one.id - other.id,
  fifo: (one, other) => compare(one.received_on, other.received_on) || one.id - other.id,
  lifo: (one, other) => compare(other.received_on, one.received_on) || other.id - one.id,
});

/** @type {Stock} */
const NONE = Object.freeze({ lots: [], available: 0 });

export class Stocked {
  /** @type {Shop} */
  #shop;
  #era = -1;
  #stock = NONE;

  /** @param {Row} row @param {Shop} shop */
  constructor(row, shop) {
    this.sku = row.sku;
    this.name = row.name;
    this.price = row.price;
    this.rate = row.rate;
    this.unit = row.unit;
    this.category = row.category;
    this.tracked = row.tracked;
    this.order = row.order ?? "fefo";
    this.ask = row.ask;
    this.one_lot = row.one_lot;
    this.min_days = row.min_days;
    this.expiry_kind = row.expiry_kind;
    this.risk = row.risk ?? "normal";
    this.expired_sale = row.expired_sale ?? "never";
    this.gtins = row.gtins;
    this.packs = row.packs;
    this.#shop = shop;
  }

  /** Something about its lots changed. */
  stale() {
    this.#era = -1;
  }

  /** What may be sold today, next first. */
  get lots() {
    return this.stock.lots;
  }

  get lot_count() {
    return this.stock.lots.length;
  }

  get available() {
    return this.stock.available;
  }

  get stock() {
    if (this.#era !== this.#shop.era) {
      this.#stock = stockOf(this, this.#shop);
      this.#era = this.#shop.era;
    }
    return this.#stock;
  }
}

/** @param {Stocked} product @param {Shop} shop @returns {Stock} */
function stockOf(product, shop) {
  const { on } = shop;
  const good = shop.lotsOf(product.sku)
    .filter((lot) => shop.free(lot) > 0 && sellable(lot, product, on) === "ok");
  if (!good.length) return NONE;
  const lots = good.sort(ORDERS[product.order] ?? ORDERS.fefo)
    .map((lot) => shown(lot, shop.free(lot), on));
  return { lots, available: lots.reduce((sum, lot) => sum + lot.available, 0) };
}

/** @param {Lot} lot @param {number} available @param {string} on @returns {Sellable} */
function shown({ number, supplier_lot, expires_on, kind, price }, available, on) {
  const dated = kind !== "none" && expires_on;
  const days = dated ? Math.round((Date.parse(expires_on) - Date.parse(on)) / DAY_MS) : null;
  return { number, supplier_lot, expires_on: dated ? expires_on : null, kind, days, available,
    price: price ?? null };
}
