// @ts-check
// The till's own verdict on a scan, from its snapshot of the shop, with or without a network: may
// what was scanned be sold here, today, and which lot is it? Answers as POST /api/v1/scans does
// (app/inventory/verdicts.py). Blocks nothing by itself: the sale judges again.

import { scaledText } from "../../web/js/decimal.js";
import { scannable } from "../../web/js/gs1/clean.js";
import { read } from "../../web/js/gs1/read.js";
import { t } from "../../web/js/words.js";
import { resolve } from "./judge_goods.js";
import {
  WORST_FIRST, isLabelPast, lotsAnywhere, lotsNamed, oldestFirst, onHand, sellable, suspects,
} from "./judge_lots.js";

/** @typedef {import("../../web/js/gs1/amounts.js").Amount} Amount */
/** @typedef {import("../../web/js/gs1/reading.js").Reading} Reading */
/** @typedef {import("./judge_goods.js").Goods} Goods */
/** @typedef {import("./judge_lots.js").Lot} Lot */
/** @typedef {import("./judge_lots.js").Product} Product */
/** @typedef {import("./judge_lots.js").Snapshot} Snapshot */
/** @typedef {Goods & {product: Product}} Known */
/**
 * @typedef {object} Answer
 * @property {string} verdict ok, expired, recalled, quarantined, no_stock, unknown_lot,
 *   unknown_product, unreadable or receipt
 * @property {string | null} sku
 * @property {string | null} gtin
 * @property {string | null} supplier_lot
 * @property {string | null} lot the one taken
 * @property {string[]} lots all it may be
 * @property {string | null} expires_on
 * @property {string | null} best_before
 * @property {string | null} made_on
 * @property {string | null} serial
 * @property {string | null} weight kilograms
 * @property {number | null} count
 * @property {string | null} price printed in the code
 * @property {string} message
 * @property {string} kind how the data was written
 * @property {string | null} quantity in base units
 * @property {string | null} unit
 * @property {string | null} name
 * @property {string[]} candidates SKUs that all answer to the code
 * @property {string} raw safe to show
 * @property {string | null} receipt number of a sale
 * @property {string | null} token of a receipt's page
 */

