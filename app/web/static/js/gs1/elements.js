// @ts-check
// GS1 element strings: data as scanned, and the bracketed text printed below a code. Splits them
// into (AI, value) pairs that obey format, character set, check digit and content rules; never
// guesses where a value ends. General Specifications, sections 3 and 7.8.

import { t } from "../words.js";
import { TABLE, find } from "./ai_table.js";
import { CHARSETS, CHECKS } from "./checks.js";
import { BLANK, GS, cut, size } from "./clean.js";

/** @typedef {import("./ai_table.js").Identifier} Identifier */
/** @typedef {import("./ai_table.js").Pairs} Pairs */
/** @typedef {import("./ai_table.js").Part} Part */

const TYPED_SPACE = new RegExp(`${BLANK}*(\\([0-9]{2,4}\\))${BLANK}*`, "g");
const BRACKETED = /^\(([^()]*)\)((?:\\\(|[^(])*)/;

/** The data breaks a rule of GS1; the message says which one, for people. */
export class Gs1Fault extends Error {
  /** @param {string} sentence in English @param {Readonly<Record<string, unknown>>} [values]
   * @param {string} [hint] another sentence */
  constructor(sentence, values, hint) {
    super(hint ? `${t(sentence, values)} ${t(hint)}` : t(sentence, values));
    this.sentence = sentence;
    this.values = values;
  }
}

export const NO_SUCH_AI = "There is no application identifier ({ai}).";
export const TOO_LONG = "AI ({ai}) is too long.";

/** @param {Part} part @param {string} piece */
function partFault(part, piece) {
  const fault = CHARSETS[part.charset](piece);
  if (fault) return fault;
  for (const check of part.checks) {
    const wrong = CHECKS[check](piece);
    if (wrong) return wrong;
  }
  return "";
}

/** How many characters of `data` are the value; the rest is the caller's question.
 * @param {Identifier} known @param {string} data */
function take(known, data) {
  let used = 0;
  for (const part of known.parts) {
    const piece = cut(data, used, used + part.longest);
    if (!piece && part.optional) continue;
    if (size(piece) < part.shortest) throw new Gs1Fault("AI ({ai}) has the wrong length.", known);
    const fault = partFault(part, piece);
    if (fault) throw new Gs1Fault("AI ({ai}): {fault}", { ai: known.ai, fault: t(fault) });
    used += piece.length;
  }
  return used;
}

/** The table entry of `ai`; throws Gs1Fault if `value` may not stand behind it.
 * @param {string} ai @param {string} value @returns {Identifier} */
export function checkValue(ai, value) {
  const known = TABLE.get(ai);
  if (!known) throw new Gs1Fault(NO_SUCH_AI, { ai: cut(ai, 0, 8) });
  const length = size(value);
  if (length < known.shortest) throw new Gs1Fault("AI ({ai}) is too short.", known);
  if (length > known.longest || take(known, value) !== length) {
    throw new Gs1Fault(TOO_LONG, known);
  }
  return known;
}

/** The same pairs; throws Gs1Fault where one AI stands twice with different values.
 * @param {Pairs} pairs */
function checkRepeats(pairs) {
  const seen = new Map();
  for (const [ai, value] of pairs) {
    if ((seen.get(ai) ?? value) !== value) {
      throw new Gs1Fault("AI ({ai}) stands twice, with different values.", { ai });
    }
    seen.set(ai, value);
  }
  return pairs;
}

/** The pairs of scanned data, FNC1 being U+001D; leading and superfluous FNC1 are accepted.
 * Throws Gs1Fault. @param {string} data @returns {Pairs} */
export function splitElementString(data) {
  let rest = data.replace(/^\x1d+/, "");
  if (!rest) throw new Gs1Fault("The GS1 message is empty.");
  /** @type {Pairs} */
  const pairs = [];
  while (rest) {
    const known = find(rest);
    if (!known) {
      throw new Gs1Fault("No application identifier begins with {digits}.",
        { digits: cut(rest, 0, 4) });
    }
    const value = rest.slice(known.ai.length).split(GS, 1)[0];
    const used = take(known, value);
    rest = rest.slice(known.ai.length + used);
    if (rest && !known.fixed && rest[0] !== GS) {
      throw new Gs1Fault(TOO_LONG, known);
    }
    pairs.push([known.ai, value.slice(0, used)]);
    if (rest[0] === GS) rest = rest.slice(1);
  }
  return checkRepeats(pairs);
}

/** The pairs of human readable text such as `(01)09521234543213(10)ABC`. A bracket inside a value
 * is written `\(`; spaces around an AI are typing, not data. Throws Gs1Fault.
 * @param {string} text @returns {Pairs} */
export function splitBracketed(text) {
  let rest = text.replace(TYPED_SPACE, "$1");
  /** @type {Pairs} */
  const pairs = [];
  while (rest) {
    const found = BRACKETED.exec(rest);
    if (!found || !found[2]) {
      throw new Gs1Fault("The bracketed text is not made of (AI) and value.");
    }
    const value = found[2].replaceAll("\\(", "(");
    checkValue(found[1], value);
    pairs.push([found[1], value]);
    rest = rest.slice(found[0].length);
  }
  return checkRepeats(pairs);
}
