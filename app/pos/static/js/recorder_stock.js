// @ts-check
// What this till sold and the server does not know yet is gone from its copy of the shop as well:
// so the next sale takes the next lot. It writes nothing.

import { parseQuantity } from "../../web/js/decimal.js";

/** @typedef {import("./recorder.js").Op} Op */
/** @typedef {{number: string, quantity: number}} Part */
/** @typedef {{spend: (parts: readonly Part[], sign?: 1 | -1) => void,
 *   refresh: () => Promise<void>}} Copy */

const GATHER_MS = 2_000;

/** What an op took from the shelf. @param {Pick<Op, "kind" | "body">} op @returns {Part[]} */
export function partsOf({ kind, body }) {
  if (kind !== "sale") return [];
  /** @type {Map<string, number>} */
  const taken = new Map();
  for (const line of JSON.parse(body).lines) {
    for (const { lot, quantity } of line.lots) {
      taken.set(lot, (taken.get(lot) ?? 0) + Number(parseQuantity(quantity)));
    }
  }
  return [...taken].map(([number, quantity]) => ({ number, quantity }));
}

export class Spending {
  /** @param {Copy} copy @param {number} [gatherMs] how long answers are gathered before the stock
   * is read again */
  constructor(copy, gatherMs = GATHER_MS) {
    this.copy = copy;
    this.gatherMs = gatherMs;
    /** @type {Part[]} */
    this.known = [];
    /** @type {Promise<void> | null} */
    this.settling = null;
    /** @type {Map<number, Part[]>} by seq, of what waits */
    this.open = new Map();
  }

  /** These wait. @param {readonly Op[]} ops */
  wait(ops) {
    const fresh = ops.filter((op) => !this.open.has(op.seq));
    const parts = fresh.map((op) => partsOf(op));
    fresh.forEach((op, at) => this.open.set(op.seq, parts[at]));
    if (fresh.length) this.copy.spend(parts.flat());
  }

  /** The server has written these down: once its stock was read again, ours counts no more.
   * @param {readonly number[]} seqs */
  async told(seqs) {
    this.known.push(...seqs.flatMap((seq) => this.open.get(seq) ?? []));
    for (const seq of seqs) this.open.delete(seq);
    if (!this.known.length) return;
    this.settling ??= this.settle().finally(() => { this.settling = null; });
    await this.settling;
  }

  async settle() {
    while (this.known.length) {
      await new Promise((done) => setTimeout(done, this.gatherMs));
      const parts = this.known;
      this.known = [];
      await this.copy.refresh();
      this.copy.spend(parts, -1);
    }
  }
}
