// @ts-check
// The eight masks of a QR code and how bad each one looks, ISO/IEC 18004:2015, 7.8. Pure.

/** @typedef {import("./grid.js").Grid} Grid */

/** Where a mask turns a module over (table 10).
 * @type {readonly ((x: number, y: number) => boolean)[]} */
export const MASKS = Object.freeze([
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]);

/** Weights of the four features (table 11). */
const RUN = 3;
const BLOCK = 3;
const FINDER = 40;
const BALANCE = 10;
const LONG_RUN = 5;
/** 1:1:3:1:1 with four light modules before or behind it. */
const LIKE_A_FINDER = Object.freeze([/(?=00001011101)/g, /(?=10111010000)/g]);

/** The grid under a mask, its format information with it. @param {Grid} plain
 * @param {number} mask */
export function masked(plain, mask) {
  const grid = plain.copy();
  const turns = MASKS[mask];
  for (const [x, y] of grid.path()) {
    if (turns(x, y)) grid.dark[y * grid.size + x] ^= 1;
  }
  grid.drawFormat(mask);
  return grid;
}

/** The mask with the fewest points; of equals the first. @param {Grid} plain */
export function bestMasked(plain) {
  const all = MASKS.map((_turns, mask) => masked(plain, mask));
  const points = all.map(penalty);
  return all[points.indexOf(Math.min(...points))];
}

/** @param {Grid} grid @returns {number} points; fewer are better */
export function penalty(grid) {
  const across = Array.from({ length: grid.size }, (_each, at) => at);
  const rows = across.map((y) => across.map((x) => grid.at(x, y)).join(""));
  const columns = across.map((x) => across.map((y) => grid.at(x, y)).join(""));
  const lines = [...rows, ...columns];
  return sum(lines.map(runs)) + sum(lines.map(finders)) + blocks(grid) + balance(grid);
}

/** @param {readonly number[]} values */
const sum = (values) => values.reduce((all, each) => all + each, 0);

/** @param {string} line */
const runs = (line) => sum((line.match(/0{5,}|1{5,}/g) ?? []).map((run) =>
  RUN + run.length - LONG_RUN));

/** Light beyond the edge counts as well: that is the quiet zone. @param {string} line */
function finders(line) {
  const wide = `0000${line}0000`;
  return FINDER * sum(LIKE_A_FINDER.map((like) => (wide.match(like) ?? []).length));
}

/** @param {Grid} grid */
function blocks(grid) {
  let found = 0;
  for (let y = 1; y < grid.size; y += 1) {
    for (let x = 1; x < grid.size; x += 1) {
      const here = grid.at(x, y);
      if (here === grid.at(x - 1, y) && here === grid.at(x, y - 1)
        && here === grid.at(x - 1, y - 1)) found += 1;
    }
  }
  return BLOCK * found;
}

/** @param {Grid} grid */
function balance({ dark }) {
  const off = Math.abs(sum([...dark]) / dark.length - 0.5);
  return BALANCE * Math.floor(off / 0.05);
}
