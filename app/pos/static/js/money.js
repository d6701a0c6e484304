// @ts-check
// Money and quantities as the cashier reads them, and the notes a customer may hand over. Pure.

import { formatMoney, quantityText, scaledText } from "../../web/js/decimal.js";
import { t } from "../../web/js/words.js";

const NOTES = Object.freeze({
  USD: [1, 5, 10, 20, 50, 100], EUR: [5, 10, 20, 50, 100, 200], GBP: [5, 10, 20, 50],
  CHF: [10, 20, 50, 100, 200], JPY: [1000, 5000, 10000], CAD: [5, 10, 20, 50, 100],
  AUD: [5, 10, 20, 50, 100], SEK: [20, 50, 100, 200, 500], DKK: [50, 100, 200, 500],
  NOK: [50, 100, 200, 500], PLN: [10, 20, 50, 100, 200], KWD: [1, 5, 10, 20],
});
const USUAL_NOTES = [5, 10, 20, 50, 100];
const UNIT_WORDS = Object.freeze({ each: "", kg: "kg", g: "g", l: "l", m: "m" });
const MOST_OFFERS = 5;

/** How this shop writes figures. */
export class Figures {
  /** @param {{currency: string, decimals: number}} shop @param {string} [locale] */
  constructor(shop, locale) {
    this.shop = shop;
    this.locale = locale;
  }

  /** @param {bigint} minor */
  money(minor) {
    return formatMoney(minor, this.shop.currency, this.shop.decimals, this.locale);
  }

  /** A unit price in millionths, with as many decimals as it needs. @param {number} micro */
  price(micro) {
    const text = scaledText(micro, 6, this.shop.decimals);
    const places = Math.max(this.shop.decimals, text.split(".")[1]?.length ?? 0);
    const whole = BigInt(text.replace(".", ""));
    return formatMoney(whole, this.shop.currency, places, this.locale);
  }

  /** @param {number} micro @param {string} unit */
  quantity(micro, unit) {
    const word = unitWord(unit);
    const number = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 6 });
    const text = number.format(/** @type {any} */ (quantityText(micro)));
    return word ? `${text}\u00a0${word}` : text;
  }
}

/** @param {string} unit */
export function unitWord(unit) {
  return UNIT_WORDS[/** @type {keyof typeof UNIT_WORDS} */ (unit)] ?? unit;
}

/**
 * What a customer may well hand over: the next round sums of the currency's notes above the due.
 * @param {bigint} due minor units
 * @param {{currency: string, decimals: number}} shop
 * @returns {bigint[]} up to five, rising, all above the due
 */
export function cashOffers(due, shop) {
  const unit = 10n ** BigInt(shop.decimals);
  const notes = NOTES[/** @type {keyof typeof NOTES} */ (shop.currency)] ?? USUAL_NOTES;
  const sums = notes.map((note) => {
    const value = BigInt(note) * unit;
    return ((due + value - 1n) / value) * value;
  });
  const larger = [...new Set(sums)].filter((sum) => sum > due);
  return larger.sort((a, b) => (a < b ? -1 : 1)).slice(0, MOST_OFFERS);
}

/** How long a lot still has, as on its tag. @param {number | null} days */
export function daysLeft(days) {
  if (days === null) return "";
  if (days === 0) return t("today");
  const many = Math.abs(days);
  const [, per, left, over] = SPANS.find(([least]) => many >= least) ?? SPANS[SPANS.length - 1];
  return t(days > 0 ? left : over, { n: Math.floor(many / per) });
}

/** From how many days on, the days of one, and its words: years, months, days.
 * @type {readonly (readonly [number, number, string, string])[]} */
const SPANS = [
  [730, 365, "{n} y left", "{n} y over"],
  [90, 30, "{n} mo left", "{n} mo over"],
  [0, 1, "{n} d left", "{n} d over"],
];

/** Tone of a lot's tag by its days left. @param {number | null} days @param {number} [soon] */
export function lotTone(days, soon = 7) {
  if (days === null) return "plain";
  return days <= soon ? "warn" : "ok";
}
