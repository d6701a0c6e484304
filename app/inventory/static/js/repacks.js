// @ts-check
// Making lots by scanner: the Enter after a code or a number goes on to the next field.
// The form itself is sent by its button alone.

import { delegate, one } from "../../web/js/dom.js";

/** @param {HTMLFormElement} form @returns {HTMLInputElement[]} */
function fieldsOf(form) {
  const fields = [...form.querySelectorAll("input")];
  return fields.filter((each) => each.type === "text");
}

delegate(document, "keydown", "#repack-form input", (element, event) => {
  const input = /** @type {HTMLInputElement} */ (element);
  if (/** @type {KeyboardEvent} */ (event).key !== "Enter" || !input.form) return;
  event.preventDefault();
  const fields = fieldsOf(input.form);
  const send = input.form.querySelector(".form-actions button");
  const next = fields[fields.indexOf(input) + 1] ?? send;
  if (next instanceof HTMLElement) next.focus();
});

const form = one("#repack-form");
if (form instanceof HTMLFormElement) {
  const wrong = form.querySelector("[aria-invalid]");
  const open = fieldsOf(form).slice(0, 2).find((each) => !each.value);
  if (wrong instanceof HTMLElement) wrong.focus(); else open?.focus();
}
