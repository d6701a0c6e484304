// @ts-check
// The review of a count by scanner alone: the command code for done finishes it.

import { one } from "../../web/js/dom.js";
import { startScanner } from "../../web/js/scanner.js";

const scanner = startScanner(document);
scanner.addEventListener("scan", (event) => {
  const { data } = /** @type {CustomEvent} */ (event).detail;
  const form = /** @type {HTMLFormElement | null} */ (one("#finish-form"));
  if (data.toUpperCase() === "CMD-DONE") form?.requestSubmit();
});
