// @ts-check
// The inline strip of lots under a cart line: first what the till knows, then what the server says.
// One tap chooses. Lots that may not be sold are shown with the reason, not offered.

import { get } from "../../web/js/api.js";
import { h, icon } from "../../web/js/dom.js";
import { parseQuantity } from "../../web/js/decimal.js";
import { t } from "../../web/js/words.js";
import { daysBetween } from "./forecast.js";
import { daysLeft, lotTone } from "./money.js";

/** @typedef {import("./cart.js").Line} Line */
/** @typedef {import("./catalogue.js").Product} Product */
/** @typedef {import("./catalogue.js").Catalogue} Catalogue */
/** @typedef {import("./money.js").Figures} Figures */
/**
 * @typedef {object} Choice
 * @property {string} number
 * @property {string | null} expires_on
 * @property {number | null} days
 * @property {number} available
 * @property {string} blocked why it may not be sold, or ""
 */

const MOST = 12;
const BLOCKED = Object.freeze({ quarantined: "On hold", recalled: "Recalled" });
/** @type {Readonly<Record<string, string>>} */
const DRAWINGS = Object.freeze({ Recalled: "recall", Expired: "expired" });

/** @param {any} lot of GET /lots @param {string} today @param {string} kind @returns {Choice} */
export function choiceOf(lot, today, kind = lot.expiry_kind) {
  const dated = kind !== "none" && lot.expires_on;
  const held = BLOCKED[/** @type {keyof typeof BLOCKED} */ (lot.status)];
  return {
    number: lot.lot,
    expires_on: lot.expires_on,
    days: dated ? daysBetween(today, lot.expires_on) : null,
    available: Number(parseQuantity(lot.on_hand)),
    blocked: lot.sellable ? "" : held ?? "Expired",
  };
}

/** Sellable ones by date, then the blocked. @param {Choice[]} choices */
export function inOrder(choices) {
  const key = (/** @type {Choice} */ each) => `${each.blocked ? 1 : 0}${each.expires_on ?? "9999"}`;
  return choices.filter((each) => each.available > 0)
    .sort((a, b) => (key(a) < key(b) ? -1 : 1)).slice(0, MOST);
}

export class LotStrip {
  /** @param {Catalogue} catalogue @param {Figures} figures @param {string} site
   * @param {() => void} onNews */
  constructor(catalogue, figures, site, onNews) {
    this.catalogue = catalogue;
    this.figures = figures;
    this.site = site;
    this.onNews = onNews;
    this.asked = "";
    /** @type {Choice[] | null} */
    this.news = null;
  }

  /** Ask the server once per opening. @param {number | null} id @param {string} sku */
  async open(id, sku) {
    const asked = id === null ? "" : `${id} ${sku}`;
    if (asked === this.asked) return;
    this.asked = asked;
    this.news = null;
    if (!asked) return;
    try {
      const query = new URLSearchParams({ sku, site: this.site, limit: "100" });
      const answer = await get(`/api/v1/lots?${query}`);
      if (this.asked !== asked) return;
      /** @type {{items: any[]}} */
      const { items } = answer;
      this.news = inOrder(items.map((lot) => choiceOf(lot, this.catalogue.on)));
      this.onNews();
    } catch {
      // The till's own list stays; the sale is judged by the server anyway.
    }
  }

  /** @param {Line} line @param {Product} product
   * @param {readonly string[]} [taken] lots the line takes as it is now */
  draw(line, product, taken = []) {
    const known = product.lots.map((lot) => ({ ...lot, blocked: "" }));
    const choices = this.news ?? known;
    const chips = choices.map((choice) => this.chip(choice, line, product, taken));
    const back = line.lot && !product.ask && h("button", {
      class: "btn btn-quiet till-auto", type: "button",
      data: { lot: "", id: line.id, keep: `auto ${line.id}` },
    }, icon("auto"), t("Automatic"));
    const nothing = t("No lot of this is left to sell.");
    const empty = !chips.length && h("p", { class: "small soft" }, nothing);
    return h("div", { class: "lot-strip till-strip", role: "group", "aria-label": t("Lots") },
      empty, chips, back);
  }

  /** @param {Choice} choice @param {Line} line @param {Product} product
   * @param {readonly string[]} taken */
  chip(choice, line, product, taken) {
    const { number, days, blocked } = choice;
    const now = taken.includes(number);
    const left = this.figures.quantity(choice.available, product.unit);
    const parts = [
      now && h("span", { class: "lot-taken" }, icon("check")),
      h("span", { class: "lot-number" }, number),
      blocked
        ? h("span", { class: "lot-state" }, icon(DRAWINGS[blocked] ?? "held"), t(blocked))
        : days !== null && h("span", { class: "lot-days" }, daysLeft(days)),
      h("span", { class: "lot-more" }, t("{n} left", { n: left })),
    ];
    const tone = blocked ? (DRAWINGS[blocked] ? "error" : "held") : lotTone(days);
    if (blocked) return h("span", { class: "lot", data: { tone } }, parts);
    return h("button", {
      class: "lot", type: "button", "aria-pressed": String(line.lot === number),
      "aria-current": now ? "true" : null,
      data: {
        tone, lot: number, id: line.id, expires: choice.expires_on ?? "",
        keep: `${line.id} ${number}`,
      },
    }, parts);
  }
}
