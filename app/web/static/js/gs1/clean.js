// @ts-check
// Scanned and typed text made harmless, and its length in characters (a sign outside the basic
// plane is one). Never repairs data: what is not text at all is refused by the caller.

export const GS = "\u001d";
export const SHOWN = 128;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/gu;
const LOST_GS = /\u241d|<GS>|\{GS\}/g;
const HALF = /[\ud800-\udfff]/;

/** What counts as a blank in text, group separators included. */
export const BLANK =
  "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";

/** How many characters. @param {string} text */
export function size(text) {
  return HALF.test(text) ? [...text].length : text.length;
}

/** Characters `from` up to `to`. @param {string} text @param {number} from @param {number} to */
export function cut(text, from, to) {
  return HALF.test(text) ? [...text].slice(from, to).join("") : text.slice(from, to);
}

/** At most 128 characters that are safe on a screen, in a log and on a printer.
 * @param {string} data */
export function displayable(data) {
  const head = cut(data.slice(0, SHOWN * 4), 0, SHOWN * 2).replaceAll(GS, "\u241d");
  return cut(head.replace(INVISIBLE, " ").normalize("NFC").trim(), 0, SHOWN);
}

/** The data on one line, without spaces at its ends and invisible marks; null if not text: no
 * scanner sends NUL, escape and other controls but the group separator, nor half characters.
 * @param {string} data @returns {string | null} */
export function scannable(data) {
  const line = data.replace(/\p{Cf}/gu, "").replace(/[\t\r\n]/g, " ");
  const plain = line.replace(/^ +| +$/g, "");
  return /[\p{Cc}\p{Cs}]/u.test(plain.replaceAll(GS, "")) ? null : plain;
}

/** The text with the signs some keyboards send for FNC1 turned back into U+001D.
 * @param {string} text */
export const withSeparators = (text) => text.replace(LOST_GS, GS);
