// @ts-check
// How a sale is paid: the tenders and what each needs, the smallest coin, what no reference may
// hold. Pure; whole minor units as BigInt. The server's own rules are app/sales/pricing.py and
// app/sales/card_guard.py.

import { halfUp, parseMoney } from "../../web/js/decimal.js";
import { t } from "../../web/js/words.js";

/** @typedef {import("./store.js").Paid} Paid */
/** @typedef {"cash" | "card" | "voucher" | "account"} Tender */
/** @typedef {{direction: string, code: string, words: string}} CashReason */
/** @typedef {{cash_step: number, reasons: CashReason[], drawer_reasons: string[]}} MoneySetup */
/**
 * @typedef {object} TenderRow
 * @property {Tender} tender
 * @property {string} icon
 * @property {string} label
 * @property {string} takes what the big button says
 * @property {string} hint
 * @property {string} reference what the reference is called; "" where there is none
 * @property {boolean} needed whether it cannot go without reference
 */

/** @type {readonly TenderRow[]} */
export const TENDERS = Object.freeze([
  { tender: "cash", icon: "cash", label: "Cash", takes: "Take", hint: "", reference: "",
    needed: false },
  { tender: "card", icon: "card", label: "Card", takes: "Charged",
    hint: "Charge the card on the terminal, then confirm here.",
    reference: "Number on the terminal's slip", needed: false },
  { tender: "voucher", icon: "tag", label: "Voucher", takes: "Redeem",
    hint: "Scan the voucher or type its number.", reference: "Number of the voucher",
    needed: true },
  { tender: "account", icon: "user", label: "Account", takes: "On account",
    hint: "The customer pays later.", reference: "Order number of the customer", needed: false },
]);

/** @param {string} tender @returns {TenderRow} */
export const rowOf = (tender) => TENDERS.find((row) => row.tender === tender) ?? TENDERS[0];

/** An amount as coins can pay it: to the nearest `step`, half a coin up.
 * @param {bigint} amount @param {number} step minor units; 0 or 1 for no rounding */
export function inCoins(amount, step) {
  return step > 1 ? halfUp(amount, BigInt(step)) * BigInt(step) : amount;
}

/** What cash rounding adds to a sale paid so, or takes off: only the part due in cash is rounded.
 * @param {bigint} total @param {readonly {tender: string, amount: string}[]} payments
 * @param {number} decimals @param {number} step @returns {bigint} */
export function roundingOf(total, payments, decimals, step) {
  const sum = (/** @type {readonly {amount: string}[]} */ some) =>
    some.reduce((all, each) => all + parseMoney(each.amount, decimals), 0n);
  const due = total - sum(payments.filter((each) => each.tender !== "cash"));
  const cash = payments.some((each) => each.tender === "cash") || !payments.length;
  return cash && due > 0n ? inCoins(due, step) - due : 0n;
}

/** Why a sale paid so cannot be made without the shop, or "": a voucher is spent only once.
 * @param {readonly {tender: string}[]} payments */
export function needsTheShop(payments) {
  return payments.some((each) => each.tender === "voucher")
    ? t("A voucher can only be taken while the shop answers. Choose another way to pay.") : "";
}

/** The number of ours that a text claims to be, as we write it; "" for somebody else's paper.
 * @param {string} text */
export function claimedNumber(text) {
  const plain = text.replace(/[\s-]/g, "").toUpperCase();
  return /^V\d/.test(plain) ? plain : "";
}

/** @param {string} digits @returns {boolean} whether they pass the Luhn check */
export function luhn(digits) {
  const values = [...digits].reverse().map((digit, place) => Number(digit) * (place % 2 + 1));
  return values.reduce((sum, value) => sum + (value > 9 ? value - 9 : value), 0) % 10 === 0;
}

/** Whether 13 to 19 digits in a text, spaced or not, could be a card's own number. Groups of digits
 * count alone and together with those after them: an expiry date behind the number hides nothing.
 * @param {string} text */
export function holdsCardNumber(text) {
  const runs = text.match(/[0-9](?:[ .\-/]?[0-9]){12,}/g) ?? [];
  return runs.some((run) => {
    const groups = run.match(/[0-9]+/g) ?? [];
    return groups.some((_, first) => groups.slice(first, first + 19).some((_each, last) => {
      const digits = groups.slice(first, first + last + 1).join("");
      return digits.length >= 13 && digits.length <= 19 && luhn(digits);
    }));
  });
}

/** Why an amount cannot be taken in a tender, or "".
 * @param {TenderRow} row @param {bigint} given @param {bigint} due
 * @param {{reference: string, customer: unknown}} more */
export function tenderRefusal(row, given, due, { reference, customer }) {
  if (row.tender === "account" && !customer) return t("Choose the customer first.");
  if (row.needed && !reference.trim()) return `${t(row.reference)}?`;
  if (row.reference && holdsCardNumber(reference)) {
    return t("That looks like a card number. Never write it down; use the slip's number.");
  }
  if (row.tender !== "cash" && given > due) {
    return t("{tender}: no more than is due.", { tender: t(row.label) });
  }
  return "";
}
