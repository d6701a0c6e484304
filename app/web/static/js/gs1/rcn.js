// @ts-check
// In-store numbers: restricted circulation numbers whose digits may hold a price or a weight. What
// the digits mean is a rule of the region or the shop, sent by the server as plain data; without a
// rule no weight or price is invented. General Specifications 2.1.11 and 2.1.12.

import { t } from "../words.js";
import { amount } from "./amounts.js";
import { checkDigit, measureCheckDigit } from "./check_digits.js";

/** @typedef {import("./amounts.js").Amount} Amount */
/**
 * One prefix: what its digits 3 to 12 mean. I item, V value, C check digit of the value.
 * @typedef {object} Rule
 * @property {string} prefix two digits
 * @property {"price" | "weight" | "count"} measure
 * @property {number} decimals
 * @property {string} pattern ten letters
 */
/**
 * @typedef {object} InStore
 * @property {"geo" | "company"} usage
 * @property {string} item
 * @property {string} lookup 14 digits, value zero
 * @property {Rule["measure"] | null} measure
 * @property {Amount | null} value
 * @property {string} fault when the inner check digit is wrong
 */

const FAULT = "The check digit of the price or weight in this code is incorrect.";

/** Whose restricted circulation number is this? Null for ordinary trade items.
 * @param {string} gtin14 */
function usageOf(gtin14) {
  if (gtin14[0] !== "0") return null;
  if (gtin14.startsWith("000000")) return "02".includes(gtin14[6]) ? "company" : null;
  if (gtin14.startsWith("02", 1) || gtin14[1] === "2") return "geo";
  return gtin14.startsWith("04", 1) ? "company" : null;
}

/** The digits under one letter of the pattern.
 * @param {Rule} rule @param {string} gtin13 @param {string} letter */
function part(rule, gtin13, letter) {
  return [...gtin13.slice(2, 12)].filter((_, place) => rule.pattern[place] === letter).join("");
}

/** The same item with value 0 and fresh check digits: what the catalogue knows.
 * @param {Rule} rule @param {string} gtin13 */
function zeroed(rule, gtin13) {
  const values = [...rule.pattern].filter((letter) => letter === "V").length;
  const check = rule.pattern.includes("C") ? measureCheckDigit("0".repeat(values)) : "";
  const digits = [...rule.pattern].map((letter, place) =>
    (letter === "I" ? gtin13[place + 2] : letter === "C" ? check : "0"));
  const payload = gtin13.slice(0, 2) + digits.join("");
  return payload + checkDigit(payload);
}

/** What an in-store number says under the rules; null if it is an ordinary trade item.
 * @param {string} gtin14 @param {readonly Rule[]} rules @returns {InStore | null} */
export function inStore(gtin14, rules) {
  const usage = usageOf(gtin14);
  if (usage === null) return null;
  const gtin13 = gtin14.slice(1);
  const rule = usage === "geo" ? rules.find((one) => gtin13.startsWith(one.prefix)) : undefined;
  if (!rule) {
    const item = gtin14.startsWith("000000") ? gtin14.slice(7, 13) : gtin13.slice(2, 12);
    return { usage, item, lookup: gtin14, measure: null, value: null, fault: "" };
  }
  const [digits, check] = [part(rule, gtin13, "V"), part(rule, gtin13, "C")];
  const bad = check !== "" && check !== measureCheckDigit(digits);
  return {
    usage, item: part(rule, gtin13, "I"), lookup: `0${zeroed(rule, gtin13)}`,
    measure: rule.measure, value: bad ? null : amount(digits, rule.decimals),
    fault: bad ? t(FAULT) : "",
  };
}
