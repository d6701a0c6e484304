// @ts-check
// Draws the payment: what is due, cash with its quick amounts and the change, card, what was given
// already; and the waiting for an answer. Taps go to the till's paying.

import { delegate, h, icon } from "../../web/js/dom.js";
import { cashOffers } from "./money.js";
import { part, redraw } from "./redraw.js";

/** @typedef {import("./paying.js").Paying} Paying */
/** @typedef {import("./money.js").Figures} Figures */

const TENDERS = Object.freeze([["cash", "cash", "Cash"], ["card", "card", "Card"]]);

export class Counter {
  /** @param {Paying} paying @param {Figures} figures */
  constructor(paying, figures) {
    this.paying = paying;
    this.figures = figures;
    this.panel = part("pay");
    delegate(this.panel, "click", "[data-tender]", (button) =>
      paying.choose(/** @type {"cash" | "card"} */ (button.dataset.tender)));
    delegate(this.panel, "click", "[data-offer]", (button) =>
      paying.offer(BigInt(button.dataset.offer ?? "0")));
    delegate(this.panel, "click", "[data-do=back]", () => paying.back());
    delegate(this.panel, "click", "[data-do=ask]", () => paying.ask());
    delegate(this.panel, "input", "[name=reference]", (field) => {
      paying.store.state.reference = /** @type {HTMLInputElement} */ (field).value.slice(0, 60);
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
        }, icon("left"), "Back to the cart"),
        h("div", { class: "till-tenders", role: "group", "aria-label": "How it is paid" },
          TENDERS.map(([tender, drawing, label]) => h("button", {
            class: "btn btn-touch", type: "button", "aria-pressed": String(state.tender === tender),
            data: { tender, keep: tender },
          }, icon(drawing), label)))),
      h("div", { class: "till-due" },
        h("span", { class: "soft" }, state.paid.length ? "Still due" : "Due"),
        h("output", { class: "huge money" }, this.figures.money(due))),
      this.paid(),
      state.tender === "cash" ? this.cash(due) : this.card(),
    ];
  }

  paid() {
    const { paid } = this.paying.store.state;
    if (!paid.length) return null;
    return h("ul", { class: "till-paid" }, paid.map((each) => h("li", null, icon("check"),
      `${each.tender === "cash" ? "Cash" : "Card"} ${each.amount}`)));
  }

  /** @param {bigint} due */
  cash(due) {
    const { given } = this.paying;
    const offers = [due, ...cashOffers(due, this.paying.setup)];
    const change = given - due;
    const label = change < 0n ? "Missing" : "Change";
    const shown = change < 0n ? -change : change;
    return [
      h("div", { class: "till-offers", role: "group", "aria-label": "Given" },
        offers.map((offer, at) =>
        h("button", {
          class: "btn btn-key", type: "button", "aria-pressed": String(offer === given),
          data: { offer: offer.toString(), keep: `offer ${at}` },
        }, at ? this.figures.money(offer) : h("span", null, "Exact")))),
      h("dl", { class: "till-give", data: { tone: change < 0n ? "warn" : "ok" } },
        h("div", null, h("dt", null, "Given"),
          h("dd", { class: "money" }, this.figures.money(given))),
        h("div", { class: "till-change" }, h("dt", null, label),
          h("dd", { class: "money" }, this.figures.money(shown)))),
    ];
  }

  card() {
    const { state } = this.paying.store;
    return h("div", { class: "till-card" },
      h("p", { class: "soft" }, "Charge the card on the terminal, then confirm here."),
      h("div", { class: "till-give" }, h("div", null, h("span", null, "On the card"),
        h("span", { class: "money" }, this.figures.money(this.paying.given)))),
      h("label", { class: "field" }, h("span", { class: "field-label" }, "Reference ",
        h("span", { class: "field-optional" }, "(optional)")),
      h("input", {
        class: "input input-code", name: "reference", value: state.reference, autocomplete: "off",
        maxlength: "60", placeholder: "Number on the terminal's slip", data: { keep: "reference" },
      })));
  }

  waiting() {
    const { trouble, pending } = this.paying.store.state;
    if (!trouble) {
      return h("div", { class: "till-waiting" }, h("span", { class: "till-spin" }, icon("sync")),
        h("p", { class: "big" }, "Selling…"));
    }
    return h("div", { class: "till-waiting", data: { tone: "warn" } }, icon("offline"),
      h("p", { class: "big" }, "Not confirmed yet"),
      h("p", null, trouble),
      h("p", { class: "soft" }, "It is not known whether the sale of ",
        h("b", { class: "money" }, pending?.total ?? ""),
        " was written. Asking again can never sell it twice."),
      h("button", { class: "btn btn-primary btn-pay", type: "button", data: { do: "ask" } },
        icon("sync"), "Ask again"));
  }

  /** What the big button says, and whether it may be pressed.
   * @returns {[string, string, boolean]} */
  goal() {
    const { given, due } = this.paying;
    const word = this.paying.store.state.tender === "cash" ? "Take" : "Charged";
    return [given < due ? "Part" : word, this.figures.money(given), given > 0n || due === 0n];
  }
}
