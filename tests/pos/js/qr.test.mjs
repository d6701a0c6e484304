// The QR code of a receipt: the standard's own numbers. Whether scanners read the drawings is
// tested with a real decoder in test_qr_drawings.py.
import assert from "node:assert/strict";
import { test } from "node:test";

const QR = "../../../app/web/static/js/qr/";
const { codeWords, LARGEST } = await import(`${QR}blocks.js`);
const { Grid } = await import(`${QR}grid.js`);
const { MASKS, masked, bestMasked, penalty } = await import(`${QR}masks.js`);
const { pathOf, qrDrawing, qrGrid } = await import(`${QR}draw.js`);

/** Bytes that fit level M, version 1 to 10 (table 7). */
const ROOM = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213];
/** Code words of a symbol, version 1 to 10 (table 1). */
const WORDS = [26, 44, 70, 100, 134, 172, 196, 242, 292, 346];

/** Format information from a grid, bit 14 first, beside the upper left finder (figure 25). */
function format(grid) {
  const places = [[0, 8], [1, 8], [2, 8], [3, 8], [4, 8], [5, 8], [7, 8], [8, 8], [8, 7], [8, 5],
    [8, 4], [8, 3], [8, 2], [8, 1], [8, 0]];
  return places.map(([x, y]) => grid.at(x, y)).join("");
}

test("the smallest version that holds the text is taken, to the byte", () => {
  ROOM.forEach((bytes, at) => {
    assert.equal(codeWords("a".repeat(bytes)).version, at + 1);
    assert.equal(codeWords("a".repeat(bytes)).words.length, WORDS[at]);
    if (at + 1 < LARGEST) assert.equal(codeWords("a".repeat(bytes + 1)).version, at + 2);
  });
});

test("what no version holds is refused, and gives no drawing", () => {
  assert.throws(() => codeWords("a".repeat(214)), RangeError);
  assert.equal(qrDrawing("a".repeat(214), "QR code"), null);
});

test("the words of the first block end in its correction words", () => {
  const { words } = codeWords("");
  assert.deepEqual(words.slice(0, 4), [0b0100_0000, 0, 0xec, 0x11]);
  assert.equal(words.length, 26);
});

test("the format says level M and the mask, as table C.1 lists it", () => {
  const grid = new Grid(1);
  const said = MASKS.map((_turns, mask) => format(masked(grid, mask)));
  assert.deepEqual(said, ["101010000010010", "101000100100101", "101111001111100",
    "101101101001011", "100010111111001", "100000011001110", "100111110010111",
    "100101010100000"]);
});

test("version information stands from version 7 on, as table D.1 lists it", () => {
  const grid = new Grid(7);
  const bits = Array.from({ length: 18 }, (_each, at) =>
    grid.at(Math.floor((17 - at) / 3), grid.size - 11 + ((17 - at) % 3))).join("");
  assert.equal(bits, "000111110010010100");
});

test("no mask looks better than the chosen one", () => {
  const plain = new Grid(2);
  plain.place(codeWords("MAIN-T1-2-000042").words);
  const best = penalty(bestMasked(plain));
  MASKS.forEach((_turns, mask) => assert.ok(penalty(masked(plain, mask)) >= best));
});

test("a light square costs its runs, blocks, and balance", () => {
  const grid = new Grid(1);
  grid.dark.fill(0);
  const lines = 2 * 21 * (3 + 21 - 5);
  assert.equal(penalty(grid), lines + 3 * 20 * 20 + 10 * 10);
});

test("the path holds each run of dark modules once, inside the quiet zone", () => {
  const grid = qrGrid("https://shop.example/r/abc");
  const runs = [...pathOf(grid).matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)];
  const dark = runs.reduce((sum, [, , , run]) => sum + Number(run), 0);
  assert.equal(dark, [...grid.dark].filter(Boolean).length);
  for (const [, x, y, run] of runs.map((each) => each.map(Number))) {
    assert.ok(x >= 4 && y >= 4 && x + run <= grid.size + 4 && y < grid.size + 4);
  }
});
