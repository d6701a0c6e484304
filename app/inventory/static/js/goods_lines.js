// @ts-check
// Lots counted by scanning: which there are, how much of each, what was expected. Pure.

import { MICRO, parseQuantity, quantityText } from "../../web/js/decimal.js";

/**
 * @typedef {object} Line a lot on the list
 * @property {string} lot
 * @property {string} sku
 * @property {string} name
 * @property {string} unit
 * @property {string} quantity as typed or counted, "" for nothing yet
 * @property {string | null} expected how much should come; null where nothing was announced
 * @property {string} note what the scan said of it
 */

/**
 * What a scan means for the list: the lot to count, or those a person chooses from.
 * @param {readonly Line[]} lines
 * @param {any} scan the answer of POST /scans
 * @returns {{lot: string | null, choices: string[]}}
 */
export function lotOf(lines, scan) {
  const awaited = lines.filter((line) => line.expected !== null && line.sku === scan.sku);
  const named = new Set([scan.lot, ...scan.lots].filter(Boolean));
  const known = awaited.filter((line) => named.has(line.lot));
  if (known.length === 1) return { lot: known[0].lot, choices: [] };
  if (scan.lot && !known.length) return { lot: scan.lot, choices: [] };
  const many = (known.length ? known : awaited).map((line) => line.lot);
  const choices = many.length ? many : [...named];
  return choices.length === 1 ? { lot: choices[0], choices: [] } : { lot: null, choices };
}

/** What one scan counts: what the code says, else one. @param {any} scan */
export function countOf(scan) {
  try {
    const count = parseQuantity(scan.quantity ?? "");
    return count > 0n ? count : MICRO;
  } catch {
    return MICRO;
  }
}

/** A typed quantity in millionths; 0 where it is none yet. @param {string} text */
export function micro(text) {
  try {
    return text.trim() ? parseQuantity(text) : 0n;
  } catch {
    return 0n;
  }
}

/**
 * The list with so much more of a lot, which comes on top.
 * @param {readonly Line[]} lines
 * @param {{lot: string, sku: string, name: string, unit: string}} of
 * @param {bigint} count millionths; below zero takes away
 * @param {string} [note]
 * @returns {Line[]}
 */
export function counted(lines, of, count, note = "") {
  const before = lines.find((line) => line.lot === of.lot)
    ?? { ...of, quantity: "", expected: null, note };
  const sum = micro(before.quantity) + count;
  const line = { ...before, note, quantity: sum > 0n ? quantityText(sum) : "" };
  return [line, ...lines.filter((each) => each.lot !== of.lot)];
}

/**
 * The list with a quantity as a person typed it, everything in its place.
 * @param {readonly Line[]} lines @param {string} lot @param {string} quantity
 */
export function typed(lines, lot, quantity) {
  return lines.map((line) => (line.lot === lot ? { ...line, quantity } : line));
}

/** The list without a lot; one that is expected stays, uncounted.
 * @param {readonly Line[]} lines @param {string} lot */
export function without(lines, lot) {
  return typed(lines, lot, "").filter((line) => line.lot !== lot || line.expected !== null);
}

/** Everything that is expected has come. @param {readonly Line[]} lines */
export function allCame(lines) {
  return lines.map((line) => (line.expected ? { ...line, quantity: line.expected } : line));
}

/** How a line stands: "ok", "warn" for too much or unannounced, "" for the rest.
 * @param {Line} line */
export function toneOf(line) {
  const count = micro(line.quantity);
  if (!count) return "";
  if (line.expected === null) return line.note ? "warn" : "";
  const due = micro(line.expected);
  return count === due ? "ok" : count > due ? "warn" : "";
}

/** What is sent: the lots that were counted. @param {readonly Line[]} lines */
export function bodyLines(lines) {
  return lines
    .filter((line) => micro(line.quantity) > 0n)
    .map((line) => ({ lot: line.lot, quantity: quantityText(micro(line.quantity)) }));
}
