// @ts-check
// The rules of a cart: what merges, what a scan binds, how a quantity changes. Pure: lines in,
// lines out. Quantities and prices are whole millionths, percents are hundredths.

import { withoutKind } from "./reasons.js";

/** @typedef {"auto" | "scanned" | "chosen"} Origin how the lot is known */
/** @typedef {{lot: string, available: string}} Alternative */
/** @typedef {{code: string, text: string, alternatives: Alternative[]}} Problem */
/**
 * @typedef {object} Line
 * @property {number} id
 * @property {string} sku
 * @property {number} quantity
 * @property {string | null} lot our lot number, where it was scanned or chosen
 * @property {string | null} expires_on of that lot
 * @property {Origin} origin
 * @property {string | null} scan what the scanner said, where that names the lot
 * @property {number} pack base units (millionths) in one scan of a pack, else 0
 * @property {number | null} price what is charged instead of the list price
 * @property {number} percent discount
 * @property {Problem | null} problem why the server refused this line
 * @property {import("./effort.js").Effort} [effort] what it has cost the cashier so far
 * @property {import("./recorder_body.js").Override[]} [overrides] reasons and approvals
 * @property {string} [note] what somebody wrote on it
 * @property {boolean} [past] whether its lot is past its date and may go with a yes
 */
/** @typedef {Partial<Omit<Line, "id">> & {sku: string, quantity: number}} Item */

export const ONE = 1_000_000;
export const MAX_QUANTITY = 1_000_000 * ONE;

/** @param {Item} item @param {number} id @returns {Line} */
export function newLine(item, id) {
  const plain = { lot: null, expires_on: null, scan: null, price: null, problem: null };
  return { ...plain, origin: "auto", pack: 0, percent: 0, ...item, id };
}

/** @param {Line} line @param {Line} other whether two lines are one on the receipt */
function same(line, other) {
  return line.sku === other.sku && line.lot === other.lot && line.origin === other.origin
    && line.price === other.price && line.percent === other.percent && line.pack === other.pack
    && (line.note ?? "") === (other.note ?? "");
}

/**
 * Add an item: +n on the line that is the same in product, lot, price, discount
 * and note, else a new one. Weighed goods (`merge` false) always get their own line.
 * @param {readonly Line[]} lines
 * @param {Item} item
 * @param {boolean} [merge]
 * @returns {{lines: Line[], id: number}} the lines and the id of the line concerned
 */
export function addItem(lines, item, merge = true) {
  const fresh = newLine(item, nextId(lines));
  const found = merge ? lines.find((line) => same(line, fresh) && line.quantity > 0) : undefined;
  if (!found) return { lines: [...lines, fresh], id: fresh.id };
  const quantity = Math.min(found.quantity + item.quantity, MAX_QUANTITY);
  return { lines: changed(lines, found.id, { quantity, problem: null }), id: found.id };
}

/** @param {readonly Line[]} lines */
export function nextId(lines) {
  return lines.reduce((most, line) => Math.max(most, line.id), 0) + 1;
}

/**
 * @param {readonly Line[]} lines
 * @param {number} id
 * @param {Partial<Line>} change
 * @returns {Line[]}
 */
export function changed(lines, id, change) {
  return lines.map((line) => (line.id === id ? { ...line, ...change } : line));
}

/** @param {readonly Line[]} lines @param {number} id */
export function without(lines, id) {
  return lines.filter((line) => line.id !== id);
}

/** A lot picked by hand for a whole line. @param {readonly Line[]} lines @param {number} id
 * @param {{number: string, expires_on: string | null} | null} lot null: back to automatic */
export function chooseLot(lines, id, lot) {
  const line = lines.find((each) => each.id === id);
  return changed(lines, id, {
    overrides: line ? withoutKind(line, "expired") : [],
    past: false,
    lot: lot?.number ?? null,
    expires_on: lot?.expires_on ?? null,
    origin: lot ? "chosen" : "auto",
    scan: null,
    pack: 0,
    problem: null,
  });
}

/**
 * The pack's own code, scanned after its EAN: one unit of the automatic line becomes that lot.
 * @param {readonly Line[]} lines
 * @param {number} id the line that the EAN made or raised
 * @param {Item} item the scanned pack
 * @returns {{lines: Line[], id: number} | null} null where the line cannot be the same pack
 */
export function rebind(lines, id, item) {
  const line = lines.find((each) => each.id === id);
  const fits = line && line.sku === item.sku && line.origin === "auto" && !item.pack;
  if (!fits || line.quantity < item.quantity || !item.lot) return null;
  const kept = { price: line.price, percent: line.percent, note: line.note };
  const left = line.quantity - item.quantity;
  const rest = left ? changed(lines, id, { quantity: left }) : without(lines, id);
  return addItem(rest, { ...item, ...kept });
}

/**
 * The answer to a refused sale, on the line it is about.
 * @param {readonly Line[]} lines
 * @param {number} position 1-based, as the server counts
 * @param {Problem} problem
 */
export function refuseLine(lines, position, problem) {
  const line = lines[position - 1];
  return line ? changed(lines, line.id, { problem }) : [...lines];
}