/** @type {Readonly<Record<string, string>>} */
const WORDS = Object.freeze({
  ok: "{what}",
  expired: "{what} is past its date: do not sell it.",
  recalled: "{what} is recalled: take it off the shelf.",
  quarantined: "{what} is held: do not sell it.",
  no_stock: "{what} is not on hand here.",
  unknown_lot: "{what} has no such lot here.",
});
const PACK_DATE = "The date on the pack has passed.";
const SYMBOL = /^\][A-Za-z][0-9A-Za-z]/;
const NUMBER = /^[A-Za-z0-9][A-Za-z0-9._/+:#-]*-[A-Za-z0-9][A-Za-z0-9._/+:#-]*-[0-9]+-[0-9]{6,}$/;
const PAGE = /^https?:\/\/[^/?#]+\/(?:[^?#]*\/)?r\/([A-Za-z0-9_-]{6,200})\/?(?:[?#].*)?$/i;
const LONGEST = 512;

/** What a sales receipt's code says: the number of the sale, or the token of its page.
 * @param {string} data @returns {{receipt: string | null, token: string | null} | null} */
export function receiptIn(data) {
  if (data.length > LONGEST) return null;
  const text = (scannable(data) ?? "").replace(SYMBOL, "").trim();
  const page = PAGE.exec(text);
  if (page) return { receipt: null, token: page[1] };
  const number = NUMBER.test(text) && !text.includes("://");
  return number ? { receipt: text, token: null } : null;
}

/** @param {Amount | null} amount */
const plain = (amount) => (amount ? scaledText(amount.count, amount.places) : null);

/** What is known of the lot, where one was found; else what the code says of it.
 * @param {Goods} goods @param {Lot | null} lot */
function lotFacts({ reading, ...goods }, lot) {
  const { expires_on, best_before, made_on } = goods;
  const said = { lot: null, supplier_lot: reading.lot, expires_on, best_before, made_on };
  if (!lot) return said;
  const own = reading.lot?.toUpperCase() === lot.number;
  return {
    lot: lot.number,
    supplier_lot: (own ? null : reading.lot) || lot.supplier_lot,
    expires_on: expires_on ?? lot.expires_on,
    best_before: best_before ?? (lot.kind === "best_before" ? lot.expires_on : null),
    made_on: made_on ?? lot.made_on ?? null,
  };
}

/** @param {string} verdict @param {Goods} goods @param {string} message
 * @param {Lot | null} [lot] @param {string[]} [lots] @returns {Answer} */
function answered(verdict, goods, message, lot = null, lots = []) {
  const { reading, product } = goods;
  return {
    verdict,
    sku: product?.sku ?? null,
    gtin: reading.gtin14 ?? reading.lookup_gtin14 ?? reading.content_gtin14,
    ...lotFacts(goods, lot),
    lots,
    serial: goods.serial,
    weight: plain(reading.weight),
    count: reading.count,
    price: plain(reading.price),
    message,
    kind: reading.kind,
    quantity: goods.quantity === null ? null : scaledText(goods.quantity, 6, 0),
    unit: goods.unit ?? product?.unit ?? null,
    name: product?.name ?? null,
    candidates: goods.ambiguous,
    raw: reading.raw,
    receipt: null,
    token: null,
  };
}

/** @param {string} word @param {Known} goods @param {Lot | null} lot @param {string[]} lots
 * @param {string} [more] */
function said(word, goods, lot, lots, more = "") {
  const { name } = goods.product;
  const what = lot ? t("{name}, lot {lot}", { name, lot: lot.number }) : name;
  const note = goods.problem || goods.reading.warning;
  const message = [t(WORDS[word], { what }), more && t(more), note].filter(Boolean).join(" ");
  return answered(word, goods, message, lot, lots);
}

/** The scan names lots: the first that is on hand and sellable, else why not.
 * @param {Known} goods @param {Lot[]} lots @param {string} on */
function ofLots(goods, lots, on) {
  const numbers = lots.map((lot) => lot.number);
  const judged = suspects(lots).map((lot) => ({ lot, word: sellable(lot, goods.product, on) }));
  const good = judged.filter(({ word }) => word === "ok");
  const present = good.find(({ lot }) => lot.available > 0);
  const blocked = judged.find(({ word }) => word !== "ok");
  if (!present && blocked && (!good.length || blocked.lot.available > 0)) {
    return said(blocked.word, goods, blocked.lot, numbers);
  }
  const first = good[0].lot;
  if (isLabelPast(goods.expires_on, goods.product, on)) {
    return said("expired", goods, first, numbers, PACK_DATE);
  }
  return present ? said("ok", goods, present.lot, numbers)
    : said("no_stock", goods, first, numbers);
}

/** The scan names no lot: what may be taken, else why there is nothing.
 * @param {Known} goods @param {Lot[]} stock @param {string} on */
function ofProduct(goods, stock, on) {
  const judged = stock.map((lot) => ({ lot, word: sellable(lot, goods.product, on) }));
  const good = judged.filter(({ word }) => word === "ok").map(({ lot }) => lot.number);
  if (isLabelPast(goods.expires_on, goods.product, on)) {
    return said("expired", goods, null, good, PACK_DATE);
  }
  if (good.length) return said("ok", goods, null, good);
  const worst = WORST_FIRST.find((word) => judged.some((one) => one.word === word));
  if (!worst) return said("no_stock", goods, null, []);
  return said(worst, goods, null, [], "All that is on hand here is blocked.");
}

/** A bare lot number or code: its product, if it is one product's only.
 * @param {Goods} goods @param {Snapshot} shop @returns {{goods: Goods, named: Lot[]}} */
function byLotAlone(goods, shop) {
  const hits = lotsAnywhere(shop, goods.lotCodes);
  const skus = [...new Set(hits.map(({ product }) => product.sku))].sort();
  if (skus.length === 1) {
    const named = oldestFirst(hits.map(({ lot }) => lot));
    return { goods: { ...goods, product: hits[0].product }, named };
  }
  if (!skus.length) return { goods, named: [] };
  const problem = t("This lot code stands on several products: {skus}.", { skus: skus.join(", ") });
  return { goods: { ...goods, ambiguous: skus, problem }, named: [] };
}

/** @param {Goods} goods */
function unknown(goods) {
  const { kind, error } = goods.reading;
  if (kind === "unreadable" || (error && !goods.ambiguous.length)) {
    const why = error || t("It could not be read.");
    return answered("unreadable", goods, `${t("This could not be read.")} ${why}`);
  }
  const message = goods.problem || t("No product has this code. Create it or search.");
  return answered("unknown_product", goods, message);
}

/** @param {Goods} found @param {Snapshot} shop @returns {Answer} */
function verdictOn(found, shop) {
  if (found.reading.kind === "unreadable") return unknown(found);
  const { goods, named } = found.product
    ? { goods: found, named: lotsNamed(shop, found.product, found.lotCodes) }
    : byLotAlone(found, shop);
  const { product, reading, problem, lotCodes } = goods;
  if (!product || (reading.error && !named.length && problem)) return unknown(goods);
  const known = { ...goods, product };
  if (named.length) return ofLots(known, named, shop.on);
  const stock = onHand(shop, product);
  if (lotCodes.length && product.tracked) {
    return said("unknown_lot", known, null, stock.map((lot) => lot.number));
  }
  return ofProduct(known, stock, shop.on);
}

/** The verdict on one scan: a receipt before anything else (but never a known SKU), then goods.
 * `unknown_product` is what the snapshot does not know; the server may still know it.
 * @param {string} data as it came out of the scanner @param {Snapshot} shop @returns {Answer} */
export function judge(data, shop) {
  const reading = read(data, { today: shop.on, inStore: shop.inStore });
  const goods = resolve(reading, shop);
  const paper = goods.product ? null : receiptIn(data);
  return paper ? { ...answered("receipt", goods, ""), ...paper } : verdictOn(goods, shop);
}
