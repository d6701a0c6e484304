// @ts-check
// Draws the counting of a drawer: a row for each note and coin, big keys, the sum. By touch and by
// keyboard: digits count, Enter and the arrows go to the next pile. Decides nothing.

import { fill, h, icon } from "../../web/js/dom.js";
import { t } from "../../web/js/words.js";
import { pilesBody, piecesOf, pressCount, worth } from "./denominations.js";

/** @typedef {import("./money.js").Figures} Figures */
/** @typedef {import("./denominations.js").Piece} Piece */

const KEYS = Object.freeze(["7", "8", "9", "4", "5", "6", "1", "2", "3", "back", "0", "next"]);
/** @type {Readonly<Record<string, string>>} */
const TYPED = Object.freeze({
  Backspace: "back", Enter: "next", ArrowDown: "next", ArrowUp: "before",
});

export class CountBoard {
  /** @param {Figures} figures */
  constructor(figures) {
    this.figures = figures;
    this.pieces = piecesOf(figures.shop);
    /** @type {Record<string, number>} */
    this.piles = {};
    this.at = 0;
    const money = t("Notes and coins");
    this.rows = h("div", { class: "count-rows", role: "group", "aria-label": money });
    this.sum = h("output", { class: "count-sum money" });
    this.element = h("div", { class: "count" }, this.rows, h("div", { class: "count-side" },
      h("div", { class: "count-total" }, h("span", { class: "soft" }, t("Counted")), this.sum),
      h("div", { class: "count-keys", role: "group", "aria-label": t("How many") },
        KEYS.map((key) => this.key(key)))));
    this.element.addEventListener("keydown", (event) => this.typed(event));
    this.draw();
  }

  get total() {
    return worth(this.pieces, this.piles);
  }

  get body() {
    return pilesBody(this.pieces, this.piles);
  }

  /** @param {string} key */
  key(key) {
    const drawn = { back: icon("left"), next: icon("down") }[key] ?? key;
    const label = { back: t("Delete digit"), next: t("Next pile") }[key];
    return h("button", {
      class: "btn btn-key", type: "button", "aria-label": label, onclick: () => this.press(key),
    }, drawn);
  }

  /** @param {KeyboardEvent} event */
  typed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const key = /^\d$/.test(event.key) ? event.key : TYPED[event.key];
    if (!key) return;
    const onRow = event.target instanceof HTMLElement && event.target.matches("[data-pile]");
    if (event.key === "Enter" && !onRow) return;
    event.preventDefault();
    this.press(key);
    this.focus();
  }

  /** @param {string} key */
  press(key) {
    const last = this.pieces.length - 1;
    if (key === "next") this.at = this.at === last ? 0 : this.at + 1;
    else if (key === "before") this.at = this.at ? this.at - 1 : last;
    else {
      const { text } = this.pieces[this.at];
      this.piles[text] = pressCount(this.piles[text] ?? 0, key);
    }
    this.draw();
  }

  focus() {
    /** @type {HTMLElement | null} */ (this.rows.querySelector("[aria-pressed=true]"))?.focus();
  }

  draw() {
    const focused = this.rows.contains(document.activeElement);
    fill(this.rows, ...this.pieces.map((piece, at) => this.row(piece, at)));
    fill(this.sum, this.figures.money(this.total));
    if (focused) this.focus();
    this.rows.querySelector("[aria-pressed=true]")?.scrollIntoView?.({ block: "nearest" });
  }

  /** @param {Piece} piece @param {number} at */
  row(piece, at) {
    const pieces = this.piles[piece.text] ?? 0;
    const choose = () => {
      this.at = at;
      this.draw();
      this.focus();
    };
    return h("button", {
      class: "btn count-row", type: "button", "aria-pressed": String(at === this.at),
      data: { pile: piece.text, kind: piece.note ? "note" : "coin" }, onclick: choose,
    },
    h("span", { class: "money" }, this.figures.money(piece.value)),
    h("span", { class: "count-pieces" }, `× ${pieces}`),
    h("span", { class: "money soft" },
      pieces ? this.figures.money(piece.value * BigInt(pieces)) : ""));
  }
}
