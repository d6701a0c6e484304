// @ts-check
// What of a sale comes back, and what it is worth: the rules of the return desk at the till. Pure.
// The server judges again under lock (app/sales/services/take_return.py).

import { MICRO, parseMoney, parseQuantity, quantityText } from "../../web/js/decimal.js";

/** @typedef {"ok" | "expired" | "held" | "recalled"} LotState */
/** @typedef {"restock" | "quarantine" | "waste"} Disposition */
/** @typedef {{sku: string, name: string, lots: string[]}} Scanned */
/** @typedef {{line: number, lot: string, differs: boolean}} PickedLot */
/**
 * One lot of one line of the sale, as the desk shows it.
 * @typedef {object} Entry
 * @property {string} key
 * @property {number} line
 * @property {string} name
 * @property {string} unit
 * @property {string} lot
 * @property {boolean} tracked
 * @property {string} certainty
 * @property {string | null} expires_on
 * @property {LotState} state
 * @property {Disposition[]} allowed the usual first
 * @property {bigint} sold millionths
 * @property {bigint} left millionths that can still come back
 * @property {bigint} paid minor units for the whole line
 * @property {bigint} whole millionths of the whole line
 * @property {bigint} before millionths of the line that came back before
 */
/** @typedef {{quantity: bigint, disposition: Disposition}} Pick */
/** @typedef {ReadonlyMap<string, Pick>} Picks by the entry's key */
/** @typedef {{word: string, wish: Disposition}} Reason */

/** Why goods come back, one tap each, and what is done with them where nothing forbids it.
 * @type {readonly Reason[]} */
export const WHY = Object.freeze([
  { word: "Not wanted", wish: "restock" },
  { word: "Wrong item", wish: "restock" },
  { word: "Faulty", wish: "quarantine" },
  { word: "Spoiled", wish: "waste" },
]);

/** @type {Readonly<Record<LotState, readonly [string, string, string]>>} tone, drawing, word */
export const STATES = Object.freeze({
  ok: ["ok", "ok", "Good"],
  expired: ["error", "expired", "Expired since"],
  held: ["held", "held", "On hold"],
  recalled: ["error", "recall", "Recalled since"],
});

/** @type {Readonly<Record<Disposition, string>>} */
export const PLACES = Object.freeze({
  restock: "Shelf", quarantine: "Quarantine", waste: "Waste",
});

/** @type {Readonly<Record<string, string>>} */
export const KNOWN = Object.freeze({
  scanned: "scanned", chosen: "chosen", auto: "by date", opened: "opened", corrected: "corrected",
});

/** Every lot of every line of a sale as the server told it. @param {any} sale
 * @param {number} decimals @returns {Entry[]} */
export function entriesOf(sale, decimals) {
  /** @type {(line: any, lot: any) => Entry} */
  const entry = (line, lot) => ({
    key: `${line.line} ${lot.lot}`,
    line: line.line, name: line.name, unit: line.unit,
    lot: lot.lot, tracked: lot.tracked, certainty: lot.certainty, expires_on: lot.expires_on,
    state: lot.state, allowed: lot.allowed,
    sold: parseQuantity(lot.quantity), left: parseQuantity(lot.returnable),
    paid: parseMoney(line.paid, decimals), whole: parseQuantity(line.quantity),
    before: parseQuantity(line.returned),
  });
  return sale.lines.flatMap((/** @type {any} */ line) =>
    line.lots.map((/** @type {any} */ lot) => entry(line, lot)));
}

/** What one more tap or scan takes: a piece, or all of what was weighed. @param {Entry} entry */
export const stepOf = (entry) => (entry.unit === "each" ? MICRO : entry.left);

/** What is done with a unit: what was wished where the lot's state lets it, else the usual.
 * @param {Entry} entry @param {Disposition} wish @returns {Disposition} */
export const placeOf = (entry, wish) => (entry.allowed.includes(wish) ? wish : entry.allowed[0]);

/** So much more or less of an entry; none of it left is no pick.
 * @param {Picks} picks @param {Entry} entry @param {bigint} by @param {Disposition} wish
 * @returns {Picks} */
export function picked(picks, entry, by, wish) {
  const known = picks.get(entry.key);
  const wanted = (known?.quantity ?? 0n) + by;
  const quantity = wanted > entry.left ? entry.left : wanted;
  const next = new Map(picks);
  if (quantity <= 0n) next.delete(entry.key);
  else next.set(entry.key, { quantity, disposition: known?.disposition ?? placeOf(entry, wish) });
  return next;
}

/** Every pick where this reason would have it. @param {Picks} picks
 * @param {readonly Entry[]} entries @param {Disposition} wish @returns {Picks} */
export function sentTo(picks, entries, wish) {
  const moved = entries.flatMap((entry) => {
    const pick = picks.get(entry.key);
    if (!pick) return [];
    const sent = { ...pick, disposition: placeOf(entry, wish) };
    return [/** @type {const} */ ([entry.key, sent])];
  });
  return new Map(moved);
}

/** Numerator over denominator, a half to the even neighbour. Both from zero up.
 * @param {bigint} top @param {bigint} bottom */
function halfEven(top, bottom) {
  const [count, rest] = [top / bottom, (top % bottom) * 2n];
  return rest > bottom || (rest === bottom && count % 2n === 1n) ? count + 1n : count;
}

/** What the picked units were paid with, in minor units. Parts of a line given back one after
 * another always add up to what was paid (app/sales/pricing.py: part_of).
 * @param {readonly Entry[]} entries @param {Picks} picks @returns {bigint} */
export function refundOf(entries, picks) {
  /** @type {Map<number, bigint>} */
  const back = new Map();
  let sum = 0n;
  for (const entry of entries) {
    const pick = picks.get(entry.key);
    if (!pick) continue;
    const before = back.get(entry.line) ?? entry.before;
    const after = before + pick.quantity;
    sum += halfEven(entry.paid * after, entry.whole) - halfEven(entry.paid * before, entry.whole);
    back.set(entry.line, after);
  }
  return sum;
}

/** Which tenders give how much back: as it was paid, the drawer last.
 * @param {readonly {tender: string, amount: string}[]} tenders what is left of each
 * @param {bigint} amount @param {number} decimals @returns {[string, bigint][]} */
export function planOf(tenders, amount, decimals) {
  /** @type {Map<string, bigint>} */
  const plan = new Map();
  let open = amount;
  for (const { tender, amount: text } of tenders) {
    const most = parseMoney(text, decimals);
    const part = open < most ? open : most;
    if (part > 0n) plan.set(tender, part);
    open -= part;
  }
  if (open > 0n) plan.set("cash", (plan.get("cash") ?? 0n) + open);
  return [...plan];
}

/** `POST /sales/<number>/returns`. @param {readonly Entry[]} entries @param {Picks} picks
 * @param {{till: string, reason: string, proof: string, approval?: string}} said */
export function returnBody(entries, picks, { till, reason, proof, approval }) {
  const lines = entries.flatMap((entry) => {
    const pick = picks.get(entry.key);
    if (!pick) return [];
    const { line, lot } = entry;
    const quantity = quantityText(pick.quantity);
    return [{ line, lot, quantity, disposition: pick.disposition, reason }];
  });
  return {
    till, lines, refund: { tender: "original" }, proof, ...(approval ? { approval } : {}),
  };
}

/** The entry a scan means: one more of its line and lot where that can still come back.
 * @param {readonly Entry[]} entries @param {PickedLot | null} meant */
export function entryOf(entries, meant) {
  const { line, lot } = meant ?? {};
  return entries.find((each) => each.line === line && each.lot === lot) ?? null;
}
