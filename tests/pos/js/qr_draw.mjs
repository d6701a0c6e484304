// Draws the texts of a JSON list from standard input: a list of {size, path} comes out.
import { readFileSync } from "node:fs";

const QR = "../../../app/web/static/js/qr/";
const { QUIET, pathOf, qrGrid } = await import(`${QR}draw.js`);
const { Grid } = await import(`${QR}grid.js`);
const { codeWords } = await import(`${QR}blocks.js`);
const { MASKS, masked } = await import(`${QR}masks.js`);

function every(text) {
  const { version, words } = codeWords(text);
  const plain = new Grid(version);
  plain.place(words);
  return MASKS.map((_turns, mask) => pathOf(masked(plain, mask)));
}

const { texts, masks } = JSON.parse(readFileSync(0, "utf8"));
const drawn = texts.map((text) => {
  const grid = qrGrid(text);
  const paths = masks ? every(text) : [pathOf(grid)];
  return { side: grid.size + 2 * QUIET, version: grid.version, paths };
});
process.stdout.write(JSON.stringify(drawn));
