// @ts-check
// Each scan is judged at once from the till's own snapshot; what the verdict means for the cart is
// decided here, in one table. Only what the snapshot does not know is asked of the server, and no
// other scan waits for that. Never draws, never changes the cart itself.

import { post } from "../../web/js/api.js";
import { halfUp, parseQuantity } from "../../web/js/decimal.js";
import { t } from "../../web/js/words.js";
import { judge } from "./judge.js";

/** @typedef {import("./catalogue.js").Catalogue} Catalogue */
/** @typedef {import("./catalogue.js").Product} Product */
/** @typedef {import("./cart.js").Item} Item */
/**
 * @typedef {object} Decision
 * @property {"add" | "refuse" | "offer" | "approve"} what
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

/** @param {any} answer of POST /scans or the till's judge @param {string} data
 * @param {Product | undefined} product
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

/** The till's own words, in the reader's language, where the server came to the same.
 * @param {any} answer of the server @param {any} own */
function inOwnWords(answer, own) {
  const same = answer.verdict === own.verdict && answer.sku === own.sku;
  return same && !answer.candidates?.length ? { ...answer, message: own.message } : answer;
}

/** @param {any} answer @param {string} data @param {Product | undefined} product
 * @returns {Decision} */
export function decide(answer, data, product) {
  const word = answer.verdict;
  const [title, tone] = REFUSALS[/** @type {keyof typeof REFUSALS} */ (word)] ?? ["", "ok"];
  const merge = product?.unit === "each";
  const facts = { word, title: t(title), text: answer.message ?? "", merge };
  if (word === "ok" && product) {
    const item = scannedItem(answer, data, product);
    return { ...facts, what: "add", sound: "ok", item };
  }
  const sound = tone === "warn" ? "warn" : "error";
  if (word === "expired" && answer.lot && product?.expired_sale === "approval") {
    return { ...facts, what: "approve", sound, item: scannedItem(answer, data, product) };
  }
  if (word === "unknown_lot" && product && product.lots.length) {
    const item = scannedItem({ ...answer, lot: null }, data, product);
    return { ...facts, what: "offer", sound, item };
  }
  return { ...facts, what: "refuse", sound, item: null, title: t(title || "Not known here") };
}

/** Words of the snapshot that the server may know better. */
const ASKED = new Set(["unknown_product", "unknown_lot"]);

/** Not sold now: what the till knows of its recalls is too old.
 * @param {Decision} decision @param {string} text @returns {Decision} */
function tooOld(decision, text) {
  const title = t("Not sold without connection");
  return { ...decision, what: "refuse", sound: "error", word: "too_old", title, text, item: null };
}

/** Events: `decision` with `{decision, data, ms, answer}`, and `receipt` with the answer where the
 * code is that of a sales receipt. */
export class ScanDesk extends EventTarget {
  /** @param {Catalogue} catalogue @param {string} site @param {typeof post} [ask] */
  constructor(catalogue, site, ask = post) {
    super();
    this.catalogue = catalogue;
    this.site = site;
    this.ask = ask;
    /** Who takes a scan before the cart does, if anybody; says whether it did.
     * @type {(data: string) => boolean} */
    this.divert = () => false;
  }

  /** Judged before this returns, unless the server must be asked. @param {string} data as the
   * scanner sent it @returns {Promise<void>} */
  async take(data) {
    if (this.divert(data)) return;
    const started = performance.now();
    const own = judge(data, this.catalogue.snapshot);
    const answer = this.mustAsk(own) ? await this.asked(data, own) : own;
    if (answer.verdict === "receipt") {
      this.dispatchEvent(new CustomEvent("receipt", { detail: { ...answer, data } }));
      return;
    }
    const decision = this.decision(answer, data);
    const ms = Math.round(performance.now() - started);
    this.dispatchEvent(new CustomEvent("decision", { detail: { decision, data, ms, answer } }));
  }

  /** @param {any} answer */
  mustAsk({ verdict }) {
    return ASKED.has(verdict) && this.catalogue.up !== false;
  }

  /** The server's word where it has one, else the till's own.
   * @param {string} data @param {any} own @returns {Promise<any>} */
  async asked(data, own) {
    try {
      const body = { data, site: this.site };
      const answer = await this.ask("/api/v1/scans", body, { timeoutMs: TIMEOUT_MS });
      if (answer.sku && !this.catalogue.product(answer.sku)) await this.catalogue.refresh(true);
      return inOwnWords(answer, own);
    } catch {
      return own;
    }
  }

  /** @param {any} answer @param {string} data @returns {Decision} */
  decision(answer, data) {
    const product = this.catalogue.product(answer.sku ?? "");
    const made = decide(answer, data, product);
    const why = made.item ? this.catalogue.refusal(product) : "";
    return why ? tooOld(made, why) : made;
  }
}
