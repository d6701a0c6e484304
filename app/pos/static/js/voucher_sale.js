// @ts-check
// The sheet that sells a voucher: what it is worth, cash or card, the change, and its slip. The
// server issues and posts it.

import { newKey, post } from "../../web/js/api.js";
import { moneyText, parseMoney } from "../../web/js/decimal.js";
import { fill, h, icon } from "../../web/js/dom.js";
import { qrDrawing } from "../../web/js/qr/draw.js";
import { play } from "../../web/js/sounds.js";
import { t } from "../../web/js/words.js";
import { AmountPad } from "./amount_pad.js";
import { cashOffers } from "./money.js";
import { tried, troubleLine } from "./shift_sheets.js";
import { rowOf } from "./tenders.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {import("./sheet.js").SheetPlan} SheetPlan */

const TENDERS = Object.freeze(["cash", "card"]);

/** @param {Till} till @returns {SheetPlan} */
export function voucherSheet(till) {
  return new Selling(till).plan;
}

class Selling {
  /** @param {Till} till */
  constructor(till) {
    this.till = till;
    this.tender = "cash";
    /** @type {bigint | null} */
    this.given = null;
    this.sent = "";
    this.key = "";
    this.trouble = troubleLine();
    this.pad = new AmountPad(till.figures, t("Worth"), () => this.worth());
    this.side = h("div", { class: "cash-choices" });
    this.go = h("button", { class: "btn btn-primary btn-pay", type: "button" });
    this.go.addEventListener("click", () => tried(this.trouble, this.go, () => this.sell()));
    this.body = h("div", { class: "till-voucher" });
    this.draw();
  }

  /** @returns {SheetPlan} */
  get plan() {
    fill(this.body, h("div", { class: "cash-move" },
      h("div", { class: "cash-side" }, this.side), this.pad.element), this.trouble, this.go);
    return { title: "Sell a voucher", wide: true, draw: (body) => body.append(this.body) };
  }

  worth() {
    this.given = null;
    this.draw();
  }

  /** What is handed over. */
  get money() {
    return this.tender === "cash" && this.given !== null ? this.given : this.pad.value;
  }

  draw() {
    const { figures, setup } = this.till;
    const worth = this.pad.value;
    fill(this.side,
      h("div", { class: "till-tenders", role: "group", "aria-label": t("How it is paid") },
        TENDERS.map((tender) => h("button", {
          class: "btn btn-touch", type: "button", "aria-pressed": String(tender === this.tender),
          onclick: () => this.choose(tender),
        }, icon(rowOf(tender).icon), t(rowOf(tender).label)))),
      this.tender === "cash" && worth > 0n && h("div", {
        class: "till-offers", role: "group", "aria-label": t("Given"),
      }, [worth, ...cashOffers(worth, setup)].map((offer, at) => h("button", {
        class: "btn btn-key", type: "button", "aria-pressed": String(offer === this.money),
        onclick: () => this.hand(offer),
      }, at ? figures.money(offer) : t("Exact")))),
      this.tender === "card" && h("p", { class: "soft" }, t(rowOf("card").hint)));
    fill(this.go, icon("tag"), `${t("Sell")} ${figures.money(worth)}`);
    /** @type {HTMLButtonElement} */ (this.go).disabled = worth <= 0n;
  }

  /** @param {string} tender */
  choose(tender) {
    this.tender = tender;
    this.draw();
  }

  /** @param {bigint} money */
  hand(money) {
    this.given = money;
    this.draw();
  }

  /** The same wish again goes under the same key: it is sold once. */
  async sell() {
    const { setup } = this.till;
    const amount = moneyText(this.money, setup.decimals);
    const body = {
      till: setup.till, amount: this.pad.body, payments: [{ tender: this.tender, amount }],
    };
    const text = JSON.stringify(body);
    if (text !== this.sent) this.key = newKey();
    this.sent = text;
    const made = await post("/api/v1/vouchers", body, { key: this.key });
    play("ok");
    this.sold(made);
  }

  /** @param {any} made */
  sold(made) {
    const { figures, setup, sheet, slip } = this.till;
    const minor = (/** @type {string} */ sum) => parseMoney(sum, setup.decimals);
    const change = minor(made.change);
    const done = h("div", { class: "till-done-head till-sold-voucher" },
      h("output", { class: "till-back money" }, figures.money(minor(made.issued))),
      h("p", { class: "code till-voucher-number" }, made.number),
      qrDrawing(made.number, t("QR code")),
      change > 0n && h("p", { class: "big" }, t("Give back"), " ",
        h("b", { class: "money", id: "voucher-change" }, figures.money(change))),
      slip.paper?.after(made.document),
      setup.rights.receipt && h("div", { class: "till-done-ways" }, h("a", {
        class: "btn btn-touch", href: `${slip.address(made.document)}.pdf`, target: "_blank",
        rel: "noopener",
      }, icon("download"), t("PDF"))));
    sheet.open({ title: "Voucher sold", draw: (body) => body.append(done) });
  }
}
