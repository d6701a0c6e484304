// @ts-check
// The code words of a QR code as ISO/IEC 18004:2015 has them: text as bits (7.4), error correction
// over GF(256) (7.5), blocks woven together (7.6). Level M, versions 1 to 10, byte mode. Pure.

/** Blocks of level M by version (table 9): code words for correction in each block, then how many
 * blocks with how many data code words. @type {readonly (readonly number[])[]} */
const BLOCKS = Object.freeze([
  [], [10, 1, 16], [16, 1, 28], [26, 1, 44], [18, 2, 32], [24, 2, 43], [16, 4, 27], [18, 4, 31],
  [22, 2, 38, 2, 39], [22, 3, 36, 2, 37], [26, 4, 43, 1, 44],
]);
export const LARGEST = BLOCKS.length - 1;
const BYTE_MODE = 0b0100;
const ECI_MODE = 0b0111;
const UTF_8 = 26;
const PADS = Object.freeze([0xec, 0x11]);
const FIELD = 0x11d;

/** Logarithms of GF(256) over x^8 + x^4 + x^3 + x^2 + 1, both ways (7.5.2). */
const [EXP, LOG] = (() => {
  const exp = new Uint8Array(510);
  const log = new Uint8Array(256);
  for (let power = 0, value = 1; power < 255; power += 1) {
    exp[power] = value;
    exp[power + 255] = value;
    log[value] = power;
    value = value & 0x80 ? (value << 1) ^ FIELD : value << 1;
  }
  return [exp, log];
})();

/** @param {number} a @param {number} b */
const times = (a, b) => (a && b ? EXP[LOG[a] + LOG[b]] : 0);

/** (x - 1)(x - 2)(x - 4)... without its leading one. @param {number} degree */
function generator(degree) {
  let found = [1];
  for (let power = 0; power < degree; power += 1) {
    const next = [...found, 0];
    found.forEach((factor, at) => { next[at + 1] ^= times(factor, EXP[power]); });
    found = next;
  }
  return found.slice(1);
}

/** What is left of the data divided by the generator. @param {readonly number[]} data
 * @param {readonly number[]} by @returns {number[]} */
function remainder(data, by) {
  const rest = new Array(by.length).fill(0);
  for (const word of data) {
    const factor = word ^ rest.shift();
    rest.push(0);
    by.forEach((each, at) => { rest[at] ^= times(each, factor); });
  }
  return rest;
}

/** How many data code words each block of a version holds. @param {number} version */
function sizes(version) {
  const [, ...groups] = BLOCKS[version];
  const found = [];
  for (let at = 0; at < groups.length; at += 2) {
    found.push(...new Array(groups[at]).fill(groups[at + 1]));
  }
  return found;
}

/** @param {number} version */
const room = (version) => sizes(version).reduce((sum, each) => sum + each, 0);

/** @param {number} version */
const countBits = (version) => (version < 10 ? 8 : 16);

/** @param {number} value @param {number} length @returns {number[]} bits, the highest first */
const bitsOf = (value, length) =>
  Array.from({ length }, (_each, at) => (value >> (length - 1 - at)) & 1);

/** The text as bits before its padding; other than ASCII is declared to be UTF-8 (7.4.2).
 * @param {Uint8Array} bytes @param {number} version */
function written(bytes, version) {
  const declared = bytes.every((byte) => byte < 0x80) ? []
    : [...bitsOf(ECI_MODE, 4), ...bitsOf(UTF_8, 8)];
  return [...declared, ...bitsOf(BYTE_MODE, 4), ...bitsOf(bytes.length, countBits(version)),
    ...[...bytes].flatMap((byte) => bitsOf(byte, 8))];
}

/** Terminator, zeros to a whole code word, pad code words (7.4.9, 7.4.10).
 * @param {number[]} bits @param {number} words @returns {number[]} code words */
function padded(bits, words) {
  const ended = [...bits, ...new Array(Math.min(4, words * 8 - bits.length)).fill(0)];
  while (ended.length % 8) ended.push(0);
  const data = [];
  for (let at = 0; at < ended.length; at += 8) {
    data.push(ended.slice(at, at + 8).reduce((word, bit) => word * 2 + bit, 0));
  }
  for (let pad = 0; data.length < words; pad += 1) data.push(PADS[pad % 2]);
  return data;
}

/** Word one of each block, word two of each, and so on. @param {readonly number[][]} blocks */
function woven(blocks) {
  const longest = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: longest }, (_each, at) =>
    blocks.flatMap((block) => (at < block.length ? [block[at]] : []))).flat();
}

/** The smallest version that holds the text, and its code words in the order they are placed.
 * @param {string} text @returns {{version: number, words: number[]}}
 * @throws {RangeError} where the text is too long for version 10 */
export function codeWords(text) {
  const bytes = new TextEncoder().encode(text);
  for (let version = 1; version <= LARGEST; version += 1) {
    const bits = written(bytes, version);
    if (bits.length > room(version) * 8) continue;
    const data = padded(bits, room(version));
    const blocks = sizes(version).map((size) => data.splice(0, size));
    const by = generator(BLOCKS[version][0]);
    const checks = blocks.map((block) => remainder(block, by));
    return { version, words: [...woven(blocks), ...woven(checks)] };
  }
  throw new RangeError(`${bytes.length} bytes do not fit into a QR code of version ${LARGEST}`);
}
