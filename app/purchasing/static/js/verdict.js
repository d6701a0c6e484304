// @ts-check
// The whole screen says what became of a scan: colour, drawing, words and sound at once.
// Green and amber go by themselves; red stays until somebody says so.

import { fill, h, icon, one } from "../../web/js/dom.js";
import { play } from "../../web/js/sounds.js";

const SHOWN_MS = { ok: 650, warn: 1700, held: 2200 };
const LOOKS = { ok: "ok", warn: "warn", held: "held", error: "error" };
const SOUNDS = { ok: "ok", warn: "warn", held: "warn", error: "error" };

/** @typedef {keyof typeof LOOKS} Tone */

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {(() => void) | null} */
let whenGone = null;

/** Whether a red verdict waits for somebody. */
export const verdictStands = () => one("#verdict")?.dataset.tone === "error";

/**
 * @param {Tone} tone
 * @param {string} title
 * @param {string | string[]} [text] one line, or several
 * @param {{code?: string, actions?: {label: string, act: () => void}[]}} [more]
 */
export function showVerdict(tone, title, text = "", more = {}) {
  const holder = one("#verdict");
  if (!holder) return;
  clearTimeout(timer);
  holder.dataset.tone = tone;
  holder.hidden = false;
  holder.setAttribute("role", tone === "error" ? "alertdialog" : "status");
  holder.setAttribute("aria-label", title);
  const buttons = tone === "error" ? [
    h("button", { class: "btn btn-pay", type: "button", onclick: closeVerdict }, "Continue"),
    ...(more.actions ?? []).map(({ label, act }) => h(
      "button", { class: "btn btn-touch", type: "button", onclick: () => closeVerdict(act) }, label,
    )),
  ] : [];
  fill(holder, icon(LOOKS[tone]), h("div", { class: "verdict-text" },
    h("span", { class: "verdict-title" }, title),
    [text].flat().filter(Boolean).map((line) => h("span", null, line)),
    more.code && h("span", { class: "code small" }, more.code)), buttons);
  play(SOUNDS[tone]);
  if (tone === "error") buttons[0].focus();
  else timer = setTimeout(closeVerdict, SHOWN_MS[tone]);
}

/** Take it away. @param {unknown} [then] what to do next */
export function closeVerdict(then) {
  const holder = one("#verdict");
  clearTimeout(timer);
  if (holder) {
    holder.hidden = true;
    holder.dataset.tone = "";
    fill(holder);
  }
  whenGone?.();
  if (typeof then === "function") then();
}

/** @param {() => void} act called whenever a verdict goes */
export function onVerdictGone(act) {
  whenGone = act;
}
