// @ts-check
// Draws what comes after paying: the change in huge figures, the receipt as on paper, its ways out.
// The next scan begins the next sale by itself.

import { delegate, fill, h, icon } from "../../web/js/dom.js";
import { moneyText, parseMoney } from "../../web/js/decimal.js";
import { t } from "../../web/js/words.js";
import { part, redraw } from "./redraw.js";
import { rowOf } from "./tenders.js";

/** @typedef {import("./selling.js").Selling} Selling */
/** @typedef {import("./money.js").Figures} Figures */

export class Slip {
  /** @param {Selling} selling @param {Figures} figures */
  constructor(selling, figures) {
    this.selling = selling;
    this.figures = figures;
    this.panel = part("done");
    this.drawn = "";
    /** The till's own receipt of a sale it recorded, else null: then the server draws it.
     * @type {(last: any) => HTMLElement | null} */
    this.own = () => null;
    delegate(this.panel, "click", "[data-do=next]", () => selling.store.begin());
    /** Who sees to the paper. @type {import("./paper.js").PaperDesk | null} */
    this.paper = null;
  }

  /** @param {string} number */
  address(number) {
    return this.selling.setup.receipts.replace("NUMBER", encodeURIComponent(number));
  }

  draw() {
    const { stage, last } = this.selling.store.state;
    this.panel.hidden = stage !== "done";
    if (stage !== "done" || !last || this.drawn === last.number) return;
    this.drawn = last.number;
    const paper = h("div", {
      class: "till-paper", "aria-label": t("Receipt"), role: "region", tabindex: "0",
    }, h("span", { class: "skeleton till-paper-wait" }));
    redraw(this.panel, this.head(last), paper);
    const own = this.own(last);
    if (own) fill(paper, own);
    else if (this.selling.setup.rights.receipt) this.load(last.number, paper);
    else paper.remove();
  }

  /** @param {any} last */
  head(last) {
    const { figures, selling } = this;
    const minor = (/** @type {string} */ text) => parseMoney(text, selling.setup.decimals);
    const change = minor(last.change);
    const address = this.address(last.number);
    const word = (/** @type {string} */ tender) => t(rowOf(tender).label);
    const taken = (last.body?.payments ?? []).map((/** @type {any} */ each) =>
      `${word(each.tender)} ${figures.money(minor(each.amount))}`).join(" + ");
    return h("div", { class: "till-done-head" },
      h("p", { class: "till-done-word", data: { tone: "ok" } }, icon("ok"), t("Sold")),
      h("p", { class: "soft" }, change > 0n ? t("Give back") : t("Paid exactly")),
      h("output", { class: "till-back money", id: "change" }, figures.money(change)),
      h("p", null, h("b", { class: "money" }, figures.money(minor(last.total))),
        taken && ` · ${taken}`),
      last.recorded && h("p", { class: "notice", data: { tone: "info" } }, icon("offline"),
        h("span", null, t("Recorded on this till. The server is told by itself."))),
      last.differs && h("p", { class: "notice", data: { tone: "warn" } }, icon("warn"),
        h("span", null, t("The till had reckoned {sum}. {total} was booked.", {
          sum: last.differs, total: moneyText(minor(last.total), selling.setup.decimals),
        }))),
      h("p", { class: "code soft" }, last.number),
      last.recorded ? h("div", { class: "till-done-ways" },
        h("button", { class: "btn btn-touch", type: "button", data: { prints: "" } },
          icon("printer"), t("Print"))) : this.paper?.after(last.number),
      !last.recorded && h("div", { class: "till-done-ways" },
        h("a", {
          class: "btn btn-touch", href: `${address}.pdf`, target: "_blank", rel: "noopener",
        }, icon("download"), t("PDF")),
        h("a", { class: "btn btn-touch", href: address.replace(/\/receipt$/, "") },
          icon("receipt"), t("Sale"))),
      h("p", { class: "small soft" }, icon("scan"),
        ` ${t("The next scan begins the next sale.")}`));
  }

  /** @param {string} number @param {HTMLElement} paper */
  async load(number, paper) {
    try {
      const answer = await fetch(`${this.address(number)}?part=1`, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
      const receipt = parsed.querySelector(".receipt");
      if (receipt) fill(paper, document.importNode(receipt, true));
    } catch {
      fill(paper, h("p", { class: "notice", data: { tone: "warn" } }, icon("warn"),
        h("span", null, t("The receipt cannot be shown just now. The sale stands."))));
    }
  }
}
