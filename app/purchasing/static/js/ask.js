// @ts-check
// Asks only what a code did not say: how many, which lot, which date. One sheet, answered by
// scanning, by typing or by touch; Escape counts nothing. It never talks to the server.

import { fill, h, icon, one } from "../../web/js/dom.js";
import { parseQuantity, quantityText } from "../../web/js/decimal.js";
import { closeVerdict } from "./verdict.js";
import { daysBetween, shownDay, typedDay } from "./typed_day.js";

/**
 * @typedef {{name: string, missing: string[], base_unit: string, today: string,
 *   date_needed: boolean, expiry_kind: string, lots: string[],
 *   last_lot: {supplier_lot: string, expires_on: string | null} | null}} Question
 * @typedef {{quantity?: string, lot?: string, expires_on?: string, unit_cost?: string}} Answer
 */

const DATE_WORD = { use_by: "Use by", best_before: "Best before", none: "Date" };
/** @type {Asking | null} */
let open = null;

/** The sheet that is open now, if any. */
export const asking = () => open;

/** @param {Question} question @returns {Promise<Answer | null>} null: count nothing */
export function ask(question) {
  closeVerdict();
  return new Promise((done) => {
    open = new Asking(question, (answer) => {
      open = null;
      done(answer);
    });
  });
}

class Asking {
  /** @param {Question} question @param {(answer: Answer | null) => void} done */
  constructor(question, done) {
    this.question = question;
    this.done = done;
    this.sheet = /** @type {HTMLDialogElement} */ (one("#ask"));
    /** @type {Record<string, HTMLInputElement>} */
    this.fields = {};
    fill(this.sheet, this.build());
    this.sheet.oncancel = (event) => {
      event.preventDefault();
      this.close(null);
    };
    this.sheet.showModal();
    this.first()?.focus();
  }

  build() {
    const { question } = this;
    const wants = (/** @type {string} */ what) => question.missing.includes(what);
    return h("form", { class: "ask", novalidate: true, onsubmit: (/** @type {Event} */ e) => {
      e.preventDefault();
      this.accept();
    } },
    h("div", { class: "dialog-head" }, h("h2", { id: "ask-title" }, question.name)),
    h("div", { class: "dialog-body" },
      question.last_lot && (wants("lot") || wants("expires_on")) && this.offer(question.last_lot),
      wants("quantity") && this.field("quantity", `How much (${question.base_unit})`, "decimal"),
      wants("lot") && this.field("lot", "Supplier's lot code", "text"),
      wants("lot") && question.lots.length > 0 && this.choices(question.lots),
      wants("expires_on") && this.field(
        "expires_on", `${DATE_WORD[/** @type {"none"} */ (question.expiry_kind)]} (DDMMYY)`,
        "numeric"),
      wants("unit_cost") && this.field("unit_cost", "Cost per unit, from the slip", "decimal"),
      h("p", { class: "field-error", id: "ask-error", role: "alert", hidden: true })),
    h("div", { class: "dialog-foot" },
      h("button", { class: "btn btn-touch", type: "button", onclick: () => this.close(null) },
        "Count nothing"),
      h("button", { class: "btn btn-primary btn-touch", type: "submit" }, icon("check"), "Count")));
  }

  /** @param {{supplier_lot: string, expires_on: string | null}} last */
  offer(last) {
    const text = [last.supplier_lot, shownDay(last.expires_on ?? "")].filter(Boolean).join(", ");
    return h("button", { class: "btn btn-key ask-last", type: "button", onclick: () => {
      this.useLast();
    } }, icon("undo"), `Same as last: ${text}`);
  }

  /** @param {string[]} lots */
  choices(lots) {
    return h("div", { class: "row", role: "group", "aria-label": "The code may mean" },
      lots.map((lot) => h("button", { class: "btn code", type: "button", onclick: () => {
        this.fields.lot.value = lot;
        this.next();
      } }, lot)));
  }

