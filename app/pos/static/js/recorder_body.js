// @ts-check
// A sale in the till's own words: what is signed, kept and handed to the server, with every figure
// worked out here. Pure: cart, totals and forecast in, values out; decimals as text.

import { MICRO, moneyText, parseMoney, quantityText, scaledText } from "../../web/js/decimal.js";
import { taxDocument } from "./tax.js";

/** @typedef {import("./cart.js").Line} Line */
/** @typedef {import("./catalogue.js").Product} Product */
/** @typedef {import("./forecast.js").Forecast} Forecast */
/** @typedef {import("./totals.js").Totals} Totals */
/** @typedef {import("./tax.js").Taxed} Taxed */
/** @typedef {{tender: string, amount: string, reference?: string}} Paid */
/** @typedef {{lot: string, quantity: string, certainty: string}} BodyLot */
/** @typedef {{kind: string, reason: string, approval?: string, approver?: string}} Override */
/** @typedef {{taps: number, ms: number, choice: string}} Effort */
/**
 * @typedef {object} BodyLine
 * @property {string} sku
 * @property {string} name
 * @property {string} quantity
 * @property {string} unit_price
 * @property {string} list_price
 * @property {string} discount
 * @property {string} total
 * @property {string} net
 * @property {string} tax
 * @property {string} tax_rate
 * @property {string} [scan]
 * @property {BodyLot[]} lots
 * @property {Override[]} overrides
 * @property {Effort} [effort]
 * @property {string} [note]
 */
/** @typedef {{rate: string, net: string, tax: string}} BodyTax */
/**
 * @typedef {object} SaleBody
 * @property {string} number
 * @property {number} receipt
 * @property {string} till
 * @property {string} site
 * @property {string} person
 * @property {number | null} person_id
 * @property {string} sold_at
 * @property {string | null} shift
 * @property {string | null} customer
 * @property {string} currency
 * @property {boolean} tax_included
 * @property {BodyLine[]} lines
 * @property {Paid[]} payments
 * @property {string} net
 * @property {string} tax
 * @property {string} total
 * @property {string} rounding
 * @property {string} change
 * @property {{lots: string, at: string | null}} snapshot
 * @property {string} token of the receipt's page
 * @property {string} [note] on the whole sale
 */
/** @typedef {Line & {overrides?: Override[], effort?: Effort}} RichLine */
/**
 * @typedef {object} Basis everything a sale is written from
 * @property {readonly RichLine[]} lines
 * @property {(sku: string) => Product | undefined} productOf
 * @property {Map<number, Forecast>} forecasts
 * @property {Totals & {rounding?: bigint}} totals
 * @property {readonly Paid[]} payments
 * @property {{till: string, site: string, currency: string, decimals: number,
 *   tax_included: boolean}} shop
 * @property {{name: string, id: number | null}} person
 * @property {string} soldAt
 * @property {string | null} shift
 * @property {string | null} customer
 * @property {{lots: string, at: string | null}} snapshot
 * @property {string} token
 * @property {string} [note]
 */

/** The sale as JSON text under its number. @param {Basis} basis
 * @returns {(numbered: {receipt: number, number: string}) => string} */
export function saleWriter(basis) {
  const sale = saleValues(basis);
  return ({ receipt, number }) => JSON.stringify({ number, receipt, ...sale });
}

/** @param {Basis} basis @returns {Omit<SaleBody, "number" | "receipt">} */
export function saleValues(basis) {
  const { shop, totals, payments, person } = basis;
  const money = (/** @type {bigint} */ minor) => moneyText(minor, shop.decimals);
  const rounding = totals.rounding ?? 0n;
  const paid = payments.reduce((sum, each) => sum + parseMoney(each.amount, shop.decimals), 0n);
  return {
    till: shop.till,
    site: shop.site,
    person: person.name,
    person_id: person.id,
    sold_at: basis.soldAt,
    shift: basis.shift,
    customer: basis.customer,
    currency: shop.currency,
    tax_included: shop.tax_included,
    lines: bodyLines(basis),
    payments: payments.map(({ tender, amount, reference }) =>
      ({ tender, amount, ...(reference ? { reference } : {}) })),
    net: money(totals.net),
    tax: money(totals.tax),
    total: money(totals.total),
    rounding: money(rounding),
    change: money(paid - totals.total - rounding),
    snapshot: basis.snapshot,
    token: basis.token,
    ...(basis.note ? { note: basis.note } : {}),
  };
}

