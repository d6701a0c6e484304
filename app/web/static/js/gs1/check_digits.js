// @ts-check
// Check digits and check characters of GS1 keys. Never decides what a number is for.

export const CSET82 =
  "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
const CSET32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

// weighted products of price and weight digits (General Specifications 7.9.2 to 7.9.4)
const TWO_MINUS = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
const THREE = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
const FIVE_PLUS = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9];
const FIVE_MINUS = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];
const FOUR_DIGITS = [TWO_MINUS, TWO_MINUS, THREE, FIVE_MINUS];
const FIVE_DIGITS = [FIVE_PLUS, TWO_MINUS, FIVE_MINUS, FIVE_PLUS, TWO_MINUS];

/** Only the ten ASCII digits, and at least one. @param {string} text */
export const isDigits = (text) => /^[0-9]+$/.test(text);

/** The GS1 check digit of a number without one (7.9). @param {string} payload */
export function checkDigit(payload) {
  let sum = 0;
  for (let place = payload.length - 1, weight = 3; place >= 0; place -= 1, weight = 4 - weight) {
    sum += Number(payload[place]) * weight;
  }
  return String((10 - (sum % 10)) % 10);
}

/** @param {string} value @param {number[][]} tables */
const weighed = (value, tables) =>
  tables.reduce((sum, table, place) => sum + table[Number(value[place])], 0);

/** The check digit of four or five price or weight digits. @param {string} value */
export function measureCheckDigit(value) {
  if (value.length === 4) return String((weighed(value, FOUR_DIGITS) * 3) % 10);
  return String(FIVE_MINUS.indexOf((10 - (weighed(value, FIVE_DIGITS) % 10)) % 10));
}

/** Does the last digit check the others? @param {string} number */
export function hasCheckDigit(number) {
  return number.length > 1 && isDigits(number)
    && checkDigit(number.slice(0, -1)) === number.slice(-1);
}

/** @param {number} count @returns {number[]} the first primes */
function primes(count) {
  /** @type {number[]} */
  const found = [];
  for (let number = 2; found.length < count; number += 1) {
    if (found.every((prime) => number % prime)) found.push(number);
  }
  return found;
}

/** The two check characters of a Global Model Number (7.9.5). @param {string} payload */
function checkCharacters(payload) {
  const weights = primes(payload.length).reverse();
  const sum = weights.reduce((all, prime, at) => all + CSET82.indexOf(payload[at]) * prime, 0);
  const rest = sum % 1021;
  return CSET32[rest >> 5] + CSET32[rest & 31];
}

/** Do the last two characters check the others? @param {string} text */
export function hasCheckCharacters(text) {
  const known = text.length > 2 && [...text].every((letter) => CSET82.includes(letter));
  return known && checkCharacters(text.slice(0, -2)) === text.slice(-2);
}
