// @ts-check
// Asks the server every four seconds whether it is there, and tells it how this till stands. What
// `navigator.onLine` says is not believed: it only makes the next question come at once.

import { ApiError, post } from "../../web/js/api.js";

/** @typedef {import("./link.js").Link} Link */
/** @typedef {import("./device.js").Device} Device */
/** @typedef {{queue_length?: number, oldest?: string | null, last_op?: number, head?: string,
 *   news_seen?: number, persisted?: boolean}} Standing how this till stands */

export const ADDRESS = "/api/v1/till/heartbeat";
export const EVERY_MS = 4_000;
const PATIENCE_MS = 3_500;
const MISSES_UNTIL_DOWN = 2;

export class Heartbeat {
  /** @param {Link} link @param {Device | null} device
   * @param {() => Promise<Standing>} standing */
  constructor(link, device, standing = async () => ({})) {
    this.link = link;
    this.device = device;
    this.standing = standing;
    this.misses = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {Promise<void> | null} */
    this.beating = null;
  }

  start() {
    globalThis.addEventListener?.("online", () => this.beat());
    globalThis.document?.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.beat();
    });
    return this.beat();
  }

  /** One question now; the next in four seconds. */
  beat() {
    clearTimeout(this.timer);
    this.beating ??= this.ask().finally(() => {
      this.beating = null;
      this.timer = setTimeout(() => this.beat(), EVERY_MS);
    });
    return this.beating;
  }

  async ask() {
    const begun = performance.now();
    try {
      const body = { now: new Date().toISOString(), ...await this.standing() };
      const answer = await this.send(body);
      this.misses = 0;
      this.link.answered(answer, performance.now() - begun);
    } catch (error) {
      this.missed(error);
    }
  }

  /** @param {Record<string, unknown>} body @returns {Promise<any>} */
  send(body) {
    if (this.device) return this.device.call("POST", ADDRESS, body, { timeoutMs: PATIENCE_MS });
    return post(ADDRESS, body, { timeoutMs: PATIENCE_MS });
  }

  /** @param {unknown} error */
  missed(error) {
    const status = error instanceof ApiError ? error.status : 0;
    if (status === 401 && this.device) this.link.dispatchEvent(new Event("refused"));
    if (status && status < 500) {
      this.link.heard();
      return;
    }
    this.misses += 1;
    if (this.misses >= MISSES_UNTIL_DOWN || this.link.up === null) this.link.silent();
  }
}
