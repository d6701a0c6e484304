// @ts-check
// The note on the whole sale: an entry of the menu with a small sheet, and what was written on
// top of the cart.

import { fill, h, icon } from "../../web/js/dom.js";
import { play } from "../../web/js/sounds.js";
import { t } from "../../web/js/words.js";
import { SALE_NOTE, noteSale } from "./notes.js";
import { part } from "./redraw.js";
import { troubleLine } from "./shift_sheets.js";

/** @typedef {import("./till_parts.js").Till} Till */

const SHORT = 18;

/** @param {string} note */
const shortened = (note) => (note.length > SHORT ? `${note.slice(0, SHORT).trim()}…` : note);

/** A feature of the till. @param {Till} till */
export function installSaleNote(till) {
  const { menu, sheet, store } = till;
  const write = () => sheet.open({ title: "Note on the sale", draw: (body) => draw(till, body) });
  menu.add({
    id: "note", label: "Note on the sale", icon: "edit", group: "sale", act: write,
    note: () => shortened(store.state.note),
    when: () => ["sell", "pay"].includes(store.state.stage),
  });
  const chip = h("button", {
    class: "btn btn-quiet till-sale-note", type: "button", onclick: write,
  });
  part("lines").before(chip);
  const show = () => {
    const { note, stage } = store.state;
    chip.hidden = !note || stage === "done" || stage === "sending";
    chip.setAttribute("aria-label", `${t("Note on the sale")}: ${note}`);
    if (note) fill(chip, icon("edit"), h("span", null, note));
  };
  store.addEventListener("change", show);
  show();
}

/** @param {Till} till @param {HTMLElement} body */
function draw({ sheet, store }, body) {
  const trouble = troubleLine();
  const field = /** @type {HTMLTextAreaElement} */ (h("textarea", {
    class: "input", name: "sale-note", maxlength: String(SALE_NOTE), rows: "3", data: { first: "" },
    "aria-label": t("Note on the sale"), onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      keep(field.value);
    },
  }));
  field.value = store.state.note;
  const keep = (/** @type {string} */ text) => {
    const why = noteSale(store, text);
    play(why ? "warn" : "ok");
    if (why) fill(trouble, icon("warn"), why);
    else sheet.close();
  };
  /** @type {(look: string, drawing: string, label: string, act: () => void) => HTMLElement} */
  const button = (look, drawing, label, onclick) =>
    h("button", { class: `btn btn-touch${look}`, type: "button", onclick }, icon(drawing), label);
  body.append(h("p", { class: "soft" }, t("It is printed on the receipt.")), field, trouble,
    h("div", { class: "till-done-ways" },
      button(" btn-primary", "check", t("Keep the note"), () => keep(field.value)),
      store.state.note && button("", "close", t("No note"), () => keep(""))));
}
