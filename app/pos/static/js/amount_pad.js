// @ts-check
// An amount of money typed on big keys or a keyboard. Draws itself, decides nothing.

import { fill, h, icon } from "../../web/js/dom.js";
import { moneyText } from "../../web/js/decimal.js";
import { t } from "../../web/js/words.js";
import { press, typedNumber } from "./numpad.js";

const KEYS = Object.freeze([
  "7", "8", "9", "4", "5", "6", "1", "2", "3", "00", "0", ".", "back",
]);

export class AmountPad {
  /** @param {import("./money.js").Figures} figures @param {string} label
   * @param {() => void} told */
  constructor(figures, label, told) {
    this.figures = figures;
    this.told = told;
    this.text = "";
    this.shown = h("output", { class: "amount-shown money", "aria-label": label, tabindex: "0",
      data: { first: "" } });
    this.element = h("div", { class: "amount", role: "group", "aria-label": label }, this.shown,
      h("div", { class: "amount-keys" }, KEYS.map((key) => h("button", {
        class: "btn btn-key", type: "button",
        "aria-label": key === "back" ? t("Delete digit") : null,
        data: { amount: key }, onclick: () => this.press(key),
      }, key === "back" ? icon("left") : key))));
    this.element.addEventListener("keydown", (event) => this.typed(event));
    this.draw();
  }

  /** In minor units. */
  get value() {
    return BigInt(typedNumber(this.text || "0", this.figures.shop.decimals) ?? 0);
  }

  /** As the server wants it. */
  get body() {
    return moneyText(this.value, this.figures.shop.decimals);
  }

  /** @param {KeyboardEvent} event */
  typed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key === "Backspace" ? "back" : event.key;
    if (key !== "back" && !/^[\d.,]$/.test(key)) return;
    event.preventDefault();
    this.press(key);
  }

  /** @param {string} key */
  press(key) {
    const next = press(this.text, key);
    const fits = !next || typedNumber(next, this.figures.shop.decimals) !== null;
    if (fits) this.text = next;
    this.draw();
    this.told();
  }

  draw() {
    fill(this.shown, this.figures.money(this.value));
  }
}
