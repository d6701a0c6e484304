// @ts-check
// One scan after the other goes to the server for its verdict; what the verdict means for the cart
// is decided here, in one table. Never draws, never changes the cart itself.

import { ApiError, post } from "../../web/js/api.js";
import { halfUp, parseQuantity } from "../../web/js/decimal.js";

/** @typedef {import("./catalogue.js").Catalogue} Catalogue */
/** @typedef {import("./catalogue.js").Product} Product */
/** @typedef {import("./cart.js").Item} Item */
/**
 * @typedef {object} Decision
 * @property {"add" | "refuse" | "offer"} what
 * @property {"ok" | "warn" | "error"} sound
 * @property {string} word status word of the verdict
 * @property {string} title
 * @property {string} text
 * @property {Item | null} item what goes into the cart, or is offered
 * @property {boolean} merge
 */

const TIMEOUT_MS = 6000;
const UNIT = 1_000_000;

/** Verdict -> title and tone of a bar; `ok` makes none. */
export const REFUSALS = Object.freeze({
  expired: ["Expired. Do not sell", "error"],
  recalled: ["Recalled. Take it off the shelf", "error"],
  quarantined: ["On hold. Do not sell", "error"],
  unknown_product: ["Unknown product", "error"],
  unreadable: ["Could not be read", "error"],
  no_stock: ["Nothing left to sell", "warn"],
  unknown_lot: ["Unknown lot", "warn"],
});

/** @param {string | null | undefined} text decimal @returns {number | null} millionths */
function micro(text) {
  try {
    return text === null || text === undefined ? null : Number(parseQuantity(text));
  } catch {
    return null;
  }
}

/** How much one scan stands for: said in the code, else worked out from its price, else unknown.
 * @param {any} answer @param {Product | undefined} product @returns {number} 0 where to be typed */
export function scannedQuantity(answer, product) {
  const said = micro(answer.quantity);
  if (said) return said;
  const price = micro(answer.price);
  const unit = product?.price ?? 0;
  if (price && unit && product?.unit !== "each") {
    return Number(halfUp(BigInt(price) * BigInt(UNIT), BigInt(unit)));
  }
  return product?.unit === "each" ? UNIT : 0;
}

/** @param {any} answer of POST /scans @param {string} data @param {Product | undefined} product
 * @returns {Item} */
export function scannedItem(answer, data, product) {
  const quantity = scannedQuantity(answer, product);
  const pack = product?.packs.find((each) => each.unit === answer.unit);
  const bound = answer.lot
    ? { lot: answer.lot, expires_on: answer.expires_on, origin: /** @type {const} */ ("scanned"),
        scan: data, pack: pack?.factor ?? 0 }
    : {};
  return { sku: answer.sku, quantity, ...bound };
}

/** @param {any} answer @param {string} data @param {Product | undefined} product
 * @returns {Decision} */
export function decide(answer, data, product) {
  const word = answer.verdict;
  const [title, tone] = REFUSALS[/** @type {keyof typeof REFUSALS} */ (word)] ?? ["", "ok"];
  const merge = product?.unit === "each";
  const facts = { word, title, text: answer.message ?? "", merge };
  if (word === "ok" && product) {
    const item = scannedItem(answer, data, product);
    return { ...facts, what: "add", sound: "ok", item };
  }
  const sound = tone === "warn" ? "warn" : "error";
  if (word === "unknown_lot" && product && product.lots.length) {
    const item = scannedItem({ ...answer, lot: null }, data, product);
    return { ...facts, what: "offer", sound, item };
  }
  return { ...facts, what: "refuse", sound, item: null, title: title || "Not known here" };
}

/** Asks for verdicts in the order of the scans. Event `decision` with `{decision, data, ms}`. */
export class ScanDesk extends EventTarget {
  /** @param {Catalogue} catalogue @param {string} site @param {typeof post} [ask] */
  constructor(catalogue, site, ask = post) {
    super();
    this.catalogue = catalogue;
    this.site = site;
    this.ask = ask;
    this.last = Promise.resolve();
  }

  /** @param {string} data as the scanner sent it */
  take(data) {
    this.last = this.last.then(() => this.judge(data));
    return this.last;
  }

  /** @param {string} data */
  async judge(data) {
    const started = performance.now();
    const decision = await this.verdict(data);
    const ms = Math.round(performance.now() - started);
    this.dispatchEvent(new CustomEvent("decision", { detail: { decision, data, ms } }));
  }

  /** @param {string} data @returns {Promise<Decision>} */
  async verdict(data) {
    try {
      const body = { data, site: this.site };
      const answer = await this.ask("/api/v1/scans", body, { timeoutMs: TIMEOUT_MS });
      if (answer.sku && !this.catalogue.product(answer.sku)) await this.catalogue.refresh();
      return decide(answer, data, this.catalogue.product(answer.sku));
    } catch (error) {
      return this.unanswered(data, error);
    }
  }

  /** Without the server a plain article number still finds its product; a lot is not judged.
   * @param {string} data @param {unknown} error @returns {Decision} */
  unanswered(data, error) {
    const known = this.catalogue.byGtin(data.trim());
    const lost = error instanceof ApiError && error.status === 0;
    if (lost && known) {
      const quantity = known.product.unit === "each" ? known.factor : 0;
      return {
        what: "add", sound: "warn", word: "offline", title: "", text: "", merge: true,
        item: { sku: known.product.sku, quantity },
      };
    }
    const text = error instanceof Error ? error.message : "";
    const title = "Not checked. Scan it again";
    return { what: "refuse", sound: "error", word: "error", title, text, item: null, merge: false };
  }
}
