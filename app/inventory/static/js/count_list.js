// @ts-check
// The list of a count as data: which lot is in hand, what its figure is, what was entered.
// It talks to nobody and draws nothing. What the books expect is not known here.

import { parseQuantity, quantityText } from "../../web/js/decimal.js";

/**
 * @typedef {{lot: string, location: string, sku: string, name: string, base_unit: string,
 *   expiry_kind: string, expires_on: string | null, supplier_lot: string,
 *   counted: string | null}} Item
 * @typedef {{item: Item, figure: string, typed: boolean, goesOn: boolean}} Hand
 * @typedef {{items: Item[], hand: Hand | null}} Sheet
 */

/** @param {{lot: string, location: string}} item */
export const keyOf = (item) => `${item.lot}@${item.location}`;

/** The list's own item for one the server named; a lot found beside the list is added.
 * @param {Sheet} sheet @param {Item} named @returns {Item} */
export function own(sheet, named) {
  const known = sheet.items.find((item) => keyOf(item) === keyOf(named));
  if (!known) sheet.items.push(named);
  return known ?? named;
}

/** Take a lot in hand without a figure: its figure is to be typed. @param {Sheet} sheet
 * @param {Item} item */
export function take(sheet, item) {
  sheet.hand = { item, figure: "", typed: false, goesOn: false };
}

/** A scan of a lot: the first takes it in hand and counts, every other adds.
 * More of a lot that was entered before goes on from its figure.
 * @param {Sheet} sheet @param {Item} item @param {string | null} quantity */
export function scan(sheet, item, quantity) {
  if (sheet.hand?.item !== item) {
    take(sheet, item);
    const hand = /** @type {Hand} */ (/** @type {unknown} */ (sheet.hand));
    hand.goesOn = Boolean(quantity) && item.counted !== null;
    hand.figure = hand.goesOn ? item.counted ?? "" : "";
  }
  const hand = /** @type {Hand} */ (sheet.hand);
  if (!quantity) return;
  hand.figure = quantityText(parseQuantity(hand.figure || "0") + parseQuantity(quantity));
}

/** A key of the pad. @param {Sheet} sheet @param {string} key a digit, "." or "<" */
export function press(sheet, key) {
  const { hand } = sheet;
  if (!hand) return;
  if (key === "<") hand.figure = hand.typed ? hand.figure.slice(0, -1) : "";
  else if (key !== "." || !(hand.typed && hand.figure.includes("."))) {
    hand.figure = ((hand.typed ? hand.figure : "") + key).slice(0, 16);
  }
  hand.typed = true;
  hand.goesOn = false;
}

/** What was typed into the box. @param {Sheet} sheet @param {string} text */
export function type(sheet, text) {
  if (sheet.hand) Object.assign(sheet.hand, { figure: text, typed: true, goesOn: false });
}

/** The figure in hand as it is sent, null where there is none, RangeError where it is no number.
 * @param {Sheet} sheet */
export function figure(sheet) {
  const text = sheet.hand?.figure.trim() ?? "";
  if (!sheet.hand || !text) return null;
  const micro = parseQuantity(text);
  if (micro < 0n) throw new RangeError("Write a number such as 12.50.");
  const { item, goesOn } = sheet.hand;
  return { lot: item.lot, location: item.location, counted: quantityText(micro), goes_on: goesOn };
}

/** The next lot without a figure after one, around once; from the top where none is named.
 * @param {Sheet} sheet @param {Item} [after] */
export function next(sheet, after) {
  const at = after ? sheet.items.indexOf(after) + 1 : 0;
  const around = [...sheet.items.slice(at), ...sheet.items.slice(0, at)];
  return around.find((item) => item.counted === null) ?? null;
}

/** @param {Sheet} sheet */
export const counted = (sheet) => sheet.items.filter((item) => item.counted !== null).length;
