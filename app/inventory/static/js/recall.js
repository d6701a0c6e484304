// @ts-check
// The recall page: figures and buyers from the interface, certain and possible ones apart.

import { get } from "../../web/js/api.js";
import { fill, h, one } from "../../web/js/dom.js";
import { buyerItem } from "./buyers.js";

const figures = one("#recall-figures");
const recall = await get(figures?.dataset.url ?? "").catch(() => null);
const buyers = recall?.buyers ?? [];

/** @param {string} name @param {unknown} value */
function figure(name, value) {
  const place = one(`[data-figure="${name}"]`);
  if (place) fill(place, String(value));
}

/** @param {string} word */
function list(word) {
  const mine = buyers.filter((/** @type {any} */ buyer) => buyer.certainty === word);
  const none = recall ? "Nobody." : "Could not be read just now. Load the page again.";
  fill(/** @type {Element} */ (one(`#buyers-${word}`)),
    mine.map(buyerItem), mine.length === 0 && h("li", { class: "soft" }, none));
}

figure("sold", recall?.sold ?? "–");
figure("recovered", recall?.recovered ?? "–");
figure("buyers", recall ? buyers.length : "–");
list("certain");
list("possible");

// The list for the telephone is printed only with its buyers on it.
if (recall) one("[data-prints]")?.removeAttribute("disabled");
