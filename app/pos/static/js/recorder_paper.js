// @ts-check
// The sales receipt drawn from the till's own record, so that it shows at once and without network.
// The same paper as the server's; draws and reckons nothing new.

import { parseMoney, parseQuantity } from "../../web/js/decimal.js";
import { h } from "../../web/js/dom.js";
import { qrDrawing } from "../../web/js/qr/draw.js";
import { t } from "../../web/js/words.js";
import { taxRows } from "./recorder_body.js";

/** @typedef {import("./recorder_body.js").SaleBody} SaleBody */
/** @typedef {import("./recorder_body.js").BodyLine} BodyLine */
/** @typedef {import("./recorder_body.js").BodyLot} BodyLot */
/** @typedef {import("./money.js").Figures} Figures */
/** @typedef {{shop_name: string, address: readonly string[], site: string}} Letterhead */
/**
 * @typedef {object} PaperFacts what a sale's record does not say
 * @property {Figures} figures
 * @property {Letterhead} head
 * @property {string} zone of the site
 * @property {string} address where the shop's public pages are, without a slash at the end
 * @property {(sku: string) => string} unitOf
 * @property {(lot: string) => string} expiryOf "use by Dec 1, 2026", or ""
 */

/** @type {Readonly<Record<string, string>>} */
const TENDERS = Object.freeze({
  cash: "Cash", card: "Card", voucher: "Voucher", account: "On account",
});

/** What the receipt's QR code holds, as on the server's paper: the address of its own page, else
 * its number. The return desk takes either. @param {SaleBody} sale @param {string} address */
export function receiptCode(sale, address) {
  return sale.token && address ? `${address}/r/${sale.token}` : sale.number;
}

/** @param {SaleBody} sale @param {PaperFacts} facts @returns {HTMLElement} */
export function paper(sale, facts) {
  return h("article", { class: "receipt" },
    h("header", { class: "receipt-head" },
      h("h1", { class: "receipt-shop", dir: "auto" }, facts.head.shop_name),
      [...facts.head.address, facts.head.site || sale.site].map((line) =>
        h("p", { dir: "auto" }, line))),
    h("section", { class: "receipt-facts" },
      pair([`${t("Receipt")} `, h("b", null, sale.number)], localTime(sale.sold_at, facts.zone)),
      pair(`${t("Till")} ${sale.till}`, `${t("Cashier")} ${sale.person}`)),
    sale.note ? h("p", { class: "receipt-remark", dir: "auto" }, sale.note) : null,
    h("ol", { class: "receipt-lines" }, sale.lines.map((line) => drawLine(line, facts))),
    sums(sale, facts),
    taxes(sale, facts),
    code(sale, facts),
    h("footer", { class: "receipt-foot" }, h("p", null, t("Thank you."))));
}

/** @param {SaleBody} sale @param {PaperFacts} facts */
function code(sale, { address }) {
  const text = receiptCode(sale, address);
  const scan = text === sale.number ? t("For returns and questions about your lots")
    : t("Your items and lots online, and for returns: {number}", { number: sale.number });
  return h("figure", { class: "receipt-code" },
    qrDrawing(text, t("QR code")) ?? h("p", { class: "code" }, text),
    h("figcaption", null, scan));
}

/** @param {unknown} left @param {unknown} right */
function pair(left, right) {
  return h("p", null, h("span", null, left), " ", h("span", null, right));
}

/** @param {unknown} label @param {string} amount @param {string} [name] */
function row(label, amount, name) {
  return h("p", name ? { class: name } : null, h("span", null, label), " ",
    h("span", { class: "receipt-amount" }, amount));
}

/** @param {BodyLine} line @param {PaperFacts} facts */
function drawLine(line, facts) {
  const { figures } = facts;
  const unit = facts.unitOf(line.sku);
  const much = figures.quantity(Number(parseQuantity(line.quantity)), unit);
  const off = parseMoney(line.discount, figures.shop.decimals);
  return h("li", null,
    h("p", { class: "receipt-name" }, line.name),
    h("p", { class: "receipt-times" }, h("span", null, `${much} × ${line.unit_price}`), " ",
      h("span", { class: "receipt-amount" }, line.total)),
    off > 0n && h("p", { class: "receipt-note" }, `${t("Discount")} -${line.discount}`),
    line.note && h("p", { class: "receipt-note", dir: "auto" }, line.note),
    line.lots.map((lot) => drawLot(lot, line.lots.length > 1, unit, facts)));
}

/** @param {BodyLot} lot @param {boolean} several @param {string} unit @param {PaperFacts} facts */
function drawLot({ lot, quantity }, several, unit, { figures, expiryOf }) {
  const count = () => figures.quantity(Number(parseQuantity(quantity)), unit);
  const much = !several ? "" : unit === "each" ? `${count()}\u00a0${t("pcs")}` : count();
  const words = [expiryOf(lot), much].filter(Boolean).join(" · ");
  return h("p", { class: "receipt-lot" }, h("span", { class: "receipt-chip" }, lot), " ", words);
}

/** @param {SaleBody} sale @param {PaperFacts} facts */
function sums(sale, { figures }) {
  const zero = (/** @type {string} */ text) => parseMoney(text, figures.shop.decimals) === 0n;
  const words = ({ tender = "", reference = "" }) =>
    [t(TENDERS[tender] ?? tender), reference].filter(Boolean).join(" ");
  return h("section", { class: "receipt-sums" },
    !sale.tax_included && [row(t("Subtotal"), sale.net), row(t("Tax"), sale.tax)],
    row([`${t("TOTAL")} `, h("small", null, sale.currency)], sale.total, "receipt-total"),
    !zero(sale.rounding) && row(t("Cash rounding"), sale.rounding),
    sale.payments.map((each) => row(words(each), each.amount)),
    !zero(sale.change) && row(t("Change"), sale.change, "receipt-strong"));
}

/** @param {SaleBody} sale @param {PaperFacts} facts */
function taxes(sale, { figures }) {
  const rows = taxRows(sale, figures.shop.decimals);
  const cell = (/** @type {string} */ text) => h("td", null, text);
  return h("table", { class: "receipt-taxes" },
    h("thead", null, h("tr", null, [t("Tax rate"), t("Net"), t("Tax")].map((word) =>
      h("th", { scope: "col" }, word)))),
    h("tbody", null, rows.map((row) =>
      h("tr", null, cell(row.rate), cell(row.net), cell(row.tax)))));
}

/** "2026-11-21 10:05" on the site's wall clock. @param {string} instant @param {string} zone */
export function localTime(instant, zone) {
  /** @type {Intl.DateTimeFormatOptions} */
  const how = { dateStyle: "short", timeStyle: "short", timeZone: zone || "UTC" };
  return new Intl.DateTimeFormat("sv-SE", how).format(new Date(instant));
}
