// @ts-check
// On a held lot's page: what was under way with it when it was stopped. Draws only.

import { get } from "../../web/js/api.js";
import { fill, h, icon, one } from "../../web/js/dom.js";
import { t } from "../../web/js/words.js";

/** @type {Readonly<Record<string, [string, string]>>} */
const KINDS = Object.freeze({
  cart: ["cart", "Parked cart"], terminal: ["till", "Terminal"],
  transfer: ["arrow", "Transfer"], container: ["opened", "Opened at"],
});

/** @param {{kind: string, subject: string, site: string, quantity: string, detail: string}} each */
function item(each) {
  const [drawing, word] = KINDS[each.kind] ?? ["info", each.kind];
  const link = each.kind === "transfer" ? `/transfers/${encodeURIComponent(each.subject)}` : "";
  return h("li", null, icon(drawing),
    h("span", null, t(word), " ",
      link ? h("a", { class: "code", href: link }, each.subject) : h("strong", null, each.subject),
      h("span", { class: "small soft" }, ` ${each.site}, ${each.detail}`)),
    h("span", { class: "num push" }, each.quantity));
}

export async function showCaught() {
  const section = one("#caught-by");
  if (!section?.dataset.url) return;
  const found = await get(section.dataset.url).catch(() => ({ caught: [] }));
  section.hidden = found.caught.length === 0;
  fill(/** @type {Element} */ (one("#caught-list")), found.caught.map(item));
}
