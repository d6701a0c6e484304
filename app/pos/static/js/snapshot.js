// @ts-check
// What the till knows of the shop, in memory: products by SKU and code, lots by number, product and
// supplier's code. A scan waits for nothing. It never asks anybody and never changes a cart.

import { normaliseLotCode } from "../../web/js/gs1/lot_codes.js";
import { LIMITS } from "./risk.js";
import { Stocked } from "./snapshot_stock.js";

/** @typedef {import("./snapshot_stock.js").Lot} Lot */
/** @typedef {import("./snapshot_stock.js").Row} Row */
/** @typedef {import("./risk.js").Limits} Limits */
/** @typedef {import("../../web/js/gs1/rcn.js").Rule} Rule */
/** @typedef {{product: Stocked, factor: number, unit: string | null}} Coded */
/** @typedef {{lot: Lot, product: Stocked}} Placed */
/**
 * @typedef {object} ProductsFeed
 * @property {string} version
 * @property {boolean} full
 * @property {Row[]} products
 * @property {string[]} [gone]
 * @property {string} [zone]
 * @property {Limits} [limits]
 * @property {Rule[]} [in_store]
 */
/**
 * @typedef {object} LotsFeed
 * @property {string} cursor
 * @property {boolean} full
 * @property {string} at
 * @property {string} on
 * @property {string[]} columns
 * @property {unknown[][]} lots
 * @property {Record<string, number> | null} [leases] of the lots told of; all where full
 * @property {string[]} [favourites]
 */
/** @typedef {{lot: string, sku: string, status: string}} Blocked */

const WHOLE = 1_000_000;
const PLAIN_CODE = /^[0-9A-Z./_-]+$/;

/** @param {string | null} code */
const keyOf = (code) => (!code || PLAIN_CODE.test(code) ? code ?? "" : normaliseLotCode(code));

export class Snapshot {
  constructor() {
    /** The site's day. */
    this.on = "";
    this.zone = "UTC";
    /** @type {Limits} */
    this.limits = LIMITS;
    /** @type {readonly Rule[]} */
    this.inStore = [];
    /** @type {string[]} */
    this.favourites = [];
    /** @type {Stocked[]} */
    this.products = [];
    /** @type {Map<string, Stocked>} */
    this.skus = new Map();
    /** @type {Map<string, Coded>} */
    this.codes = new Map();
    /** @type {Map<string, Lot>} */
    this.lots = new Map();
    /** @type {Map<string, Lot[]>} */
    this.ofSku = new Map();
    /** @type {Map<string, Lot[]> | null} made when first asked */
    this.keys = null;
    /** What this till may sell of a lot alone; null where it borrows nothing (no terminal).
     * @type {Map<string, number> | null} */
    this.leases = null;
    /** What this till sold that the feed does not know of yet. */
    this.spent = new Map();
    this.alone = false;
    /** Changes whenever every product's stock must be worked out anew. */
    this.era = 0;
  }

  /** @param {ProductsFeed} feed */
  takeProducts(feed) {
    this.zone = feed.zone ?? this.zone;
    this.limits = feed.limits ?? this.limits;
    this.inStore = feed.in_store ?? this.inStore;
    if (feed.full) this.skus = new Map();
    for (const sku of feed.gone ?? []) this.skus.delete(sku);
    for (const row of feed.products) this.skus.set(row.sku, new Stocked(row, this));
    const every = [...this.skus.values()];
    this.products = feed.full ? every : every.sort(onShelf);
    this.codes = new Map(every.flatMap(codesOf));
  }

  /** @param {LotsFeed} feed @returns {{skus: string[], blocked: Lot[]}} what changed: SKUs, and the
   * lots that may no longer be sold */
  takeLots(feed) {
    const before = this.lots;
    if (feed.full) {
      this.lots = new Map();
      this.ofSku = new Map();
      this.keys = null;
      this.era += 1;
    }
    this.favourites = feed.favourites ?? this.favourites;
    this.takeLeases(feed);
    const read = reader(feed.columns);
    const skus = new Set();
    const blocked = [];
    for (const values of feed.lots) {
      const lot = read(values);
      const was = before.get(lot.number)?.status ?? "released";
      const known = this.put(lot);
      skus.add(lot.sku);
      if (was === "released" && known.status !== "released") blocked.push(known);
    }
    return { skus: [...skus], blocked };
  }

  /** A part of them says nothing of the rest: they begin with all. @param {LotsFeed} feed */
  takeLeases(feed) {
    if (!feed.leases || !(feed.full || this.leases)) return;
    const kept = feed.full || !this.leases ? [] : this.leases;
    this.leases = new Map([...kept, ...Object.entries(feed.leases)]);
    if (this.alone) this.era += 1;
  }

