// @ts-check
// The square of a QR code, ISO/IEC 18004:2015: finder, timing and alignment patterns (6.3), format
// and version information (7.9, 7.10), the path that the code words take (7.7.3). Pure.

/** Centres of the alignment patterns by version (annex E). @type {readonly number[][]} */
const CENTRES = Object.freeze([
  [], [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46],
  [6, 28, 50],
]);
const TIMING = 6;
const FORMAT_GENERATOR = 0x537;
const FORMAT_MASK = 0x5412;
const VERSION_GENERATOR = 0x1f25;

export class Grid {
  /** @param {number} version 1 to 10 */
  constructor(version) {
    this.version = version;
    this.size = 17 + 4 * version;
    /** Row after row, 1 is dark. */
    this.dark = new Uint8Array(this.size ** 2);
    /** 1 where a pattern stands that is no data and is never masked. */
    this.fixed = new Uint8Array(this.size ** 2);
    this.drawPatterns();
  }

  /** A copy whose modules may be changed. */
  copy() {
    const twin = new Grid(this.version);
    twin.dark.set(this.dark);
    return twin;
  }

  /** @param {number} x @param {number} y */
  at(x, y) {
    return this.dark[y * this.size + x];
  }

  /** @param {number} x @param {number} y @param {unknown} dark */
  fix(x, y, dark) {
    const place = y * this.size + x;
    this.dark[place] = dark ? 1 : 0;
    this.fixed[place] = 1;
  }

  drawPatterns() {
    const { size } = this;
    for (let at = 0; at < size; at += 1) {
      this.fix(at, TIMING, at % 2 === 0);
      this.fix(TIMING, at, at % 2 === 0);
    }
    for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) this.drawSquare(x, y, 4, [2, 4]);
    const centres = CENTRES[this.version];
    const [first, last] = [TIMING, size - 7];
    for (const x of centres) {
      for (const y of centres) {
        const corner = (x === first && (y === first || y === last)) || (x === last && y === first);
        if (!corner) this.drawSquare(x, y, 2, [1]);
      }
    }
    this.drawFormat(0);
    this.drawVersion();
  }

  /** Rings around a centre; those named are light. What lies outside is left out.
   * @param {number} x @param {number} y @param {number} reach @param {number[]} light */
  drawSquare(x, y, reach, light) {
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) {
        const inside = [x + dx, y + dy].every((at) => at >= 0 && at < this.size);
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        if (inside) this.fix(x + dx, y + dy, !light.includes(ring));
      }
    }
  }

  /** Level M (00) and the mask, twice, and the one module that is always dark.
   * @param {number} mask 0 to 7 */
  drawFormat(mask) {
    const { size } = this;
    const bits = withCheck(mask, FORMAT_GENERATOR, 10) ^ FORMAT_MASK;
    for (let at = 0; at < 15; at += 1) {
      const dark = (bits >> at) & 1;
      if (at < 8) this.fix(size - 1 - at, 8, dark);
      else this.fix(8, size - 15 + at, dark);
      if (at < 6) this.fix(8, at, dark);
      else if (at < 8) this.fix(8, at + 1, dark);
      else this.fix(at === 8 ? 7 : 14 - at, 8, dark);
    }
    this.fix(8, size - 8, 1);
  }

  drawVersion() {
    if (this.version < 7) return;
    const bits = withCheck(this.version, VERSION_GENERATOR, 12);
    for (let at = 0; at < 18; at += 1) {
      const [far, near] = [this.size - 11 + (at % 3), Math.floor(at / 3)];
      this.fix(far, near, (bits >> at) & 1);
      this.fix(near, far, (bits >> at) & 1);
    }
  }

  /** Code words up and down in columns of two from the right; modules left over stay light.
   * @param {readonly number[]} words */
  place(words) {
    let bit = 0;
    for (const [x, y] of this.path()) {
      const word = words[bit >> 3] ?? 0;
      this.dark[y * this.size + x] = (word >> (7 - (bit & 7))) & 1;
      bit += 1;
    }
  }

  /** The modules that carry data, in order. @returns {Generator<[number, number]>} */
  * path() {
    const { size } = this;
    let upward = true;
    for (let right = size - 1; right > 0; right -= 2, upward = !upward) {
      if (right === TIMING) right -= 1;
      for (let step = 0; step < size; step += 1) {
        const y = upward ? size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (!this.fixed[y * size + x]) yield [x, y];
        }
      }
    }
  }
}

/** A value with its BCH code behind it. @param {number} value @param {number} generator
 * @param {number} bits of the code */
function withCheck(value, generator, bits) {
  let rest = value;
  for (let at = 0; at < bits; at += 1) rest = (rest << 1) ^ ((rest >> (bits - 1)) * generator);
  return (value << bits) | rest;
}
