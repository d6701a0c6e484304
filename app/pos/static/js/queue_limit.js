// @ts-check
// How long a till may sell alone: by hours, sales and money as the shop says, and a clock that is a
// day wrong at most. Near the limit it warns; past it nothing more is recorded unless somebody who
// may has extended it, once. Nothing is deleted. Goods that are too old are no matter of this
// limit, and nobody extends them (risk.js). Pure.

import { t, tn } from "../../web/js/words.js";

/** @typedef {{length: number, oldest: string | null, sum?: bigint}} Alone what waits, since when,
 *   and its money in minor units */
/** @typedef {{hours: number, sales: number, sum: number}} Limits sum in minor units; 0: no limit */
/** @typedef {{full: number, warn: string, stop: string}} Fullness full: 1 is all there is */

/** Where the shop never said. @type {Limits} */
export const LIMITS = Object.freeze({ hours: 168, sales: 10_000, sum: 0 });
/** How much more a yes may give, in percent of the limit: one of these, once. */
export const SHARES = Object.freeze([25, 50]);
export const WARN_FROM = 0.8;
const NOTHING = Object.freeze({ hours: 0, sales: 0, sum: 0 });
const HOUR_MS = 3_600_000;
const CLOCK = "This device's clock is more than a day wrong. Set it before selling without "
  + "network.";
const FULL = "{many} on this till, as much as it may sell alone. Connect it, or let somebody who "
  + "may extend it once.";
const FULL_AGAIN = "{many} on this till, and it was extended once. Connect it before selling on.";
const NEAR = "{many} on this till, {percent} % of what it may sell alone: connect it soon.";

/** How full the time without server is. @param {Alone} waiting @param {number} now
 * @param {Limits} [limits] @param {Limits | null} [more] what a yes gave on top
 * @returns {Fullness} */
export function limitOf({ length, oldest, sum = 0n }, now, limits = LIMITS, more = null) {
  const extra = more ?? NOTHING;
  const hours = oldest ? (now - Date.parse(oldest)) / HOUR_MS : 0;
  const money = limits.sum ? Number(sum) / (limits.sum + extra.sum) : 0;
  const full = Math.max(hours / (limits.hours + extra.hours),
    length / (limits.sales + extra.sales), money);
  const many = tn("{n} sale waits", "{n} sales wait", length);
  if (full >= 1) return { full, warn: "", stop: t(more ? FULL_AGAIN : FULL, { many }) };
  const percent = Math.floor(full * 100);
  return { full, warn: full >= WARN_FROM ? t(NEAR, { many, percent }) : "", stop: "" };
}

/** What a share of the limit comes to. @param {Limits} limits @param {number} percent
 * @returns {Limits} */
export function extraOf(limits, percent) {
  const part = (/** @type {number} */ all) => Math.ceil((all * percent) / 100);
  return { hours: part(limits.hours), sales: part(limits.sales), sum: part(limits.sum) };
}

/** What an extension gives, for people. @param {Limits} extra
 * @param {(minor: number) => string} money */
export function extraText({ hours, sales, sum }, money) {
  const words = [tn("{n} hour", "{n} hours", hours), tn("{n} sale", "{n} sales", sales)];
  return [...words, ...(sum ? [money(sum)] : [])].join(", ");
}

/** Why no sale is recorded under this clock. @param {{clockTrouble: string}} link */
export function clockStop({ clockTrouble }) {
  return clockTrouble === "stop" ? t(CLOCK) : "";
}
