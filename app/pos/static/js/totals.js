// @ts-check
// What the cart costs, line by line and in all. Pure; whole minor units as BigInt.

import { extended } from "../../web/js/decimal.js";
import { taxDocument } from "./tax.js";

/** @typedef {import("./cart.js").Line} Line */
/** @typedef {import("./catalogue.js").Product} Product */
/** @typedef {{amount: bigint, discount: bigint, total: bigint, unitPrice: number,
 *   listPrice: number}} LineSum listPrice: what it costs where nobody changed the price */
/**
 * @typedef {object} Totals
 * @property {Map<number, LineSum>} lines by line id
 * @property {bigint} net
 * @property {bigint} tax
 * @property {bigint} total
 * @property {bigint} discount
 */

/**
 * A discount in percent (hundredths) of an amount, rounded down: never above a role's limit.
 * @param {bigint} amount
 * @param {number} percent hundredths of a percent
 */
export function discountOf(amount, percent) {
  return (amount * BigInt(percent)) / 10_000n;
}

/** @param {Line} line @param {Product} product @param {number} decimals
 * @param {number | null} [own] price of the lot it takes @returns {LineSum} */
export function lineSum(line, product, decimals, own = null) {
  const listPrice = own ?? product.price;
  const unitPrice = line.price ?? listPrice;
  const amount = extended(unitPrice, line.quantity, decimals);
  const discount = discountOf(amount, line.percent);
  return { amount, discount, total: amount - discount, unitPrice, listPrice };
}

/**
 * @param {readonly Line[]} lines
 * @param {(sku: string) => Product | undefined} productOf
 * @param {{decimals: number, tax_included: boolean}} shop
 * @param {(line: Line) => number | null} [ownPrice] of the lot a line takes
 * @returns {Totals}
 */
export function cartTotals(lines, productOf, shop, ownPrice = () => null) {
  const known = lines.flatMap((line) => {
    const product = productOf(line.sku);
    if (!product) return [];
    return [{ line, product, sum: lineSum(line, product, shop.decimals, ownPrice(line)) }];
  });
  const amounts = known.map((each) => each.sum.total);
  const rates = known.map((each) => BigInt(each.product.rate));
  const { rows } = taxDocument(amounts, rates, shop.tax_included);
  const net = rows.reduce((sum, row) => sum + row.net, 0n);
  const tax = rows.reduce((sum, row) => sum + row.tax, 0n);
  const discount = known.reduce((sum, each) => sum + each.sum.discount, 0n);
  const byLine = new Map(known.map((each) => [each.line.id, each.sum]));
  return { lines: byLine, net, tax, total: net + tax, discount };
}
