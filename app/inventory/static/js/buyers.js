// @ts-check
// One buyer of a lot as a list item: which sale, who, how many, how surely. Draws only.

import { h, icon } from "../../web/js/dom.js";

const SURE = new Set(["scanned", "chosen", "certain"]);

/**
 * @param {{sale: string, customer?: string | null, quantity: string, certainty: string,
 *   sold_at?: string, lot?: string}} buyer
 */
export function buyerItem(buyer) {
  const sure = SURE.has(buyer.certainty);
  const day = buyer.sold_at ? buyer.sold_at.slice(0, 10) : "";
  return h("li", null,
    h("a", { class: "code", href: `/sales/${encodeURIComponent(buyer.sale)}` }, buyer.sale),
    h("span", null, buyer.customer || "Walk-in customer"),
    h("span", { class: "soft small" }, [day, buyer.lot].filter(Boolean).join(", ")),
    h("span", { class: "num push" }, buyer.quantity),
    h("span", { class: "status", data: { tone: sure ? "ok" : "plain" } },
      icon(sure ? "scan" : "auto"), buyer.certainty));
}
