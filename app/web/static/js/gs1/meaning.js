// @ts-check
// From (AI, value) pairs to what they mean: product, lot, dates, weight, price. The values were
// checked when they were split. General Specifications, section 3.

import { find } from "./ai_table.js";
import { amount, rounded, times } from "./amounts.js";
import { toDate, toMoment } from "./dates.js";
import { Gs1Fault, splitElementString } from "./elements.js";

/** @typedef {import("./ai_table.js").Pairs} Pairs */
/** @typedef {import("./amounts.js").Amount} Amount */

const PLAIN = Object.entries({
  "00": "sscc", "01": "gtin14", "02": "content_gtin14", 10: "lot", 21: "serial", 414: "gln",
});
const DATES = Object.entries({
  11: "made_on", 13: "packed_on", 15: "best_before", 16: "sell_by", 17: "expires_on",
});
/** @type {Readonly<Record<string, string>>} */
const MONEY = Object.freeze({ 390: "amount", 391: "amount", 392: "price", 393: "price" });
const POUND = 45_359_237n; // 10^-8 kilograms, by definition
const POUND_PLACES = 8;
const SWALLOWED = new Set(["11", "13", "15", "16", "17", "310", "320"]);

/** Decimals of the value stand in the last digit of its AI.
 * @param {string} ai @param {string} digits */
const decimal = (ai, digits) => amount(digits, Number(ai[3]));

/** Weights, lengths, areas and volumes by AI stem (310 to 369); the first one counts.
 * @param {Pairs} pairs @returns {Record<string, Amount>} */
function measuresOf(pairs) {
  /** @type {Record<string, Amount>} */
  const found = {};
  for (const [ai, value] of pairs) {
    const stem = ai.slice(0, 3);
    if (ai.length === 4 && stem >= "310" && stem <= "369") found[stem] ??= decimal(ai, value);
  }
  return found;
}

/** Net kilograms. @param {Record<string, Amount>} measures @returns {Amount | null} */
function weightOf(measures) {
  if (measures[310]) return measures[310];
  if (!measures[320]) return null;
  const { count, places } = times(measures[320], POUND);
  return rounded({ count, places: places + POUND_PLACES }, 6);
}

/** @param {Pairs} pairs */
function moneyOf(pairs) {
  /** @type {Record<string, any>} */
  const found = {};
  for (const [ai, value] of pairs) {
    const name = MONEY[ai.slice(0, 3)];
    if (!name || name in found) continue;
    const coded = "13".includes(ai[2]); // three digits of currency first
    if (coded) found.currency = value.slice(0, 3);
    found[name] = decimal(ai, coded ? value.slice(3) : value);
  }
  return found;
}

/** @param {Map<string, string>} values @param {string} today */
function datesOf(values, today) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const [ai, name] of DATES) {
    const value = values.get(ai);
    if (value === undefined) continue;
    const day = toDate(value, today);
    if (!day) throw new Gs1Fault("AI ({ai}): there is no such day.", { ai });
    found[name] = day;
  }
  const minute = values.get("7003");
  if (minute === undefined) return found;
  const moment = toMoment(minute, today);
  if (!moment) throw new Gs1Fault("AI (7003): there is no such minute.");
  return { expires_on: moment.slice(0, 10), ...found, expires_at: moment };
}

/** The fields of a Reading that the pairs state. Throws Gs1Fault for 29 February 2100.
 * @param {Pairs} pairs @param {string} today */
export function meaning(pairs, today) {
  const values = new Map(pairs);
  const measures = measuresOf(pairs);
  const count = values.get("37") ?? values.get("30");
  const plain = PLAIN.filter(([ai]) => values.has(ai)).map(([ai, name]) => [name, values.get(ai)]);
  return {
    ...Object.fromEntries(plain),
    ...datesOf(values, today),
    ...moneyOf(pairs),
    lookup_gtin14: values.get("01") ?? null,
    weight: weightOf(measures),
    measures,
    count: count === undefined ? null : Number(count),
    internal: pairs.filter(([ai]) => ai[0] === "9"),
    ais: pairs,
  };
}

/** @param {string} rest does it begin with a date or a weight, and can all of it be read? */
function reads(rest) {
  const known = find(rest);
  if (!known || !(SWALLOWED.has(known.ai) || SWALLOWED.has(known.ai.slice(0, 3)))) return false;
  try {
    return splitElementString(rest).length > 0;
  } catch (fault) {
    if (fault instanceof Gs1Fault) return false;
    throw fault;
  }
}

/** The shorter values hidden in `value` if FNC1 was lost: what remains reads as date or weight.
 * Offers to a person, never answers. @param {string} value @returns {string[]} */
export function swallowed(value) {
  const ends = Array.from({ length: Math.max(0, value.length - 1) }, (_, at) => at + 1);
  return ends.filter((end) => reads(value.slice(end))).map((end) => value.slice(0, end));
}
