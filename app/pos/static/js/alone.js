// @ts-check
// What a till that sells alone has used up of its limit, and what somebody gave on top: once in a
// time alone, as an act of the chain, over when everything is handed over. Draws nothing.

import { moneyText, parseMoney } from "../../web/js/decimal.js";
import { LIMITS, WARN_FROM, limitOf } from "./queue_limit.js";

/** @typedef {import("./queue_limit.js").Limits} Limits */
/** @typedef {import("./recorder.js").Op} Op */
/** @typedef {import("./recorder.js").Recorder} Recorder */
/** @typedef {import("./recorder_body.js").Override} Override */
/** @typedef {import("./idb.js").Database} Database */
/** @typedef {{length: number, oldest: string | null}} Waiting */
/** @typedef {{extra: Limits, override: Override, by: string}} Extension */

const KEPT = "extension";

export class Alone {
  /** @param {Limits | undefined} limits as the shop says @param {number} decimals of its money */
  constructor(limits, decimals) {
    this.limits = limits ?? LIMITS;
    this.decimals = decimals;
    /** What was given on top. @type {Limits | null} */
    this.more = null;
    /** By sequence number, of what waits. @type {Map<number, bigint>} */
    this.totals = new Map();
  }

  /** @param {Pick<Database, "get">} database */
  async recall(database) {
    this.more = await database.get("meta", KEPT) ?? null;
  }

  /** These wait. @param {readonly Pick<Op, "kind" | "seq" | "body">[]} ops */
  wait(ops) {
    for (const { kind, seq, body } of ops) {
      if (kind === "sale") this.totals.set(seq, parseMoney(JSON.parse(body).total, this.decimals));
    }
  }

  /** The server has these. @param {readonly number[]} seqs */
  told(seqs) {
    for (const seq of seqs) this.totals.delete(seq);
  }

  /** How full the time alone is; the extension's own act is no sale.
   * @param {Waiting} waiting @param {number} now */
  limit({ length, oldest }, now) {
    const sum = [...this.totals.values()].reduce((all, each) => all + each, 0n);
    const sales = Math.max(0, this.more ? length - 1 : length);
    return limitOf({ length: sales, oldest, sum }, now, this.limits, this.more);
  }

  /** Whether somebody may give more now: near the limit or at it, and not twice.
   * @param {Waiting} waiting @param {number} now */
  mayExtend(waiting, now) {
    return !this.more && this.limit(waiting, now).full >= WARN_FROM;
  }

  /** Sell on for so much more: written into the chain with whose word it stands on, or not at all.
   * @param {Recorder} recorder @param {Extension} given */
  async extend(recorder, { extra, override, by }) {
    const { kind: _kind, ...said } = override;
    const sum = moneyText(BigInt(extra.sum), this.decimals);
    const body = JSON.stringify({ ...extra, sum, by, ...said });
    await recorder.record({ kind: "extension", body, keep: { [KEPT]: extra } });
    this.more = extra;
  }

  /** Everything is handed over: the next time alone begins with the shop's limit.
   * @param {Waiting} waiting @param {Pick<Database, "put">} database */
  async over({ length }, database) {
    if (length || !this.more) return;
    this.more = null;
    await database.put("meta", null, KEPT);
  }
}
