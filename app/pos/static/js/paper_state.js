// @ts-check
// How a receipt's printing stands, as the server says it, and when to ask again. No drawing.

import { t } from "../../web/js/words.js";

/**
 * @typedef {object} PaperState
 * @property {string} number the sale's or return's number
 * @property {string} state queued, waiting, sending, printed, unknown, failed, none, no_printer
 * @property {"ok" | "info" | "warn" | "error"} tone
 * @property {string} message
 * @property {string[]} acts what may be done, the likeliest first
 * @property {string} printer
 * @property {{id: number, name: string}[]} printers
 * @property {string} link the receipt's own page, "" where it has none
 */

export const ACTS = Object.freeze({
  "came-out": { label: "Yes, it is here", icon: "check" },
  "did-not": { label: "No, print a copy", icon: "printer" },
  again: { label: "Try again", icon: "sync" },
  elsewhere: { label: "Other printer", icon: "printer" },
  skip: { label: "Without paper", icon: "close" },
  print: { label: "Print", icon: "printer" },
  copy: { label: "Print a copy", icon: "printer" },
});

/** @typedef {keyof typeof ACTS} Act */

const SOON_MS = 400;
const LATER_MS = 2500;
const GIVE_UP_MS = 10 * 60_000;

/** The milliseconds until the next look; null where nothing changes by itself any more.
 * @param {string} state @param {number} age milliseconds since it was asked for */
export function nextLook(state, age) {
  if (age > GIVE_UP_MS) return null;
  if (state === "queued" || state === "sending") return age < 5000 ? SOON_MS : LATER_MS;
  return state === "waiting" ? LATER_MS : null;
}

/** What the server says of the paper: its first sentence is one of a few (app/pos/slip_words.py),
 * what follows is the printer's own trouble. @param {PaperState} told */
export function wordsOf({ message }) {
  const [first] = /^[^.?]*[.?]/.exec(message) ?? [message];
  const [number = ""] = /\d+/.exec(first) ?? [];
  const key = number ? first.replace(number, "{number}") : first;
  return t(key, { number }) + message.slice(first.length);
}

/** Whether somebody should look although the next sale has begun. @param {string} state */
export function needsSomebody(state) {
  return state === "waiting" || state === "unknown";
}

/** The acts of a state that this till knows, in the server's order.
 * @param {PaperState} told @returns {Act[]} */
export function offered(told) {
  return /** @type {Act[]} */ (told.acts.filter((act) => act in ACTS));
}

/** The printers a receipt may go to instead. @param {PaperState} told */
export function otherPrinters(told) {
  return told.printers.filter((each) => each.name !== told.printer);
}

const CHOICE = "lotwise-receipt";

/** Whether this till prints every receipt, or only when it is asked. @returns {"print" | "none"} */
export function receiptChoice(storage = globalThis.localStorage) {
  try {
    return storage.getItem(CHOICE) === "none" ? "none" : "print";
  } catch {
    return "print"; // a browser that keeps nothing
  }
}

/** @param {"print" | "none"} choice */
export function keepReceiptChoice(choice, storage = globalThis.localStorage) {
  try {
    storage.setItem(CHOICE, choice);
  } catch {
    // it is asked again next time
  }
}
