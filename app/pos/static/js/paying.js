// @ts-check
// From the cart to a paid sale: what is due, what was given, sending, and what a refusal means.
// Draws nothing.

import { ApiError } from "../../web/js/api.js";
import { moneyText, parseMoney } from "../../web/js/decimal.js";
import { play } from "../../web/js/sounds.js";
import { refuseLine } from "./cart.js";
import { press, typedNumber } from "./numpad.js";
import { isFinal, pendingSale, saleBody, sendSale } from "./sender.js";

/** @typedef {import("./selling.js").Selling} Selling */
/** @typedef {import("./store.js").Paid} Paid */

const TOO_MUCH = 1000n;

export class Paying {
  /** @param {Selling} selling */
  constructor(selling) {
    this.selling = selling;
    this.store = selling.store;
    this.setup = selling.setup;
    this.repeated = false;
  }

  /** What is still to be paid, in minor units. */
  get due() {
    const { decimals } = this.setup;
    const paid = this.store.state.paid.map((each) => parseMoney(each.amount, decimals));
    return this.selling.totals.total - paid.reduce((sum, amount) => sum + amount, 0n);
  }

  /** What is typed, else what is due. @returns {bigint} */
  get given() {
    const { given } = this.store.state;
    if (!given) return this.due;
    return BigInt(typedNumber(given, this.setup.decimals) ?? 0);
  }

  /** To the payment, unless a line still waits for something. */
  begin() {
    const { lines } = this.store.state;
    const { forecasts } = this.selling;
    const unweighed = lines.find((line) => !line.quantity);
    const undecided = lines.find((line) => forecasts.get(line.id)?.ask);
    if (!lines.length) return;
    if (unweighed) {
      this.wait(unweighed.id, "Type how much of this is sold.");
    } else if (undecided) {
      this.wait(undecided.id, "Choose the lot of this line first.");
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

  /** @param {"cash" | "card"} tender */
  choose(tender) {
    this.store.set({ tender, given: "", trouble: "" });
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
    const one = { tender, amount, ...(tender === "card" && reference ? { reference } : {}) };
    const every = given ? [...paid, one] : paid;
    if (given < due) this.store.set({ paid: every, given: "", reference: "", trouble: "" });
    else await this.send(every);
  }

  /** @param {bigint} given @param {bigint} due */
  refusal(given, due) {
    const { tender } = this.store.state;
    if (due > 0n && given <= 0n) return "Type how much was given.";
    if (tender === "card" && given > due) return "A card pays no more than is due.";
    if (given > due * TOO_MUCH && due > 0n) return "That is a thousand times too much. Look again.";
    return "";
  }

  /** @param {Paid[]} payments */
  async send(payments) {
    const { lines } = this.store.state;
    const { totals } = this.selling;
    const body = saleBody(lines, totals, payments, this.setup);
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
      this.done(await sendSale(pending));
    } catch (error) {
      this.failed(error);
    }
    this.repeated = true;
  }

  /** After a reload: a sale that was not answered is asked about again, by whoever sold it. */
  resume() {
    const { pending } = this.store.state;
    if (!pending) return;
    this.repeated = true;
    this.store.set({ stage: "sending" });
    if (pending.by === this.setup.cashier) this.ask();
    else this.store.set({ trouble: `${pending.by} must sign in once more to finish this sale.` });
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
    const stays = error.code === "payment_short" ? "pay" : "sell";
    const before = this.store.state.lines;
    const lines = position ? refuseLine(before, position, problem) : before;
    const line = position ? lines[position - 1] : null;
    const view = /** @type {const} */ ("cart");
    const found = line ? { selected: line.id, strip: line.id, view } : {};
    const paid = stays === "pay" ? this.store.state.paid : [];
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
