// @ts-check
// What is open at this till: wheels, bottles, rolls. Measured lines without a lot take it, as the
// server does. Kept in the browser for the time without network; the server's word replaces it.

import { ApiError, get, post, tries } from "../../web/js/api.js";
import { parseQuantity, quantityText } from "../../web/js/decimal.js";

/** @typedef {{container: number, sku: string, name: string, unit: string, lot: string,
 *   quantity: number, sold: number, left: number}} Container quantities in millionths */
/** @typedef {Pick<Storage, "getItem" | "setItem">} Keeper */

const KEY = "lotwise.opened.";

/** @param {any} row as the server tells it @returns {Container} */
export function containerOf(row) {
  const micro = (/** @type {string} */ text) => Number(parseQuantity(text));
  const { container, sku, name, unit, lot } = row;
  return {
    container, sku, name, unit, lot,
    quantity: micro(row.quantity), sold: micro(row.sold), left: micro(row.left),
  };
}

/** The containers after a sale took from them.
 * @param {readonly Container[]} items @param {readonly any[]} lines of the sale's answer
 * @returns {Container[]} */
export function afterSale(items, lines) {
  /** @type {Map<string, number>} */
  const taken = new Map();
  for (const part of lines.flatMap((line) => line.allocations ?? [])) {
    if (part.certainty !== "opened") continue;
    taken.set(part.lot, (taken.get(part.lot) ?? 0) + Number(parseQuantity(part.quantity)));
  }
  return items.map((each) => {
    const sold = taken.get(each.lot) ?? 0;
    return { ...each, sold: each.sold + sold, left: Math.max(0, each.left - sold) };
  });
}

/** What closing would throw away (millionths), and how much of the container that is, in tenths of
 * a percent. @param {Container} item @param {number} leftOver */
export function lossOf(item, leftOver) {
  const loss = Math.max(0, item.left - leftOver);
  const tenths = Math.floor((loss * 2000 + item.quantity) / (2 * item.quantity));
  return { loss, percent: `${Math.floor(tenths / 10)}.${tenths % 10}` };
}

/** Events: `change`. */
export class Opened extends EventTarget {
  /** @param {string} till @param {{get?: typeof get, post?: typeof post,
   *   keeper?: Keeper | null}} [parts] */
  constructor(till, parts = {}) {
    super();
    this.till = till;
    this.get = parts.get ?? get;
    this.post = parts.post ?? post;
    this.keeper = parts.keeper === undefined ? globalThis.localStorage ?? null : parts.keeper;
    /** @type {readonly Container[]} */
    this.items = this.kept();
  }

  /** @returns {Container[]} */
  kept() {
    try {
      const found = JSON.parse(this.keeper?.getItem(KEY + this.till) ?? "[]");
      return Array.isArray(found) ? found : [];
    } catch {
      return [];
    }
  }

  /** @param {readonly Container[]} items */
  take(items) {
    const text = JSON.stringify(items);
    const same = text === JSON.stringify(this.items);
    this.items = items;
    if (same) return;
    this.keeper?.setItem(KEY + this.till, text);
    this.dispatchEvent(new Event("change"));
  }

  /** Ask the server; without it what is known stays. */
  async load() {
    try {
      const { items } = await this.get(`/api/v1/containers?till=${encodeURIComponent(this.till)}`);
      this.take(items.map(containerOf));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** What is open of a product, for the forecast. @param {string} sku */
  here(sku) {
    return this.items.find((each) => each.sku === sku) ?? null;
  }

  /** A sale was made here. @param {readonly any[]} lines of its answer */
  sold(lines) {
    this.take(afterSale(this.items, lines));
    return this.load();
  }

  /** @param {string} lot @returns {Promise<Container>} */
  async open(lot) {
    const body = { till: this.till, lot };
    const made = containerOf(await this.post("/api/v1/containers", body, { retry: tries(4) }));
    this.take([...this.items.filter((each) => each.sku !== made.sku), made]);
    return made;
  }

  /** @param {Container} item @param {number} leftOver millionths
   * @returns {Promise<any>} how it ended, with its loss */
  async close(item, leftOver) {
    const body = { left: quantityText(leftOver) };
    const address = `/api/v1/containers/${item.container}/close`;
    const done = await this.post(address, body, { retry: tries(4) });
    this.take(this.items.filter((each) => each.container !== item.container));
    return done;
  }
}
