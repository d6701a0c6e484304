// @ts-check
// What waits for the server and what became of it: lengths, lists, answers written beside the ops,
// the copy for a person, and the thirty days that handed-over ops are kept. Sends nothing.

/** @typedef {import("./idb.js").Database} Database */
/** @typedef {import("./recorder.js").Op} Op */
/** @typedef {import("./recorder.js").OpState} OpState */
/** @typedef {{code: string, line?: number | null, lot?: string | null}} OpException */
/** @typedef {{seq: number, state: "applied" | "exception" | "recorded", number: string | null,
 *   document: string | null, exceptions: OpException[], problem: string | null}} Result */
/** @typedef {{length: number, problems: number, oldest: string | null}} Waiting */

export const BATCH = 50;
export const BATCH_BYTES = 180_000;
export const KEEP_DAYS = 30;
const PRUNE_AT_ONCE = 500;
const LATELY = 50;
const WIRE = /** @type {const} */ (
  ["seq", "key", "kind", "number", "body", "prev", "hash", "signature", "made_at"]);

/** An op as it is sent: what was signed and nothing of ours. @param {Op} op */
export function wired(op) {
  return Object.fromEntries(WIRE.map((name) => [name, op[name]]));
}

/** As many ops from the front as one call may carry. @template {{body: string}} T
 * @param {readonly T[]} ops @param {number} [bytes] @returns {T[]} never empty for some ops */
export function fitting(ops, bytes = BATCH_BYTES) {
  let size = 0;
  const end = ops.findIndex((op, at) => {
    size += JSON.stringify(op).length;
    return at > 0 && size > bytes;
  });
  return ops.slice(0, end < 0 ? ops.length : end);
}

export class Queue {
  /** @param {Database} database @param {() => Date} [clock] */
  constructor(database, clock = () => new Date()) {
    this.database = database;
    this.clock = clock;
  }

  /** How much waits, and since when. @returns {Promise<Waiting>} */
  waiting() {
    return this.database.read(["ops"], async (work) => {
      const state = (/** @type {OpState} */ range, most = 0) =>
        ({ index: "state", range, ...(most ? { most } : {}) });
      const queued = await work.count("ops", state("queued"));
      const problems = await work.count("ops", state("problem"));
      const firsts = [...await work.all("ops", state("queued", 1)),
        ...await work.all("ops", state("problem", 1))];
      const times = firsts.map((op) => op.made_at).sort();
      return { length: queued + problems, problems, oldest: times[0] ?? null };
    });
  }

  /** The next ops to send, in order. @param {OpState} [state] @returns {Promise<Op[]>} */
  async next(state = "queued") {
    const ops = await this.database.all("ops", { index: "state", range: state, most: BATCH });
    return fitting(ops);
  }

  /** The oldest ops of a state. @param {OpState} state @param {number} [most]
   * @returns {Promise<Op[]>} */
  list(state, most = LATELY) {
    return this.database.all("ops", { index: "state", range: state, most });
  }

  /** What was written last, newest first. @param {number} [most] @returns {Promise<Op[]>} */
  async latest(most = LATELY) {
    const { seq = 0 } = await this.database.get("meta", "head") ?? {};
    const range = IDBKeyRange.lowerBound(Math.max(0, seq - most + 1));
    return (await this.database.all("ops", { range })).reverse();
  }

  /** @param {string} key @returns {Promise<Op | null>} among what was written lately */
  async byKey(key) {
    return (await this.latest()).find((op) => op.key === key) ?? null;
  }

  /** Write the server's answers beside the ops; an op without an answer waits on.
   * @param {readonly Result[]} results @returns {Promise<number[]>} which are done with */
  answered(results) {
    const at = this.clock().toISOString();
    return this.database.write(["ops"], async (work) => {
      /** @type {number[]} */
      const done = [];
      for (const result of results) {
        const op = await work.get("ops", result.seq);
        if (!op || op.state === "acked" || op.state === "pending") continue;
        const taken = result.problem !== "forked";
        const problem = result.problem ?? "";
        work.put("ops", taken ? { ...op, state: "acked", answer: result, problem, acked_at: at }
          : { ...op, state: "problem", answer: result, problem });
        done.push(op.seq);
      }
      return done;
    });
  }

  /** The server does not take this op; the others go on. @param {Op} op @param {string} problem */
  refused(op, problem) {
    return this.move(op.seq, { state: "problem", problem });
  }

  /** Try again what the server did not take. */
  async retry() {
    const ops = await this.database.all("ops", { index: "state", range: "problem" });
    for (const op of ops) await this.move(op.seq, { state: "queued" });
  }

  /** @param {number} seq @param {Partial<Op>} change */
  move(seq, change) {
    return this.database.write(["ops"], async (work) => {
      const op = await work.get("ops", seq);
      if (op && op.state !== "acked") work.put("ops", { ...op, ...change });
    });
  }

  /** Forget handed-over ops after thirty days. Never one that waits. @returns {Promise<number>} */
  prune() {
    const before = new Date(this.clock().getTime() - KEEP_DAYS * 86_400_000).toISOString();
    const query = { index: "state", range: "acked", most: PRUNE_AT_ONCE };
    return this.database.write(["ops"], async (work) => {
      const acked = await work.all("ops", query);
      const old = acked.filter((op) => (op.acked_at ?? op.made_at) < before);
      for (const op of old) work.remove("ops", op.seq);
      return old.length;
    });
  }

  /** Everything that waits, as one file for a person to keep. @param {object} about the till
   * @returns {Promise<string>} JSON */
  async copy(about) {
    const every = await Promise.all(/** @type {OpState[]} */ (["queued", "problem", "pending"])
      .map((range) => this.database.all("ops", { index: "state", range })));
    const ops = every.flat().sort((a, b) => a.seq - b.seq);
    const made = this.clock().toISOString();
    return `${JSON.stringify({ ...about, made_at: made, ops: ops.map(wired) }, null, 1)}\n`;
  }
}
