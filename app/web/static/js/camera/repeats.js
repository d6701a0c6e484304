// @ts-check
// One pack held before a camera is seen ten times a second and counts once. It counts again after
// it was away: a picture without it, and a second since it was last seen. Pure.

export const AWAY_MS = 1_000;
export const SAME_MS = 1_500;

export class Repeats {
  constructor() {
    /** @type {Map<string, {counted: number, seen: number, missed: boolean}>} */
    this.known = new Map();
  }

  /** @param {readonly string[]} codes all that one picture shows @param {number} now in ms
   * @returns {string[]} those that count */
  see(codes, now) {
    for (const [code, last] of this.known) {
      if (!codes.includes(code)) last.missed = true;
    }
    return [...new Set(codes)].filter((code) => this.counts(code, now));
  }

  /** @param {string} code @param {number} now */
  counts(code, now) {
    const last = this.known.get(code);
    const away = last && last.missed && now - last.seen >= AWAY_MS;
    const fresh = !last || (away && now - last.counted >= SAME_MS);
    this.known.set(code, {
      counted: fresh ? now : last.counted, seen: now, missed: false,
    });
    return fresh;
  }
}
