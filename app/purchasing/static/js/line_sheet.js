// @ts-check
// One line of the delivery, opened to be put right: quantity, lot, date, cost, temperature,
// condition, hold. It hands the changed fields back and never touches the draft itself.

import { CONDITIONS, degrees, rangeWords, wrongWith } from "./condition.js";
import { fill, h, icon, one } from "../../web/js/dom.js";
import { parseQuantity, quantityText } from "../../web/js/decimal.js";
import { typedDay } from "./typed_day.js";

/** @typedef {import("./draft.js").Line} Line */
/** @typedef {{seesCost: boolean, today: string}} Page */

/**
 * @param {Line} line
 * @param {Page} page
 * @param {string} [first] the field to begin with
 * @returns {Promise<Partial<Line> | "remove" | null>} null: nothing changed
 */
export function openLine(line, page, first) {
  const sheet = /** @type {HTMLDialogElement} */ (one("#line-sheet"));
  return new Promise((done) => {
    /** @param {Partial<Line> | "remove" | null} answer */
    const close = (answer) => {
      sheet.close();
      done(answer);
    };
    sheet.oncancel = (event) => {
      event.preventDefault();
      close(null);
    };
    fill(sheet, form(line, page, close));
    sheet.showModal();
    if (first) /** @type {HTMLInputElement | null} */ (one(`#line-${first}`))?.select();
  });
}

/** @param {Line} line @param {Page} page @param {(answer: any) => void} close */
function form(line, page, close) {
  const asksCost = page.seesCost || !line.cost_known;
  return h("form", { novalidate: true, data: { wrong: wrongWith(line).length ? "1" : "" },
    oninput: (/** @type {Event} */ event) => judge(event, line),
    onsubmit: (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    save(/** @type {HTMLFormElement} */ (event.target), line, page, close);
  } },
  h("div", { class: "dialog-head" }, h("h2", { id: "line-title" }, line.name)),
  h("div", { class: "dialog-body" }, h("div", { class: "form-grid" },
    field("quantity", `Quantity (${line.base_unit})`, line.quantity, "decimal"),
    field("supplier_lot", "Supplier's lot code", line.supplier_lot, "text"),
    field("expires_on", "Date (DDMMYY)", line.expires_on, "numeric"),
    asksCost && field("unit_cost", `Cost per ${line.unit}`, line.unit_cost, "decimal"),
    field("temperature", "Temperature °C", line.temperature, "decimal", rangeWords(line)),
    conditions(line),
    h("div", { id: "line-note", hidden: (line.condition ?? "ok") === "ok" },
      field("condition_note", "What is wrong, in words", line.condition_note ?? "", "text"))),
  h("label", { class: "check" }, h("input", {
    type: "checkbox", name: "held", checked: line.status === "quarantined",
  }), h("span", null, "On hold: not sold until released")),
  h("output", { class: "field-hint", id: "line-wrong" }, wrongWith(line).join(" ")),
  h("p", { class: "field-error", id: "line-error", role: "alert", hidden: true })),
  h("div", { class: "dialog-foot" },
    h("button", {
      class: "btn btn-quiet btn-touch", type: "button", onclick: () => close("remove"),
    }, icon("trash"), "Remove"),
    h("button", { class: "btn btn-touch", type: "button", onclick: () => close(null) }, "Back"),
    h("button", { class: "btn btn-primary btn-touch", type: "submit" }, icon("check"), "Save")));
}

/** @param {Line} line */
function conditions(line) {
  const now = line.condition ?? "ok";
  return h("div", { class: "field" },
    h("label", { class: "field-label", for: "line-condition" }, "Condition"),
    h("select", { class: "input", id: "line-condition", name: "condition" },
      CONDITIONS.map(([code, word]) =>
        h("option", { value: code, selected: code === now }, word))));
}

/** What is wrong puts the line on hold, at once and visibly; the tick can be taken away again.
 * @param {Event} event @param {Line} line */
function judge(event, line) {
  const changed = /** @type {HTMLInputElement} */ (event.target);
  if (!["temperature", "condition", "condition_note"].includes(changed.name)) return;
  const element = /** @type {HTMLFormElement} */ (changed.form);
  const typed = new FormData(element);
  const wrong = wrongWith({
    ...line, temperature: degrees(String(typed.get("temperature"))),
    condition: String(typed.get("condition")), condition_note: String(typed.get("condition_note")),
  });
  const held = /** @type {HTMLInputElement} */ (one("[name=held]", element));
  /** @type {HTMLElement} */ (one("#line-note", element)).hidden = typed.get("condition") === "ok";
  if (Boolean(wrong.length) !== (element.dataset.wrong === "1")) held.checked = wrong.length > 0;
  element.dataset.wrong = wrong.length ? "1" : "";
  fill(/** @type {Element} */ (one("#line-wrong", element)), wrong.join(" "));
}

/** @param {string} name @param {string} label @param {string} value @param {string} keyboard
 * @param {string} [hint] */
function field(name, label, value, keyboard, hint = "") {
  return h("div", { class: "field" },
    h("label", { class: "field-label", for: `line-${name}` }, label),
    h("input", { class: "input", id: `line-${name}`, name, value, inputmode: keyboard,
      autocomplete: "off", "aria-describedby": "line-error" }),
    hint && h("p", { class: "field-hint" }, `Ordered: ${hint}`));
}

/**
 * @param {HTMLFormElement} element @param {Line} line @param {Page} page
 * @param {(answer: any) => void} close
 */
function save(element, line, page, close) {
  const typed = Object.fromEntries(new FormData(element).entries());
  const say = (/** @type {string} */ text, /** @type {string} */ name) => {
    const error = one("#line-error", element);
    if (error) {
      error.hidden = false;
      fill(error, icon("error"), h("span", null, text));
    }
    one(`#line-${name}`, element)?.focus();
  };
  const quantity = exact(String(typed.quantity));
  if (!quantity || quantity === "0") return say("Write a quantity above 0.", "quantity");
  const day = typedDay(String(typed.expires_on), page.today);
  if (typed.expires_on && !day) return say("Type the date as on the pack: 241226.", "expires_on");
  const cost = typed.unit_cost ? exact(String(typed.unit_cost)) : "";
  if (typed.unit_cost && !cost) return say("Write a cost such as 12.50.", "unit_cost");
  const temperature = degrees(String(typed.temperature));
  if (typed.temperature && !temperature) return say("Write degrees such as 4.5.", "temperature");
  const condition = String(typed.condition);
  const note = condition === "ok" ? "" : String(typed.condition_note).trim().slice(0, 200);
  if (condition === "other" && !note) return say("Say what is wrong with it.", "condition_note");
  const came = { temperature, condition, condition_note: note };
  return close({
    ...came, accepted: !typed.held && wrongWith({ ...line, ...came }).length > 0, quantity,
    expires_on: day, supplier_lot: String(typed.supplier_lot).trim(),
    status: typed.held ? "quarantined" : "released",
    ...("unit_cost" in typed ? { unit_cost: cost } : {}),
  });
}

/** @param {string} text @returns {string} the exact number, or "" where it is none */
function exact(text) {
  try {
    return quantityText(parseQuantity(text));
  } catch {
    return "";
  }
}
