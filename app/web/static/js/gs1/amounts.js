// @ts-check
// Exact decimals of a code: a whole count of 10^-places. No float arithmetic anywhere.

/** @typedef {{count: bigint, places: number}} Amount */

/** @param {string} digits @param {number} places @returns {Amount} */
export const amount = (digits, places) => ({ count: BigInt(digits), places });

/** The amount times a whole number. @param {Amount} one @param {bigint} many @returns {Amount} */
export const times = (one, many) => ({ count: one.count * many, places: one.places });

/** The amount with exactly so many decimal places, ties to the even neighbour.
 * @param {Amount} one not negative @param {number} places @returns {Amount} */
export function rounded(one, places) {
  const more = places - one.places;
  if (more >= 0) return { count: one.count * 10n ** BigInt(more), places };
  const unit = 10n ** BigInt(-more);
  const [whole, rest] = [one.count / unit, (one.count % unit) * 2n];
  const up = rest > unit || (rest === unit && whole % 2n === 1n);
  return { count: up ? whole + 1n : whole, places };
}
