// @ts-check
// A QR code of any short text, drawn as SVG: level M, byte mode, the smallest version up to 10, as
// ISO/IEC 18004:2015 has it. Presentation attributes only, so that it stands under a strict policy.

import { codeWords } from "./blocks.js";
import { Grid } from "./grid.js";
import { bestMasked } from "./masks.js";

const SPACE = "http://www.w3.org/2000/svg";
/** Light modules around the code (6.3.8). */
export const QUIET = 4;

/** @param {string} text @returns {Grid} @throws {RangeError} beyond 213 bytes */
export function qrGrid(text) {
  const { version, words } = codeWords(text);
  const grid = new Grid(version);
  grid.place(words);
  return bestMasked(grid);
}

/** The dark modules as one path, each run of a row as one box, the quiet zone around them.
 * @param {Grid} grid */
export function pathOf(grid) {
  const parts = [];
  for (let y = 0; y < grid.size; y += 1) {
    for (let x = 0; x < grid.size; x += 1) {
      let run = 0;
      while (x + run < grid.size && grid.at(x + run, y)) run += 1;
      if (run) parts.push(`M${x + QUIET} ${y + QUIET}h${run}v1h-${run}z`);
      x += run;
    }
  }
  return parts.join("");
}

/** @param {string} text @param {string} title for those who do not see it
 * @returns {SVGSVGElement | null} null where the text is too long for a code on paper */
export function qrDrawing(text, title) {
  let grid;
  try {
    grid = qrGrid(text);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  const side = grid.size + 2 * QUIET;
  return /** @type {SVGSVGElement} */ (node("svg", {
    class: "symbol", role: "img", "aria-label": title, viewBox: `0 0 ${side} ${side}`,
    "shape-rendering": "crispEdges",
  }, node("rect", { width: side, height: side, fill: "#fff" }),
  node("path", { d: pathOf(grid), fill: "#000" })));
}

/** @param {string} tag @param {Record<string, unknown>} attributes @param {...Node} children */
function node(tag, attributes, ...children) {
  const made = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}
