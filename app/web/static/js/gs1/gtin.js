// @ts-check
// Trade item numbers: GTIN-8, -12, -13, -14 and UPC-E, all told by one 14-digit form. Never looks
// a product up. General Specifications 3.3.2, 5.2.2.4.2 and 7.9.

import { checkDigit, hasCheckDigit } from "./check_digits.js";
import { BLANK, size } from "./clean.js";

export const LENGTHS = Object.freeze([8, 12, 13, 14]);
const TYPING = new RegExp(`${BLANK}|-`, "g");

// last of the six digits a-f -> manufacturer and item digits
const UPC_E = [
  "abf0000cde", "abf0000cde", "abf0000cde", "abc00000de", "abcd00000e",
  "abcde0000f", "abcde0000f", "abcde0000f", "abcde0000f", "abcde0000f",
];

/** The 14 digits of a GTIN of any length, or null. Spaces and hyphens between digits are ignored;
 * a UPC-E of eight digits whose check digit does not fit a GTIN-8 is expanded. A wrong check digit
 * is never repaired. @param {string} text @returns {string | null} */
export function normaliseGtin(text) {
  if (size(text) > 64) return null;
  const number = text.replace(TYPING, "");
  if (LENGTHS.includes(number.length) && hasCheckDigit(number)) return number.padStart(14, "0");
  return number.length === 8 ? expandUpcE(number) : null;
}

/** The 14 digits behind a UPC-E: six digits, with number system in front, with check digit. Null
 * unless the number system is 0 or 1 and a check digit, where given, is right.
 * @param {string} text @returns {string | null} */
export function expandUpcE(text) {
  const found = /^(?:([0-9]{6})|([01])([0-9]{6})([0-9]?))$/.exec(text);
  if (!found) return null;
  const [, alone, system = "0", framed, given = ""] = found;
  const core = alone ?? framed;
  const body = [...UPC_E[Number(core[5])]].map((place) => core["abcdef".indexOf(place)] ?? "0");
  const payload = system + body.join("");
  const digit = checkDigit(payload);
  return given === "" || given === digit ? (payload + digit).padStart(14, "0") : null;
}
