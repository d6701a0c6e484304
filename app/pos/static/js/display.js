// @ts-check
// What the customer's display shows, told to it over a channel inside this browser: no network, no
// cost, no lot numbers. Only told while a display listens. Draws nothing.

import { parseMoney } from "../../web/js/decimal.js";
import { t } from "../../web/js/words.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {{label: string, day: string}} ShownDate */
/** @typedef {{name: string, much: string, total: string, off: string, dates: ShownDate[]}} Shown */
/** @typedef {{label: string, text: string}} Row */
/**
 * @typedef {object} Picture all of it text as the customer reads it
 * @property {"idle" | "sell" | "pay" | "done"} stage
 * @property {Shown[]} lines
 * @property {Row} big the one figure
 * @property {Row[]} rows
 * @property {string} [number] of the receipt
 * @property {string} [code] address of its QR code
 */

const LISTENS_MS = 15_000;
/** @type {Readonly<Record<string, string>>} */
const DATE_WORDS = Object.freeze({ best_before: "Best before", use_by: "Use by" });

/** @param {string} till */
export const channelName = (till) => `lotwise-display-${till}`;

/** @param {Till} till @returns {Picture} */
export function picture(till) {
  const { stage, last, lines } = till.store.state;
  if (stage === "done" && last) return thanks(till, last);
  if (!lines.length) return { stage: "idle", lines: [], big: { label: "", text: "" }, rows: [] };
  const { totals } = till.selling;
  const { money } = words(till);
  const off = { label: t("Discount"), text: money(-totals.discount) };
  const included = till.setup.tax_included ? t("incl. tax") : t("Tax");
  const tax = { label: included, text: money(totals.tax) };
  const shown = {
    stage: /** @type {const} */ ("sell"), lines: shownLines(till),
    rows: totals.discount > 0n ? [off, tax] : [tax],
    big: { label: t("Total"), text: money(totals.total) },
  };
  return stage === "sell" ? shown : { ...shown, ...paying(till), stage: "pay" };
}

/** @param {Till} till */
function words({ figures, setup }) {
  return {
    money: (/** @type {bigint} */ minor) => figures.money(minor),
    minor: (/** @type {string} */ text) => parseMoney(text, setup.decimals),
  };
}

/** @param {Till} till @returns {Shown[]} */
function shownLines(till) {
  const { selling, figures } = till;
  const { totals, forecasts } = selling;
  return selling.store.state.lines.map((line) => {
    const product = selling.productOf(line.sku);
    const sum = totals.lines.get(line.id);
    const unit = product?.unit ?? "each";
    const price = sum ? figures.price(sum.unitPrice) : "";
    return {
      name: product?.name ?? line.sku,
      much: line.quantity ? `${figures.quantity(line.quantity, unit)} × ${price}` : "",
      total: sum && line.quantity ? figures.money(sum.total) : "–",
      off: sum && sum.discount > 0n ? figures.money(-sum.discount) : "",
      dates: datesOf(product, forecasts.get(line.id)),
    };
  });
}

/** The dates of the lots a line takes, each once. @param {import("./catalogue.js").Product
 *   | undefined} product @param {import("./forecast.js").Forecast | undefined} expected
 * @returns {ShownDate[]} */
function datesOf(product, expected) {
  const found = (expected?.parts ?? []).flatMap(({ number }) => {
    const lot = product?.lots.find((each) => each.number === number);
    const label = lot?.expires_on ? DATE_WORDS[lot.kind] : undefined;
    return lot?.expires_on && label ? [{ label: t(label), day: lot.expires_on }] : [];
  });
  return found.filter((each, at) => found.findIndex((other) => other.day === each.day) === at);
}

/** @param {Till} till @returns {{big: Row, rows: Row[]}} */
function paying(till) {
  const { money } = words(till);
  const { due, given } = till.paying;
  const typed = Boolean(till.store.state.given);
  const total = { label: t("Total"), text: money(till.selling.totals.total) };
  const rows = typed ? [total, { label: t("Given"), text: money(given) }] : [total];
  const change = typed && given > due;
  return { rows, big: change ? { label: t("Change"), text: money(given - due) }
    : { label: t("To pay"), text: money(due) } };
}

/** @param {Till} till @param {any} last @returns {Picture} */
function thanks(till, last) {
  const { money, minor } = words(till);
  const change = minor(last.change ?? "0");
  const given = (last.body?.payments ?? []).reduce(
    (/** @type {bigint} */ sum, /** @type {any} */ each) => sum + minor(each.amount), 0n);
  const rows = [{ label: t("Total"), text: money(minor(last.total)) }];
  if (given > 0n) rows.push({ label: t("Given"), text: money(given) });
  const big = change > 0n ? { label: t("Change"), text: money(change) }
    : { label: t("Paid"), text: money(minor(last.total)) };
  const shown = { stage: /** @type {const} */ ("done"), lines: [], rows, big, number: last.number };
  return last.recorded ? shown : { ...shown, code: codeOf(till, last.number) };
}

/** @param {Till} till @param {string} number */
function codeOf({ setup }, number) {
  const address = setup.receipts.replace("NUMBER", encodeURIComponent(number));
  return address.replace(/receipt$/, "qr.png");
}

/** A feature of the till. @param {Till} till */
export function installDisplay(till) {
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel(channelName(till.setup.till));
  let heard = -Infinity;
  const tell = () => channel.postMessage({ picture: picture(till) });
  channel.addEventListener("message", ({ data }) => {
    if (data !== "ask" || till.terminal?.seat?.held === false) return;
    heard = performance.now();
    tell();
  });
  const listens = () => performance.now() - heard < LISTENS_MS;
  till.store.addEventListener("change", () => listens() && tell());
  window.addEventListener("pagehide", () => channel.postMessage("gone"));
  till.menu.add({
    id: "display", label: t("Customer display"), icon: "eye", group: "till",
    note: () => (listens() ? t("open") : ""),
    act: () => {
      const address = `/till/display?till=${encodeURIComponent(till.setup.till)}`;
      window.open(address, `lotwise-display-${till.setup.till}`, "popup,width=1024,height=768");
    },
  });
}
