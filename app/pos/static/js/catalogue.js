// @ts-check
// The till's own copy of products, prices and next lots: loaded once, refreshed by ETag, searched
// without the server. It never changes a cart.

import { MICRO } from "../../web/js/decimal.js";

/**
 * @typedef {object} Lot
 * @property {string} number
 * @property {string | null} supplier_lot
 * @property {string | null} expires_on
 * @property {string} kind use_by, best_before or none
 * @property {number | null} days left on the site's day
 * @property {number} available millionths
 */
/**
 * @typedef {object} Product
 * @property {string} sku
 * @property {string} name
 * @property {number} price millionths per base unit
 * @property {number} rate millionths
 * @property {string} unit
 * @property {string} category
 * @property {boolean} tracked
 * @property {boolean} ask whether a person chooses the lot
 * @property {boolean} one_lot whether all units come from one lot
 * @property {number | null} min_days
 * @property {string[]} gtins
 * @property {{unit: string, factor: number, gtins: string[]}[]} packs
 * @property {Lot[]} lots
 * @property {number} lot_count
 * @property {number} available
 */

export const MOST_TILES = 120;
const REFRESH_MS = 45_000;
const FEWEST_FAVOURITES = 12;
const WHOLE = Number(MICRO);

/** Lower case without accents or punctuation. @param {string} text */
export function fold(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}

/** One string that holds everything a product may be searched by. @param {Product} product */
export function searchText(product) {
  const codes = [...product.gtins, ...product.packs.flatMap((pack) => pack.gtins)];
  const lots = product.lots.flatMap((lot) => [lot.number, lot.supplier_lot ?? ""]);
  return fold([product.name, product.sku, product.category, ...codes, ...lots].join(" "));
}

/** Words to look for; a number also without its leading zeros. @param {string} query */
export function queryWords(query) {
  return fold(query).split(/\s+/).filter(Boolean)
    .map((word) => (/^0+\d{6,}$/.test(word) ? word.replace(/^0+/, "") : word));
}

/** Events: `change` when products or lots are new, `trouble` when they could not be fetched. */
export class Catalogue extends EventTarget {
  /** @param {string} url @param {typeof fetch} [send] */
  constructor(url, send = (...args) => fetch(...args)) {
    super();
    this.url = url;
    this.send = send;
    this.etag = "";
    this.on = "";
    /** @type {Product[]} */
    this.products = [];
    /** @type {string[]} */
    this.favourites = [];
    /** @type {Map<string, Product>} */
    this.bySku = new Map();
    /** @type {Map<string, string>} */
    this.words = new Map();
    this.ready = false;
  }

  /** Ask for news now and then every three quarters of a minute. */
  async start() {
    await this.refresh();
    setInterval(() => document.visibilityState === "visible" && this.refresh(), REFRESH_MS);
  }

  async refresh() {
    try {
      const headers = this.etag ? { "If-None-Match": this.etag } : {};
      const init = { headers, credentials: "same-origin", cache: "no-store", redirect: "error" };
      const answer = await this.send(this.url, /** @type {RequestInit} */ (init));
      if (answer.status === 304) return;
      if (!answer.ok) throw new Error(String(answer.status));
      this.take(await answer.json(), answer.headers.get("ETag") ?? "");
    } catch {
      this.dispatchEvent(new Event("trouble"));
    }
  }

  /** @param {{on: string, favourites: string[], products: Product[]}} data @param {string} etag */
  take(data, etag) {
    this.etag = etag;
    this.on = data.on;
    this.favourites = data.favourites;
    this.products = data.products;
    this.bySku = new Map(data.products.map((product) => [product.sku, product]));
    this.words = new Map(data.products.map((product) => [product.sku, searchText(product)]));
    this.ready = true;
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} sku */
  product(sku) {
    return this.bySku.get(sku);
  }

  /** What an EAN, UPC or case code stands for. @param {string} digits
   * @returns {{product: Product, factor: number} | null} */
  byGtin(digits) {
    if (!/^\d{8,14}$/.test(digits)) return null;
    const gtin = digits.padStart(14, "0");
    for (const product of this.products) {
      if (product.gtins.includes(gtin)) return { product, factor: WHOLE };
      const pack = product.packs.find((each) => each.gtins.includes(gtin));
      if (pack) return { product, factor: pack.factor };
    }
    return null;
  }

  /** What the tabs say, favourites first. @returns {{name: string, label: string}[]} */
  categories() {
    const names = [...new Set(this.products.map((product) => product.category))].sort();
    const rest = names.filter(Boolean).map((name) => ({ name, label: name }));
    const other = names.includes("") && rest.length ? [{ name: "", label: "Other" }] : [];
    const enough = this.favourites.length >= FEWEST_FAVOURITES;
    const best = enough ? [{ name: "*best", label: "Favourites" }] : [];
    return [...best, { name: "*all", label: "All" }, ...rest, ...other];
  }

  /** @param {string} category @returns {Product[]} at most 120 */
  inCategory(category) {
    const known = (/** @type {string} */ sku) => this.bySku.get(sku);
    if (category === "*best") {
      return this.favourites.map(known).filter((product) => product !== undefined);
    }
    const all = category === "*all";
    return this.products.filter((each) => all || each.category === category).slice(0, MOST_TILES);
  }

  /** Products that hold every word, names that begin so first. @param {string} query */
  search(query) {
    const words = queryWords(query);
    const hits = this.products.filter((product) => {
      const text = this.words.get(product.sku) ?? "";
      return words.every((word) => text.includes(word));
    });
    const first = words[0] ?? "";
    const rank = (/** @type {Product} */ product) => (fold(product.name).startsWith(first) ? 0 : 1);
    return hits.sort((a, b) => rank(a) - rank(b)).slice(0, MOST_TILES);
  }
}
