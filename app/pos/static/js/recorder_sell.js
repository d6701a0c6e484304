// @ts-check
// How an enrolled till sells: asks the server while it answers and nothing waits, records the sale
// here where it does not. Either way the sale is done once, under one key and one number.

import { ApiError } from "../../web/js/api.js";
import { answerOf } from "./recorder_body.js";


/** @typedef {import("./device.js").Device} Device */
/** @typedef {import("./link.js").Link} Link */
/** @typedef {import("./queue.js").Queue} Queue */
/** @typedef {import("./recorder.js").Op} Op */
/** @typedef {import("./recorder.js").Recorder} Recorder */
/** @typedef {import("./recorder.js").WriteBody} WriteBody */
/** @typedef {{op: Op, answer: any, recorded: boolean}} Done recorded: on this till only, so far */

export const ADDRESS = "/api/v1/till/ask";
export const PATIENCE_MS = 8_000;
const REFUSALS = new Set([400, 401, 403, 404, 409, 422]);
const BEHIND = "series_behind";

export class Seller {
  /** @param {{device: Device, link: Link, queue: Queue, recorder: Recorder}} parts */
  constructor({ device, link, queue, recorder }) {
    this.device = device;
    this.link = link;
    this.queue = queue;
    this.recorder = recorder;
  }

  /** Sell under a key. The same key again gives the same sale.
   * @param {string} key @param {WriteBody} write @returns {Promise<Done>}
   * @throws {ApiError} where the server refused: then nothing is sold
    * @throws {Error} where another tab sells for this till */
  sell(key, write) {
    return this.recorder.inTurn(async () => {
      const known = await this.queue.byKey(key);
      if (known) return known.state === "pending" ? this.ask(known) : done(known);
      if (!await this.mayAsk()) {
        return done(await this.recorder.write({ kind: "sale", key, body: write }, "queued"));
      }
      return this.ask(await this.recorder.propose({ kind: "sale", key, body: write }));
    });
  }

  /** What was asked before this page was opened and never answered is asked again.
   * @returns {Promise<Done | null>} @throws {ApiError} where the server refuses it */
  resume() {
    return this.recorder.inTurn(async () => {
      const op = await this.recorder.pending();
      return op ? this.ask(op) : null;
    });
  }

  async mayAsk() {
    if (this.link.up !== true) return false;
    return !(await this.queue.waiting()).length;
  }

  /** @param {Op} op @returns {Promise<Done>} */
  async ask(op) {
    if (this.link.down) return done(await this.recorder.keep(op));
    try {
      const answer = await this.device.call("POST", ADDRESS, wire(op),
        { key: op.key, timeoutMs: PATIENCE_MS });
      return done(await this.recorder.settle(op, answer));
    } catch (error) {
      if (error instanceof ApiError && isRefusal(error)) {
        await this.recorder.drop(op);
        throw error;
      }
      if (!(error instanceof ApiError)) throw error;
      if (!error.status) this.link.silent();
      return done(await this.recorder.keep(op));
    }
  }
}

/** Whether the server looked at the sale and wrote nothing. @param {ApiError} error */
export function isRefusal(error) {
  return REFUSALS.has(error.status) && error.code !== BEHIND;
}

/** @param {Op} op */
function wire({ seq, key, kind, number, body, prev, hash, signature, made_at }) {
  return { seq, key, kind, number, body, prev, hash, signature, made_at };
}

/** @param {Op} op @returns {Done} */
function done(op) {
  const own = answerOf(JSON.parse(op.body));
  const theirs = op.state === "acked" && op.answer?.total !== undefined ? op.answer : {};
  return { op, answer: { ...own, ...theirs }, recorded: op.state !== "acked" };
}

