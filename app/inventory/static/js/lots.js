// @ts-check
// Pages of lots: a scan goes to its search box, a refused form opens again, buyers are shown.

import { get } from "../../web/js/api.js";
import { fill, h, one } from "../../web/js/dom.js";
import { startScanner } from "../../web/js/scanner.js";
import { buyerItem } from "./buyers.js";
import { showCaught } from "./caught.js";

const scanner = startScanner(document);
scanner.addEventListener("scan", (event) => {
  const { data } = /** @type {CustomEvent} */ (event).detail;
  const box = /** @type {HTMLInputElement | null} */ (one("[data-scanbox]"));
  if (!box || one("dialog[open]")) return;
  box.value = data;
  if (box.form?.method === "get" || box.form?.dataset.scanSubmits) box.form.requestSubmit();
});

const again = one("dialog[data-open]");
if (again instanceof HTMLDialogElement) again.showModal();

await showCaught();

const section = one("#buyers-of");
if (section?.dataset.url) {
  const trace = await get(section.dataset.url).catch(() => ({ sales: [] }));
  section.hidden = trace.sales.length === 0;
  fill(/** @type {Element} */ (one("#buyers-list")), trace.sales.map(
    (/** @type {any} */ sale) => buyerItem({ ...sale, sale: sale.number }),
  ), trace.sales.length === 0 && h("li", null, "–"));
}