  /** @param {string} name @param {string} label @param {string} keyboard */
  field(name, label, keyboard) {
    const input = /** @type {HTMLInputElement} */ (h("input", {
      class: `input ask-input ${name === "lot" ? "input-code" : ""}`, id: `ask-${name}`,
      inputmode: keyboard, autocomplete: "off", autocapitalize: "characters", spellcheck: "false",
      "aria-describedby": "ask-error", enterkeyhint: "next", data: { field: name },
    }));
    const hint = h("output", { class: "field-hint", for: `ask-${name}` });
    if (name === "expires_on") input.oninput = () => fill(hint, this.dateHint(input.value));
    this.fields[name] = input;
    return h("div", { class: "field" },
      h("label", { class: "field-label", for: `ask-${name}` }, label), input, hint);
  }

  /** @param {string} text */
  dateHint(text) {
    const iso = typedDay(text, this.question.today);
    if (!iso) return "";
    const days = daysBetween(this.question.today, iso);
    return `${shownDay(iso)}, ${days < 0 ? `${-days} days ago` : `in ${days} days`}`;
  }

  /** The first field that is still empty. @returns {HTMLInputElement | undefined} */
  first() {
    return Object.values(this.fields).find((input) => !input.value.trim())
      ?? Object.values(this.fields)[0];
  }

  next() {
    const empty = Object.values(this.fields).find((input) => !input.value.trim());
    if (empty) empty.focus();
    else this.accept();
  }

  useLast() {
    const { last_lot: last } = this.question;
    if (!last) return;
    if (this.fields.lot) this.fields.lot.value = last.supplier_lot;
    if (this.fields.expires_on) this.fields.expires_on.value = last.expires_on ?? "";
    this.next();
  }

  /** What a scan said goes where it belongs. @param {{lot?: string, expires_on?: string}} part */
  put(part) {
    if (part.lot && this.fields.lot) this.fields.lot.value = part.lot;
    if (part.expires_on && this.fields.expires_on) {
      this.fields.expires_on.value = part.expires_on;
      this.fields.expires_on.dispatchEvent(new Event("input"));
    }
    this.next();
  }

  /** Bare digits that are a date, or a quantity. @param {string} code @returns {boolean} */
  takesDigits(code) {
    const { expires_on: date, quantity } = this.fields;
    if (!/^\d{4,8}$/.test(code)) return false;
    const day = typedDay(code, this.question.today);
    if (date && day && (!this.fields.lot || this.fields.lot.value)) {
      this.put({ expires_on: day });
      return true;
    }
    if (!quantity || quantity.value) return false;
    quantity.value = code;
    this.next();
    return true;
  }

  accept() {
    const read = this.read();
    if (typeof read !== "string") return this.close(read);
    const error = one("#ask-error", this.sheet);
    if (error) {
      error.hidden = false;
      fill(error, icon("error"), h("span", null, read));
    }
    return undefined;
  }

  /** @returns {Answer | string} what was answered, or what is wrong with it */
  read() {
    const { quantity, lot, expires_on: date, unit_cost: cost } = this.fields;
    /** @type {Answer} */
    const answer = {};
    try {
      if (quantity) answer.quantity = positive(quantity.value);
      if (cost) answer.unit_cost = quantityText(parseQuantity(cost.value));
    } catch {
      (quantity ?? cost).focus();
      return "Write a number such as 12.5.";
    }
    if (lot) answer.lot = lot.value.trim();
    if (date) {
      answer.expires_on = typedDay(date.value, this.question.today);
      if (!answer.expires_on && (date.value.trim() || this.question.date_needed)) {
        date.focus();
        return "Type the date as on the pack: 24 Dec 2026 is 241226.";
      }
    }
    return answer;
  }

  /** @param {Answer | null} answer */
  close(answer) {
    this.sheet.close();
    this.done(answer);
  }
}

/** @param {string} text @returns {string} */
function positive(text) {
  const micro = parseQuantity(text);
  if (micro <= 0n) throw new RangeError("must be above 0");
  return quantityText(micro);
}
