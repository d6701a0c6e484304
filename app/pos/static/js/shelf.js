// @ts-check
// Draws categories and product tiles, and what the search finds. A tap goes to the till's selling.

import { delegate, h, icon } from "../../web/js/dom.js";
import { t } from "../../web/js/words.js";
import { daysLeft } from "./money.js";
import { part, redraw } from "./redraw.js";

/** @typedef {import("./catalogue.js").Catalogue} Catalogue */
/** @typedef {import("./catalogue.js").Product} Product */
/** @typedef {import("./money.js").Figures} Figures */

const SOON_DAYS = 7;
/** Tiles that a screen shows at once, and when the others follow. */
const AT_ONCE = 40;
const REST_MS = 60;
/** At most so much (millionths) is few. @type {Readonly<Record<string, number>>} */
const FEW = Object.freeze({ each: 5_000_000, kg: 2_000_000, l: 2_000_000, g: 500_000_000 });

export class Shelf extends EventTarget {
  /** Events: `tap` with the product as detail.
   * @param {Catalogue} catalogue @param {Figures} figures */
  constructor(catalogue, figures) {
    super();
    this.catalogue = catalogue;
    this.figures = figures;
    this.category = "";
    this.query = "";
    /** What is drawn, so that news of other goods do not swap tiles under a finger. */
    this.look = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.later = undefined;
    this.tabs = part("tabs");
    this.tiles = part("tiles");
    catalogue.addEventListener("change", () => this.draw());
    delegate(this.tabs, "click", "[data-category]", (tab) => this.show(tab.dataset.category ?? ""));
    delegate(this.tiles, "click", "[data-sku]", (tile) => {
      const product = catalogue.product(tile.dataset.sku ?? "");
      if (product) this.dispatchEvent(new CustomEvent("tap", { detail: product }));
    });
  }

  /** @param {string} category */
  show(category) {
    this.category = category;
    this.dispatchEvent(new Event("category"));
    this.find("");
    part("shelf").scrollTop = 0;
  }

  /** @param {string} query */
  find(query) {
    this.query = query.trim();
    this.draw();
  }

  /** @returns {Product[]} */
  get found() {
    const { catalogue, category, query } = this;
    return query ? catalogue.search(query) : catalogue.inCategory(category);
  }

  draw() {
    if (!this.catalogue.ready) return;
    const tabs = this.catalogue.categories();
    if (!tabs.some((tab) => tab.name === this.category)) this.category = tabs[0]?.name ?? "*all";
    const { found } = this;
    const look = [this.query, this.category, tabs.length, ...found.map(lookOf)].join("\n");
    if (look === this.look) return;
    this.look = look;
    redraw(this.tabs, tabs.map((tab) => this.tab(tab)));
    const first = found.slice(0, AT_ONCE).map((product) => this.tile(product));
    redraw(this.tiles, first.length ? first : this.nothing());
    clearTimeout(this.later);
    this.later = setTimeout(() => this.drawRest(found), REST_MS);
  }

  /** The tiles below the first screen; a letter typed meanwhile never waits for them.
   * @param {Product[]} found */
  drawRest(found) {
    this.tiles.append(...found.slice(AT_ONCE).map((product) => this.tile(product)));
  }

  /** @param {{name: string, label: string}} tab */
  tab(tab) {
    const pressed = !this.query && tab.name === this.category;
    const drawing = tab.name === "*best" && icon("star");
    return h("button", {
      class: "till-tab", type: "button", "aria-pressed": String(pressed),
      data: { category: tab.name, keep: `tab ${tab.name}` },
    }, drawing, h("span", null, /^\*|^$/.test(tab.name) ? t(tab.label) : tab.label));
  }

  /** @param {Product} product */
  tile(product) {
    const { price, unit, available } = product;
    const per = unit === "each" ? "" : `/${unit}`;
    const gone = available <= 0;
    return h("button", {
      class: "tile till-tile", type: "button",
      data: { sku: product.sku, keep: `tile ${product.sku}`, ...(gone ? { gone: "" } : {}) },
    },
    h("span", { class: "tile-name", lang: "" }, product.name),
    h("span", { class: "tile-foot" },
      h("span", { class: "tile-price" }, this.figures.price(price),
        per && h("span", { class: "till-per" }, per)),
      this.stock(product)));
  }

  /** Only what is worth knowing: gone, soon out of date, or few left. @param {Product} product */
  stock(product) {
    if (product.available <= 0) return this.tag("held", "empty", t("none"));
    const days = product.lots[0]?.days ?? null;
    if (product.tracked && days !== null && days <= SOON_DAYS) {
      return this.tag("warn", "clock", days ? daysLeft(days).replace(" left", "") : t("today"));
    }
    if (product.available > (FEW[product.unit] ?? FEW.each)) return null;
    const left = this.figures.quantity(product.available, product.unit);
    return h("span", { class: "tile-stock" }, t("{n} left", { n: left }));
  }

  /** @param {string} tone @param {string} drawing @param {string} text */
  tag(tone, drawing, text) {
    return h("span", { class: "till-left", data: { tone } }, icon(drawing), text);
  }

  nothing() {
    const nothing = !this.catalogue.products.length;
    const title = nothing ? t("Nothing to sell yet") : t("Nothing found");
    const text = nothing
      ? t("Products appear here as soon as they are in the catalogue.")
      : t("Search by name, article number, barcode or lot number.");
    return h("div", { class: "empty till-nothing" }, icon(nothing ? "box" : "search"),
      h("h2", null, title), h("p", null, text));
  }
}

/** Everything about a tile that can be seen. @param {Product} product */
function lookOf({ sku, name, price, available, unit, lots }) {
  const days = lots[0]?.days ?? null;
  const soon = days !== null && days <= SOON_DAYS ? days : "";
  const few = available <= (FEW[unit] ?? FEW.each) ? available : "";
  return `${sku} ${name} ${price} ${soon} ${few}`;
}
