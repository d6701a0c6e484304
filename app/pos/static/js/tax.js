// @ts-check
// Tax of a document, exactly as the server's app/values/tax.py: per rate over the whole document,
// half up, cents spread back by largest remainder. Whole numbers only; the server's total wins.

import { MICRO, halfUp } from "../../web/js/decimal.js";

/** @typedef {{net: bigint, tax: bigint}} Taxed */
/** @typedef {{rate: bigint, net: bigint, tax: bigint}} TaxRow */

/**
 * Tax in or on an amount of minor units; rates are millionths (0.20 is 200000).
 * @param {bigint} amount
 * @param {bigint} rate
 * @param {boolean} included
 */
export function taxOf(amount, rate, included) {
  return halfUp(amount * rate, included ? MICRO + rate : MICRO);
}

/**
 * Split a total by weights so that the parts sum to it; largest remainder, earlier line first.
 * @param {bigint} total not negative
 * @param {readonly bigint[]} weights not negative
 * @returns {bigint[]}
 */
export function spread(total, weights) {
  if (!weights.length) return [];
  const base = weights.reduce((sum, weight) => sum + weight, 0n);
  if (base === 0n) return weights.map((_, at) => (at ? 0n : total));
  const parts = weights.map((weight) => (total * weight) / base);
  const rests = weights.map((weight) => (total * weight) % base);
  let left = total - parts.reduce((sum, part) => sum + part, 0n);
  const order = rests.map((_, at) => at).sort((a, b) => compare(rests[b], rests[a]) || a - b);
  for (const at of order) {
    if (left <= 0n) break;
    parts[at] += 1n;
    left -= 1n;
  }
  return parts;
}

/** @param {bigint} a @param {bigint} b */
function compare(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * Tax per rate over all its lines, spread over them by amount.
 * @param {readonly bigint[]} amounts line amounts as priced, in minor units
 * @param {readonly bigint[]} rates
 * @param {boolean} included whether the amounts hold their tax
 * @returns {{lines: Taxed[], rows: TaxRow[]}}
 */
export function taxDocument(amounts, rates, included) {
  /** @type {Taxed[]} */
  const lines = amounts.map((amount) => ({ net: amount, tax: 0n }));
  const distinct = [...new Set(rates)].sort(compare);
  const rows = distinct.map((rate) => {
    const members = rates.flatMap((each, at) => (each === rate ? [at] : []));
    const total = members.reduce((sum, at) => sum + amounts[at], 0n);
    const tax = taxOf(total, rate, included);
    const parts = spread(tax, members.map((at) => amounts[at]));
    members.forEach((at, place) => {
      const part = parts[place];
      lines[at] = { net: amounts[at] - (included ? part : 0n), tax: part };
    });
    return { rate, net: total - (included ? tax : 0n), tax };
  });
  return { lines, rows };
}
