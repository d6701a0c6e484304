// @ts-check
// Draws the count: what was said last, the lot in hand, the list. Never changes the sheet.

import { fill, h, icon, one } from "../../web/js/dom.js";
import { play } from "../../web/js/sounds.js";
import { t } from "../../web/js/words.js";
import { counted, keyOf } from "./count_list.js";

/** @typedef {import("./count_list.js").Sheet} Sheet */
/** @typedef {import("./count_list.js").Item} Item */

const UNITS = { each: "pcs", kg: "kg", g: "g", l: "l", m: "m" };
const KEYS = ["7", "8", "9", "<", "4", "5", "6", ".", "1", "2", "3", "0"];
const SOUNDS = { ok: "ok", warn: "warn", error: "error", info: "" };

/** @param {string} unit */
const unitWord = (unit) => UNITS[/** @type {"each"} */ (unit)] ?? unit;

/** Colour, word and sound at once. @param {keyof typeof SOUNDS} tone @param {string} title
 * @param {string} [text] */
export function say(tone, title, text = "") {
  const band = /** @type {HTMLElement} */ (one("#count-said"));
  band.dataset.tone = tone;
  fill(band, icon(tone), h("div", { class: "verdict-text" },
    h("span", { class: "verdict-title" }, title), text && h("span", null, text)));
  play(SOUNDS[tone]);
}

/** Put the keys under the figure, once. */
export function drawKeys() {
  fill(/** @type {Element} */ (one("#count-pad")), KEYS.map((key) => h("button", {
    class: "btn", type: "button", data: { key },
    "aria-label": key === "<" ? t("Delete digit") : null,
  }, key === "<" ? icon("left") : key)));
}

/** @param {Item} item */
function about(item) {
  const word = item.expiry_kind === "use_by" ? t("use by") : t("best before");
  return [h("span", { class: "code count-lot" }, item.lot),
    h("span", { class: "code soft" }, item.location),
    item.supplier_lot && h("span", { class: "code soft" }, item.supplier_lot),
    item.expires_on && h("span", { class: "soft" }, `${word} ${item.expires_on}`)];
}

/** @param {Sheet} sheet */
export function drawHand({ hand }) {
  const form = /** @type {HTMLElement} */ (one("#count-now"));
  form.hidden = !hand;
  if (!hand) return;
  fill(/** @type {Element} */ (one("#count-name")), hand.item.name);
  fill(/** @type {Element} */ (one("#count-about")), about(hand.item));
  fill(/** @type {Element} */ (one("#count-unit")), unitWord(hand.item.base_unit));
  const box = /** @type {HTMLInputElement} */ (one("#count-input"));
  if (box.value !== hand.figure) box.value = hand.figure;
}

/** @param {Sheet} sheet @param {Item} item */
function row(sheet, item) {
  const done = item.counted !== null;
  return h("li", { class: "count-row" }, h("button", {
    type: "button", data: { item: keyOf(item) },
    "aria-current": sheet.hand?.item === item ? "true" : null,
  }, h("span", { class: "status", data: { tone: done ? "ok" : "plain" } },
    icon(done ? "ok" : "dot"), done ? t("counted") : t("open")),
  h("span", { class: "count-row-name" }, h("strong", null, item.name),
    h("span", { class: "code soft" }, `${item.lot} · ${item.location}`)),
  done && h("span", { class: "count-row-figure num" },
    `${item.counted} ${unitWord(item.base_unit)}`)));
}

/** @param {Sheet} sheet */
export function drawList(sheet) {
  const done = counted(sheet);
  fill(/** @type {Element} */ (one("#count-list")), sheet.items.map((item) => row(sheet, item)));
  fill(/** @type {Element} */ (one("#count-done")),
    t("{done} of {n} counted", { done, n: sheet.items.length }));
  const bar = /** @type {HTMLProgressElement} */ (one("#count-progress"));
  bar.max = Math.max(1, sheet.items.length);
  bar.value = done;
}