  /** @param {Lot} lot @returns {Lot} */
  put(lot) {
    const known = this.lots.get(lot.number);
    if (known) {
      Object.assign(known, lot);
    } else {
      this.lots.set(lot.number, lot);
      listed(this.ofSku, lot.sku, lot);
      if (this.keys && lot.supplier_lot) listed(this.keys, keyOf(lot.supplier_lot), lot);
    }
    this.skus.get(lot.sku)?.stale();
    return known ?? lot;
  }

  /** News that came ahead of the feed. @param {readonly Blocked[]} news
   * @returns {Lot[]} those whose status this changed */
  takeNews(news) {
    return news.flatMap(({ lot: number, sku, status }) => {
      const known = this.lots.get(number);
      if ((known?.status ?? "released") === status) return [];
      const facts = known ?? {
        number, sku, available: 0, expires_on: null, kind: "none", received_on: "", id: 0,
        supplier_lot: null, made_on: null, price: null,
      };
      const word = /** @type {Lot["status"]} */ (status);
      return [this.put({ ...facts, status: word })];
    });
  }

  /** The feed does not know yet what this till sold (or knows it now, where negative).
   * @param {readonly {number: string, quantity: number}[]} parts @param {1 | -1} sign */
  spend(parts, sign = 1) {
    for (const { number, quantity } of parts) {
      const open = Math.max(0, (this.spent.get(number) ?? 0) + sign * quantity);
      if (open) this.spent.set(number, open);
      else this.spent.delete(number);
      const lot = this.lots.get(number);
      if (lot) this.skus.get(lot.sku)?.stale();
    }
  }

  /** @param {boolean} alone whether the server is out of reach @returns {boolean} changed */
  setAlone(alone) {
    if (this.alone === alone) return false;
    this.alone = alone;
    if (this.leases) this.era += 1;
    return true;
  }

  /** @param {string} on @returns {boolean} whether that is another day */
  setDay(on) {
    if (this.on === on) return false;
    this.on = on;
    this.era += 1;
    return true;
  }

  /** How much of a lot is free to take, in millionths. @param {Lot} lot */
  free(lot) {
    const open = lot.available - (this.spent.get(lot.number) ?? 0);
    if (!this.alone || !this.leases) return Math.max(0, open);
    const lent = (this.leases.get(lot.number) ?? 0) - (this.spent.get(lot.number) ?? 0);
    return Math.max(0, Math.min(open, lent));
  }

  /** @param {string} gtin14 @returns {Coded | null} */
  byGtin(gtin14) {
    return this.codes.get(gtin14) ?? null;
  }

  /** @param {string} sku */
  bySku(sku) {
    return this.skus.get(sku);
  }

  /** @param {string} number @returns {Placed | null} */
  lotByNumber(number) {
    return this.placed(this.lots.get(number))[0] ?? null;
  }

  /** @param {string} sku @param {string} key of the supplier's code, normalised */
  lotsByCode(sku, key) {
    return this.lotsOf(sku).filter((lot) => lot.supplier_lot && keyOf(lot.supplier_lot) === key);
  }

  /** @param {string} key @returns {Placed[]} lots of any product under a supplier's code */
  lotsAnywhere(key) {
    this.keys ??= this.byKey();
    return (this.keys.get(key) ?? []).flatMap((lot) => this.placed(lot));
  }

  /** All lots of a product at the site, blocked ones too. @param {string} sku */
  lotsOf(sku) {
    return this.ofSku.get(sku) ?? [];
  }

  /** @param {Lot | undefined} lot @returns {Placed[]} one, or none where its product is not sold */
  placed(lot) {
    const product = lot && this.skus.get(lot.sku);
    return product ? [{ lot, product }] : [];
  }

  byKey() {
    /** @type {Map<string, Lot[]>} */
    const keys = new Map();
    for (const lot of this.lots.values()) {
      if (lot.supplier_lot) listed(keys, keyOf(lot.supplier_lot), lot);
    }
    return keys;
  }
}

/** @param {Map<string, Lot[]>} lists @param {string} key @param {Lot} lot */
function listed(lists, key, lot) {
  const list = lists.get(key);
  if (list) list.push(lot);
  else lists.set(key, [lot]);
}

/** @param {Stocked} product @returns {[string, Coded][]} */
function codesOf(product) {
  /** @type {[string, Coded][]} */
  const own = product.gtins.map((gtin) => [gtin, { product, factor: WHOLE, unit: null }]);
  for (const { unit, factor, gtins } of product.packs) {
    for (const gtin of gtins) own.push([gtin, { product, factor, unit }]);
  }
  return own;
}

/** @param {Stocked} one @param {Stocked} other */
function onShelf(one, other) {
  if (one.category !== other.category) return one.category < other.category ? -1 : 1;
  return one.name < other.name ? -1 : Number(one.name > other.name);
}

/** @param {string[]} columns @returns {(values: unknown[]) => Lot} */
function reader(columns) {
  return (values) => {
    /** @type {Record<string, unknown>} */
    const lot = {};
    for (let at = 0; at < columns.length; at += 1) lot[columns[at]] = values[at];
    return /** @type {Lot} */ (/** @type {unknown} */ (lot));
  };
}
