// @ts-check
// Draws the cart: lines with their lot tags, the open lot strip, refusals, totals. Taps go to the
// till's selling; nothing is decided here.

import { delegate, h, icon } from "../../web/js/dom.js";
import { scaledText } from "../../web/js/decimal.js";
import { t } from "../../web/js/words.js";
import { daysLeft, lotTone } from "./money.js";
import { TITLES } from "./reasons.js";
import { NoteField } from "./note_field.js";
import { part, redraw } from "./redraw.js";
import { stopSign, waysOut } from "./snapshot_watch.js";

/** @typedef {import("./selling.js").Selling} Selling */
/** @typedef {import("./money.js").Figures} Figures */
/** @typedef {import("./strip.js").LotStrip} LotStrip */
/** @typedef {import("./cart.js").Line} Line */
/** @typedef {import("./catalogue.js").Product} Product */
/** @typedef {import("./forecast.js").Forecast} Forecast */

/** @type {Readonly<Record<string, readonly [string, string]>>} */
const CERTAIN = Object.freeze({
  scanned: ["scan", "scanned"], chosen: ["hand", "chosen"], opened: ["opened", "opened"],
});

export class Basket {
  /** @param {Selling} selling @param {Figures} figures @param {LotStrip} strip */
  constructor(selling, figures, strip) {
    this.selling = selling;
    this.figures = figures;
    this.strip = strip;
    this.note = new NoteField(selling);
    this.lines = part("lines");
    this.shown = { selected: /** @type {number | null} */ (null), count: 0, lots: 0 };
    this.listen();
  }

  listen() {
    const { lines, selling } = this;
    const id = (/** @type {HTMLElement} */ from) => Number(from.dataset.id);
    delegate(lines, "click", "[data-do]", (button) => {
      const act = button.dataset.do;
      if (act === "lots") selling.toggleStrip(id(button));
      if (act === "more") selling.step(id(button), 1);
      if (act === "less") selling.step(id(button), -1);
      if (act === "note") this.note.toggle(id(button));
      if (act === "noted") this.note.done();
      if (act === "remove") selling.remove(id(button));
      if (act === "next") selling.takeNext(id(button));
      if (act === "settle") selling.settle?.(id(button));
    });
    delegate(lines, "click", ".till-line", (row, event) => {
      const elsewhere = event.target instanceof Element
        && event.target.closest("[data-do], .till-strip, .till-note");
      if (!elsewhere) selling.select(id(row));
    });
    delegate(lines, "click", ".till-strip [data-lot]", (button) => {
      const { lot, expires } = button.dataset;
      selling.choose(id(button), lot ? { number: lot, expires_on: expires || null } : null);
    });
  }

  draw() {
    const { state } = this.selling.store;
    const { totals, forecasts } = this.selling;
    const open = state.lines.find((line) => line.id === state.strip);
    this.strip.open(open?.id ?? null, open?.sku ?? "");
    const drawn = state.lines.map((line) => this.line(line, totals, forecasts.get(line.id)));
    redraw(this.lines, drawn.length ? drawn : this.nothing());
    const moved = state.selected !== this.shown.selected || drawn.length !== this.shown.count;
    if (moved) this.reveal(".till-line[aria-current]");
    const lots = this.lines.querySelectorAll(".till-strip .lot").length;
    if (lots > this.shown.lots) this.reveal(".till-strip");
    this.shown = { selected: state.selected, count: drawn.length, lots };
    this.sum(totals);
  }

  /** @param {string} what */
  reveal(what) {
    this.lines.querySelector(what)?.scrollIntoView({ block: "nearest" });
  }

  nothing() {
    return h("li", { class: "till-empty" }, icon("scan"),
      h("p", null, t("Scan anything to begin,")),
      h("p", { class: "soft" }, t("or tap a product.")));
  }

  /** @param {Line} line @param {import("./totals.js").Totals} totals
   * @param {Forecast | undefined} expected */
  line(line, totals, expected) {
    const product = this.selling.productOf(line.sku);
    const { selected, strip } = this.selling.store.state;
    const chosen = line.id === selected;
    const sum = totals.lines.get(line.id);
    const tone = line.problem ? "error" : !line.quantity || expected?.ask ? "warn" : null;
    return h("li", {
      class: "till-line", "aria-current": chosen ? "true" : null,
      data: { id: line.id, ...(tone ? { tone } : {}) },
    },
    h("button", { class: "till-line-main", type: "button", data: { keep: `line ${line.id}` } },
      h("span", { class: "till-line-name" }, product?.name ?? line.sku),
      h("span", { class: "till-line-total money" },
        sum && line.quantity ? this.figures.money(sum.total) : "–")),
    h("div", { class: "till-line-foot" },
      h("span", { class: "till-line-facts" }, this.facts(line, product, sum)),
      this.chips(line, product, expected),
      chosen && this.tools(line, product)),
    this.note.draw(line, selected),
    this.news(line, product, expected),
    product && line.id === strip
      && this.strip.draw(line, product, expected?.parts.map((each) => each.number)));
  }

