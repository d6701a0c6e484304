// @ts-check
// What every page does by itself: themes, dialogs, guards against sending a form twice.

import { delegate } from "./dom.js";
import { wireThemeChoices } from "./theme.js";

wireThemeChoices();

// <button data-opens="id"> opens a dialog; <button data-closes> shuts the one around it.
delegate(document, "click", "[data-opens]", (button) => {
  const dialog = document.getElementById(button.dataset.opens ?? "");
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
});
delegate(document, "click", "[data-closes]", (button) => button.closest("dialog")?.close());

// A click beside an open dialog closes it, except where it must be answered.
document.addEventListener("click", (event) => {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement) || dialog.hasAttribute("data-must-answer")) return;
  const box = dialog.getBoundingClientRect();
  const beside = event.clientX < box.left || event.clientX > box.right
    || event.clientY < box.top || event.clientY > box.bottom;
  if (beside) dialog.close();
});

// A form that changes something goes out once; going back to the page wakes it up again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  const button = /** @type {SubmitEvent} */ (event).submitter;
  if (button) button.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
  for (const busy of document.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
});

// <select data-submits> sends its filter form at once.
delegate(document, "change", "[data-submits]", (element) => {
  /** @type {HTMLSelectElement} */ (element).form?.requestSubmit();
});

// <button data-prints> prints the page.
delegate(document, "click", "[data-prints]", () => window.print());

// A long rail opens where the page stands in it.
document.querySelector(".rail:not([popover]) [aria-current]")?.scrollIntoView({ block: "nearest" });
