// @ts-check
// An enrolled till at work: finds the device of this browser, holds its seat among the tabs, sells
// through the recorder and lets the queue drain. A plain browser sells through the server.

import { ApiError } from "../../web/js/api.js";
import { t } from "../../web/js/words.js";
import { Alone } from "./alone.js";
import { findDevice } from "./device.js";
import { keepSetup } from "./device_setup.js";
import { Seat } from "./device_seat.js";
import { Drain } from "./drain.js";
import { Heartbeat } from "./heartbeat.js";
import { link } from "./link.js";
import { Queue } from "./queue.js";
import { LIMITS, clockStop } from "./queue_limit.js";
import { Recorder, NotHere } from "./recorder.js";
import { saleWriter } from "./recorder_body.js";
import { Seller } from "./recorder_sell.js";
import { Spending } from "./recorder_stock.js";
import { sendSale } from "./sender.js";
import { newToken } from "./signing.js";
import { lookAtStorage } from "./storage.js";
import { roundingOf } from "./tenders.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {import("./device.js").Device} Device */
/** @typedef {import("./queue.js").Waiting} Waiting */
/** @typedef {import("./recorder_body.js").Basis} Basis */
/** @typedef {import("./recorder_sell.js").Done} Done */
/** @typedef {import("./store.js").Pending} Pending */
/** @typedef {() => string | null | undefined} Guard says why a sale may not be recorded here */

const PRUNE_MS = 3600_000;
export const BEHIND = "This browser's memory is older than the shop's. "
  + "End it under Till status and make it a till again.";

/** Events: `change` when device, seat, queue or link changed. */
export class Terminal extends EventTarget {
  /** @param {Till} till */
  constructor(till) {
    super();
    this.till = till;
    this.link = link;
    /** @type {Device | null} */
    this.device = null;
    /** @type {import("./storage.js").Storage | null} */
    this.storage = null;
    /** @type {Waiting} */
    this.waiting = { length: 0, problems: 0, oldest: null };
    /** Why a sale may not be recorded here without the server. @type {Guard[]} */
    this.guards = [() => this.limit().stop, () => clockStop(link), () => this.tooOld()];
    /** Who sells. @type {() => {name: string, id: number | null}} */
    this.seller = () => ({ name: till.setup.cashier, id: till.setup.person_id ?? null });
    /** The till's copy of the shop. @type {() => {lots: string, at: string | null}} */
    this.snapshot = () => till.catalogue.mark;
    this.spending = new Spending(till.catalogue);
    this.alone = new Alone(till.setup.alone, till.setup.decimals);
    /** @type {string | number | null} what the heartbeat said before this page was opened */
    this.lastShift = null;
    /** The news this till has taken in. @type {number | undefined} */
    this.newsSeen = undefined;
    /** The server does not know this till any more. */
    this.revoked = false;
    /** What this browser keeps is older than what the server has of it. */
    this.behind = false;
    this.ready = this.start();
  }

  async start() {
    this.storage = await lookAtStorage();
    const device = await findDevice().catch(() => null);
    if (device) await this.become(device);
    this.heart = new Heartbeat(link, device, () => this.standing());
    for (const event of ["up", "down", "beat"]) link.addEventListener(event, () => this.told());
    link.addEventListener("up", () => this.drain?.start());
    link.addEventListener("beat", () => this.remember());
    link.addEventListener("refused", () => this.turnedAway());
    await keepSetup(this.till.setup, device).catch(() => {});
    this.heart.start();
    this.told();
  }

  /** @param {Device} device */
  async become(device) {
    this.device = device;
    this.recorder = new Recorder(device);
    this.queue = new Queue(device.database);
    this.drain = new Drain(device, this.queue);
    this.hands = new Seller({ device, link, queue: this.queue, recorder: this.recorder });
    this.seat = new Seat(`lotwise-till-${device.id}`);
    this.allow(false);
    this.seat.addEventListener("taken", () => this.seated());
    this.seat.addEventListener("lost", () => this.allow(false));
    this.recorder.addEventListener("change", () => this.count());
    this.drain.addEventListener("change", () => this.count());
    this.drain.addEventListener("taken", (event) =>
      this.taken(/** @type {CustomEvent<number[]>} */ (event).detail));
    this.till.catalogue.borrow(device.signed("same-origin"));
    await this.recall(device);
    await this.seat.sit();
    await this.count();
  }

  /** This tab is the till now: finish what another one began, then hand over. */
  async seated() {
    this.allow(true);
    if (!this.till.store.state.pending) await this.finish();
    if (this.device) await this.alone.recall(this.device.database);
    this.wait(await this.queue?.list("queued", LIMITS.sales) ?? []);
    this.drain?.start();
    this.prune();
  }

