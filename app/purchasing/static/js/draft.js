// @ts-check
// A delivery while it is being received: pure changes of one plain object, no page, no server.
// Quantities are decimal strings of the base unit, counted exactly; nothing is posted here.

import { parseQuantity, quantityText } from "../../web/js/decimal.js";

/**
 * @typedef {{line: number, sku: string, name: string, base_unit: string, ordered: string,
 *   received: string, unit: string, factor: string, unit_cost?: string,
 *   min_temperature_c?: string | null, max_temperature_c?: string | null}} OrderedLine
 * @typedef {{number: string, supplier: string, supplier_name: string, site: string,
 *   status: string, lines: OrderedLine[]}} Order
 * @typedef {{id: number, sku: string, name: string, base_unit: string, unit: string,
 *   factor: string, quantity: string, supplier_lot: string, expires_on: string,
 *   made_on: string, unit_cost: string, cost_known: boolean, status: string,
 *   temperature: string, least?: string | null, most?: string | null, condition?: string,
 *   condition_note?: string, accepted?: boolean, counted?: string, tracked: boolean,
 *   expiry_kind: string, tone: string,
 *   words: string[], packs: {unit: string, factor: string}[], turn: number}} Line
 * @typedef {{v: number, key: string, site: string, supplier: string, supplier_name: string,
 *   order: Order | null, reference: string, lines: Line[], turn: number, newLot: boolean,
 *   history: {what: string, lines: string}[], pending: string[],
 *   sending: any, posted: any}} Draft
 */

const VERSION = 1;
const STEPS_BACK = 30;

/** @param {string} key @param {string} site @returns {Draft} */
export function newDraft(key, site) {
  return {
    v: VERSION, key, site, supplier: "", supplier_name: "", order: null, reference: "",
    lines: [], turn: 0, newLot: false, history: [], pending: [], sending: null, posted: null,
  };
}

/** A draft as it was stored, if it is one of ours. @param {string | null} text */
export function readDraft(text) {
  try {
    const found = JSON.parse(text ?? "null");
    return found?.v === VERSION && Array.isArray(found.lines) ? /** @type {Draft} */ (found) : null;
  } catch {
    return null;
  }
}

/** @param {Draft} draft @param {string} what */
function remember(draft, what) {
  draft.history.push({ what, lines: JSON.stringify(draft.lines) });
  if (draft.history.length > STEPS_BACK) draft.history.shift();
}

/** Take back the last change. @param {Draft} draft @returns {string} what it was, or "" */
export function undo(draft) {
  const last = draft.history.pop();
  if (!last) return "";
  draft.lines = JSON.parse(last.lines);
  return last.what;
}

/** @param {string} one @param {string} other */
export const plus = (one, other) => quantityText(parseQuantity(one) + parseQuantity(other));

/** So many packs of a size. @param {string} factor @param {number} count */
export const times = (factor, count) => quantityText(parseQuantity(factor) * BigInt(count));

/** @param {string} one @param {string} other @returns {number} -1, 0 or 1 */
export function compare(one, other) {
  const rest = parseQuantity(one) - parseQuantity(other);
  return rest < 0n ? -1 : rest > 0n ? 1 : 0;
}

/** The line a pack belongs to: the same goods, lot, date, unit and state, and in order. */
function sameLine(/** @type {Line} */ line, /** @type {any} */ pack) {
  const held = pack.tone === "held" ? "quarantined" : line.status;
  return line.sku === pack.product.sku && line.unit === pack.unit && line.status === held
    && (line.condition ?? "ok") === "ok" && line.supplier_lot === (pack.supplier_lot ?? "")
    && line.expires_on === (pack.expires_on ?? "");
}

/**
 * Count a pack: +1 on the line of the same lot, else a new line on top.
 * @param {Draft} draft
 * @param {any} pack an answer of kind "pack" with nothing missing
 * @returns {Line}
 */
export function countPack(draft, pack) {
  remember(draft, `${pack.product.name}`);
  draft.turn += 1;
  draft.newLot = false;
  const known = draft.lines.find((line) => sameLine(line, pack));
  const line = known ?? newLine(draft, pack);
  if (known) known.quantity = plus(known.quantity, pack.quantity);
  else draft.lines.push(line);
  line.turn = draft.turn;
  line.counted = pack.quantity;
  line.tone = pack.tone;
  line.words = pack.notes.map((/** @type {any} */ note) => `${note.title}. ${note.text}`.trim());
  return line;
}

/** @param {Draft} draft @param {any} pack @returns {Line} */
function newLine(draft, pack) {
  const { product } = pack;
  const ordered = draft.order?.lines.find((each) => each.sku === product.sku);
  return {
    id: draft.turn, sku: product.sku, name: product.name, base_unit: product.base_unit,
    unit: pack.unit, factor: pack.factor, quantity: pack.quantity,
    supplier_lot: pack.supplier_lot ?? "", expires_on: pack.expires_on ?? "",
    made_on: pack.made_on ?? "", unit_cost: pack.own_cost ?? "",
    cost_known: Boolean(pack.cost_known), status: pack.tone === "held" ? "quarantined" : "released",
    temperature: "", least: ordered?.min_temperature_c, most: ordered?.max_temperature_c,
    condition: "ok", condition_note: "", accepted: false,
    tracked: product.tracked, expiry_kind: product.expiry_kind,
    tone: pack.tone, words: [], packs: product.packs, turn: draft.turn,
  };
}

