// @ts-check
// The page that shows a new token: selects it on a click and copies it on a press.

import { delegate } from "/static/web/js/dom.js";
import { toast } from "/static/web/js/toast.js";

delegate(document, "focusin", "[data-selects]", (field) => {
  if (field instanceof HTMLInputElement) field.select();
});

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copies]")) {
    /** @type {HTMLElement} */ (button).hidden = false;
  }
}
delegate(document, "click", "[data-copies]", async (button) => {
  const field = document.getElementById(button.dataset.copies ?? "");
  if (!(field instanceof HTMLInputElement)) return;
  try {
    await navigator.clipboard.writeText(field.value);
    toast("Copied.", { icon: "check" });
  } catch {
    field.select();
    toast("The browser did not allow it. The token is selected: copy it by hand.");
  }
});
