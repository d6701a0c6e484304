// @ts-check
// From the cart to a paid sale: what is due, what was given, sending, and what a refusal means.
// Draws nothing.

import { ApiError } from "../../web/js/api.js";
import { moneyText, parseMoney } from "../../web/js/decimal.js";
import { play } from "../../web/js/sounds.js";
import { t } from "../../web/js/words.js";
import { refuseLine } from "./cart.js";
import { press, typedNumber } from "./numpad.js";
import { isFinal, pendingSale, saleBody, sendSale } from "./sender.js";
import { obstacle } from "./snapshot_watch.js";
import { claimedNumber, inCoins, rowOf, tenderRefusal } from "./tenders.js";

/** @typedef {import("./selling.js").Selling} Selling */
/** @typedef {import("./store.js").Paid} Paid */
/** @typedef {import("./store.js").Pending} Pending */

const TOO_MUCH = 1000n;

export class Paying {
  /** @param {Selling} selling */
  constructor(selling) {
    this.selling = selling;
    this.store = selling.store;
    this.setup = selling.setup;
    this.repeated = false;
    /** How a sale is sent; an enrolled till has its own way.
     * @type {(sale: Pending) => Promise<any>} */
    this.deliver = sendSale;
    /** Whether the till itself finishes a sale, whoever began it. */
    this.byTill = () => false;
    /** @type {Promise<unknown>} */
    this.ready = Promise.resolve();
    /** Asks for the customer of an account. @type {() => void} */
    this.askCustomer = () => {};
    /** What is known of the voucher that a reference names; null where it is none of ours.
     * @type {(reference: string) => import("./vouchers.js").Known | null} */
    this.voucher = () => null;
    /** Somebody types what a payment is referred to by. @type {(reference: string) => void} */
    this.named = () => {};
  }

  /** What is still to be paid, in minor units; in cash as the smallest coin allows. */
  get due() {
    const { paid, tender } = this.store.state;
    const left = this.selling.totals.total - this.sum(paid);
    if (tender !== "cash" || left <= 0n) return left;
    const cash = this.sum(paid.filter((each) => each.tender === "cash"));
    return inCoins(left + cash, this.setup.money?.cash_step ?? 0) - cash;
  }

  /** @param {readonly Paid[]} paid */
  sum(paid) {
    const { decimals } = this.setup;
    return paid.reduce((all, each) => all + parseMoney(each.amount, decimals), 0n);
  }

  /** What is typed, else what is due. @returns {bigint} */
  get given() {
    const { given, tender, reference } = this.store.state;
    const left = tender === "voucher" ? this.voucher(reference)?.left ?? null : null;
    if (!given) return left !== null && left < this.due ? left : this.due;
    return BigInt(typedNumber(given, this.setup.decimals) ?? 0);
  }

  /** To the payment, unless a line still waits for something. */
  begin() {
    const { lines } = this.store.state;
    const { forecasts } = this.selling;
    const unweighed = lines.find((line) => !line.quantity);
    const undecided = lines.find((line) => forecasts.get(line.id)?.ask);
    const stop = obstacle(lines, this.selling.catalogue);
    if (!lines.length) return;
    if (stop) {
      this.wait(stop.id, stop.text);
    } else if (unweighed) {
      this.wait(unweighed.id, t("Type how much of this is sold."));
    } else if (undecided) {
      this.wait(undecided.id, t("Choose the lot of this line first."));
      this.store.set({ strip: undecided.id });
    } else {
      this.store.set({ stage: "pay", given: "", trouble: "", verdict: null, strip: null });
    }
  }

  /** @param {number} id @param {string} trouble */
  wait(id, trouble) {
    play("warn");
    this.selling.select(id);
    this.store.set({ trouble, view: "cart" });
  }

  /** Back to the cart; what was given in part goes back too. */
  back() {
    this.store.set({ stage: "sell", given: "", reference: "", paid: [], trouble: "" });
  }

  /** @param {import("./tenders.js").Tender} tender */
  choose(tender) {
    this.store.set({ tender, given: "", reference: "", trouble: "" });
    if (tender === "account" && !this.store.state.customer) this.askCustomer();
  }

  /** A number key while paying. @param {string} key */
  key(key) {
    const given = press(this.store.state.given, key);
    const fits = !given || typedNumber(given, this.setup.decimals) !== null;
    if (fits) this.store.set({ given, trouble: "" });
  }

  /** @param {bigint} amount a quick amount */
  offer(amount) {
    this.store.set({ given: moneyText(amount, this.setup.decimals), trouble: "" });
  }

