// @ts-check
// The pad a PIN is typed on: big keys, the keyboard too, dots instead of digits. Knows nobody's PIN
// and decides nothing. A code scanned while it is up is not a try.

import { Burst } from "../../web/js/burst.js";
import { fill, h, icon } from "../../web/js/dom.js";
import { storedGap } from "../../web/js/scanner.js";
import { t, tn } from "../../web/js/words.js";

export const SHORTEST = 4;
export const LONGEST = 12;
/** Digits of the shortest article number (GTIN-8): as many at a scanner's pace are no PIN. */
export const SCANNED = 8;
const KEYS = Object.freeze(["1", "2", "3", "4", "5", "6", "7", "8", "9", "back", "0", "enter"]);
/** @type {Readonly<Record<string, string>>} */
const TYPED = Object.freeze({ Backspace: "back", Delete: "clear", Enter: "enter" });

/** The PIN so far and a key in, the PIN after it out. @param {string} text @param {string} key */
export function pressPin(text, key) {
  if (key === "back") return text.slice(0, -1);
  if (key === "clear") return "";
  return /^\d$/.test(key) && text.length < LONGEST ? text + key : text;
}

/** What a keyboard's key means on the pad; "" where it means nothing there.
 * @param {{key: string, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean}} event */
export function padKey({ key, ctrlKey, altKey, metaKey }) {
  if (ctrlKey || altKey || metaKey) return "";
  return /^\d$/.test(key) ? key : TYPED[key] ?? "";
}

export class PinPad {
  /** @param {(pin: string) => void} onEnter */
  constructor(onEnter) {
    this.onEnter = onEnter;
    this.text = "";
    this.busy = false;
    /** Whether the focus was moved by Tab since the last key of the pad: its button gets Enter. */
    this.tabbed = false;
    this.burst = new Burst(storedGap());
    this.dots = h("p", { class: "pin-dots", role: "status" });
    this.element = h("div", { class: "pin-pad" }, this.dots,
      h("div", { class: "pin-keys", role: "group", "aria-label": t("PIN") },
        KEYS.map((key) => this.key(key))));
    this.listen = this.listen.bind(this);
    window.addEventListener("keydown", this.listen, { capture: true });
    this.draw();
  }

  /** @param {string} key */
  key(key) {
    const drawn = { back: icon("left"), enter: icon("check") }[key] ?? key;
    const label = { back: t("Delete digit"), enter: t("Done") }[key];
    return h("button", {
      class: key === "enter" ? "btn btn-primary btn-key" : "btn btn-key", type: "button",
      "aria-label": label, data: { pin: key }, onclick: () => this.press(key),
    }, drawn);
  }

  /** Keys typed anywhere belong to the pad while it is on the screen, but for fields.
   * @param {KeyboardEvent} event */
  listen(event) {
    if (!this.element.isConnected) {
      window.removeEventListener("keydown", this.listen, { capture: true });
      return;
    }
    if (event.key === "Tab") this.tabbed = true;
    const key = padKey(event);
    if (!key || this.isForAnother(event.target, key)) return;
    event.preventDefault();
    event.stopPropagation();
    this.tabbed = false;
    if (this.wasScanned(event, key)) this.empty();
    else if (!event.repeat || key === "back") this.press(key);
  }

  /** Whether this Enter ends a code a scanner typed. @param {KeyboardEvent} event
   * @param {string} key */
  wasScanned({ timeStamp }, key) {
    if (key !== "enter") {
      this.burst.feed(key, timeStamp);
      return false;
    }
    const code = this.burst.finish("key", timeStamp);
    return code !== null && code.data.length >= SCANNED;
  }

  /** A field takes every key. A button takes Enter where nothing is typed yet, or where Tab led to
   * it; else it only kept the focus of a tap, as the person chosen does, and Enter sends the PIN.
   * @param {EventTarget | null} target @param {string} key */
  isForAnother(target, key) {
    if (!(target instanceof HTMLElement)) return false;
    if (target.matches("input, textarea, select")) return true;
    const button = target.closest("button");
    if (!button || key !== "enter") return false;
    return !this.text || (this.tabbed && button.getAttribute("aria-pressed") !== "true");
  }

  /** @param {string} key */
  press(key) {
    if (this.busy) return;
    if (key === "enter") {
      if (this.text.length >= SHORTEST) this.onEnter(this.text);
      return;
    }
    this.text = pressPin(this.text, key);
    this.draw();
  }

  /** @param {boolean} busy */
  wait(busy) {
    this.busy = busy;
    this.element.toggleAttribute("data-busy", busy);
  }

  empty() {
    this.text = "";
    this.tabbed = false;
    this.draw();
  }

  draw() {
    const typed = this.text.length;
    const many = tn("{n} digit typed", "{n} digits typed", typed);
    fill(this.dots, typed
      ? [h("span", { class: "visually-hidden" }, many),
        h("span", { "aria-hidden": "true" }, "●".repeat(typed))]
      : h("span", { class: "pin-hint" }, t("Type your PIN")));
    const enter = /** @type {HTMLButtonElement} */ (this.element.querySelector("[data-pin=enter]"));
    enter.disabled = typed < SHORTEST;
  }
}
