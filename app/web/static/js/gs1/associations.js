// @ts-check
// Which GS1 application identifiers need, or forbid, each other in one message. A broken rule does
// not make a scan unreadable: this only says what is broken. General Specifications, section 4.13.

import { t } from "../words.js";
import { TABLE, matches } from "./ai_table.js";

/** @typedef {import("./ai_table.js").Identifier} Identifier */
/** @typedef {import("./ai_table.js").Pairs} Pairs */

/** @type {Readonly<Record<string, number>>} */
const SERIAL_AFTER = Object.freeze({ 253: 13, 255: 13, 8003: 14 });

/** @param {Identifier} known @param {string[]} others sorted */
function conflict(known, others) {
  for (const pattern of known.neverWith) {
    const other = others.find((ai) => matches(pattern, ai));
    const values = { ai: known.ai, other };
    if (other) return t("AI ({ai}) and AI ({other}) must not stand together.", values);
  }
  return "";
}

/** @param {Identifier} known @param {string[]} others */
function shortage(known, others) {
  const present = (/** @type {string} */ pattern) => others.some((ai) => matches(pattern, ai));
  const group = known.needs.find((options) => !options.some((option) => option.every(present)));
  if (!group) return "";
  const needed = group.map((option) => option.join("+")).join(", ");
  return t("AI ({ai}) needs one of: {needed}.", { ai: known.ai, needed });
}

/** A digital signature (8030) binds one serialised thing. @param {Pairs} pairs */
function unsigned(pairs) {
  if (!pairs.some(([ai]) => ai === "8030")) return "";
  const whole = pairs.find(([ai, value]) => value.length <= (SERIAL_AFTER[ai] ?? -1));
  return whole ? t("AI (8030) needs AI ({ai}) with its serial number.", { ai: whole[0] }) : "";
}

/** The first broken association as a sentence, conflicts before shortages, or nothing.
 * @param {Pairs} pairs @returns {string} */
export function associationFault(pairs) {
  const ais = [...new Set(pairs.map(([ai]) => ai))].sort();
  const known = pairs.map(([ai]) => /** @type {Identifier} */ (TABLE.get(ai)));
  for (const rule of [conflict, shortage]) {
    for (const one of known) {
      const fault = rule(one, ais.filter((ai) => ai !== one.ai));
      if (fault) return fault;
    }
  }
  return unsigned(pairs);
}
