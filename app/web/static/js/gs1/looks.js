// @ts-check
// What bare text looks like before anyone trusts it: questions about its form alone.

import { t } from "../words.js";
import { TABLE, find } from "./ai_table.js";
import { hasCheckDigit, isDigits } from "./check_digits.js";
import { GS } from "./clean.js";
import { Gs1Fault, splitElementString } from "./elements.js";
import { LENGTHS } from "./gtin.js";

/** @typedef {import("./ai_table.js").Pairs} Pairs */

/** Eight digits with spaces or hyphens: 2026-1121 is rather a lot than a GTIN-8.
 * @param {string} text */
export function isSpacedShort(text) {
  return !isDigits(text) && (text.match(/[0-9]/g) ?? []).length === 8;
}

/** Eight digits that no company was given as a GTIN-8, but that make an AI with a date? GS1-8
 * prefixes 140 to 199 are not assigned. @param {string} text */
export function isNoGtin8(text) {
  if (text.length !== 8 || !/^1[4-9]/.test(text)) return false;
  try {
    return splitElementString(text).length > 0;
  } catch (fault) {
    if (fault instanceof Gs1Fault) return false;
    throw fault;
  }
}

/** @param {Pairs} pairs */
const partsOf = (pairs) => pairs.flatMap(([ai]) => TABLE.get(ai)?.parts ?? []);

/** Digits as long as a GTIN or an SSCC that would be nothing but free text behind AIs?
 * @param {string} text @param {Pairs} pairs */
export function isRatherANumber(text, pairs) {
  const free = partsOf(pairs).every((part) => part.charset === "X");
  const long = LENGTHS.slice(1).includes(text.length) || isSscc(text);
  return free && long && isDigits(text);
}

/** @param {string} text */
export const isSscc = (text) => text.length === 18 && hasCheckDigit(text);

/** No AI with a check digit that proves the reading? @param {Pairs} pairs */
export const isUnproven = (pairs) => !partsOf(pairs).some((part) => part.checks.includes("csum"));

/** @param {string} text */
export function checkDigitFault(text) {
  const wrong = isDigits(text) && LENGTHS.includes(text.length) && !hasCheckDigit(text);
  return wrong ? t("The check digit is incorrect.") : "";
}

/** @param {string} text */
const isBroken = (text) =>
  isDigits(text) || find(text) !== null || /^\(|\([0-9]/.test(text)
    || /^(?:http:\/\/|https:\/)/i.test(text) || text.includes(GS);

/** Why text that looks like a code is none; nothing for ordinary words.
 * @param {string} text @param {string} fault */
export function complaint(text, fault) {
  return isBroken(text) ? checkDigitFault(text) || fault || t("This is not GS1 data.") : "";
}
