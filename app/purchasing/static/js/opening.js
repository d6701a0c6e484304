// @ts-check
// The page of opening stock: sends the chosen file to be looked at, shows every verdict, and sends
// the very same bytes again to be taken in. Judges nothing itself.

import { ApiError, newKey, post } from "../../web/js/api.js";
import { fill, h, icon, one } from "../../web/js/dom.js";
import { t, tn } from "../../web/js/words.js";

/** @typedef {{tone: "error" | "warn", column: string, message: string}} Finding */
/**
 * @typedef {object} Row
 * @property {number} row
 * @property {"bad" | "look" | "ok"} verdict
 * @property {Finding[]} findings
 * @property {string | null} location
 * @property {string | null} sku
 * @property {string | null} name
 * @property {string} quantity
 * @property {string | null} supplier_lot
 * @property {string | null} expires_on
 * @property {string} [value]
 */
/**
 * @typedef {object} Found
 * @property {string} sha256
 * @property {string} read_as
 * @property {boolean} importable
 * @property {number} row_count
 * @property {number} bad_count
 * @property {number} warned_count
 * @property {{site: string, rows: number, value?: string}[]} totals
 * @property {Row[]} rows
 */

const MOST_SHOWN = 200;
const SLOW_MS = 120_000;
const URL = "/api/v1/stock/openings";
const LOOKS = /** @type {const} */ ([
  ["bad", "Wrong"], ["look", "To look at"], ["ok", "Fine"],
]);

const page = /** @type {HTMLElement} */ (one("#opening"));
const form = /** @type {HTMLFormElement} */ (one("#opening-form"));
const result = /** @type {HTMLElement} */ (one("#opening-result"));
const chosen = /** @type {HTMLInputElement} */ (one("#file"));
const decimal = /** @type {HTMLSelectElement} */ (one("#decimal"));
const day = /** @type {HTMLInputElement} */ (one("#day"));

/** @type {Record<string, string> | null} What was looked at, to be sent again as it was. */
let sent = null;
let key = newKey();

/** The file's bytes in base64. @param {File} file @returns {Promise<string>} */
async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}

/** @param {unknown} error */
function refuse(error) {
  const text = error instanceof ApiError
    ? error.of("content") || error.of("opened_on") || error.message
    : t("The file could not be read. Choose it again.");
  notice("error", text.charAt(0).toUpperCase() + text.slice(1));
}

/** @param {"error" | "ok"} tone @param {string} text */
function notice(tone, text) {
  fill(result, h("div", { class: "notice", data: { tone }, role: "alert" }, icon(tone),
    h("div", { class: "notice-body" }, h("p", null, text))));
}

async function look() {
  const file = chosen.files?.[0];
  if (!file) return;
  if (file.size > Number(page.dataset.most)) {
    notice("error", t("The file is too large."));
    return;
  }
  sent = null;
  busy(true);
  try {
    const body = { file_name: file.name, content: await base64(file), decimal: decimal.value };
    const asked = day.value.trim() ? { ...body, opened_on: day.value.trim() } : body;
    const found = await post(`${URL}/check`, asked, { timeoutMs: SLOW_MS });
    sent = { ...asked, sha256: found.sha256 };
    key = newKey();
    show(found);
  } catch (error) {
    refuse(error);
  } finally {
    busy(false);
  }
}

/** @param {boolean} on */
function busy(on) {
  for (const button of document.querySelectorAll("#check, #take")) {
    button.toggleAttribute("disabled", on);
    button.setAttribute("aria-busy", String(on));
  }
}

/** @param {Found} found */
function show(found) {
  const title = found.importable
    ? tn("{n} row can come in", "{n} rows can come in", found.row_count)
    : tn("{n} row is wrong; nothing was written", "{n} rows are wrong; nothing was written",
      found.bad_count);
  const tone = found.importable ? "ok" : "error";
  const role = found.importable ? "status" : "alert";
  fill(result,
    h("div", { class: "verdict", data: { tone }, role }, icon(tone),
      h("div", { class: "verdict-text" }, h("span", { class: "verdict-title" }, title),
        h("span", null, found.read_as))),
    h("div", { class: "opening-figures" }, figures(found)),
    found.importable ? take(found) : null,
    LOOKS.map(([verdict, words]) => part(found, verdict, words)));
}

