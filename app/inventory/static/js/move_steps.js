// @ts-check
// The steps of a move by scanner as data: from where, which lot, how much, to where. It talks to
// nobody and draws nothing.

import { parseQuantity, quantityText } from "../../web/js/decimal.js";

/**
 * @typedef {{source: string, lot: string, quantity: string, target: string}} Step
 * @typedef {{location: string, quantity: string}} Spot
 * @typedef {{lot: string, name: string, base_unit: string, status: string, places: Spot[]}} Lot
 * @typedef {{kind: string, location: {code: string} | null, lots: Lot[],
 *   quantity: string | null}} Found
 * @typedef {{step: Step, tone: "ok" | "warn" | "error", title: string, text: string,
 *   done: boolean}} Taken
 */

/** @param {Step} step @param {Taken["tone"]} tone @param {string} title @param {string} [text]
 * @param {boolean} [done] @returns {Taken} */
const answer = (step, tone, title, text = "", done = false) => ({ step, tone, title, text, done });

/** @param {Step} step @param {string} code @returns {Taken} */
function place(step, code) {
  if (!step.source) return answer({ ...step, source: code }, "ok", "Now the lot", code);
  if (!step.lot) {
    return answer({ ...step, source: code }, "warn", "Another location: now the lot", code);
  }
  if (!step.quantity) return answer(step, "error", "How much of it?", step.lot);
  if (code === step.source) return answer(step, "error", "That is where the goods are", code);
  return answer({ ...step, target: code }, "ok", "Moving", `${step.lot} → ${code}`, true);
}

/** Which of several lots: the only one at the source. @param {Step} step @param {Lot[]} lots */
function which(step, lots) {
  if (lots.length === 1) return lots[0];
  const there = lots.filter((each) => each.places.some((spot) => spot.location === step.source));
  return there.length === 1 ? there[0] : null;
}

/** @param {Step} step @param {Lot} lot @param {string | null} stands @returns {Taken} */
function take(step, lot, stands) {
  const [only, ...others] = lot.places;
  const source = step.source || (only && !others.length ? only.location : "");
  const piece = lot.base_unit === "each" ? "1" : null;
  const more = stands ?? piece;
  const had = lot.lot === step.lot ? step.quantity : "";
  const quantity = more ? quantityText(parseQuantity(had || "0") + parseQuantity(more)) : had;
  const next = { ...step, source, lot: lot.lot, quantity };
  const there = lot.places.some((spot) => spot.location === source);
  if (!lot.places.length || (source && !there)) {
    return answer(step, "error", "This lot does not lie there", lot.lot);
  }
  const said = quantity ? `${quantity} × ${lot.name}` : lot.name;
  return answer(next, quantity ? "ok" : "warn", said, quantity ? lot.lot : `${lot.lot} …`);
}

/** What a scan does to a move. @param {Step} step @param {Found} found @returns {Taken} */
export function taken(step, found) {
  if (found.location) return place(step, found.location.code);
  if (!found.lots.length) return answer(step, "error", "Nothing here has this code");
  const lot = which(step, found.lots);
  if (lot) return take(step, lot, found.quantity);
  return answer(step, "warn", "Which lot? Scan its label.",
    found.lots.map((each) => each.lot).join(", "));
}
