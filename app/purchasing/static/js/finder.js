// @ts-check
// Finds a product by words where its code is not known. It counts nothing itself.

import { get } from "../../web/js/api.js";
import { fill, h, one } from "../../web/js/dom.js";

const sheet = /** @type {HTMLDialogElement} */ (one("#find"));

/** Open the sheet; choosing is announced as a `choose` event on it. */
export function openFinder() {
  if (!sheet.open) sheet.showModal();
  const words = /** @type {HTMLInputElement} */ (one("#find-words"));
  words.value = "";
  words.focus();
  find("");
}

/** @param {string} words */
async function find(words) {
  const url = `/receiving/products?q=${encodeURIComponent(words)}`;
  const found = await get(url).catch(() => ({ items: [] }));
  fill(/** @type {Element} */ (one("#find-list")), found.items.map((/** @type {any} */ item) =>
    h("li", null, h("button", {
      class: "btn btn-touch btn-block", type: "button", onclick: () => chosen(item.sku),
    }, `${item.name} (${item.sku})`))));
}

/** @param {string} sku */
function chosen(sku) {
  sheet.close();
  sheet.dispatchEvent(new CustomEvent("choose", { detail: sku }));
}

one("#find-words")?.addEventListener("input", (event) => {
  find(/** @type {HTMLInputElement} */ (event.target).value);
});
