// @ts-check
// Draws the payment: what is due, cash with its quick amounts and the change, the other tenders
// with what they need, what was given already; and the waiting. Taps go to the till's paying.

import { delegate, h, icon } from "../../web/js/dom.js";
import { t } from "../../web/js/words.js";
import { cashOffers } from "./money.js";
import { part, redraw } from "./redraw.js";
import { TENDERS, rowOf } from "./tenders.js";

/** @typedef {import("./paying.js").Paying} Paying */
/** @typedef {import("./money.js").Figures} Figures */

export class Counter {
  /** @param {Paying} paying @param {Figures} figures */
  constructor(paying, figures) {
    this.paying = paying;
    this.figures = figures;
    this.panel = part("pay");
    delegate(this.panel, "click", "[data-tender]", (button) =>
      paying.choose(rowOf(button.dataset.tender ?? "").tender));
    delegate(this.panel, "click", "[data-offer]", (button) =>
      paying.offer(BigInt(button.dataset.offer ?? "0")));
    delegate(this.panel, "click", "[data-do=back]", () => paying.back());
    delegate(this.panel, "click", "[data-do=ask]", () => paying.ask());
    delegate(this.panel, "click", "[data-do=customer]", () => paying.askCustomer());
    delegate(this.panel, "input", "[name=reference]", (field) => {
      const said = /** @type {HTMLInputElement} */ (field).value.slice(0, 60);
      paying.store.state.reference = said;
      if (paying.store.state.tender === "voucher") paying.named(said);
    });
  }

  draw() {
    const { stage } = this.paying.store.state;
    this.panel.hidden = stage !== "pay" && stage !== "sending";
    if (stage === "pay") redraw(this.panel, this.choice());
    if (stage === "sending") redraw(this.panel, this.waiting());
  }

  choice() {
    const { state } = this.paying.store;
    const { due } = this.paying;
    return [
      h("div", { class: "till-pay-head" },
        h("button", {
          class: "btn btn-quiet btn-touch", type: "button", data: { do: "back", keep: "back" },
        }, icon("left"), t("Back to the cart")),
        h("div", { class: "till-tenders", role: "group", "aria-label": t("How it is paid") },
          TENDERS.map((row) => h("button", {
            class: "btn btn-touch", type: "button",
            "aria-pressed": String(state.tender === row.tender),
            data: { tender: row.tender, keep: row.tender },
          }, icon(row.icon), t(row.label))))),
      h("div", { class: "till-due" },
        h("span", { class: "soft" }, state.paid.length ? t("Still due") : t("Due")),
        h("output", { class: "huge money" }, this.figures.money(due)),
        this.rounded(due)),
      this.paid(),
      state.tender === "cash" ? this.cash(due) : this.other(),
    ];
  }

  /** That the smallest coin changed what is due. @param {bigint} due */
  rounded(due) {
    const { paying } = this;
    const off = due - (paying.selling.totals.total - paying.sum(paying.store.state.paid));
    if (!off) return null;
    const sum = this.figures.money(off);
    return h("span", { class: "soft" }, t("Rounded by {sum} for cash", { sum }));
  }

  paid() {
    const { paid } = this.paying.store.state;
    if (!paid.length) return null;
    return h("ul", { class: "till-paid" }, paid.map((each) => h("li", null, icon("check"),
      [t(rowOf(each.tender).label), each.reference, each.amount].filter(Boolean).join(" "))));
  }

  /** @param {bigint} due */
  cash(due) {
    const { given } = this.paying;
    const offers = [due, ...cashOffers(due, this.paying.setup)];
    const change = given - due;
    const label = change < 0n ? t("Missing") : t("Change");
    const shown = change < 0n ? -change : change;
    return [
      h("div", { class: "till-offers", role: "group", "aria-label": t("Given") },
        offers.map((offer, at) =>
        h("button", {
          class: "btn btn-key", type: "button", "aria-pressed": String(offer === given),
          data: { offer: offer.toString(), keep: `offer ${at}` },
        }, at ? this.figures.money(offer) : h("span", null, t("Exact"))))),
      h("dl", { class: "till-give", data: { tone: change < 0n ? "warn" : "ok" } },
        h("div", null, h("dt", null, t("Given")),
          h("dd", { class: "money" }, this.figures.money(given))),
        h("div", { class: "till-change" }, h("dt", null, label),
          h("dd", { class: "money" }, this.figures.money(shown)))),
    ];
  }

  other() {
    const { state } = this.paying.store;
    const row = rowOf(state.tender);
    return h("div", { class: "till-card" },
      h("p", { class: "soft" }, t(row.hint)),
      row.tender === "account" && this.customer(state.customer),
      h("div", { class: "till-give" }, h("div", null, h("span", null, t(row.label)),
        h("span", { class: "money" }, this.figures.money(this.paying.given)))),
      row.tender === "voucher" && this.voucher(state.reference),
      h("label", { class: "field" }, h("span", { class: "field-label" }, t(row.reference),
        !row.needed && h("span", { class: "field-optional" }, ` ${t("(optional)")}`)),
      h("input", {
        class: "input input-code", name: "reference", value: state.reference, autocomplete: "off",
        maxlength: "60", data: { keep: `reference ${row.tender}` },
      })));
  }

  /** What is on the voucher, or that it is somebody else's. @param {string} reference */
  voucher(reference) {
    if (!reference.trim()) return null;
    const known = this.paying.voucher(reference) ?? { tone: "info",
      words: t("Not one of our vouchers: keep the paper itself.") };
    return h("p", { class: "notice", role: "status", data: { tone: known.tone } },
      icon(known.tone), h("span", null, known.words));
  }

  /** @param {{name: string} | null} customer */
  customer(customer) {
    return h("div", { class: "till-buyer" }, icon("user"),
      h("b", null, customer ? customer.name : t("Nobody chosen")),
      h("button", { class: "btn btn-touch", type: "button", data: { do: "customer", keep: "who" } },
        customer ? t("Change customer") : t("Choose customer")));
  }

  waiting() {
    const { trouble, pending } = this.paying.store.state;
    if (!trouble) {
      return h("div", { class: "till-waiting" }, h("span", { class: "till-spin" }, icon("sync")),
        h("p", { class: "big" }, t("Selling…")));
    }
    return h("div", { class: "till-waiting", data: { tone: "warn" } }, icon("offline"),
      h("p", { class: "big" }, t("Not confirmed yet")),
      h("p", null, trouble),
      h("p", { class: "soft" },
        t("It is not known whether the sale of {sum} was written.", { sum: pending?.total ?? "" }),
        " ", t("Asking again can never sell it twice.")),
      h("button", { class: "btn btn-primary btn-pay", type: "button", data: { do: "ask" } },
        icon("sync"), t("Ask again")));
  }

  /** What the big button says, and whether it may be pressed.
   * @returns {[string, string, boolean]} */
  goal() {
    const { given, due } = this.paying;
    const word = t(rowOf(this.paying.store.state.tender).takes);
    return [given < due ? t("Part") : word, this.figures.money(given), given > 0n || due === 0n];
  }
}