/** @param {Found} found */
function figures(found) {
  return [
    figure(t("Rows"), String(found.row_count)),
    figure(t("Wrong"), String(found.bad_count), found.bad_count ? "error" : ""),
    figure(t("To look at"), String(found.warned_count), found.warned_count ? "warn" : ""),
    found.totals.map((each) => figure(
      tn("{site}, {n} row", "{site}, {n} rows", each.rows, { site: each.site }),
      each.value ?? String(each.rows))),
  ];
}

/** @param {string} label @param {string} value */
function figure(label, value, tone = "") {
  return h("div", { class: "stat", data: tone ? { tone } : {} },
    h("span", { class: "stat-label" }, h("span", null, label)),
    h("span", { class: "stat-value" }, value));
}

/** @param {Found} found */
function take(found) {
  return h("div", { class: "opening-take" },
    h("button", { class: "btn btn-primary btn-key", type: "button", id: "take", onclick: bring },
      icon("check"), h("span", null, t("Take in"))),
    h("span", { class: "soft" }, found.warned_count
      ? t("Look at the rows below first: what is taken in is never changed.")
      : t("What is taken in is never changed.")));
}

async function bring() {
  busy(true);
  try {
    const done = await post(URL, sent, { key, timeoutMs: SLOW_MS });
    location.assign(`${page.dataset.open}${done.number}`);
  } catch (error) {
    refuse(error);
    busy(false);
  }
}

/** @param {Found} found @param {string} verdict @param {string} words */
function part(found, verdict, words) {
  const rows = found.rows.filter((row) => row.verdict === verdict);
  if (!rows.length) return null;
  const more = rows.length - MOST_SHOWN;
  return h("details", { open: verdict !== "ok" },
    h("summary", null, `${t(words)} (${rows.length})`),
    h("div", { class: "table-wrap", tabindex: 0, role: "region", "aria-label": t(words) },
      h("table", { class: "table table-cards" },
        h("thead", null, h("tr", null,
          [t("Row"), t("Found"), t("Product"), t("Location"), t("Lot"), t("Date")]
            .map((each) => h("th", { scope: "col" }, each)),
          [t("Quantity"), t("Value")]
            .map((each) => h("th", { scope: "col", class: "num" }, each)))),
        h("tbody", null, rows.slice(0, MOST_SHOWN).map(line)))),
    more > 0 ? h("p", { class: "small soft" }, t("and {n} more", { n: more })) : null);
}

/** @param {Row} row */
function line(row) {
  return h("tr", null,
    h("th", { scope: "row" }, String(row.row)),
    cell(t("Found"), row.findings.length
      ? h("ul", { class: "opening-found" }, row.findings.map(finding)) : "–"),
    cell(t("Product"), row.name ? h("span", null, row.name, " ",
      h("span", { class: "small faint" }, row.sku)) : "–"),
    cell(t("Location"), row.location ?? "–", "code"),
    cell(t("Lot"), row.supplier_lot ?? "–", "code"),
    cell(t("Date"), row.expires_on ?? "–", "opening-day"),
    cell(t("Quantity"), row.quantity === "0" ? "–" : row.quantity, "num"),
    cell(t("Value"), row.value ?? "–", "num"));
}

/** @param {string} label @param {unknown} what */
function cell(label, what, look = "") {
  return h("td", { class: look, data: { label } }, what);
}

/** @param {Finding} found */
function finding(found) {
  return h("li", { data: { tone: found.tone } }, icon(found.tone), h("span", null,
    found.column ? h("span", { class: "opening-column" }, `${found.column} `) : null,
    found.message));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void look();
});
for (const field of [chosen, decimal, day]) {
  field.addEventListener("change", () => {
    sent = null;
    fill(result);
  });
}