  /** Take the money: part of it stays on the list, all of it sells. */
  async settle() {
    const { given, due } = this;
    const { tender, reference, paid } = this.store.state;
    const why = this.refusal(given, due);
    if (why) {
      play("warn");
      this.store.set({ trouble: why });
      return;
    }
    const amount = moneyText(given, this.setup.decimals);
    const named = tender === "voucher" ? claimedNumber(reference) || reference : reference;
    const said = rowOf(tender).reference ? named.trim() : "";
    const one = { tender, amount, ...(said ? { reference: said } : {}) };
    const every = given ? [...paid, one] : paid;
    if (given < due) this.store.set({ paid: every, given: "", reference: "", trouble: "" });
    else await this.send(every);
  }

  /** @param {bigint} given @param {bigint} due */
  refusal(given, due) {
    const { tender } = this.store.state;
    if (due > 0n && given <= 0n) return this.emptyVoucher(1n) || t("Type how much was given.");
    const why = tenderRefusal(rowOf(tender), given, due, this.store.state)
      || this.emptyVoucher(given);
    if (why) return why;
    const tooMuch = given > due * TOO_MUCH && due > 0n;
    if (tooMuch) return t("That is a thousand times too much. Look again.");
    return "";
  }

  /** Why the voucher cannot pay so much, or "". @param {bigint} given */
  emptyVoucher(given) {
    const { tender, reference } = this.store.state;
    const known = tender === "voucher" ? this.voucher(reference) : null;
    return known && known.left !== null && given > known.left ? known.words : "";
  }

  /** @param {Paid[]} payments */
  async send(payments) {
    const { lines, customer, note } = this.store.state;
    const { totals } = this.selling;
    const buyer = customer ? { customer: customer.code } : {};
    const said = note ? { note } : {};
    const body = { ...saleBody(lines, totals, payments, this.setup), ...buyer, ...said };
    const total = moneyText(totals.total, this.setup.decimals);
    this.repeated = false;
    this.store.set({ stage: "sending", pending: pendingSale(body, total, this.setup.cashier) });
    await this.ask();
  }

  /** Ask the server about the sale on its way, under its own key, as often as it takes. */
  async ask() {
    const { pending } = this.store.state;
    if (!pending) return;
    this.store.set({ trouble: "" });
    try {
      this.done(await this.deliver(pending));
    } catch (error) {
      this.failed(error);
    }
    this.repeated = true;
  }

  /** After a reload: a sale that was not answered is asked about again, by whoever sold it. */
  async resume() {
    const { pending } = this.store.state;
    if (!pending) return;
    await this.ready;
    this.repeated = true;
    this.store.set({ stage: "sending" });
    if (this.byTill() || pending.by === this.setup.cashier) await this.ask();
    else this.store.set({ trouble: t("{name} must sign in once more to finish this sale.",
      { name: pending.by }) });
  }

  /** @param {any} answer */
  done(answer) {
    const { pending } = this.store.state;
    const differs = pending && pending.total !== answer.total ? pending.total : "";
    play("ok");
    this.store.begin({ stage: "done", last: { ...answer, differs, body: pending?.body } });
    this.selling.bare = null;
    this.selling.catalogue.refresh();
  }

  /** @param {unknown} error */
  failed(error) {
    play("error");
    const text = error instanceof Error ? error.message : String(error);
    if (!isFinal(error, this.repeated) || !(error instanceof ApiError)) {
      this.store.set({ trouble: text });
      return;
    }
    this.selling.catalogue.refresh();
    const position = linePosition(error);
    const data = /** @type {any} */ (error.data) ?? {};
    const problem = { code: error.code, text, alternatives: data.alternatives ?? [] };
    const voucher = error.code.startsWith("voucher_");
    const stays = voucher || error.code === "payment_short" ? "pay" : "sell";
    const before = this.store.state.lines;
    const lines = position ? refuseLine(before, position, problem) : before;
    const line = position ? lines[position - 1] : null;
    const view = /** @type {const} */ ("cart");
    const found = line ? { selected: line.id, strip: line.id, view } : {};
    const kept = this.store.state.paid.filter((each) => !voucher || each.tender !== "voucher");
    const paid = stays === "pay" ? kept : [];
    this.store.set({
      lines, paid, pending: null, stage: stays, given: "", trouble: line ? "" : text, ...found,
    });
  }
}

/** The line a refusal is about, 1-based; 0 where it is about the whole sale.
 * @param {ApiError} error @returns {number} */
export function linePosition(error) {
  const said = /** @type {any} */ (error.data)?.line;
  if (Number.isInteger(said)) return said;
  const field = error.errors.map((each) => /^lines\.(\d+)/.exec(each.field)).find(Boolean);
  return field ? Number(field[1]) + 1 : 0;
}
