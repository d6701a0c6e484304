// @ts-check
// Whether the shop's server answers, what it last said of itself, and what time it is there. The
// one place to ask; the heartbeat tells it. Sends nothing.

/** @typedef {{code: string, epoch: number, last_op: number, last_receipt: number, head: string}}
 *   SeriesState how far the server knows this till's own series */
/** @typedef {{number: string, opened_at: string, by: string}} OpenShift */
/** @typedef {{id: number, lots: {lot: string, sku: string, status: string}[],
 *   recalls: {number: string, reason: string, lots: string[]}[]}} News */
/**
 * @typedef {object} Beat what a heartbeat is answered with
 * @property {string} now
 * @property {News} [news]
 * @property {string} [catalogue]
 * @property {string} [lots]
 * @property {string} [people]
 * @property {OpenShift | null} [shift]
 * @property {boolean} [revoked]
 * @property {SeriesState} [till]
 */
/** @typedef {{skewMs: number, at: number}} KnownTime */

const WARN_SKEW_MS = 5 * 60_000;
const MOST_SKEW_MS = 24 * 3600_000;

/**
 * Events: `up`, `down`; `beat` after each answer; and where the answer's part is new: `news`
 * (detail: News), `catalogue`, `lots`, `people` (detail: version), `shift` (detail: OpenShift or
 * null), `revoked`.
 */
export class Link extends EventTarget {
  constructor() {
    super();
    /** null until the first answer or failure. @type {boolean | null} */
    this.up = null;
    /** @type {Beat | null} */
    this.last = null;
    /** The last moment the server was heard, by this browser's clock. @type {number | null} */
    this.heardAt = null;
    /** @type {KnownTime | null} server minus this clock, and when that was measured */
    this.time = null;
    this.steady = { server: 0, at: 0 };
    /** @type {Record<string, string>} */
    this.told = {};
  }

  /** Whether it is known that nothing answers. */
  get down() {
    return this.up === false;
  }

  /** What was known of the server's time before this page was opened. @param {KnownTime} time */
  recall(time) {
    this.time ??= time;
  }

  /** @param {Beat} beat @param {number} [tripMs] how long the answer took */
  answered(beat, tripMs = 0) {
    const now = Date.now();
    const server = Date.parse(beat.now) + tripMs / 2;
    if (Number.isFinite(server)) {
      this.time = { skewMs: Math.round(server - now), at: now };
      this.steady = { server, at: performance.now() };
    }
    this.last = beat;
    this.heard();
    for (const part of PARTS) this.tellIfNew(part, beat);
    if (beat.revoked) this.tellIfNew("revoked", beat);
    this.dispatchEvent(new Event("beat"));
  }

  /** The server answered something, whatever it was. */
  heard() {
    this.heardAt = Date.now();
    this.turn(true);
  }

  /** Nothing came back. */
  silent() {
    this.turn(false);
  }

  /** @param {boolean} up */
  turn(up) {
    if (this.up === up) return;
    this.up = up;
    this.dispatchEvent(new Event(up ? "up" : "down"));
  }

  /** @param {typeof PARTS[number] | "revoked"} part @param {Beat} beat */
  tellIfNew(part, beat) {
    if (!(part in beat)) return;
    const said = JSON.stringify(beat[part]);
    if (this.told[part] === said) return;
    this.told[part] = said;
    this.dispatchEvent(new CustomEvent(part, { detail: beat[part] }));
  }

  /** The server's time as well as it is known here, in ms. It never runs backwards within a page,
   * whatever somebody does to the clock. */
  now() {
    const { steady, time } = this;
    if (steady.at) return Math.round(steady.server + performance.now() - steady.at);
    return Date.now() + (time?.skewMs ?? 0);
  }

  /** How wrong this browser's clock is. @returns {"" | "warn" | "stop"} */
  get clockTrouble() {
    const off = Math.abs(this.time?.skewMs ?? 0);
    if (off > MOST_SKEW_MS) return "stop";
    return off > WARN_SKEW_MS ? "warn" : "";
  }
}

const PARTS = /** @type {const} */ (["news", "catalogue", "lots", "people", "shift"]);

/** The link of this page. */
export const link = new Link();
