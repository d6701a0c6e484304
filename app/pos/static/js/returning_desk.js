// @ts-check
// A return in the making: a receipt or goods are looked up, units are picked, somebody agrees where
// that is needed, the money goes back once. Knows no screen.

import { ApiError, get, newKey, post, tries } from "../../web/js/api.js";
import { play } from "../../web/js/sounds.js";
import { t } from "../../web/js/words.js";
import { entriesOf, entryOf, picked, placeOf, refundOf, returnBody, sentTo, stepOf, WHY }
  from "./returning.js";

/** @typedef {import("./returning.js").Entry} Entry */
/** @typedef {import("./returning.js").Picks} Picks */
/** @typedef {import("./returning.js").Disposition} Disposition */
/** @typedef {{till: string, decimals: number}} Shop */
/** @typedef {{kind: string, detail: string}} Wish */
/** @typedef {(wish: Wish) => Promise<{approval?: string} | null>} Approve */
/**
 * @typedef {object} DeskState
 * @property {"ask" | "sale" | "recent" | "done"} stage
 * @property {boolean} busy
 * @property {string} message
 * @property {"info" | "warn" | "error"} tone
 * @property {any} sale
 * @property {readonly any[]} recent
 * @property {string} scan of the goods, looked up without a receipt
 * @property {readonly Entry[]} entries
 * @property {Picks} picks
 * @property {string} reason
 * @property {"receipt" | "none" | "other_lot"} proof
 * @property {boolean} voiding the whole sale was asked to be undone, once
 * @property {any} done
 */

/** @type {DeskState} */
const EMPTY = Object.freeze({
  stage: "ask", busy: false, message: "", tone: "info", sale: null, recent: [], scan: "",
  entries: [], picks: new Map(), reason: WHY[0].word, proof: "receipt", voiding: false, done: null,
});

const AGAIN = "No answer yet. Press once more: it is booked only once.";

