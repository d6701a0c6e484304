// @ts-check
// Hands the queue over, oldest first, in batches, again and again until the server has written them
// down. One op that makes trouble never holds up the others; nothing is deleted before an answer.

import { ApiError } from "../../web/js/api.js";
import { t } from "../../web/js/words.js";
import { wired } from "./queue.js";

/** @typedef {import("./device.js").Device} Device */
/** @typedef {import("./queue.js").Queue} Queue */
/** @typedef {import("./recorder.js").Op} Op */

export const ADDRESS = "/api/v1/till/ops";
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 30_000;
const PATIENCE_MS = 30_000;
/** The server looked at the call itself and will say the same again. */
const DEFINITE = new Set([400, 409, 413, 415, 422]);

/** Events: `change` after every answer, `taken` (detail: their seqs), `idle` when the queue is
 * empty, `trouble` (detail: error) before waiting. */
export class Drain extends EventTarget {
  /** @param {Device} device @param {Queue} queue
   * @param {(ms: number) => Promise<void>} [sleep] */
  constructor(device, queue, sleep) {
    super();
    this.device = device;
    this.queue = queue;
    this.allowed = true;
    this.attempt = 0;
    /** @type {string | null} */
    this.lastDone = null;
    this.sleep = sleep ?? ((ms) => this.nap(ms));
    /** @type {Promise<void> | null} */
    this.running = null;
    this.wake = () => {};
  }

  /** Begin handing over, or go on at once where it waited. */
  start() {
    this.attempt = 0;
    this.wake();
    this.running ??= this.run().finally(() => { this.running = null; });
    return this.running;
  }

  async run() {
    while (this.allowed) {
      const ops = await this.queue.next();
      if (!ops.length) break;
      try {
        await this.send(ops);
        this.attempt = 0;
      } catch (error) {
        this.dispatchEvent(new CustomEvent("trouble", { detail: error }));
        await this.sleep(waitMs(this.attempt, error));
        this.attempt += 1;
      }
      this.dispatchEvent(new Event("change"));
    }
    if (this.allowed) this.dispatchEvent(new Event("idle"));
  }

  /** One batch. What the server finds no sense in is split until the one at fault stands alone.
   * @param {Op[]} ops */
  async send(ops) {
    const { length: queueLength } = await this.queue.waiting();
    const body = { ops: ops.map(wired), queue_length: queueLength };
    try {
      const answer = await this.device.call("POST", ADDRESS, body, { timeoutMs: PATIENCE_MS });
      const done = await this.queue.answered(answer.results);
      this.lastDone = new Date().toISOString();
      this.dispatchEvent(new CustomEvent("taken", { detail: done }));
      if (!done.length) throw new ApiError(t("The server's answer names none of these sales."));
    } catch (error) {
      if (!(error instanceof ApiError) || !DEFINITE.has(error.status)) throw error;
      if (ops.length === 1) await this.queue.refused(ops[0], error.message);
      else await this.halves(ops);
    }
  }

  /** @param {Op[]} ops */
  async halves(ops) {
    const middle = Math.ceil(ops.length / 2);
    await this.send(ops.slice(0, middle));
    await this.send(ops.slice(middle));
  }

  /** @param {number} ms @returns {Promise<void>} ends early when there is news */
  nap(ms) {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.wake = () => {
        clearTimeout(timer);
        done(undefined);
      };
    });
  }
}

/** How long to wait before the next try: doubles from a quarter second to half a minute; a server
 * that has not learnt to take queues yet is asked rarely. @param {number} attempt
 * @param {unknown} error */
export function waitMs(attempt, error) {
  const status = error instanceof ApiError ? error.status : 0;
  if (status === 404 || status === 405) return LONGEST_WAIT_MS;
  return Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS);
}
