// @ts-check
// Draws the lock: everybody who may sell as a big button, the pad, the password where the PIN is
// forgotten or locked. Taps go to the lock; nothing is decided here.

import { fill, h, icon } from "../../web/js/dom.js";
import { t, tn } from "../../web/js/words.js";

/** @typedef {import("./lock.js").Lock} Lock */
/** @typedef {import("./people.js").Person} Person */

/** @type {Readonly<Record<string, string>>} */
const TITLES = Object.freeze({
  enter: "Who is selling?", unlock: "Which manager unlocks it?",
});

/** @param {Lock} lock */
export function drawLock(lock) {
  const { element, state } = lock;
  const active = document.activeElement;
  const keep = active instanceof HTMLElement ? active.dataset.keep : undefined;
  fill(element,
    h("header", { class: "till-lock-head" }, icon("lock"),
      h("div", null, h("h2", { id: "lock-title" }, t(TITLES[state.what])),
        h("p", { class: "soft" },
          [lock.place, cartWords(lock.lines)].filter(Boolean).join(" · ")))),
    state.message && h("p", { class: "notice till-lock-message", data: { tone: "info" } },
      icon("info"), state.message),
    h("div", { class: "till-lock-body", data: { chosen: state.chosen ? "yes" : "no" } },
      names(lock), state.chosen && proof(lock, state.chosen)));
  const again = keep && element.querySelector(`[data-keep="${CSS.escape(keep)}"]`);
  if (again instanceof HTMLElement) again.focus();
}

/** @param {number} lines */
function cartWords(lines) {
  if (!lines) return "";
  return tn("The cart stays: {n} line", "The cart stays: {n} lines", lines);
}

/** @param {Lock} lock */
function names(lock) {
  const offered = lock.offered;
  if (!offered.length) {
    const nobody = lock.state.what === "unlock"
      ? t("No manager has a PIN here. Use the password.")
      : t("Nobody is known here yet. Connect to the shop's server.");
    return h("p", { class: "soft" }, nobody);
  }
  return h("div", { class: "till-lock-people", role: "group", "aria-label": t("People") },
    offered.map((each) => name(lock, each)));
}

/** @param {Lock} lock @param {Person} person */
function name(lock, person) {
  return h("button", {
    class: "btn till-lock-name", type: "button",
    "aria-pressed": String(lock.state.chosen?.id === person.id),
    data: { keep: `person ${person.id}` }, onclick: () => lock.choose(person),
  }, h("span", { class: "avatar", "aria-hidden": "true" }, [...person.name][0].toUpperCase()),
  h("span", { class: "till-lock-who" }, h("b", null, person.name),
    h("small", { class: "soft" }, t(person.role))),
  person.locked && icon("lock"));
}

/** @param {Lock} lock @param {Person} person */
function proof(lock, person) {
  const { state } = lock;
  const locked = person.locked && state.what === "enter";
  const byPassword = state.password || locked || !person.has_pin;
  return h("section", { class: "till-lock-proof", "aria-label": person.name },
    h("button", {
      class: "btn btn-quiet till-lock-back", type: "button", onclick: () => lock.choose(null),
    }, icon("left"), t("Others")),
    h("h3", null, person.name),
    h("p", { class: "till-lock-trouble", role: "alert" }, state.trouble || why(person, locked)),
    byPassword ? passwordForm(lock) : lock.pad.element,
    h("div", { class: "till-lock-ways" },
      !byPassword && h("button", {
        class: "btn btn-quiet btn-touch", type: "button", data: { keep: "password" },
        onclick: () => lock.usePassword(true),
      }, icon("key"), t("Use password")),
      byPassword && person.has_pin && !locked && h("button", {
        class: "btn btn-quiet btn-touch", type: "button", data: { keep: "pin" },
        onclick: () => lock.usePassword(false),
      }, icon("grid"), t("Use PIN")),
      locked && h("button", {
        class: "btn btn-touch", type: "button", onclick: () => lock.askManager(person),
      }, icon("unlock"), t("A manager unlocks"))));
}

/** @param {Person} person @param {boolean} locked */
function why(person, locked) {
  if (locked) return t("Five wrong PINs: locked at this till.");
  return person.has_pin ? "" : t("No PIN yet. Set one on your own page.");
}

/** @param {Lock} lock */
function passwordForm(lock) {
  const field = h("input", {
    class: "input", type: "password", name: "password", autocomplete: "current-password",
    "aria-label": t("Password"), maxlength: "256", data: { keep: "field" },
  });
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    const { value } = /** @type {HTMLInputElement} */ (field);
    if (value) lock.prove({ password: value });
  };
  return h("form", { class: "till-lock-password", onsubmit: send },
    h("label", { class: "field" }, h("span", { class: "field-label" }, t("Password")), field),
    h("button", { class: "btn btn-primary btn-touch", type: "submit" }, icon("check"), t("Go on")));
}
