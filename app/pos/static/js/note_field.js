// @ts-check
// The field for a note under the selected cart line: opened by the line's tool, written with Enter
// or by going on, left as it was with Escape.

import { h, icon } from "../../web/js/dom.js";
import { play } from "../../web/js/sounds.js";
import { t } from "../../web/js/words.js";
import { LINE_NOTE, noteLine } from "./notes.js";

/** @typedef {import("./cart.js").Line} Line */
/** @typedef {import("./selling.js").Selling} Selling */

const GO_ON = /^(F\d+|Enter)$/;

export class NoteField {
  /** @param {Selling} selling */
  constructor(selling) {
    this.selling = selling;
    /** The line that is being written on. @type {number | null} */
    this.of = null;
    this.field = /** @type {HTMLInputElement} */ (h("input", {
      class: "input till-note-text", type: "text", name: "line-note", maxlength: String(LINE_NOTE),
      autocomplete: "off", enterkeyhint: "done", "aria-label": t("Note on the line"),
      placeholder: t("Note on the line"), data: { keep: "note text" },
      onchange: () => this.write(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
    }));
  }

  /** @param {number} id */
  toggle(id) {
    const { selling } = this;
    if (this.of === id) {
      this.done();
      return;
    }
    if (!selling.open()) return;
    selling.select(id);
    this.of = id;
    this.field.value = selling.selected?.note ?? "";
    selling.store.tell();
    setTimeout(() => this.field.focus());
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter" && !event.ctrlKey) {
      event.preventDefault();
      this.done();
    } else if (GO_ON.test(event.key)) this.write();
  }

  /** @returns {boolean} whether it may stand */
  write() {
    const { of, selling } = this;
    const why = of === null ? "" : noteLine(selling.store, of, this.field.value);
    if (!why) return true;
    play("warn");
    selling.store.set({ trouble: why });
    return false;
  }

  done() {
    if (this.write()) this.close();
  }

  close() {
    this.of = null;
    this.selling.store.tell();
  }

  /** What stands under a line: its note, or the field. Whoever goes to another line is done here.
   * @param {Line} line @param {number | null} selected */
  draw(line, selected) {
    if (this.of !== null && this.of !== selected) this.of = null;
    if (this.of !== line.id) {
      return line.note ? h("p", { class: "till-line-note" }, icon("edit"), line.note) : null;
    }
    return h("div", { class: "till-note" }, this.field, h("button", {
      class: "btn btn-icon", type: "button", "aria-label": t("Keep the note"),
      title: t("Keep the note"), data: { do: "noted", id: line.id, keep: "noted" },
    }, icon("check")));
  }
}