  /** @param {Line} line @param {Product | undefined} product
   * @param {import("./totals.js").LineSum | undefined} sum */
  facts(line, product, sum) {
    const unit = product?.unit ?? "each";
    const much = line.quantity ? this.figures.quantity(line.quantity, unit) : `? ${unit}`;
    const price = sum ? this.figures.price(sum.unitPrice) : "";
    const percent = line.percent > 0 && ` −${scaledText(line.percent, 2, 0)} %`;
    return [
      h("b", null, much), ` × ${price}`,
      line.price !== null && h("span", { class: "till-changed" }, ` ${t("price changed")}`),
      percent && h("span", { class: "till-changed" }, percent),
    ];
  }

  /** The lots this line takes: one tag, or several with how much of each.
   * @param {Line} line @param {Product | undefined} product
   * @param {Forecast | undefined} expected */
  chips(line, product, expected) {
    if (!product?.tracked || !expected) return null;
    const { parts, lots, ask } = expected;
    if (ask || !parts.length) return this.question(line, lots);
    const split = parts.length > 1;
    const sign = stopSign(line);
    return parts.map((each, at) => {
      const certain = CERTAIN[expected.certainty ?? line.origin];
      const much = split && `×${this.figures.quantity(each.quantity, product.unit)}`;
      const among = !split && !certain && lots > 1 && t("1 of {n} lots", { n: lots });
      return h("button", {
        class: "lot", type: "button",
        "aria-expanded": String(this.selling.store.state.strip === line.id),
        data: {
          tone: sign ? "error" : lotTone(each.days), do: "lots", id: line.id,
          keep: `lots ${line.id} ${at}`,
        },
      },
      h("span", { class: "lot-number" }, each.number),
      much && h("span", { class: "lot-more" }, much),
      sign ?? (each.days !== null && h("span", { class: "lot-days" },
        each.days <= 7 && icon("clock"),
        daysLeft(each.days))),
      certain && h("span", { class: "lot-certainty" }, icon(certain[0]), t(certain[1])),
      among && h("span", { class: "lot-more" }, among));
    });
  }

  /** @param {Line} line @param {number} lots */
  question(line, lots) {
    const text = lots ? t("Which of {n} lots?", { n: lots }) : t("No lot left");
    return h("button", {
      class: "lot", type: "button",
      data: { tone: "warn", do: "lots", id: line.id, keep: `ask ${line.id}` },
    }, h("span", { class: "lot-state" }, icon("question"), text));
  }

  /** @param {Line} line @param {Product | undefined} product */
  tools(line, product) {
    const counted = product?.unit === "each";
    /** @type {(act: string, drawing: string, label: string) => HTMLElement} */
    const tool = (act, drawing, label) =>
      h("button", {
        class: "btn btn-icon btn-quiet", type: "button", "aria-label": label, title: label,
        data: { do: act, id: line.id, keep: `${act} ${line.id}` },
      }, icon(drawing));
    return h("span", { class: "till-line-tools" },
      counted && tool("less", "minus", t("One fewer")),
      counted && tool("more", "plus", t("One more")),
      tool("note", "edit", t("Note")),
      tool("remove", "trash", t("Remove line")));
  }

  /** @param {Line} line @param {Product | undefined} product
   * @param {Forecast | undefined} expected */
  news(line, product, expected) {
    if (line.problem) {
      const { text } = line.problem;
      return h("div", { class: "till-news", data: { tone: "error" } }, icon("error"),
        h("span", { class: "till-why" }, text), waysOut(line, product));
    }
    const [waits] = this.selling.waits(line);
    if (waits) {
      return h("button", {
        class: "till-news till-ask", type: "button",
        data: { tone: "warn", do: "settle", id: line.id },
      }, icon("lock"), t("{what}: say why", { what: t(TITLES[waits]) }));
    }
    if (!line.quantity && product) {
      const counted = product.unit === "each";
      const how = counted ? t("Type how many.")
        : t("Weigh it, or type the {unit}.", { unit: product.unit });
      return h("p", { class: "till-news", data: { tone: "warn" } }, icon("balance"), how);
    }
    if (product && expected && expected.missing > 0) {
      const there = Math.max(0, line.quantity - expected.missing);
      const left = this.figures.quantity(there, product.unit);
      const text = t("Only {left} of this is left to sell here.", { left: left || 0 });
      return h("p", { class: "till-news", data: { tone: "warn" } }, icon("warn"), text);
    }
    return null;
  }

  /** @param {import("./totals.js").Totals} totals */
  sum(totals) {
    const { figures } = this;
    const row = (/** @type {string} */ label, /** @type {bigint} */ amount) =>
      h("span", { class: "till-sum" }, label, h("span", { class: "money" }, figures.money(amount)));
    const included = this.selling.setup.tax_included ? t("incl. tax") : t("Tax");
    redraw(part("total"),
      h("span", { class: "till-sums" },
        totals.discount > 0n && row(t("Discount"), -totals.discount), row(included, totals.tax)),
      h("span", { class: "till-grand" }, h("span", null, t("Total")),
        h("output", { class: "money", id: "grand" }, figures.money(totals.total))));
  }
}
