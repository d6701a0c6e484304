// @ts-check
// Tells a scanner's burst of keys from a person's typing. Pure: keys and times in, verdict out.

export const GAP = Object.freeze({ least: 20, usual: 35, most: 100 });
export const SILENCE_MS = 60;
export const RECOGNISED_AT = 3;
export const SHORTEST_BY_KEY = 3;
export const SHORTEST_BY_SILENCE = 6;
export const LONGEST = 512;
export const STUCK_AT = 4 * LONGEST;

/** A gap between keys a scanner may have, 20 to 100 ms. @param {unknown} ms @returns {number} */
export function cleanGap(ms) {
  const asked = Number(ms);
  if (!Number.isFinite(asked) || asked <= 0) return GAP.usual;
  return Math.min(Math.max(Math.round(asked), GAP.least), GAP.most);
}

export class Burst {
  text = "";
  count = 0;
  startedAt = 0;
  lastAt = -Infinity;

  /** @param {number} [gapMs] longest time between two keys of one burst */
  constructor(gapMs = GAP.usual) {
    this.gapMs = cleanGap(gapMs);
    this.clear();
  }

  clear() {
    this.text = "";
    this.count = 0;
    this.startedAt = 0;
    this.lastAt = -Infinity;
  }

  /**
   * A character typed at a time in ms. Too late after the last one, it begins a new burst.
   * @param {string} letter
   * @param {number} at
   * @returns {boolean} whether this is the first character of a burst
   */
  feed(letter, at) {
    const first = this.isOver(at);
    if (first) {
      this.clear();
      this.startedAt = at;
    }
    this.lastAt = at;
    this.count += 1;
    if (this.text.length < LONGEST) this.text += letter;
    return first;
  }

  /** Whether a key at this time belongs to no burst before it. @param {number} at */
  isOver(at) {
    return this.count === 0 || at - this.lastAt > this.patience;
  }

  /** A recognised burst may stumble once: a busy machine delivers keys unevenly. */
  get patience() {
    return this.recognised ? Math.max(SILENCE_MS, this.gapMs) : this.gapMs;
  }

  /** A shift or control key in between: keeps the burst alive, adds nothing. @param {number} at */
  touch(at) {
    if (!this.isOver(at)) this.lastAt = at;
  }

  /** Fast enough, long enough to be a machine. */
  get recognised() {
    return this.count >= RECOGNISED_AT;
  }

  /** A key that does not stop, or a cat: nobody's code is that long. */
  get stuck() {
    return this.count >= STUCK_AT;
  }

  /**
   * The code, if what came is one; the burst is over either way.
   * @param {"key" | "silence"} by
   * @param {number} [at] time of the ending key; one that came late ends nothing
   * @returns {{data: string, cut: boolean, ms: number} | null}
   */
  finish(by, at = this.lastAt) {
    const shortest = by === "key" ? SHORTEST_BY_KEY : SHORTEST_BY_SILENCE;
    const late = at - this.lastAt > this.patience;
    const code = this.recognised && !late && !this.stuck && this.count >= shortest;
    const { text, count } = this;
    const ms = Math.round(this.lastAt - this.startedAt);
    this.clear();
    return code ? { data: text, cut: count > text.length, ms } : null;
  }
}
