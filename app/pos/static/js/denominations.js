// @ts-check
// The notes and coins of a currency, and what piles of them are worth. Pure; minor units as BigInt.

import { parseMoney } from "../../web/js/decimal.js";

/** Largest first, as they lie in a drawer. @type {Readonly<Record<string, string>>} */
const PIECES = Object.freeze({
  USD: "100 50 20 10 5 2 1 | 0.50 0.25 0.10 0.05 0.01",
  EUR: "500 200 100 50 20 10 5 | 2 1 0.50 0.20 0.10 0.05 0.02 0.01",
  GBP: "50 20 10 5 | 2 1 0.50 0.20 0.10 0.05 0.02 0.01",
  CHF: "1000 200 100 50 20 10 | 5 2 1 0.50 0.20 0.10 0.05",
  JPY: "10000 5000 2000 1000 | 500 100 50 10 5 1",
  CAD: "100 50 20 10 5 | 2 1 0.25 0.10 0.05",
  AUD: "100 50 20 10 5 | 2 1 0.50 0.20 0.10 0.05",
  SEK: "1000 500 200 100 50 20 | 10 5 2 1",
  DKK: "1000 500 200 100 50 | 20 10 5 2 1 0.50",
  NOK: "1000 500 200 100 50 | 20 10 5 1",
  PLN: "500 200 100 50 20 10 | 5 2 1 0.50 0.20 0.10 0.05 0.02 0.01",
  KWD: "20 10 5 1 0.500 0.250 | 0.100 0.050 0.020 0.010 0.005",
});
const USUAL = "100 50 20 10 5 | 2 1 0.50 0.20 0.10 0.05 0.02 0.01";
const MOST = 99_999;

/** @typedef {{text: string, value: bigint, note: boolean}} Piece */
/** @typedef {Record<string, number>} Piles pieces by the piece's text */

/** @param {{currency: string, decimals: number}} shop @returns {Piece[]} */
export function piecesOf({ currency, decimals }) {
  const [notes, coins] = (PIECES[currency] ?? USUAL).split(" | ")
    .map((part) => part.split(" ").filter((text) => fits(text, decimals)));
  const piece = (/** @type {boolean} */ note) => (/** @type {string} */ text) =>
    ({ text, value: parseMoney(text, decimals), note });
  return [...notes.map(piece(true)), ...coins.map(piece(false))];
}

/** @param {string} text @param {number} decimals */
function fits(text, decimals) {
  return (text.split(".")[1]?.length ?? 0) <= decimals;
}

/** What the piles are worth. @param {readonly Piece[]} pieces @param {Piles} piles */
export function worth(pieces, piles) {
  return pieces.reduce((sum, piece) => sum + piece.value * BigInt(piles[piece.text] ?? 0), 0n);
}

/** A pile after a key: a digit, "00" or "back". @param {number} count @param {string} key */
export function pressCount(count, key) {
  if (key === "back") return Math.floor(count / 10);
  if (!/^\d+$/.test(key)) return count;
  const next = Number(`${count}${key}`);
  return next > MOST ? count : next;
}

/** The piles as the server wants them: only those that hold something.
 * @param {readonly Piece[]} pieces @param {Piles} piles */
export function pilesBody(pieces, piles) {
  return pieces.filter((piece) => piles[piece.text])
    .map((piece) => ({ value: piece.text, pieces: piles[piece.text] }));
}
