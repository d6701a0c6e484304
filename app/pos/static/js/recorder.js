// @ts-check
// Writes what the till did: receipt number, hash chain and the act itself in one transaction that
// fails where somebody else wrote meanwhile. Nothing it wrote is ever changed or lost; only what
// became of it moves on. It sends nothing and knows no screen.

import { newKey } from "../../web/js/api.js";
import { t } from "../../web/js/words.js";
import { chainHash, sign } from "./signing.js";

/** @typedef {import("./device.js").Device} Device */
/** @typedef {import("./idb.js").Work} Work */
/** @typedef {"pending" | "queued" | "acked" | "problem"} OpState pending: asked, not answered yet;
 *   queued: a fact the server will be told; problem: the server does not take it, a person looks */
/** @typedef {"sale" | "drawer" | "note" | "extension"} OpKind */
/** @typedef {{seq: number, hash: string, receipt: number}} Head how far this till has written */
/**
 * @typedef {object} Op
 * @property {number} seq 1, 2, 3 without a gap
 * @property {string} key
 * @property {OpKind} kind
 * @property {string | null} number of the receipt, where it has one
 * @property {number} receipt how many receipts there are with it
 * @property {string} body JSON text, kept word for word
 * @property {string} prev
 * @property {string} hash
 * @property {string} signature
 * @property {string} made_at by this browser's clock
 * @property {OpState} state
 * @property {any} [answer] what the server said
 * @property {string} [problem]
 * @property {string} [acked_at]
 */
/** @typedef {(numbered: {receipt: number, number: string}) => string} WriteBody */
/** @typedef {{kind: OpKind, key?: string, body: WriteBody | string,
 *   keep?: Readonly<Record<string, unknown>>}} Act keep: what this browser keeps with it */

const STORES = /** @type {import("./idb.js").StoreName[]} */ (["meta", "ops"]);
const STRICT = Object.freeze({ strict: true });
const TRIES = 50;

/** Somebody else wrote to this till's chain: another tab that took over. */
export class HeadMoved extends Error {}

/** This tab is not the one that sells. */
export class NotHere extends Error {
  constructor() {
    super(t("This till is open in another tab."));
    this.name = "NotHere";
  }
}

/** Events: `change` after everything written. */
export class Recorder extends EventTarget {
  /** @param {Device} device @param {() => Date} [clock] */
  constructor(device, clock = () => new Date()) {
    super();
    this.device = device;
    this.database = device.database;
    this.clock = clock;
    /** Whether this tab may write; the tab that holds the till's lock says so. */
    this.allowed = true;
    /** @type {Promise<unknown>} one act after the other */
    this.turn = Promise.resolve();
  }

  /** @returns {Promise<Head>} */
  async head() {
    return await this.database.get("meta", "head") ?? { seq: 0, hash: "", receipt: 0 };
  }

  /** What was asked of the server and not answered, if anything. @returns {Promise<Op | null>} */
  async pending() {
    const [op] = await this.database.all("ops", { index: "state", range: "pending" });
    return op ?? null;
  }

  /** Whether the server has acts of this till that this browser never wrote: its storage is an old
   * copy, and whatever it wrote now would be a second history.
   * @param {number} lastOp the last act the server has */
  async isBehind(lastOp) {
    const asked = await this.pending();
    const { seq } = await this.head();
    return !asked && lastOp > seq;
  }

  /** Do one thing after all others are done. @template T @param {() => Promise<T>} work
   * @returns {Promise<T>} */
  inTurn(work) {
    const mine = this.turn.then(() => {
      if (!this.allowed) throw new NotHere();
      return work();
    });
    this.turn = mine.catch(() => {});
    return mine;
  }

  /** Write a fact: it stands from here on, and the queue tells the server. @param {Act} act
   * @returns {Promise<Op>} */
  record(act) {
    return this.inTurn(() => this.write(act, "queued"));
  }

  /** Write an act that the server is asked about first. It counts only once it is `settle`d or
   * `keep`t; the number is not used before. Call it within `inTurn`. @param {Act} act */
  propose(act) {
    return this.write(act, "pending");
  }

  /** The proposed act was done by the server. @param {Op} op @param {any} answer */
  settle(op, answer) {
    return this.finish(op, { state: "acked", answer, acked_at: this.clock().toISOString() });
  }

  /** Nobody answered: the proposed act happened here, and is a fact. @param {Op} op */
  keep(op) {
    return this.finish(op, { state: "queued" });
  }

  /** The server refused and wrote nothing: the proposed act did not happen. @param {Op} op */
  async drop(op) {
    await this.database.write(["ops"], async (work) => {
      const found = await work.get("ops", op.seq);
      if (found?.state === "pending" && found.key === op.key) work.remove("ops", op.seq);
    }, STRICT);
    this.told();
  }

  /** @param {Act} act @param {"queued" | "pending"} state @returns {Promise<Op>} */
  async write(act, state) {
    const key = act.key ?? newKey();
    for (let attempt = 1; ; attempt += 1) {
      const head = await this.head();
      const op = await this.make({ ...act, key }, head, state);
      try {
        await this.database.write(STORES, (work) => put(work, op, head, act.keep), STRICT);
        this.told();
        return op;
      } catch (error) {
        if (!(error instanceof HeadMoved) || attempt === TRIES) throw error;
      }
    }
  }

  /** @param {Act & {key: string}} act @param {Head} head @param {OpState} state
   * @returns {Promise<Op>} */
  async make(act, head, state) {
    const numbered = act.kind === "sale";
    const receipt = head.receipt + (numbered ? 1 : 0);
    const number = numbered ? this.device.number(receipt) : null;
    const { body: write, key, kind } = act;
    const body = typeof write === "string" ? write : write({ receipt, number: number ?? "" });
    const madeAt = this.clock().toISOString();
    const plain = { prev: head.hash, seq: head.seq + 1, key, kind, number, made_at: madeAt, body };
    const hash = await chainHash(plain);
    const signature = await sign(this.device.record.keys.privateKey, hash);
    return { ...plain, receipt, hash, signature, state };
  }

  /** @param {Op} op @param {Partial<Op>} change @returns {Promise<Op>} */
  async finish(op, change) {
    const after = { ...op, ...change };
    await this.database.write(STORES, async (work) => {
      const head = headOf(await work.get("meta", "head"));
      const found = await work.get("ops", op.seq);
      if (found?.key !== op.key || found.state !== "pending") throw new HeadMoved();
      if (head.hash !== op.prev) throw new HeadMoved();
      work.put("ops", after);
      work.put("meta", headAfter(op), "head");
    }, STRICT);
    this.told();
    return after;
  }

  told() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {Work} work @param {Op} op @param {Head} before @param {Act["keep"]} [keep] */
async function put(work, op, before, keep = {}) {
  const head = headOf(await work.get("meta", "head"));
  const there = await work.get("ops", op.seq);
  if (head.hash !== before.hash || head.seq !== before.seq || there) throw new HeadMoved();
  work.add("ops", op);
  for (const [key, value] of Object.entries(keep)) work.put("meta", value, key);
  if (op.state !== "pending") work.put("meta", headAfter(op), "head");
}

/** @param {Op} op @returns {Head} */
const headAfter = ({ seq, hash, receipt }) => ({ seq, hash, receipt });

/** @param {Head | undefined} found @returns {Head} */
const headOf = (found) => found ?? { seq: 0, hash: "", receipt: 0 };
