// @ts-check
// May a lot be sold on a day, and which lots does a code name? The till's edition of
// app/inventory/allocation.py and of the questions asked of lots. Never changes a lot.

import { normaliseLotCode } from "../../web/js/gs1/lot_codes.js";

/** @typedef {import("./catalogue.js").Product} CatalogueProduct */
/** @typedef {CatalogueProduct & {expiry_kind: string}} Product */
/**
 * @typedef {object} Lot
 * @property {string} number
 * @property {string | null} supplier_lot
 * @property {string | null} expires_on
 * @property {string} kind use_by, best_before or none
 * @property {"released" | "quarantined" | "recalled"} [status] released where it is not said
 * @property {number} available millionths at the site's selling places, whatever the status
 * @property {string | null} [made_on]
 */
/** @typedef {"ok" | "expired" | "quarantined" | "recalled"} Word */
/**
 * What the till knows of the shop; all of it in memory, so that a scan waits for nothing.
 * @typedef {object} Snapshot
 * @property {string} on the site's ISO day
 * @property {(gtin14: string) => {product: Product, factor: number, unit: string | null} | null
 *   } byGtin
 * @property {(sku: string) => Product | undefined} bySku
 * @property {(number: string) => {lot: Lot, product: Product} | null} lotByNumber
 * @property {(sku: string, supplierLotKey: string) => Lot[]} lotsByCode
 * @property {readonly import("../../web/js/gs1/rcn.js").Rule[]} inStore
 * @property {(supplierLotKey: string) => {lot: Lot, product: Product}[]} [lotsAnywhere]
 *   of any product; without it a bare supplier's code is left to the server
 * @property {(sku: string) => Lot[]} [lotsOf] all at the site, blocked ones too; without it the
 *   product's own `lots`
 */

const DAY_MS = 86_400_000;
const LAST = "9999-12-31";

/** Why a lot may not be sold, the worst first. @type {readonly Word[]} */
export const WORST_FIRST = Object.freeze(["recalled", "quarantined", "expired"]);

/** Whole days from one ISO day to another. @param {string} from @param {string} to */
const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** Does its date forbid a sale? Use-by blocks after its day, best-before only warns; either is too
 * short where fewer than `minDays` days are left.
 * @param {string} kind @param {string | null} expiresOn @param {string} on
 * @param {number | null} minDays */
function isPast(kind, expiresOn, on, minDays) {
  if (kind === "none" || expiresOn === null) return false;
  const left = daysBetween(on, expiresOn);
  return (left < 0 && kind === "use_by") || (minDays !== null && left < minDays);
}

/** Whether a lot of a product may be sold on a day of its site.
 * @param {Lot} lot @param {Product} product @param {string} on @returns {Word} */
export function sellable(lot, product, on) {
  if (lot.status && lot.status !== "released") return lot.status;
  return isPast(lot.kind, lot.expires_on, on, product.min_days ?? null) ? "expired" : "ok";
}

/** Does the date printed on the goods themselves say no?
 * @param {string | null} expiresOn @param {Product} product @param {string} on */
export const isLabelPast = (expiresOn, product, on) =>
  product.expiry_kind !== "none" && isPast("use_by", expiresOn, on, null);

/** @param {Lot} one @param {Lot} other our numbers count up, so the shorter is the older */
const byAge = (one, other) =>
  one.number.length - other.number.length || (one.number < other.number ? -1 : 1);

/** Each once, oldest first. @param {Lot[]} lots @returns {Lot[]} */
const oldestFirst = (lots) =>
  [...new Map(lots.map((lot) => [lot.number, lot])).values()].sort(byAge);

/** @param {Lot} lot */
const expiry = (lot) => lot.expires_on ?? LAST;

/** Lots of a product by these codes: ours by number, else the supplier's, oldest first.
 * @param {Snapshot} shop @param {Product} product @param {string[]} codes @returns {Lot[]} */
export function lotsNamed(shop, product, codes) {
  const ours = codes.map((code) => shop.lotByNumber(code.toUpperCase()))
    .flatMap((hit) => (hit && hit.product.sku === product.sku ? [hit.lot] : []));
  if (ours.length) return oldestFirst(ours);
  return oldestFirst(codes.flatMap((code) =>
    shop.lotsByCode(product.sku, normaliseLotCode(code)) ?? []));
}

/** Lots of any product that go by these codes, with their products.
 * @param {Snapshot} shop @param {string[]} codes @returns {{lot: Lot, product: Product}[]} */
export function lotsAnywhere(shop, codes) {
  return codes.flatMap((code) => {
    const ours = shop.lotByNumber(code.toUpperCase());
    const key = normaliseLotCode(code);
    return [...(ours ? [ours] : []), ...((key && shop.lotsAnywhere?.(key)) || [])];
  });
}

/** What is on hand of a product at the site's selling places, by date.
 * @param {Snapshot} shop @param {Product} product @returns {Lot[]} */
export function onHand(shop, product) {
  const known = shop.lotsOf?.(product.sku) ?? product.lots;
  return known.filter((lot) => lot.available > 0)
    .sort((one, other) => (expiry(one) < expiry(other) ? -1
      : expiry(one) > expiry(other) ? 1 : byAge(one, other)));
}

/** The lots a printed code may stand for: where one of them is recalled, only the recalled, as
 * nobody can tell which one is in hand. @param {Lot[]} lots @returns {Lot[]} */
export function suspects(lots) {
  const recalled = lots.filter((lot) => lot.status === "recalled");
  return recalled.length ? recalled : lots;
}

export { oldestFirst };