/** @param {Basis} basis @returns {BodyLine[]} */
function bodyLines({ lines, productOf, totals, forecasts, shop }) {
  const known = lines.flatMap((line) => {
    const product = productOf(line.sku);
    const sum = totals.lines.get(line.id);
    return product && sum ? [{ line, product, sum }] : [];
  });
  if (known.length < lines.length) throw new Error("a line's product is not known here");
  const rates = known.map(({ product }) => BigInt(product.rate));
  const taxed = taxDocument(known.map(({ sum }) => sum.total), rates, shop.tax_included).lines;
  return known.map(({ line, product, sum }, at) => ({
    sku: line.sku,
    name: product.name,
    quantity: quantityText(line.quantity),
    unit_price: scaledText(sum.unitPrice, 6, shop.decimals),
    list_price: scaledText(sum.listPrice, 6, shop.decimals),
    discount: moneyText(sum.discount, shop.decimals),
    total: moneyText(sum.total, shop.decimals),
    net: moneyText(taxed[at].net, shop.decimals),
    tax: moneyText(taxed[at].tax, shop.decimals),
    tax_rate: scaledText(product.rate, 6, 0),
    ...(line.scan ? { scan: line.scan } : {}),
    lots: bodyLots(line, forecasts.get(line.id)),
    overrides: line.overrides ?? [],
    ...(line.effort ? { effort: line.effort } : {}),
    ...(line.note ? { note: line.note } : {}),
  }));
}

/** The lots that left the shelf, as far as the till knows: what no known lot covers is left to the
 * server. @param {Line} line @param {Forecast | undefined} expected @returns {BodyLot[]} */
export function bodyLots(line, expected) {
  const parts = (expected?.parts ?? []).filter((part) => part.quantity > 0);
  const certainty = expected?.certainty ?? line.origin;
  return parts.map(({ number, quantity }) =>
    ({ lot: number, quantity: quantityText(quantity), certainty }));
}

/** The tax of a sale per rate, from its lines. @param {SaleBody} sale @param {number} decimals
 * @returns {BodyTax[]} */
export function taxRows(sale, decimals) {
  /** @type {Map<string, {net: bigint, tax: bigint}>} */
  const rows = new Map();
  for (const { tax_rate: rate, net, tax } of sale.lines) {
    const row = rows.get(rate) ?? { net: 0n, tax: 0n };
    row.net += parseMoney(net, decimals);
    row.tax += parseMoney(tax, decimals);
    rows.set(rate, row);
  }
  return [...rows].map(([rate, { net, tax }]) => ({
    rate: `${scaledText(BigInt(parseRate(rate)) * 100n, 6, 0)} %`,
    net: moneyText(net, decimals),
    tax: moneyText(tax, decimals),
  }));
}

/** @param {string} rate "0.2" @returns {bigint} millionths */
const parseRate = (rate) => parseMoney(rate, String(MICRO).length - 1);

/** What `POST /sales` would have answered, from the till's own record. @param {SaleBody} sale */
export function answerOf(sale) {
  return {
    number: sale.number,
    sold_at: sale.sold_at,
    total: sale.total,
    net: sale.net,
    tax: sale.tax,
    change: sale.change,
    lines: sale.lines.map((line, at) => ({ ...line, line: at + 1, allocations: line.lots })),
    exceptions: [],
  };
}
