// @ts-check
// Vouchers at the till: what is on the one that pays, asked of the shop as soon as it is scanned or
// typed. The server alone decides when the sale is made (services/voucher_money.py).

import { ApiError, get } from "../../web/js/api.js";
import { parseMoney } from "../../web/js/decimal.js";
import { h, icon } from "../../web/js/dom.js";
import { play } from "../../web/js/sounds.js";
import { t } from "../../web/js/words.js";
import { claimedNumber } from "./tenders.js";
import { voucherSheet } from "./voucher_sale.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {{number: string, balance: string, state: string, expires_on: string | null}} Told */
/** @typedef {{left: bigint | null, words: string, tone: "ok" | "warn" | "info"}} Known */

const WHOLE = /^V\d{10}[0-9A-Z]$/;

/** Whether a text is all of a number of ours. @param {string} text */
export const isVoucher = (text) => WHOLE.test(claimedNumber(text));

export class Purse {
  /** @param {Till} till */
  constructor(till) {
    this.till = till;
    /** @type {Map<string, Known>} */
    this.known = new Map();
  }

  /** What is known of the voucher a reference names; null where it names none of ours.
   * @param {string} reference @returns {Known | null} */
  of(reference) {
    const number = claimedNumber(reference);
    if (!number) return null;
    const known = this.known.get(number);
    if (!known) return { left: null, words: t("Type or scan the whole number."), tone: "info" };
    const { paid } = this.till.store.state;
    const taken = this.till.paying.sum(paid.filter((each) => each.reference === number));
    return known.left === null ? known : { ...known, left: known.left - taken };
  }

  /** A reference was typed or scanned. @param {string} reference */
  async look(reference) {
    const number = claimedNumber(reference);
    if (!WHOLE.test(number)) return;
    this.known.set(number, { left: null, words: t("Asking what is on it …"), tone: "info" });
    this.till.store.tell();
    this.known.set(number, await this.asked(number));
    this.till.store.tell();
  }

  /** @param {string} number @returns {Promise<Known>} */
  async asked(number) {
    try {
      return this.words(await get(`/api/v1/vouchers/${number}`));
    } catch (error) {
      const unknown = error instanceof ApiError && error.status === 404;
      play(unknown ? "error" : "warn");
      return unknown
        ? { left: 0n, words: t("No voucher has this number. Look at it again."), tone: "warn" }
        : { left: null, words: t("The shop does not say what is on it."), tone: "warn" };
    }
  }

  /** @param {Told} told @returns {Known} */
  words(told) {
    const { figures, setup } = this.till;
    const left = parseMoney(told.balance, setup.decimals);
    if (told.state === "usable") {
      const words = t("{sum} is on it.", { sum: figures.money(left) });
      return { left, words, tone: "ok" };
    }
    play("error");
    const over = t("It was good through {day}.", { day: told.expires_on ?? "" });
    return { left: 0n, words: told.state === "expired" ? over : t("Nothing is left on it."),
      tone: "warn" };
  }

  /** A scan while paying names the voucher; while selling, it says what is on it.
   * @param {string} data @returns {boolean} whether it was a voucher */
  scanned(data) {
    if (!isVoucher(data)) return false;
    const { store, sheet } = this.till;
    const number = claimedNumber(data);
    play("ok");
    if (store.state.stage === "pay") {
      store.set({ tender: "voucher", given: "", reference: number, trouble: "" });
    } else if (store.state.stage !== "sending") {
      sheet.open({ title: number, draw: (body) => body.append(this.line(number)) });
    }
    this.look(number).then(() => sheet.plan?.title === number && sheet.redraw());
    return true;
  }

  /** @param {string} number */
  line(number) {
    const known = this.of(number);
    return h("p", { class: "notice", role: "status", data: { tone: known?.tone ?? "info" } },
      icon(known?.tone === "ok" ? "ok" : "info"), h("span", { class: "big" }, known?.words ?? ""));
  }
}

/** A feature of the till: vouchers sold, and what is on those that pay. @param {Till} till */
export function installVouchers(till) {
  const purse = new Purse(till);
  const { desk, paying } = till;
  const before = desk.divert;
  desk.divert = (data) => before(data) || purse.scanned(data);
  paying.voucher = (reference) => purse.of(reference);
  paying.named = (reference) => void purse.look(reference);
  till.menu.add({
    id: "voucher", label: "Sell a voucher", icon: "tag", group: "money",
    act: () => till.sheet.open(voucherSheet(till)),
  });
}
