// @ts-check
// Draws the delivery: who delivers, what was scanned last, the tally, the summary, the lots.
// Reads the draft and never changes it.

import { fill, h, icon, one } from "../../web/js/dom.js";
import { parseQuantity, quantityText } from "../../web/js/decimal.js";
import { rangeWords, wrongWith } from "./condition.js";
import { compare, lastLine, tally } from "./draft.js";
import { shownDay } from "./typed_day.js";

/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").Line} Line */

const UNIT_WORDS = { each: "pcs", kg: "kg", g: "g", l: "l", m: "m" };
const STATES = {
  open: ["plain", "dot", "open"],
  full: ["ok", "ok", "complete"],
  over: ["warn", "warn", "over"],
  unordered: ["warn", "question", "not ordered"],
};

/** @param {string} quantity @param {string} unit */
export const amount = (quantity, unit) =>
  `${quantity}\u00a0${UNIT_WORDS[/** @type {"each"} */ (unit)] ?? unit}`;

/** "2 case (24 pcs)" or "24 pcs". @param {Line} line @param {string} [quantity] */
export function packed(line, quantity = line.quantity) {
  const [many, size] = [parseQuantity(quantity), parseQuantity(line.factor)];
  const whole = line.unit !== line.base_unit && size > 0n && many % size === 0n;
  const all = amount(quantity, line.base_unit);
  return whole ? `${many / size} × ${line.unit} (${all})` : all;
}

/** Lot code and date in words. @param {Line} line */
export function lotWords(line) {
  const word = line.expiry_kind === "use_by" ? "use by" : "best before";
  const parts = [line.supplier_lot || (line.tracked ? "no lot code" : ""),
    line.expires_on && `${word} ${shownDay(line.expires_on)}`];
  return parts.filter(Boolean).join(", ");
}

/** What the dock judged of a line, and how its goods came. @param {Line} line */
const said = (line) => [...line.words, ...wrongWith(line)];

/** @param {string} tone @param {string} name @param {string} word */
const status = (tone, name, word) =>
  h("span", { class: "status", data: { tone } }, icon(name), word);

/** @param {Draft} draft */
export function draw(draft) {
  const started = Boolean(draft.supplier);
  show("#dock-start", !started && !draft.posted);
  show("#dock-work", started && !draft.posted);
  show("#dock-posted", Boolean(draft.posted));
  if (draft.posted) drawPosted(draft);
  else if (started) drawWork(draft);
}

/** @param {string} selector @param {boolean} visible */
function show(selector, visible) {
  const found = one(selector);
  if (found) found.hidden = !visible;
}

/** @param {string} selector @param {...unknown} children */
function put(selector, ...children) {
  const found = one(selector);
  if (found) fill(found, ...children);
}

/** @param {Draft} draft */
function drawWork(draft) {
  const rows = tally(draft);
  put("#dock-who", h("strong", null, draft.supplier_name || draft.supplier),
    draft.order ? h("span", { class: "code" }, draft.order.number)
      : h("span", { class: "soft" }, "without purchase order"));
  const done = rows.filter((row) => row.ordered && row.state !== "open").length;
  const bar = /** @type {HTMLProgressElement | null} */ (one("#dock-progress"));
  if (bar) {
    bar.hidden = !draft.order;
    bar.max = Math.max(draft.order?.lines.length ?? 1, 1);
    bar.value = done;
  }
  put("#dock-done", draft.order ? `${done} of ${draft.order.lines.length} lines complete`
    : `${draft.lines.length} ${draft.lines.length === 1 ? "lot" : "lots"}`);
  put("#dock-last", lastCard(draft));
  put("#dock-tally", rows.map((row) => rowItem(row)));
  put("#dock-waiting", draft.pending.length
    ? status("warn", "offline", draft.pending.length === 1 ? "1 scan waits for the server"
      : `${draft.pending.length} scans wait for the server`) : null);
  const undo = /** @type {HTMLButtonElement | null} */ (one("#dock-undo"));
  if (undo) undo.disabled = draft.history.length === 0 || Boolean(draft.sending);
  const post = /** @type {HTMLButtonElement | null} */ (one("#dock-done-button"));
  if (post) post.disabled = draft.lines.length === 0;
}

/** @param {Draft} draft */
function lastCard(draft) {
  const line = lastLine(draft);
  if (!line) {
    return h("div", { class: "empty dock-empty" }, icon("scan"),
      h("h2", null, "Scan the first pack"),
      h("p", null, "GS1 codes fill product, lot, date and quantity. ",
        "A plain code asks for the rest."));
  }
  const tone = line.status === "quarantined" ? "held" : line.tone;
  return h("div", { class: "card dock-last", data: { tone } },
    h("p", { class: "dock-last-name" }, line.name),
    h("p", { class: "dock-last-quantity" }, packed(line)),
    h("p", { class: "dock-last-lot code" }, lotWords(line)),
    said(line).map((text) => h("p", { class: "dock-note" }, icon("warn"), h("span", null, text))));
}

