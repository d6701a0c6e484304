// @ts-check
// The rows of the return desk: a lot of a sale with its state and where it goes, and a recent sale.

import { h, icon } from "../../web/js/dom.js";
import { parseMoney, parseQuantity } from "../../web/js/decimal.js";
import { t } from "../../web/js/words.js";
import { KNOWN, PLACES, STATES, stepOf } from "./returning.js";

/** @typedef {import("./returning.js").Entry} Entry */
/** @typedef {import("./returning.js").LotState} LotState */
/** @typedef {import("./money.js").Figures} Figures */
/** @typedef {import("./returning_desk.js").ReturnDesk} ReturnDesk */

/** How the lot stands today, in colour, drawing and word. @param {LotState} state */
export function stateChip(state) {
  const [tone, drawing, word] = STATES[state];
  return h("span", { class: "status", data: { tone } }, icon(drawing), t(word));
}

/** @param {string} lot @param {string} certainty @param {LotState} state */
function lotTag(lot, certainty, state) {
  return h("span", { class: "lot", data: { tone: STATES[state][0] } },
    h("span", { class: "lot-number" }, lot),
    h("span", { class: "lot-certainty" }, t(KNOWN[certainty] ?? certainty)));
}

/** @param {Entry} entry @param {ReturnDesk} desk @param {Figures} figures */
export function entryRow(entry, desk, figures) {
  const pick = desk.state.picks.get(entry.key);
  const much = (/** @type {bigint} */ micro) => figures.quantity(Number(micro), entry.unit);
  const sold = much(entry.sold);
  const left = entry.left === entry.sold ? t("{sold} bought", { sold })
    : t("{left} of {all} left", { left: much(entry.left), all: sold });
  return h("li", {
    class: "till-return-row", data: { picked: String(Boolean(pick)), state: entry.state },
  },
  h("div", { class: "till-return-what" }, h("span", { class: "till-return-name" }, entry.name),
    h("span", { class: "soft" }, entry.left > 0n ? left : t("all came back")),
    h("div", { class: "till-return-chips" }, entry.tracked && lotTag(entry.lot, entry.certainty,
      entry.state), stateChip(entry.state)),
    pick && places(entry, desk)),
  entry.left > 0n && stepper(entry, desk, pick ? much(pick.quantity) : "0"));
}

/** @param {Entry} entry @param {ReturnDesk} desk @param {string} many */
function stepper(entry, desk, many) {
  const step = stepOf(entry);
  const picked = desk.state.picks.get(entry.key)?.quantity ?? 0n;
  const key = (/** @type {string} */ label, /** @type {string} */ drawing,
    /** @type {bigint} */ by, /** @type {boolean} */ off) => h("button", {
    class: "btn btn-icon btn-key", type: "button", "aria-label": `${t(label)}: ${entry.name}`,
    disabled: off, data: { keep: `${label} ${entry.key}` }, onclick: () => desk.step(entry, by),
  }, icon(drawing));
  return h("div", { class: "till-return-step" },
    key("One less", "minus", -step, picked === 0n),
    h("output", { class: "till-return-many num" }, many),
    key("One more", "plus", step, picked >= entry.left));
}

/** Where the goods go: a choice where there is one, a sentence where there is none.
 * @param {Entry} entry @param {ReturnDesk} desk */
function places(entry, desk) {
  const pick = desk.state.picks.get(entry.key);
  if (entry.allowed.length === 1) {
    const why = entry.state === "recalled" ? "Recalled since" : "On hold";
    return h("p", { class: "till-return-forced" }, icon("hand"),
      t("{why}: it goes to quarantine. The money goes back.", { why: t(why) }));
  }
  const where = t("Where {name} goes", entry);
  return h("div", { class: "segment", role: "group", "aria-label": where },
    entry.allowed.map((place) => h("button", {
      type: "button", "aria-pressed": String(pick?.disposition === place),
      data: { keep: `${place} ${entry.key}` }, onclick: () => desk.send(entry, place),
    }, t(PLACES[place]))));
}

/** Day and time as the reader writes them. @param {string} instant */
export function moment(instant) {
  const lang = document.documentElement.lang || undefined;
  return new Date(instant).toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" });
}

/** A sale that the scanned goods may be of. @param {any} row @param {Figures} figures
 * @param {() => void} act */
export function recentRow(row, figures, act) {
  const when = moment(row.sold_at);
  const left = figures.quantity(Number(parseQuantity(row.returnable)), row.unit);
  const worth = figures.money(parseMoney(row.worth, figures.shop.decimals));
  return h("li", null, h("button", {
    class: "btn till-return-recent", type: "button", onclick: act,
    data: { keep: `${row.sale} ${row.line} ${row.lot}` },
  },
  h("span", { class: "till-return-name" }, `${left} ${row.name}`),
  h("span", { class: "money" }, worth),
  h("span", { class: "soft small" }, `${when} · ${t("till {till}", row)} · ${row.sale}`),
  h("span", { class: "till-return-chips" }, lotTag(row.lot, row.certainty, row.state),
    stateChip(row.state))));
}
