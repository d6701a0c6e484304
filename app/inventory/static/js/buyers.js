// @ts-check
// One buyer of a lot as a list item: which sale, who, their phone, how many, how surely.
// Draws only.

import { h, icon } from "../../web/js/dom.js";

const SURE = new Set(["scanned", "chosen", "certain"]);
/** @type {Record<string, string>} */
const UNIT_WORDS = { each: "pcs" };

/**
 * @param {{sale: string, customer?: string | null, quantity: string, certainty: string,
 *   sold_at?: string, lot?: string, unit?: string, customer_name?: string | null,
 *   phone?: string | null, email?: string | null}} buyer
 */
export function buyerItem(buyer) {
  const sure = SURE.has(buyer.certainty);
  const day = buyer.sold_at ? buyer.sold_at.slice(0, 10) : "";
  return h("li", null,
    h("a", { class: "code", href: `/sales/${encodeURIComponent(buyer.sale)}` }, buyer.sale),
    h("span", null, who(buyer)),
    buyer.phone && h("a", { class: "nowrap", href: `tel:${buyer.phone.replace(/[^+\d]/g, "")}` },
      buyer.phone),
    buyer.email && h("a", { href: `mailto:${buyer.email}` }, buyer.email),
    h("span", { class: "soft small" }, [day, buyer.lot].filter(Boolean).join(", ")),
    h("span", { class: "num push" },
      [buyer.quantity, UNIT_WORDS[buyer.unit ?? ""] ?? buyer.unit].filter(Boolean).join(" ")),
    h("span", { class: "status", data: { tone: sure ? "ok" : "plain" } },
      icon(sure ? "scan" : "auto"), buyer.certainty));
}

/** @param {{customer?: string | null, customer_name?: string | null}} buyer */
function who(buyer) {
  if (!buyer.customer) return "Walk-in customer";
  return buyer.customer_name ? `${buyer.customer_name} (${buyer.customer})` : buyer.customer;
}
