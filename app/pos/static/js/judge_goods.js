// @ts-check
// What a scan means for this shop: which product, which pack, how much, which lot is named. The
// till's edition of app/catalog/scanning.py. Looks only at the catalogue; where two products answer
// to one code it names both and picks none.

import { rounded, times } from "../../web/js/gs1/amounts.js";
import { checkDigit } from "../../web/js/gs1/check_digits.js";
import { isLotNumber } from "../../web/js/gs1/lot_codes.js";
import { t } from "../../web/js/words.js";

/** @typedef {import("../../web/js/gs1/amounts.js").Amount} Amount */
/** @typedef {import("../../web/js/gs1/reading.js").Reading} Reading */
/** @typedef {import("./judge_lots.js").Product} Product */
/** @typedef {import("./judge_lots.js").Snapshot} Snapshot */
/** @typedef {{product: Product, unit: string | null, factor: number}} Candidate */
/**
 * A scan with its product. Quantities are millionths of the product's base unit.
 * @typedef {object} Goods
 * @property {Reading} reading
 * @property {Product | null} product
 * @property {string | null} unit of the pack
 * @property {number} factor
 * @property {bigint | null} quantity what the code stands for; null where that is not said
 * @property {string[]} lotCodes codes or lot numbers it may name, most likely first
 * @property {string[]} ambiguous the SKUs that all answer to this code
 * @property {string} problem why the scan must not be used as it stands
 * @property {string | null} serial
 * @property {string | null} expires_on
 * @property {string | null} best_before
 * @property {string | null} made_on
 */

const MICRO = 1_000_000;
const PLACES = 6;
const MAX_QUANTITY = 10n ** 15n;
const NUMBERS = new Set(["gtin", "in_store", "sscc"]);

/** Base unit -> what a code measures in it (General Specifications 3.6.2: 310n, 311n, 315n).
 * @type {Readonly<Record<string, (reading: Reading) => Amount | null | undefined>>} */
const MEASURES = Object.freeze({
  kg: (reading) => reading.weight,
  g: (reading) => reading.weight && times(reading.weight, 1000n),
  l: (reading) => reading.measures[315],
  m: (reading) => reading.measures[311],
});

/** @param {(string | null)[]} texts @returns {string[]} each once, without empty ones */
const distinct = (texts) => [...new Set(texts.flatMap((text) => text || []))];

/** Text that a person may have typed, not data that some symbol declared?
 * @param {Reading} reading */
const isBare = (reading) => reading.kind === "text" || reading.guessed;

/** An in-store number with five value digits zeroed: names the item where no rule is set.
 * @param {Reading} reading */
function withoutValue({ gtin14 }) {
  if (!gtin14?.startsWith("02")) return null;
  const payload = `${gtin14.slice(0, 8)}00000`;
  return payload + checkDigit(payload);
}

/** The 14-digit numbers a scan may mean, the most exact first; of a pallet, its content's.
 * @param {Reading} reading */
function gtinsIn(reading) {
  const numbers = distinct([reading.gtin14, reading.lookup_gtin14, withoutValue(reading)]);
  return numbers.length ? numbers : distinct([reading.content_gtin14]);
}

/** @param {Reading} reading */
const itemNumbers = ({ item_reference: item }) =>
  (item ? distinct([item, item.replace(/^0+/, "")]) : []);

/** The SKUs a scan may mean: bare text as typed or in other case; an in-store item number.
 * @param {Reading} reading */
function skusIn(reading) {
  const { text } = reading;
  const named = isBare(reading) || NUMBERS.has(reading.kind);
  const texts = named ? [...new Set([text, text.toUpperCase(), text.toLowerCase()])] : [];
  return [...texts, ...itemNumbers(reading)];
}

/** Every product that answers to the scan; a number's own entry last, as it knows the pack.
 * @param {Reading} reading @param {Snapshot} shop @returns {Candidate[]} */
function candidates(reading, shop) {
  const hit = gtinsIn(reading).map((gtin) => shop.byGtin(gtin)).find(Boolean);
  const made = hit ? itemNumbers(reading) : []; // counts only where the number itself is unknown
  const skus = skusIn(reading).filter((sku) => shop.bySku(sku));
  const exact = skus.filter((sku) => sku === reading.text);
  const loose = skus.filter((sku) => !made.includes(sku));
  const named = (exact.length ? exact : loose).map((sku) =>
    ({ product: /** @type {Product} */ (shop.bySku(sku)), unit: null, factor: MICRO }));
  return hit ? [...named, { ...hit, unit: hit.unit ?? null }] : named;
}

/** @param {Reading} reading @returns {Goods} with nothing stated besides the reading */
const nothing = (reading) => ({
  reading, product: null, unit: null, factor: MICRO, quantity: null, lotCodes: [], ambiguous: [],
  problem: "", serial: null, expires_on: null, best_before: null, made_on: null,
});

/** What the scan states besides the product; bare text without a product may be a lot. Our own
 * labels of goods without a GTIN carry the lot number under a company-internal AI.
 * @param {Reading} reading @returns {Goods} */
function facts(reading) {
  const labelled = reading.internal.map(([, value]) => value).filter(isLotNumber);
  const bare = isBare(reading) ? reading.text : null;
  return {
    ...nothing(reading),
    lotCodes: distinct([bare, reading.lot, ...labelled, ...reading.lot_candidates]),
    problem: reading.error || reading.association_error,
    serial: reading.serial, expires_on: reading.expires_on,
    best_before: reading.best_before, made_on: reading.made_on,
  };
}

/** Whole millionths; null where the code states more than the shop can count.
 * @param {Amount | null | undefined} amount @returns {bigint | null} */
function micro(amount) {
  if (!amount) return null;
  const { count } = rounded(amount, PLACES);
  return count <= MAX_QUANTITY ? count : null;
}

/** Millionths of the base unit in what was scanned; null where the code does not say.
 * @param {Goods} goods @param {Product} product @returns {bigint | null} */
function quantityOf({ reading, factor, unit }, product) {
  const stated = micro(MEASURES[product.unit]?.(reading));
  if (stated !== null) return stated || null;
  if (reading.count !== null) {
    const each = reading.gtin14 === null ? factor : MICRO; // 02 + 37: so many of the content's
    const many = BigInt(reading.count) * BigInt(each);
    return many > 0n && many <= MAX_QUANTITY ? many : null;
  }
  return unit !== null || product.unit === "each" ? BigInt(factor) : null;
}

/** What one scan means here. The product is null for an unknown code.
 * @param {Reading} reading @param {Snapshot} shop @returns {Goods} */
export function resolve(reading, shop) {
  if (reading.kind === "unreadable") return { ...nothing(reading), problem: reading.error };
  const found = new Map(candidates(reading, shop).map((one) => [one.product.sku, one]));
  if (!found.size) return facts(reading);
  if (found.size > 1) {
    const ambiguous = [...found.keys()].sort();
    const problem = t("This code stands for several products: {skus}.",
      { skus: ambiguous.join(", ") });
    return { ...facts(reading), ambiguous, problem };
  }
  const [{ product, unit, factor }] = found.values();
  const said = isBare(reading) ? nothing(reading) : facts(reading);
  const known = { ...said, product, unit, factor };
  const broken = reading.error && !isBare(reading);
  return { ...known, quantity: broken ? null : quantityOf(known, product) };
}
