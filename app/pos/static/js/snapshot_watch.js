// @ts-check
// Looks after the lots of goods that are in the cart already: a lot that is recalled, held or past
// its date meanwhile turns its line red and stops the payment. The way out is one tap.

import { h, icon } from "../../web/js/dom.js";
import { play } from "../../web/js/sounds.js";
import { t } from "../../web/js/words.js";
import { sellable } from "./judge_lots.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {import("./cart.js").Line} Line */
/** @typedef {import("./cart.js").Problem} Problem */
/** @typedef {import("./catalogue.js").Catalogue} Catalogue */
/** @typedef {import("./forecast.js").Forecast} Forecast */
/** @typedef {"expired" | "quarantined" | "recalled"} Word */

/** What stops the payment until the line is settled, also where the server said so. */
const STOPS = new Set(["lot_recalled", "lot_quarantined", "lot_expired"]);

/** @type {Readonly<Record<Word, readonly [string, string]>>} */
const WORDS = Object.freeze({
  recalled: ["Recalled. Do not hand it over",
    "{name}, lot {lot} was recalled just now: do not hand it over."],
  quarantined: ["On hold. Do not hand it over",
    "{name}, lot {lot} was put on hold just now: do not hand it over."],
  expired: ["Past its date. Do not hand it over",
    "{name}, lot {lot} is past its date now: do not hand it over."],
});

const SETTLE = "Settle the red line first: take the next lot or remove it.";

/** Whether a line may not be paid as it stands. @param {Line} line */
export const isStopped = (line) => line.problem !== null && STOPS.has(line.problem.code);

/** What has become of a lot that a line takes; null while it may be sold.
 * @param {Line} line @param {readonly string[]} numbers lots it takes, as it was shown
 * @param {Catalogue} catalogue @returns {{word: Word, number: string} | null} */
export function fateOf(line, numbers, catalogue) {
  for (const number of line.lot ? [line.lot] : numbers) {
    const found = catalogue.snapshot.lotByNumber(number);
    const word = found ? sellable(found.lot, found.product, catalogue.on) : "ok";
    if (word !== "ok" && !(word === "expired" && line.past)) return { word, number };
  }
  return null;
}

/** @param {{word: Word, number: string}} fate @param {string} name of the product
 * @returns {Problem} */
export function problemOf({ word, number }, name) {
  const text = t(WORDS[word][1], { name, lot: number });
  return { code: `lot_${word}`, text, alternatives: [] };
}

export class Watch {
  /** @param {Till} till */
  constructor(till) {
    this.till = till;
    /** Lots that each line was shown to take. @type {Map<number, string[]>} */
    this.shown = new Map();
    till.catalogue.addEventListener("change", () => this.look());
    till.store.addEventListener("change", () => this.remember());
    this.remember();
  }

  /** Keep what each line takes as it stands. */
  remember() {
    const { forecasts } = this.till.selling;
    this.shown = new Map(this.till.store.state.lines.map((line) =>
      [line.id, partsOf(forecasts.get(line.id))]));
  }

  /** Mark the lines whose goods may no longer go. */
  look() {
    const { store, catalogue } = this.till;
    const { lines, stage } = store.state;
    if (stage === "sending" || stage === "done") return;
    /** @type {Map<number, {word: Word, number: string}>} */
    const fates = new Map();
    for (const line of lines) {
      const fate = isStopped(line) ? null : fateOf(line, this.shown.get(line.id) ?? [], catalogue);
      if (fate) fates.set(line.id, fate);
    }
    if (fates.size) this.mark(fates);
  }

  /** @param {Map<number, {word: Word, number: string}>} fates by line */
  mark(fates) {
    const { store, catalogue } = this.till;
    const lines = store.state.lines.map((line) => {
      const fate = fates.get(line.id);
      const name = catalogue.product(line.sku)?.name ?? line.sku;
      return fate ? { ...line, problem: problemOf(fate, name) } : line;
    });
    const [[id, fate]] = fates;
    const line = lines.find((each) => each.id === id);
    const code = [...fates.values()].map((each) => each.number).join(" ");
    play("error");
    store.past.length = 0;
    store.set({
      lines, selected: id, strip: null, typed: "", stage: "sell", view: "cart",
      verdict: {
        tone: "error", title: t(WORDS[fate.word][0]), text: line?.problem?.text ?? "", code,
      },
    });
  }
}

/** @param {Forecast | undefined} expected */
const partsOf = (expected) => (expected?.parts ?? []).map((part) => part.number);

/** Why the cart cannot be paid now, and by which line; null where nothing stands in the way.
 * @param {readonly Line[]} lines @param {Catalogue} catalogue
 * @returns {{id: number, text: string} | null} */
export function obstacle(lines, catalogue) {
  for (const line of lines) {
    const text = isStopped(line) ? t(SETTLE)
      : catalogue.refusal(catalogue.product(line.sku));
    if (text) return { id: line.id, text };
  }
  return null;
}

/** @type {Readonly<Record<string, readonly [string, string]>>} */
const SIGNS = Object.freeze({
  lot_recalled: ["recall", "Recalled"], lot_quarantined: ["held", "On hold"],
  lot_expired: ["expired", "Expired"],
});

/** What stands on the lot of a line that is stopped, instead of its days. @param {Line} line */
export function stopSign(line) {
  const [drawing, word] = (line.lot && SIGNS[line.problem?.code ?? ""]) || ["", ""];
  return word ? h("span", { class: "lot-state" }, icon(drawing), t(word)) : null;
}

/** The way out of a line that is stopped: one tap each. @param {Line} line
 * @param {{lot_count: number} | undefined} product */
export function waysOut(line, product) {
  if (!isStopped(line)) return null;
  /** @type {(act: string, drawing: string, label: string) => HTMLElement} */
  const way = (act, drawing, label) => h("button", {
    class: "btn btn-touch", type: "button",
    data: { do: act, id: line.id, keep: `${act} out ${line.id}` },
  }, icon(drawing), label);
  return h("span", { class: "till-ways" },
    product?.lot_count ? way("next", "auto", t("Take the next lot")) : null,
    way("remove", "trash", t("Remove")));
}

/** A feature of the till. @param {Till} till */
export function installWatch(till) {
  const watch = new Watch(till);
  const { terminal } = /** @type {{terminal?: import("./terminal.js").Terminal}} */ (
    /** @type {unknown} */ (till));
  if (terminal) {
    terminal.snapshot = () => till.catalogue.mark;
    terminal.guards.push(() => obstacle(till.store.state.lines, till.catalogue)?.text ?? "");
  }
  return watch;
}
