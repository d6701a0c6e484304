// @ts-check
// Exact money and quantities in the browser: strings <-> BigInt, no float arithmetic anywhere.
// Money is whole minor units, quantities and unit prices are whole millionths, as on the server.

import { t } from "./words.js";

export const MICRO = 1_000_000n;
const PLAIN = /^([+-]?)(\d{0,12})(?:\.(\d*))?$/;

/**
 * A number as people type it ("12,5", "1.234,50", "1 234.50") as a whole count of 10^-places.
 * The last of `,` and `.` is the decimal mark where both occur; one alone always is.
 * @param {string} text
 * @param {number} places
 * @returns {bigint}
 * @throws {RangeError} when it is no plain number or has more decimals than `places`
 */
export function parseScaled(text, places) {
  const bare = ungroup(text.trim().replace(/[\s\u00a0\u202f'’]/g, "").replace("\u2212", "-"));
  const found = PLAIN.exec(bare);
  const [, sign, whole, rest = ""] = found ?? ["", "", "", ""];
  if (!found || !(whole + rest)) throw new RangeError(t("Write a number such as 12.50."));
  const kept = rest.replace(/0+$/, "");
  if (kept.length > places) throw new RangeError(t("At most {places} decimals.", { places }));
  const count = BigInt(whole + kept.padEnd(places, "0") || "0");
  return sign === "-" ? -count : count;
}

/** @param {string} text @returns {string} one `.` at most, or a text that no number matches */
function ungroup(text) {
  const marks = /** @type {string[]} */ (text.match(/[.,]/g) ?? []);
  if (marks.length < 2) return text.replace(",", ".");
  const last = marks[marks.length - 1];
  const decimal = marks.filter((mark) => mark === last).length === 1 ? last : "";
  const cut = decimal ? text.lastIndexOf(decimal) : text.length;
  const head = text.slice(0, cut);
  const group = marks[0];
  const inThrees = new RegExp(`^[+-]?\\d{1,3}(\\${group}\\d{3})+$`);
  if (!inThrees.test(head)) return "x";
  return head.split(group).join("") + (decimal ? `.${text.slice(cut + 1)}` : "");
}

/**
 * A count of 10^-places as a plain decimal string, with at least `least` decimals.
 * @param {bigint | number} count
 * @param {number} places
 * @param {number} [least]
 * @returns {string}
 */
export function scaledText(count, places, least = places) {
  const value = whole(count);
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, "0");
  const head = digits.slice(0, digits.length - places);
  const tail = digits.slice(digits.length - places).replace(/0+$/, "").padEnd(least, "0");
  return `${value < 0n ? "-" : ""}${head}${tail ? `.${tail}` : ""}`;
}

/** Minor units of a typed amount. @param {string} text @param {number} decimals */
export const parseMoney = (text, decimals) => parseScaled(text, decimals);

/** "12.50" of 1250n. @param {bigint | number} minor @param {number} decimals */
export const moneyText = (minor, decimals) => scaledText(minor, decimals);

/** Millionths of a typed quantity or unit price. @param {string} text */
export const parseQuantity = (text) => parseScaled(text, 6);

/** "2.5" of 2500000n. @param {bigint | number} micro */
export const quantityText = (micro) => scaledText(micro, 6, 0);

/**
 * Numerator over denominator, rounded half away from zero, as prices are rounded in trade.
 * @param {bigint} numerator
 * @param {bigint} denominator
 * @returns {bigint}
 */
export function halfUp(numerator, denominator) {
  const negative = (numerator < 0n) !== (denominator < 0n);
  const top = numerator < 0n ? -numerator : numerator;
  const bottom = denominator < 0n ? -denominator : denominator;
  const rounded = (top * 2n + bottom) / (bottom * 2n);
  return negative ? -rounded : rounded;
}

/**
 * Unit price (millionths) x quantity (millionths) in minor units, rounded half up: the server's
 * `values.money.extended`.
 * @param {bigint | number} priceMicro
 * @param {bigint | number} quantityMicro
 * @param {number} decimals
 * @returns {bigint}
 */
export function extended(priceMicro, quantityMicro, decimals) {
  return halfUp(whole(priceMicro) * whole(quantityMicro) * 10n ** BigInt(decimals), MICRO * MICRO);
}

/**
 * For people: grouped and marked as the locale does, with the currency's sign. `Intl` takes the
 * decimal string itself, so nothing passes through a float.
 * @param {bigint | number} minor
 * @param {string} currency
 * @param {number} decimals
 * @param {string} [locale]
 * @returns {string}
 */
export function formatMoney(minor, currency, decimals, locale) {
  const key = `${locale} ${currency} ${decimals}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  formats.set(key, format);
  return format.format(/** @type {any} */ (moneyText(minor, decimals)));
}

/** Making one takes longer than using it a hundred times. @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** @param {bigint | number} value @returns {bigint} */
function whole(value) {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new TypeError(`not a whole number: ${value}`);
  }
  return BigInt(value);
}
