// @ts-check
// Sends a finished sale to the server, exactly once: the same key and the same bytes until there is
// an answer, over reloads too. It knows no screen. (A queue for selling offline fits in here.)

import { ApiError, backOff, newKey, post } from "../../web/js/api.js";
import { MICRO, moneyText, quantityText, scaledText } from "../../web/js/decimal.js";

/** @typedef {import("./cart.js").Line} Line */
/** @typedef {import("./store.js").Paid} Paid */
/** @typedef {import("./store.js").Pending} Pending */
/** @typedef {import("./totals.js").Totals} Totals */

const DEFINITE = new Set([400, 409, 422]);
const AUTOMATIC_TRIES = 4;
const PATIENCE_MS = 12_000;

/** @param {import("./recorder_body.js").Override} override */
const overrideBody = ({ kind, reason, approval }) =>
  ({ kind, reason, ...(approval ? { approval } : {}) });

/** One line as `POST /sales` wants it. A scan is sent as it came: it proves which lot it was.
 * @param {Line} line @param {bigint} discount @param {number} decimals */
export function lineBody(line, discount, decimals) {
  const wholePacks = !line.pack || line.quantity % line.pack === 0;
  const byScan = line.origin === "scanned" && line.scan && wholePacks;
  const inScans = line.pack ? (line.quantity / line.pack) * Number(MICRO) : line.quantity;
  const named = line.lot ? { lot: line.lot } : {};
  return {
    ...(byScan ? { scan: line.scan } : { sku: line.sku, ...named }),
    quantity: quantityText(byScan ? inScans : line.quantity),
    ...(line.price === null ? {} : { unit_price: scaledText(line.price, 6, decimals) }),
    ...(discount ? { discount: moneyText(discount, decimals) } : {}),
    ...(line.effort ? { effort: line.effort } : {}),
    ...(line.note ? { note: line.note } : {}),
    ...(line.overrides?.length ? { overrides: line.overrides.map(overrideBody) } : {}),
  };
}

/**
 * @param {readonly Line[]} lines
 * @param {Totals} totals
 * @param {readonly Paid[]} payments
 * @param {{till: string, decimals: number}} shop
 */
export function saleBody(lines, totals, payments, shop) {
  return {
    till: shop.till,
    lines: lines.map((line) =>
      lineBody(line, totals.lines.get(line.id)?.discount ?? 0n, shop.decimals)),
    payments: payments.map(({ tender, amount, reference }) =>
      ({ tender, amount, ...(reference ? { reference } : {}) })),
  };
}

/** @param {any} body @param {string} total @param {string} by who sells @returns {Pending} */
export function pendingSale(body, total, by) {
  return { key: newKey(), body, total, by };
}

/** Whether a refusal is final: the server looked at this very sale and wrote nothing.
 * @param {unknown} error @param {boolean} repeated */
export function isFinal(error, repeated) {
  if (!(error instanceof ApiError)) return false;
  return DEFINITE.has(error.status) || (!repeated && [403, 404].includes(error.status));
}

/**
 * Send and wait. Retries what passes by itself, always under the same key.
 * @param {Pending} pending
 * @returns {Promise<any>} the server's answer
 * @throws {ApiError} ask `isFinal` whether the sale may be changed or must be asked about again
 */
export function sendSale(pending) {
  /** @type {import("../../web/js/api.js").Options["retry"]} */
  const retry = (attempt, error) => (attempt < AUTOMATIC_TRIES ? backOff(attempt, error) : null);
  return post("/api/v1/sales", pending.body, { key: pending.key, timeoutMs: PATIENCE_MS, retry });
}
