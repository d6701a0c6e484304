// @ts-check
// What typed digits mean. Pure: the text so far and a key in, the new text out; then the text as
// a quantity, price, percent or amount. `,` and `.` are both the decimal mark.

import { parseScaled } from "../../web/js/decimal.js";

export const MOST_DIGITS = 12;

/** @param {string} text @param {string} key a digit, "." "," "00" "±" or "back" */
export function press(text, key) {
  if (key === "back") return text.slice(0, -1);
  if (key === "±") return text.startsWith("-") ? text.slice(1) : `-${text}`;
  if (key === "." || key === ",") return text.includes(".") ? text : `${text || "0"}.`;
  if (!/^\d+$/.test(key)) return text;
  const digits = (text + key).replace(/\D/g, "");
  if (digits.length > MOST_DIGITS) return text;
  return `${text === "0" ? "" : text}${key}`;
}

/**
 * The text as a whole count of 10^-places, or null where it is no such number.
 * @param {string} text
 * @param {number} places
 * @returns {number | null}
 */
export function typedNumber(text, places) {
  try {
    const count = parseScaled(text.replace(/\.$/, ""), places);
    return count >= 0n && count <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(count) : null;
  } catch {
    return null;
  }
}
