// @ts-check
// EPC URIs, the names of things in EPCIS events: sgtin, lgtin and sscc. Reads pure identities
// only; never tags or patterns. GS1 EPC Tag Data Standard 6.3.

import { checkDigit } from "./check_digits.js";
import { Gs1Fault, checkValue } from "./elements.js";

/** @typedef {import("./ai_table.js").Pairs} Pairs */

const URN = /^urn:epc:(id:sgtin|class:lgtin|id:sscc):([0-9]{6,12})\.([0-9]{1,11})(?:\.([!-~]+))?$/;
/** @type {Readonly<Record<string, string>>} */
const SECOND = Object.freeze({ "id:sgtin": "21", "class:lgtin": "10" });

/** Does it begin like an EPC? @param {string} text */
export const isEpc = (text) => /^urn:epc:/i.test(text);

/** @param {string} text with percent signs for its bytes @returns {string} */
function unquoted(text) {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = run.slice(1).split("%").map((hex) => parseInt(hex, 16));
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
  });
}

/** The GS1 pairs an EPC stands for: a GTIN with serial or lot, or an SSCC. Throws Gs1Fault.
 * @param {string} text @returns {Pairs} */
export function splitEpc(text) {
  const found = URN.exec(text);
  if (!found) throw new Gs1Fault("This EPC is none of sgtin, lgtin and sscc.");
  const [, scheme, company, item, rest] = found;
  const second = SECOND[scheme];
  const payload = item[0] + company + item.slice(1);
  if (payload.length !== (second ? 13 : 17) || Boolean(rest) !== Boolean(second)) {
    throw new Gs1Fault("The digits of the EPC do not add up.");
  }
  /** @type {Pairs} */
  const pairs = [[second ? "01" : "00", payload + checkDigit(payload)]];
  if (second) pairs.push([second, unquoted(rest)]);
  for (const [ai, value] of pairs) checkValue(ai, value);
  return pairs;
}
