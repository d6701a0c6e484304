// @ts-check
// What the content of a GS1 value must obey: one small question per named check (the names of the
// GS1 Barcode Syntax Dictionary). A check returns what is wrong as a sentence, or nothing.

import { CSET82, hasCheckCharacters, hasCheckDigit, isDigits } from "./check_digits.js";
import { dayFault } from "./dates.js";
import { COUNTRY_LETTERS, COUNTRY_NUMBERS, CURRENCY_NUMBERS } from "./iso_codes.js";

/** @typedef {(value: string) => string} Check */

/** @param {(value: string) => boolean} question @param {string} sentence @returns {Check} */
const passes = (question, sentence) => (value) => (question(value) ? "" : sentence);

/** @param {Set<string>} allowed @param {string} sentence */
const among = (allowed, sentence) => passes((value) => allowed.has(value), sentence);

/** @param {RegExp} pattern @param {string} sentence */
const fits = (pattern, sentence) => passes((value) => pattern.test(value), sentence);

/** The key must begin with the digits of a company prefix, at least four. @param {number} start */
const companyPrefix = (start) => fits(
  new RegExp(`^[^]{${start}}[0-9]{4}`), "The GS1 company prefix is not numeric.",
);

/** @param {boolean} zeroDay @returns {Check} */
const shortDate = (zeroDay) => (value) => {
  const leap = Number(value.slice(0, 2)) % 4 === 0;
  return dayFault(value.slice(2, 4), value.slice(4, 6), leap, zeroDay);
};

/** @type {Check} */
function longDate(value) {
  const year = Number(value.slice(0, 4));
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return dayFault(value.slice(4, 6), value.slice(6, 8), leap, false);
}

/** @param {number} limit @param {string} sentence */
const atMost = (limit, sentence) =>
  passes((value) => isDigits(value) && Number(value) <= limit, sentence);

/** @param {string} value */
function isPieceOfTotal(value) {
  const [piece, total] = [Number(value.slice(0, 2)), Number(value.slice(2))];
  return 0 < piece && piece <= total;
}

/** @param {string} value */
function isPlaceInSequence(value) {
  const found = /^([1-9])\/([1-9])$/.exec(value);
  return found !== null && found[1] <= found[2];
}

/** @type {Check} */
function iban(value) {
  if (!/^[A-Z]{2}[0-9]{2}[0-9A-Z]{1,30}$/.test(value)) return "The IBAN is malformed.";
  if (!COUNTRY_LETTERS.has(value.slice(0, 2))) return "The IBAN names no known country.";
  const digits = [...value.slice(4), ...value.slice(0, 4)].map((one) => parseInt(one, 36));
  const right = BigInt(digits.join("")) % 97n === 1n;
  return right ? "" : "The check digits of the IBAN are incorrect.";
}

const TIME = "The time of day is impossible.";
const COUNTRY = "There is no such ISO 3166 country code.";

/** @type {Readonly<Record<string, Check>>} */
export const CHECKS = Object.freeze({
  csum: passes(hasCheckDigit, "The check digit is incorrect."),
  csumalpha: passes(hasCheckCharacters, "The check characters are incorrect."),
  gcppos1: companyPrefix(0),
  gcppos2: companyPrefix(1),
  yymmdd: shortDate(false),
  yymmd0: shortDate(true),
  yyyymmdd: longDate,
  hh: fits(/^(?:[01]\d|2[0-3])$/, TIME),
  mi: fits(/^[0-5]\d$/, TIME),
  ss: fits(/^[0-5]\d$/, TIME),
  hhmi: fits(/^(?:[01]\d|2[0-3])[0-5]\d$/, TIME),
  iso3166: among(COUNTRY_NUMBERS, COUNTRY),
  iso3166999: among(new Set([...COUNTRY_NUMBERS, "999"]), COUNTRY),
  iso3166alpha2: among(COUNTRY_LETTERS, COUNTRY),
  iso4217: among(CURRENCY_NUMBERS, "There is no such ISO 4217 currency code."),
  iso5218: among(new Set("0129"), "There is no such ISO 5218 code."),
  iban,
  latitude: atMost(1_800_000_000, "The latitude is out of range."),
  longitude: atMost(3_600_000_000, "The longitude is out of range."),
  pieceoftotal: passes(isPieceOfTotal, "The piece number does not fit the number of pieces."),
  posinseqslash: passes(
    isPlaceInSequence, "The position does not fit the number in the sequence.",
  ),
  winding: among(new Set("019"), "The winding direction must be 0, 1 or 9."),
  yesno: among(new Set("01"), "The flag must be 0 or 1."),
  zero: fits(/^0+$/, "The digit must be zero."),
  nonzero: fits(/^\d*[1-9]\d*$/, "The number must not be zero."),
  nozeroprefix: fits(/^(?:0|[1-9]\d*)$/, "The number must not begin with zero."),
  hasnondigit: fits(/\D/, "The value must hold more than digits."),
  hyphen: fits(/^-+$/, "Only a minus sign may stand here."),
  mediatype: fits(/^(?:0[1-9]|10|[89][0-9])$/, "There is no such media type."),
  importeridx: fits(/^[-0-9A-Z_a-z]$/, "The importer index is malformed."),
  packagetype: fits(/^[0-9A-Z]{1,4}$/, "The package type is malformed."),
  pcenc: fits(/^(?:[^%]|%[0-9A-Fa-f]{2})*$/, "A percent sign is stray."),
  couponcode: fits(/^\d+$/, "The coupon code must be numeric."),
  couponposoffer: fits(/^\d+$/, "The coupon offer must be numeric."),
});

/** @type {Readonly<Record<string, Check>>} */
export const CHARSETS = Object.freeze({
  N: passes(isDigits, "Something else than a digit stands where a digit must."),
  X: fits(new RegExp(`^[${CSET82.replace("-", "\\-")}]*$`),
    "A character is outside GS1 character set 82."),
  Y: fits(/^[#\-/0-9A-Z]*$/, "A character is outside GS1 character set 39."),
  Z: fits(/^[-0-9A-Z_a-z]*={0,2}$/, "A character is outside GS1 character set 64."),
});