/** The line that was scanned last. @param {Draft} draft @returns {Line | null} */
export function lastLine(draft) {
  return draft.lines.reduce(
    (/** @type {Line | null} */ best, line) => (!best || line.turn > best.turn ? line : best), null,
  );
}

/** The last line of a product, for a plain code that is read again. */
export function lastOf(/** @type {Draft} */ draft, /** @type {string} */ sku) {
  return lastLine({ ...draft, lines: draft.lines.filter((line) => line.sku === sku) });
}

/**
 * Change fields of a line.
 * @param {Draft} draft @param {number} id @param {Partial<Line>} fields @param {string} what
 */
export function changeLine(draft, id, fields, what) {
  remember(draft, what);
  const line = draft.lines.find((each) => each.id === id);
  if (line) Object.assign(line, fields);
}

/**
 * What was scanned last is not in order: that pack goes on a line of its own, on hold; the others
 * of its lot stay as they are.
 * @param {Draft} draft @param {string} condition
 * @returns {Line | null}
 */
export function markLast(draft, condition) {
  const line = lastLine(draft);
  if (!line) return null;
  remember(draft, `${line.name}: ${condition}`);
  const bad = { condition, status: "quarantined", accepted: false, tone: "held" };
  const part = line.counted ?? line.quantity;
  if ((line.condition ?? "ok") !== "ok" || compare(part, line.quantity) >= 0) {
    return Object.assign(line, bad);
  }
  line.quantity = quantityText(parseQuantity(line.quantity) - parseQuantity(part));
  draft.turn += 1;
  const before = draft.lines.find((each) => each.condition === condition && !each.condition_note
    && ["sku", "unit", "supplier_lot", "expires_on"].every((name) =>
      each[/** @type {"sku"} */ (name)] === line[/** @type {"sku"} */ (name)]));
  if (before) {
    return Object.assign(before, { quantity: plus(before.quantity, part), turn: draft.turn });
  }
  const aside = { ...line, ...bad, id: draft.turn, turn: draft.turn, quantity: part, words: [] };
  draft.lines.push(aside);
  return aside;
}

/** @param {Draft} draft @param {number} id */
export function removeLine(draft, id) {
  remember(draft, "removed line");
  draft.lines = draft.lines.filter((line) => line.id !== id);
}

/**
 * Expected, received before and now, per ordered line; goods not ordered after them.
 * @param {Draft} draft
 */
export function tally(draft) {
  const left = new Map(draft.lines.map((line) => [line.id, line]));
  const rows = (draft.order?.lines ?? []).map((ordered) => {
    const mine = draft.lines.filter((line) => line.sku === ordered.sku && left.delete(line.id));
    return tallyRow(ordered, mine);
  });
  const bySku = new Map();
  for (const line of left.values()) bySku.set(line.sku, [...(bySku.get(line.sku) ?? []), line]);
  const others = [...bySku.values()].map((lines) => tallyRow(null, lines));
  return [...rows, ...others].sort((one, other) => other.turn - one.turn);
}

/** @param {OrderedLine | null} ordered @param {Line[]} lines */
function tallyRow(ordered, lines) {
  const first = ordered ?? lines[0];
  const now = lines.reduce((sum, line) => plus(sum, line.quantity), "0");
  const got = plus(now, ordered?.received ?? "0");
  const off = ordered ? compare(got, ordered.ordered) : 0;
  const state = !ordered ? "unordered" : off > 0 ? "over" : off === 0 ? "full" : "open";
  const rest = ordered ? parseQuantity(ordered.ordered) - parseQuantity(got) : 0n;
  return {
    sku: first.sku, name: first.name, base_unit: first.base_unit, ordered, lines, now, got, state,
    rest: quantityText(rest < 0n ? -rest : rest),
    turn: Math.max(0, ...lines.map((line) => line.turn)),
  };
}

/** What is sent to be posted. @param {Draft} draft */
export function deliveryBody(draft) {
  return {
    site: draft.site,
    supplier: draft.supplier,
    purchase_order: draft.order?.number ?? "",
    reference: draft.reference,
    lines: draft.lines.map((line) => ({
      sku: line.sku, quantity: line.quantity, unit: line.unit, unit_cost: line.unit_cost,
      supplier_lot: line.supplier_lot, expires_on: line.expires_on, made_on: line.made_on,
      status: line.status, temperature: line.temperature, condition: line.condition ?? "ok",
      condition_note: line.condition_note ?? "", accepted: line.accepted ?? false,
    })),
  };
}

/** The first line that nobody knows the cost of. @param {Draft} draft */
export function lineWithoutCost(draft) {
  return draft.lines.find((line) => !line.cost_known && !line.unit_cost) ?? null;
}
