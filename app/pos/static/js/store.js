// @ts-check
// What the till is doing: cart, selection, typed digits, stage, payment. The one place that changes
// it; views listen and draw. The draft survives reload and power loss on this device.

/** @typedef {import("./cart.js").Line} Line */
/** @typedef {{tender: string, amount: string, reference?: string}} Paid money given, as text */
/** @typedef {{key: string, body: any, total: string, by: string}} Pending a sale not answered */
/** @typedef {{tone: string, title: string, text: string, code: string, action?: string,
 *   act?: () => void}} Verdict */
/**
 * @typedef {object} State
 * @property {Line[]} lines
 * @property {number | null} selected line id
 * @property {number | null} strip line id whose lots are shown
 * @property {"qty" | "price" | "percent"} mode what the number keys change
 * @property {string} typed digits typed for the selected line
 * @property {"sell" | "pay" | "sending" | "done"} stage
 * @property {import("./tenders.js").Tender} tender
 * @property {string} given money typed at the pay stage
 * @property {string} reference of a card payment or voucher
 * @property {{code: string, name: string} | null} customer who buys, where that is known
 * @property {string} note on the whole sale
 * @property {Paid[]} paid
 * @property {string} trouble a sentence about the whole sale
 * @property {Verdict | null} verdict
 * @property {Pending | null} pending
 * @property {any} last the server's answer to the last sale
 * @property {"shelf" | "cart"} view which half a phone shows
 */

const UNDO_DEPTH = 20;
const KEPT = ["lines", "selected", "stage", "tender", "given", "reference", "paid", "pending",
  "customer", "note"];

/** @returns {State} */
export function emptyState() {
  return {
    lines: [], selected: null, strip: null, mode: "qty", typed: "", stage: "sell", tender: "cash",
    given: "", reference: "", paid: [], trouble: "", verdict: null, pending: null, last: null,
    customer: null, note: "", view: "shelf",
  };
}

/** Events: `change` after every change, once per turn of the event loop. */
export class Store extends EventTarget {
  /** @param {string} name of the till, so that two tills in one browser keep two drafts
   * @param {Storage | null} [storage] */
  constructor(name, storage = globalThis.localStorage ?? null) {
    super();
    this.key = `lotwise.till.${name}`;
    this.storage = storage;
    /** @type {{lines: Line[], selected: number | null, note: string}[]} */
    this.past = [];
    this.tag = "";
    this.told = false;
    this.state = { ...emptyState(), ...this.draft() };
  }

  /** @returns {Partial<State>} what was left here before a reload or a crash */
  draft() {
    try {
      const found = JSON.parse(this.storage?.getItem(this.key) ?? "{}");
      const names = KEPT.filter((name) => name in found);
      const kept = Object.fromEntries(names.map((name) => [name, found[name]]));
      if (!Array.isArray(kept.lines ?? [])) return {};
      if (!kept.pending && kept.stage !== "pay") kept.stage = "sell";
      return kept;
    } catch {
      return {};
    }
  }

  /** Change anything but the lines. @param {Partial<State>} change */
  set(change) {
    Object.assign(this.state, change);
    this.save();
    this.tell();
  }

  /**
   * Change the lines, or the sale's note; one step that Undo takes back. Steps with the same tag
   * are one step.
   * @param {Line[]} lines
   * @param {Partial<State>} [change]
   * @param {string} [tag]
   */
  edit(lines, change = {}, tag = "") {
    if (!tag || tag !== this.tag) {
      const { lines: before, selected, note } = this.state;
      this.past.push({ lines: before, selected, note });
      if (this.past.length > UNDO_DEPTH) this.past.shift();
    }
    this.tag = tag;
    this.set({ ...change, lines });
  }

  get canUndo() {
    return this.past.length > 0 && this.state.stage === "sell";
  }

  undo() {
    const before = this.canUndo ? this.past.pop() : undefined;
    if (!before) return;
    this.tag = "";
    this.set({ ...before, strip: null, typed: "", verdict: null, trouble: "" });
  }

  /** A new, empty sale; the last one's answer stays to be looked at.
   * @param {Partial<State>} [more] */
  begin(more = {}) {
    const { last, view } = this.state;
    this.past = [];
    this.tag = "";
    this.set({ ...emptyState(), last, view, ...more });
  }

  save() {
    const { state } = this;
    const names = /** @type {(keyof State)[]} */ (KEPT);
    const kept = Object.fromEntries(names.map((name) => [name, state[name]]));
    if (state.stage === "done") {
      Object.assign(kept, { lines: [], stage: "sell", pending: null, note: "" });
    }
    try {
      this.storage?.setItem(this.key, JSON.stringify(kept));
    } catch {
      // A full or forbidden storage costs the draft, never the sale.
    }
  }

  tell() {
    if (this.told) return;
    this.told = true;
    queueMicrotask(() => {
      this.told = false;
      this.dispatchEvent(new Event("change"));
    });
  }
}
