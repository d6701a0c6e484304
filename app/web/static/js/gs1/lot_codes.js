// @ts-check
// Lot numbers and lot codes: ours with a check character, the suppliers' made comparable. Never
// decides that two codes are the same lot.

import { size } from "./clean.js";

const LOT_NUMBER = /^L[0-9]{6,17}[0-9A-Z]$/;
const DROPPED = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/gu;

/** @param {string} text */
function plain(text) {
  return text.normalize("NFKC").toUpperCase().normalize("NFKC").replace(DROPPED, "");
}

/** The form in which two writings of a supplier lot code are compared: NFKC, upper case, without
 * spaces, controls and invisible marks. Punctuation and leading zeros stay: they tell lots apart.
 * @param {string} text */
export function normaliseLotCode(text) {
  let once = plain(text);
  for (let twice = plain(once); twice !== once; twice = plain(once)) once = twice;
  return once;
}

/** ISO 7064 Mod 37,36. @param {string} code */
function hasCheckCharacter(code) {
  const sum = [...code].reduce(
    (check, letter) => (((check || 36) * 2) % 37 + parseInt(letter, 36)) % 36, 18,
  );
  return sum === 1;
}

/** Is this, in any case and with spaces, one of our lot numbers with a right check character?
 * @param {string} text */
export function isLotNumber(text) {
  if (size(text) > 64) return false;
  const code = normaliseLotCode(text);
  return LOT_NUMBER.test(code) && hasCheckCharacter(code);
}
