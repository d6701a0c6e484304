// @ts-check
// How long a till may sell from what it last heard, and which day it is at the shop. Pure but for
// reading the clocks. A clock that is set back never makes an old snapshot young again.

import { t, tn } from "../../web/js/words.js";

/** @typedef {"normal" | "sensitive" | "high"} Risk */
/** @typedef {Readonly<Record<string, number>>} Limits hours by risk class */

const HOUR_MS = 3_600_000;
/** Where the shop never said. @type {Limits} */
export const LIMITS = Object.freeze({ normal: 168, sensitive: 24, high: 4 });

/** The calendar day of a moment in a zone, as ISO text. @param {number} ms @param {string} zone */
export function dayIn(ms, zone) {
  const parts = formatOf(zone).formatToParts(ms);
  const said = (/** @type {string} */ type) =>
    parts.find((each) => each.type === type)?.value ?? "";
  return `${said("year").padStart(4, "0")}-${said("month")}-${said("day")}`;
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {string} zone an unknown one counts as UTC */
function formatOf(zone) {
  const known = formats.get(zone);
  if (known) return known;
  const shape = /** @type {const} */ ({ year: "numeric", month: "2-digit", day: "2-digit" });
  const how = { calendar: "gregory", numberingSystem: "latn", ...shape };
  let made;
  try {
    made = new Intl.DateTimeFormat("en", { ...how, timeZone: zone });
  } catch {
    made = new Intl.DateTimeFormat("en", { ...how, timeZone: "UTC" });
  }
  formats.set(zone, made);
  return made;
}

/** The shop's time as well as it can be known here. */
export class ShopClock {
  /** @param {{device: () => number, steady: () => number}} [clocks] in ms */
  constructor(clocks = { device: () => Date.now(), steady: () => performance.now() }) {
    this.clocks = clocks;
    /** @type {{server: number, steady: number} | null} what the server said in this page's life */
    this.heard = null;
    /** The latest moment there ever was here, kept over reloads. */
    this.highest = 0;
  }

  /** @param {number} server the server's time, in ms */
  hear(server) {
    if (!Number.isFinite(server)) return;
    this.heard = { server, steady: this.clocks.steady() };
    this.highest = Math.max(this.highest, server);
  }

  /** @param {number} highest as it was kept */
  recall(highest) {
    this.highest = Math.max(this.highest, highest || 0);
  }

  /** The server's time where it was heard in this page's life, counted on steadily; else null. */
  get server() {
    return this.heard && this.heard.server + this.clocks.steady() - this.heard.steady;
  }

  /** Now. While the server answers it is the server's time; alone it is the latest that this
   * device, the server or any moment before says. @param {boolean} up whether the server answers */
  now(up) {
    if (up && this.server !== null) return this.server;
    this.highest = Math.max(this.highest, this.clocks.device(), this.server ?? 0);
    return this.highest;
  }
}

/** Whether goods of a risk class may still be sold from a snapshot of this age.
 * @param {number} ageMs @param {string} risk @param {Limits} limits */
export function isTooOld(ageMs, risk, limits) {
  const hours = limits[risk] ?? limits.normal ?? LIMITS.normal;
  return ageMs > hours * HOUR_MS;
}

/** @param {number} hours */
export function spanText(hours) {
  return hours % 24 === 0 ? tn("{n} day", "{n} days", hours / 24)
    : tn("{n} hour", "{n} hours", hours);
}

const TOO_OLD = "{name}: no word from the shop for more than {span}, so nobody knows whether it "
  + "was recalled. Other goods can be sold.";

/** Why goods are not sold now, in a sentence. @param {{name: string, risk: string}} product
 * @param {Limits} limits */
export function tooOldText(product, limits) {
  const hours = limits[product.risk] ?? limits.normal ?? LIMITS.normal;
  return t(TOO_OLD, { name: product.name, span: spanText(hours) });
}