/** Events: `change`, and `returned` with the answer as detail. */
export class ReturnDesk extends EventTarget {
  /** @param {Shop} shop @param {{approve: Approve, get?: typeof get, post?: typeof post}} parts */
  constructor(shop, parts) {
    super();
    this.shop = shop;
    this.approve = parts.approve;
    this.get = parts.get ?? get;
    this.post = parts.post ?? post;
    this.state = EMPTY;
    /** The request under way: sent again as it is, under its key, until it is answered.
     * @type {{address: string, body: any, key: string} | null} */
    this.sent = null;
    /** Scans are looked up one after another, however fast they come. @type {Promise<unknown>} */
    this.turn = Promise.resolve();
  }

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  next(work) {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  /** @param {Partial<DeskState>} change */
  set(change) {
    this.state = { ...this.state, ...change };
    this.dispatchEvent(new Event("change"));
  }

  begin() {
    if (!this.sent) this.set(EMPTY);
  }

  get amount() {
    return refundOf(this.state.entries, this.state.picks);
  }

  /** @type {Disposition} */
  get wish() {
    return WHY.find((each) => each.word === this.state.reason)?.wish ?? "restock";
  }

  /** @param {Record<string, string>} asked @returns {Promise<any>} null where it was refused */
  async ask(asked) {
    if (this.sent) return null;
    this.set({ busy: true, message: "" });
    try {
      const query = new URLSearchParams({ till: this.shop.till, ...asked });
      const answer = await this.get(`/api/v1/returns/lookup?${query}`, { retry: tries(3) });
      this.set({ busy: false });
      return answer;
    } catch (error) {
      this.refused(error);
      return null;
    }
  }

  /** @param {unknown} error */
  refused(error) {
    if (!(error instanceof ApiError)) throw error;
    play("error");
    const message = error.status === 0
      ? t("Returns need the connection to the shop. Try again in a moment.") : error.message;
    this.set({ busy: false, message, tone: "error" });
  }

  /** A receipt was scanned or typed. @param {string} receipt @param {string} [scan] of the goods
   * @returns {Promise<boolean>} whether it is one */
  receipt(receipt, scan = "") {
    return this.next(() => this.findReceipt(receipt, scan));
  }

  /** @param {string} receipt @param {string} scan */
  async findReceipt(receipt, scan) {
    const answer = await this.ask({ receipt, ...(scan ? { scan } : {}) });
    if (!answer) return false;
    this.show(answer, scan ? "none" : "receipt");
    return true;
  }

  /** @param {any} answer @param {DeskState["proof"]} proof */
  show(answer, proof) {
    const entries = entriesOf(answer.sale, this.shop.decimals);
    const open = entries.filter((each) => each.left > 0n);
    this.set({
      ...EMPTY, stage: "sale", sale: answer.sale, entries, proof,
      message: open.length ? "" : t("All of this sale came back already."), tone: "warn",
    });
    play(open.length ? "ok" : "warn");
    if (answer.picked) this.pick(answer);
    else if (open.length === 1) this.step(open[0], stepOf(open[0]));
  }

  /** Goods were scanned: one more of their line, or the sales they may be of.
   * @param {string} scan */
  goods(scan) {
    return this.next(() => this.findGoods(scan));
  }

  /** @param {string} scan */
  async findGoods(scan) {
    const { stage, sale, proof } = this.state;
    if (stage === "sale") {
      const answer = await this.ask({ receipt: sale.number, scan });
      if (answer && this.state.sale?.number === sale.number) this.pick(answer, proof === "none");
      return;
    }
    const answer = await this.ask({ scan });
    if (!answer) return;
    play(answer.sales.length ? "ok" : "warn");
    this.set({
      ...EMPTY, scan, recent: answer.sales, stage: answer.sales.length ? "recent" : "ask",
      message: answer.message, tone: "warn",
    });
  }

  /** @param {any} answer of a look-up with a scan @param {boolean} [quiet] */
  pick(answer, quiet = false) {
    const entry = entryOf(this.state.entries, answer.picked);
    const other = answer.picked?.differs === true;
    if (entry) this.step(entry, stepOf(entry));
    play(entry && !other ? "ok" : "warn");
    const proof = other && this.state.proof === "receipt" ? "other_lot" : this.state.proof;
    this.set({ proof, message: quiet && entry ? "" : answer.message, tone: "warn" });
  }

  /** One of the recent sales was tapped. @param {{sale: string}} row */
  choose(row) {
    return this.receipt(row.sale, this.state.scan);
  }

  /** @param {Entry} entry @param {bigint} by */
  step(entry, by) {
    if (this.sent) return;
    this.set({ picks: picked(this.state.picks, entry, by, this.wish), voiding: false });
  }

  /** @param {string} reason */
  because(reason) {
    if (this.sent) return;
    this.state = { ...this.state, reason };
    this.set({ picks: sentTo(this.state.picks, this.state.entries, this.wish) });
  }

  /** @param {Entry} entry @param {Disposition} place */
  send(entry, place) {
    const pick = this.state.picks.get(entry.key);
    if (!pick || this.sent) return;
    const to = { ...pick, disposition: placeOf(entry, place) };
    this.set({ picks: new Map(this.state.picks).set(entry.key, to) });
  }

  /** Give the money back: once, whatever happens to the answer. */
  async refund() {
    const { sale, entries, picks, reason, proof, busy } = this.state;
    if (busy || this.sent) {
      if (!busy) await this.deliver();
      return;
    }
    if (!picks.size) return;
    const approval = proof === "receipt" ? {} : await this.agreed();
    if (!approval) return;
    const said = { till: this.shop.till, reason, proof, approval: approval.approval };
    await this.write(`/api/v1/sales/${sale.number}/returns`, returnBody(entries, picks, said));
  }

  /** A second person's yes, or the person's own right; null where nobody gave it. */
  agreed() {
    const { entries, picks, proof } = this.state;
    const back = entries.filter((each) => picks.has(each.key));
    const what = back.map((each) => t("{name}, lot {lot}", each));
    const why = proof === "none" ? t("no receipt") : t("another lot than the receipt's");
    return this.approve({ kind: "return", detail: `${what.join("; ")} (${why})` });
  }

  /** Undo the whole sale; the first call only asks. */
  async undo() {
    const { sale, voiding, reason, busy } = this.state;
    if (busy || this.sent) return;
    if (!voiding) {
      this.set({ voiding: true });
      return;
    }
    await this.write(`/api/v1/sales/${sale.number}/void`, { till: this.shop.till, reason });
  }

  /** @param {string} address @param {any} body */
  write(address, body) {
    this.sent = { address, body, key: newKey() };
    return this.deliver();
  }

  async deliver() {
    const { address, body, key } = /** @type {NonNullable<ReturnDesk["sent"]>} */ (this.sent);
    this.set({ busy: true, message: "" });
    try {
      const done = await this.post(address, body, { key, retry: tries(4) });
      this.sent = null;
      play("ok");
      const { sale, entries } = this.state;
      this.set({ ...EMPTY, stage: "done", sale, entries, done });
      this.dispatchEvent(new CustomEvent("returned", { detail: done }));
    } catch (error) {
      const unknown = error instanceof ApiError && (error.status === 0 || error.status >= 500);
      if (!unknown) this.sent = null;
      this.refused(error);
      if (unknown) this.set({ message: t(AGAIN) });
    }
  }
}
