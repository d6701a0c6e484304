// @ts-check
// How goods came: what is wrong with a line's temperature and condition, in words. Pure; the server
// judges again when the delivery is posted, also one that waited without network.

import { parseQuantity, quantityText } from "../../web/js/decimal.js";

/** @typedef {import("./draft.js").Line} Line */
/** @typedef {{least?: string | null, most?: string | null}} Range */

export const CONDITIONS = Object.freeze([
  ["ok", "In order"], ["damaged", "Damaged"], ["wet", "Wet"], ["open", "Open"],
  ["dirty", "Dirty"], ["other", "Other, in words"],
]);

/** "2 to 7 °C", "at most -18 °C"; "" where any temperature will do. @param {Range} range */
export function rangeWords({ least, most }) {
  if (least && most) return `${least} to ${most} °C`;
  if (least) return `at least ${least} °C`;
  return most ? `at most ${most} °C` : "";
}

/** @param {string} measured @param {Range} range */
function outside(measured, { least, most }) {
  const micro = parseQuantity(measured);
  return Boolean(least && micro < parseQuantity(least))
    || Boolean(most && micro > parseQuantity(most));
}

/**
 * What is wrong with the goods of a line, one sentence each; empty where nothing is.
 * @param {Pick<Line, "temperature" | "condition" | "condition_note" | "least" | "most">} line
 * @returns {string[]}
 */
export function wrongWith(line) {
  const { temperature, condition = "ok", condition_note: note = "" } = line;
  const words = [];
  if (temperature && outside(temperature, line)) {
    words.push(`${temperature} °C, ${rangeWords(line)} ordered.`);
  }
  const name = CONDITIONS.find(([code]) => code === condition)?.[1] ?? condition;
  if (condition === "other") words.push(`${note || "Not in order"}.`);
  else if (condition !== "ok") words.push(note ? `${name}: ${note}.` : `${name}.`);
  return words;
}

/** A temperature as typed, exactly, or "" where it is none. @param {string} text */
export function degrees(text) {
  try {
    return quantityText(parseQuantity(text));
  } catch {
    return "";
  }
}
