// @ts-check
// Notes on a cart line and on the whole sale: how long, without what, and how they come into the
// cart. Draws nothing. The server's own rules are app/sales/notes.py and app/sales/card_guard.py.

import { t } from "../../web/js/words.js";
import { changed } from "./cart.js";
import { holdsCardNumber } from "./tenders.js";

/** @typedef {import("./store.js").Store} Store */

export const LINE_NOTE = 60;
export const SALE_NOTE = 200;
const MARKS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A note as people mean it, no longer than it may be: no control or direction marks.
 * @param {string} text @param {number} most characters */
export function noteText(text, most) {
  const plain = text.normalize("NFC").replace(/[\t\n\r]/g, " ").replace(/[\p{Cc}\p{Cs}]/gu, "")
    .replace(MARKS, "").trim();
  return [...plain].slice(0, most).join("").trim();
}

/** Why a note may not be kept, or "". @param {string} text */
export function noteRefusal(text) {
  return holdsCardNumber(text) ? t("That looks like a card number. Never write it down.") : "";
}

/** Write on a line; one step that Undo takes back. @param {Store} store @param {number} id
 * @param {string} text @returns {string} why not, or "" */
export function noteLine(store, id, text) {
  const { lines } = store.state;
  const line = lines.find((each) => each.id === id);
  const note = noteText(text, LINE_NOTE);
  const why = noteRefusal(note);
  if (line && !why && note !== (line.note ?? "")) {
    store.edit(changed(lines, id, { note, problem: null }), { trouble: "" });
  }
  return why;
}

/** Write on the whole sale; one step that Undo takes back. @param {Store} store
 * @param {string} text @returns {string} why not, or "" */
export function noteSale(store, text) {
  const note = noteText(text, SALE_NOTE);
  const why = noteRefusal(note);
  if (!why && note !== store.state.note) store.edit(store.state.lines, { note, trouble: "" });
  return why;
}
