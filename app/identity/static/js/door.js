// @ts-check
// The door's comforts: demo log-ins fill the form, the password can be looked at, caps lock is
// pointed out. Without this module the page signs in just the same.

import { delegate, one } from "/static/web/js/dom.js";

/** @param {string} id @returns {HTMLInputElement | null} */
function input(id) {
  const found = document.getElementById(id);
  return found instanceof HTMLInputElement ? found : null;
}

delegate(document, "click", "[data-demo-name]", (button) => {
  const name = input("name");
  const password = input("password");
  const form = one("#sign-in");
  if (!name || !password || !(form instanceof HTMLFormElement)) return;
  name.value = button.dataset.demoName ?? "";
  password.value = button.dataset.demoPassword ?? "";
  for (const other of document.querySelectorAll("[data-demo-name]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  one("button[type=submit]", form)?.focus();
});

for (const button of document.querySelectorAll("[data-peeks]")) {
  /** @type {HTMLElement} */ (button).hidden = false;
}
delegate(document, "click", "[data-peeks]", (button) => {
  const field = input(button.dataset.peeks ?? "");
  if (!field) return;
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  field.focus();
});

document.addEventListener("keyup", (event) => {
  const hint = one("[data-caps]");
  if (!hint || !(event instanceof KeyboardEvent)) return;
  const typing = document.activeElement === input("password");
  hint.hidden = !(typing && event.getModifierState("CapsLock"));
});