  /** A sale asked about by a page that is gone. */
  async finish() {
    try {
      await this.hands?.resume();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** @param {boolean} on */
  allow(on) {
    if (!this.recorder || !this.drain) return;
    this.recorder.allowed = on;
    this.drain.allowed = on;
    this.told();
  }

  /** Sell what the screen shows, under its key. @param {Pending} pending @returns {Promise<any>}
   * what `POST /sales` would have answered; with `sale` and `recorded` where the till wrote it */
  async sell(pending) {
    await this.ready;
    if (!this.device || !this.hands || this.revoked) return sendSale(pending);
    if (this.behind) throw new ApiError(t(BEHIND), { status: 409, code: "till_behind" });
    if (link.up !== true) this.refuseIfGuarded();
    try {
      const done = await this.hands.sell(pending.key, saleWriter(this.basis(pending)));
      if (done.recorded) this.wait([done.op]);
      return spoken(done);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return sendSale(pending);
      if (error instanceof NotHere) throw new ApiError(error.message, { code: "not_here" });
      throw error;
    }
  }

  /** @throws {ApiError} */
  refuseIfGuarded() {
    const why = this.guards.map((guard) => guard()).find(Boolean);
    if (why) throw new ApiError(why, { status: 409, code: "offline_limit" });
  }

  /** @param {Pending} pending @returns {Basis} */
  basis({ body }) {
    const { store, selling, setup } = this.till;
    return {
      lines: store.state.lines,
      productOf: selling.productOf,
      forecasts: selling.forecasts,
      totals: { ...selling.totals, rounding: this.rounding(body.payments) },
      payments: body.payments,
      shop: setup,
      person: this.seller(),
      soldAt: new Date(link.now()).toISOString(),
      shift: this.shift,
      customer: body.customer ?? null,
      snapshot: this.snapshot(),
      token: newToken(),
      note: body.note ?? "",
    };
  }

  /** What the smallest coin adds. @param {import("./store.js").Paid[]} payments */
  rounding(payments) {
    const { selling, setup } = this.till;
    return roundingOf(selling.totals.total, payments, setup.decimals, setup.money?.cash_step ?? 0);
  }

  /** These wait for the server. @param {import("./recorder.js").Op[]} ops */
  wait(ops) {
    this.alone.wait(ops);
    this.spending.wait(ops);
  }

  /** The server has these. @param {number[]} seqs */
  taken(seqs) {
    this.alone.told(seqs);
    return this.spending.told(seqs);
  }

  /** How full the time without server is. @param {number} [now] */
  limit(now = Date.now()) {
    return this.alone.limit(this.waiting, now);
  }

  /** Whether somebody may let this till sell on alone. */
  mayExtend() {
    return this.alone.mayExtend(this.waiting, Date.now());
  }

  /** Sell on alone, once. @param {import("./alone.js").Extension} given */
  async extend(given) {
    if (this.recorder) await this.alone.extend(this.recorder, given);
    this.told();
  }

  /** Why something in the cart may not be sold from a copy of the shop as old as this one. */
  tooOld() {
    const { store, selling, catalogue } = this.till;
    const whys = store.state.lines.map(({ sku }) => catalogue.refusal(selling.productOf(sku)));
    return whys.find(Boolean);
  }

  /** How this till stands, for the heartbeat. */
  async standing() {
    const persisted = this.storage?.persisted ?? false;
    if (!this.device || !this.recorder || !this.queue) {
      return { persisted, till: this.till.setup.till };
    }
    const { length, oldest } = await this.queue.waiting();
    const { seq, hash } = await this.recorder.head();
    const news = this.newsSeen === undefined ? {} : { news_seen: this.newsSeen };
    return { persisted, queue_length: length, oldest, last_op: seq, head: hash, ...news };
  }

  /** Number of the shift that is open as far as is known here. @returns {string | null} */
  get shift() {
    const number = link.last?.shift?.number ?? this.lastShift;
    return number ? String(number) : null;
  }

  async count() {
    if (!this.queue) return;
    this.waiting = await this.queue.waiting();
    if (this.device) await this.alone.over(this.waiting, this.device.database);
    if (this.waiting.length > this.waiting.problems && link.up) this.drain?.start();
    this.told();
  }

  /** @param {Device} device */
  async recall(device) {
    const kept = await device.database.get("meta", "heard") ?? {};
    if (kept.time) link.recall(kept.time);
    this.lastShift = kept.shift ?? null;
    this.newsSeen = kept.news ?? undefined;
  }

  async remember() {
    this.revoked = false;
    this.lastShift = link.last?.shift?.number ?? null;
    this.newsSeen = link.last?.news?.id ?? this.newsSeen;
    const kept = { time: link.time, shift: this.lastShift, news: this.newsSeen };
    await this.device?.database.put("meta", kept, "heard");
    this.behind = await this.recorder?.isBehind(link.last?.till?.last_op ?? 0) ?? false;
  }

  turnedAway() {
    this.revoked = true;
    this.told();
  }

  async prune() {
    while (await this.queue?.prune()) await null;
    setTimeout(() => this.prune(), PRUNE_MS);
  }

  told() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {Done} done */
function spoken({ op, answer, recorded }) {
  return { ...answer, sale: JSON.parse(op.body), recorded };
}