/** @param {ReturnType<typeof tally>[number]} row */
function rowItem(row) {
  const [tone, name, word] = STATES[/** @type {"open"} */ (row.state)];
  const said = row.state === "open" || row.state === "over" ? `${row.rest} ${word}` : word;
  return h("li", { class: "dock-row", data: { state: row.state } },
    h("div", { class: "dock-row-head" },
      h("span", { class: "dock-row-name" }, row.name,
        warmth(row.ordered) && h("span", { class: "soft small" }, ` ${warmth(row.ordered)}`)),
      h("span", { class: "dock-row-count num" }, row.got,
        row.ordered && h("span", { class: "soft" }, ` / ${row.ordered.ordered}`)),
      status(tone, name, said)),
    row.lines.length > 0
      && h("ul", { class: "dock-lots" }, row.lines.map((line) => lineItem(line))));
}

/** @param {import("./draft.js").OrderedLine | null} ordered */
const warmth = (ordered) =>
  rangeWords({ least: ordered?.min_temperature_c, most: ordered?.max_temperature_c });

/** @param {Line} line */
function lineItem(line) {
  const held = line.status === "quarantined";
  const label = `Change ${line.name}, ${packed(line)}, ${lotWords(line)}`;
  return h("li", null, h("button", {
    class: "dock-lot", type: "button", "aria-label": label,
    data: { line: line.id, tone: held ? "held" : line.tone },
  }, h("span", { class: "code" }, lotWords(line) || "–"), h("span", { class: "num" }, packed(line)),
  wrongWith(line).length > 0 && h("span", { class: "small" }, wrongWith(line).join(" ")),
  held && status("held", "held", "on hold"),
  !line.cost_known && !line.unit_cost && status("error", "money", "cost?"), icon("edit")));
}

/** The summary before posting. @param {Draft} draft */
export function summary(draft) {
  const rows = tally(draft);
  const off = rows.filter((row) => row.state !== "full");
  const notes = draft.lines.filter((line) => said(line).length > 0);
  const measured = new Set(draft.lines.filter((l) => l.temperature).map((l) => l.sku));
  const cold = draft.lines.filter((line) => rangeWords(line) && !measured.has(line.sku));
  const products = new Set(draft.lines.map((line) => line.sku)).size;
  return [
    h("div", { class: "dock-figures" },
      figure(String(draft.lines.length), draft.lines.length === 1 ? "lot" : "lots"),
      figure(String(products), products === 1 ? "product" : "products"),
      figure(String(off.length + notes.length), "to look at")),
    off.length > 0 && h("ul", { class: "list" }, off.map((row) => h("li", null,
      h("span", { class: "dock-row-name" }, row.name),
      h("span", { class: "num" }, difference(row))))),
    notes.length > 0 && h("ul", { class: "list" }, notes.map((line) => h("li", null,
      h("span", { class: "dock-row-name" }, line.name), h("span", null, said(line).join(" "))))),
    off.length + notes.length === 0 && h("p", { class: "notice", data: { tone: "ok" } },
      icon("ok"), "All that came is as ordered."),
    cold.length > 0 && h("p", { class: "soft" }, "Temperature not measured: ",
      [...new Set(cold.map((line) => `${line.name} (${rangeWords(line)})`))].join(", ")),
  ];
}

/** @param {ReturnType<typeof tally>[number]} row */
function difference(row) {
  if (!row.ordered) return `${amount(row.now, row.base_unit)} not ordered`;
  const word = compare(row.got, row.ordered.ordered) > 0 ? "too many" : "not here yet";
  return `${amount(row.rest, row.base_unit)} ${word}`;
}

/** @param {string} value @param {string} label */
const figure = (value, label) =>
  h("div", { class: "stat" }, h("span", { class: "stat-value" }, value),
    h("span", { class: "stat-label" }, label));

/** What a person should look at in a posted delivery. @param {any} posted @returns {any[]} */
export const notes = (posted) => [...posted.discrepancies, ...(posted.warnings ?? [])];

/** @param {Draft} draft */
function drawPosted(draft) {
  const { posted } = draft;
  put("#dock-posted-number", h("a", { href: posted.url }, posted.number));
  put("#dock-posted-lots", posted.lines.map((/** @type {any} */ line) => h("li", null,
    h("a", { class: "dock-big-lot code", href: `/lots/${line.lot}` }, line.lot),
    h("span", { class: "dock-row-name" }, line.name),
    h("span", { class: "num" }, amount(quantityText(parseQuantity(line.quantity)), line.base_unit)),
    line.expires_on && h("span", { class: "soft" }, shownDay(line.expires_on)),
    line.status === "recalled" && status("error", "recall", "recalled: put it aside"),
    line.status === "quarantined" && status("held", "held", "on hold"))));
  put("#dock-posted-notes", notes(posted).map((/** @type {any} */ item) => h("li", null,
    status("warn", "warn", item.kind.replaceAll("_", " ")), h("span", null, item.detail))));
  const lots = posted.lines.map((/** @type {any} */ line) => line.lot).join(",");
  one("#dock-labels")?.setAttribute("href", `/labels?lots=${lots}`);
  one("#dock-pack-labels")?.setAttribute("href", `${posted.url}/labels?per=pack`);
  const away = /** @type {HTMLAnchorElement | null} */ (one("#dock-putaway"));
  if (away) {
    away.hidden = !posted.putaway_url;
    away.href = posted.putaway_url ?? "/putaway";
  }
}
