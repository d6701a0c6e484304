// @ts-check
// What each line costs the cashier: taps, and milliseconds from the scan or tap that begins it to
// the change that completes it. Listens only; no view knows of it.

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {import("./cart.js").Line} Line */
/** @typedef {{taps: number, ms: number, choice: string}} Effort */

/** A pause longer than this is not work on a line: a talk, another customer. */
export const IDLE_MS = 20_000;
/** Letters of a scanner's burst come in until this long before it is recognised. */
const BURST_SLACK_MS = 150;
/** More lines at once are a cart taken up or a step undone, not work on one line. */
const FEW = 2;
const MOST_TAPS = 10_000;
const MOST_MS = 86_400_000;

export class EffortMeter {
  constructor() {
    /** When each tap or key since the last change came. @type {number[]} */
    this.inputs = [];
    /** When the work on the next change began. @type {number | null} */
    this.begun = null;
    this.last = 0;
    /** @type {readonly Line[]} */
    this.lines = [];
  }

  /** A tap or a key. @param {number} at ms */
  input(at) {
    if (this.begun === null || at - this.last > IDLE_MS) this.begin(at);
    this.inputs.push(at);
    this.last = at;
  }

  /** A scan: its letters were no taps. @param {number} at @param {number} took ms of the burst */
  scan(at, took) {
    const first = at - took - BURST_SLACK_MS;
    const before = this.inputs.filter((each) => each < first);
    this.begin(before.length ? this.begun ?? at : at);
    this.inputs = before;
    this.last = at;
  }

  /** @param {number} at */
  begin(at) {
    this.begun = at;
    this.inputs = [];
  }

  /**
   * The cart is another one now. Returns what the line concerned has cost so far.
   * @param {readonly Line[]} lines @param {number | null} selected @param {number} at
   * @returns {{id: number, effort: Effort} | null}
   */
  changed(lines, selected, at) {
    if (lines === this.lines) return null;
    const before = new Map(this.lines.map((line) => [line.id, line]));
    const now = lines.filter((line) => before.get(line.id) !== line);
    this.lines = lines;
    const line = now.find((each) => each.id === selected) ?? now[0];
    const { begun, inputs } = this;
    this.begun = null;
    this.inputs = [];
    if (!line || line.problem || begun === null || now.length > FEW) return null;
    return { id: line.id, effort: grown(line, inputs.length, at - begun) };
  }
}

/** @param {Line} line @param {number} taps @param {number} ms @returns {Effort} */
function grown(line, taps, ms) {
  const was = line.effort ?? { taps: 0, ms: 0 };
  return {
    taps: Math.min(was.taps + taps, MOST_TAPS),
    ms: Math.min(was.ms + Math.max(0, Math.round(ms)), MOST_MS),
    choice: line.origin,
  };
}

/** A feature of the till. @param {Till} till */
export function installEffort({ root, store, scanner }) {
  const meter = new EffortMeter();
  meter.lines = store.state.lines;
  const input = (/** @type {Event} */ event) => {
    if (event instanceof KeyboardEvent && event.repeat) return;
    if (["sell", "done"].includes(store.state.stage)) meter.input(performance.now());
  };
  root.addEventListener("pointerdown", input, { capture: true });
  document.addEventListener("keydown", input, { capture: true });
  scanner.addEventListener("scan", (event) =>
    meter.scan(performance.now(), /** @type {CustomEvent} */ (event).detail.ms ?? 0));
  store.addEventListener("change", () => {
    const { lines, selected, stage } = store.state;
    const found = meter.changed(lines, selected, performance.now());
    if (!found || stage !== "sell") return;
    // Beside the cart's steps: nothing to undo, nothing to draw.
    const line = lines.find((each) => each.id === found.id);
    if (line) line.effort = found.effort;
  });
}
