// @ts-check
// The rules of parked carts: what is kept of a cart, how one without a name is called, which lines
// are red when it is taken up. Pure.

import { parseQuantity } from "../../web/js/decimal.js";

/** @typedef {import("./cart.js").Line} Line */
/** @typedef {{sku: string, quantity: number, lot: string | null}} Goods */
/** @typedef {{lot: string, code: string, text: string}} BlockedLot */
/**
 * @typedef {object} Parked
 * @property {string} key
 * @property {string} name
 * @property {number} lines
 * @property {string} total
 * @property {string} till
 * @property {string} parked_at
 * @property {string} parked_by
 * @property {Goods[]} goods
 * @property {string} [cart] JSON; only where it lies on this device
 * @property {"new" | "sent" | "taken"} [state] of a cart on this device: never sent, sent without
 *   an answer, taken up here while the server could not be told
 */

const MORE = /** @type {const} */ (["customer", "note"]);
const SHORT_NAME = 28;

/** What is kept of a cart: its lines without refusals, and whom it is for. @param {any} state */
export function cartText(state) {
  const lines = state.lines.map((/** @type {Line} */ line) => ({ ...line, problem: null }));
  const more = MORE.filter((part) => state[part]).map((part) => [part, state[part]]);
  return JSON.stringify({ lines, ...Object.fromEntries(more) });
}

/** @param {readonly Line[]} lines @returns {Goods[]} */
export function goodsOf(lines) {
  return lines.map(({ sku, quantity, lot }) => ({ sku, quantity, lot }));
}

/** The name of a cart that got none: when, and what is in it first.
 * @param {number} at ms @param {string} first name of a product */
export function usualName(at, first) {
  const time = new Date(at).toTimeString().slice(0, 5);
  return `${time} ${first.slice(0, SHORT_NAME)}`.trim();
}

/** Lines of a cart taken up, those red whose lot went bad meanwhile.
 * @param {readonly Line[]} lines @param {readonly BlockedLot[]} blocked @returns {Line[]} */
export function marked(lines, blocked) {
  return lines.map((line) => {
    const bad = blocked.find((each) => each.lot === line.lot);
    const problem = bad ? { code: bad.code, text: bad.text, alternatives: [] } : null;
    return { ...line, problem };
  });
}

/** @param {any} item of GET /till/parked @returns {Parked} */
export function fromServer(item) {
  const goods = item.goods.map((/** @type {any} */ each) =>
    ({ ...each, quantity: Number(parseQuantity(each.quantity)) }));
  return { ...item, goods };
}
