// @ts-check
// A page that counts lots by scanning and posts them: send, receive, give back. What a scan means
// and whether it may go is the server's business; a reload keeps what was counted.

import { ApiError, newKey, post, tries } from "../../web/js/api.js";
import { delegate, fill, h, icon, one } from "../../web/js/dom.js";
import { startScanner } from "../../web/js/scanner.js";
import { t } from "../../web/js/words.js";
import {
  allCame, bodyLines, counted, countOf, lotOf, toneOf, typed, without,
} from "./goods_lines.js";

const page = /** @type {HTMLElement} */ (one("#goods"));
const list = /** @type {HTMLElement} */ (one("#goods-list"));
const news = /** @type {HTMLElement} */ (one("#goods-news"));
const box = /** @type {HTMLInputElement} */ (one("[data-scanbox]"));
const { url = "", open = "", blocked = "" } = page.dataset;
const store = `lotwise.goods.${url}.${page.dataset.person}`;
/** @type {Readonly<Record<string, string>>} */
const WORDS = Object.freeze({
  ok: "", expired: "past its date", recalled: "recalled", quarantined: "on hold",
  no_stock: "not on hand here",
});
const UNITS = new Set(["kg", "g", "l", "m"]);

/** @type {import("./goods_lines.js").Line[]} */
let lines = kept() ?? JSON.parse(page.dataset.lines ?? "[]");
let key = newKey();

/** What was counted before a reload, if it is about the same expected lots. */
function kept() {
  try {
    const found = JSON.parse(sessionStorage.getItem(store) ?? "null");
    return found?.expected === page.dataset.lines ? found.lines : null;
  } catch {
    return null;
  }
}

/** @param {import("./goods_lines.js").Line[]} next */
function show(next, redraw = true) {
  lines = next;
  key = newKey();
  const text = JSON.stringify({ expected: page.dataset.lines, lines });
  sessionStorage.setItem(store, text);
  if (redraw) fill(list, lines.map(row));
  for (const button of page.querySelectorAll("[data-posts]")) {
    const alone = button.hasAttribute("data-complete");
    button.toggleAttribute("disabled", !bodyLines(lines).length && !alone);
  }
  for (const hint of page.querySelectorAll("[data-when-empty]")) {
    hint.toggleAttribute("hidden", lines.length > 0);
  }
}

/** @param {import("./goods_lines.js").Line} line */
function row(line) {
  const unit = UNITS.has(line.unit) ? line.unit : "";
  return h("li", { class: "goods-row", data: { tone: toneOf(line), lot: line.lot } },
    h("span", { class: "goods-what" }, h("strong", null, line.name),
      h("span", { class: "small soft" }, h("span", { class: "code" }, line.lot), note(line))),
    h("span", { class: "goods-count" },
      button("minus", t("One fewer"), () => step(line, -1_000_000n)),
      h("label", { class: "input-group" },
        h("span", { class: "visually-hidden" }, `${t("Quantity")} ${line.lot}`),
        h("input", {
          class: "input input-number", inputmode: "decimal", value: line.quantity, maxlength: 16,
          autocomplete: "off", data: { count: line.lot },
        }), unit && h("span", { class: "input-unit" }, unit)),
      button("plus", t("One more"), () => step(line, 1_000_000n)),
      button("trash", t("Remove line"), () => show(without(lines, line.lot)))));
}

/** @param {import("./goods_lines.js").Line} line */
function note(line) {
  if (line.expected !== null) return ` · ${t("{n} expected", { n: line.expected })}`;
  return line.note ? ` · ${line.note}` : "";
}

/** @param {string} name @param {string} label @param {() => void} onclick */
function button(name, label, onclick) {
  return h("button", {
    class: "btn btn-icon btn-quiet", type: "button", "aria-label": label, title: label, onclick,
  }, icon(name));
}

/** @param {import("./goods_lines.js").Line} line @param {bigint} by */
function step(line, by) {
  const places = lines.map((each) => each.lot);
  const next = counted(lines, line, by, line.note);
  show(next.sort((a, b) => places.indexOf(a.lot) - places.indexOf(b.lot)));
}

/** @param {"ok" | "warn" | "error"} tone @param {...unknown} what */
function say(tone, ...what) {
  const role = tone === "error" ? "alert" : "status";
  fill(news, h("div", { class: "notice", data: { tone }, role },
    icon(tone), h("div", { class: "notice-body" }, ...what)));
}

/** @param {string} data */
async function scanned(data) {
  const text = data.trim();
  if (!text) return;
  try {
    take(await post("/api/v1/scans", { data: text, site: page.dataset.site }));
  } catch (error) {
    say("error", error instanceof ApiError ? error.message : t("This could not be read."));
  }
}

/** @param {any} scan */
function take(scan) {
  if (blocked.split(" ").includes(scan.verdict)) {
    say("error", scan.message);
    return;
  }
  const { lot, choices } = lotOf(lines, scan);
  if (lot) {
    add(scan, lot);
  } else if (choices.length) {
    say("warn", h("p", null, t("Which lot of {name}?", { name: scan.name })),
      h("div", { class: "row" }, choices.map((choice) => h("button", {
        class: "btn btn-touch code", type: "button", onclick: () => add(scan, choice),
      }, choice))));
  } else {
    say("error", scan.message || t("No lot of this is left to sell."));
  }
}

/** @param {any} scan @param {string} lot */
function add(scan, lot) {
  const known = lines.find((line) => line.lot === lot);
  const fine = known?.expected !== null && known !== undefined;
  const word = page.dataset.stranger || t(WORDS[scan.verdict] ?? scan.message);
  const of = { lot, sku: scan.sku, name: scan.name, unit: scan.unit ?? "" };
  show(counted(lines, of, countOf(scan), fine ? "" : word));
  say(fine || !word ? "ok" : "warn", h("p", null, h("strong", null, scan.name), ` ${lot}`),
    fine || !word ? null : h("p", null, word));
}

/** @param {HTMLElement} button */
async function send(button) {
  const body = { ...fields(), lines: bodyLines(lines) };
  const more = button.dataset.complete === undefined ? {} : { complete: true };
  button.setAttribute("aria-busy", "true");
  try {
    const done = await post(url, { ...body, ...more }, { key, retry: tries(4), timeoutMs: 30_000 });
    sessionStorage.removeItem(store);
    location.assign(open + done.number);
  } catch (error) {
    button.removeAttribute("aria-busy");
    say("error", error instanceof ApiError ? refusal(error) : String(error));
  }
}

/** A refusal in words, with the lot it is about. @param {ApiError} error */
function refusal(error) {
  const [first] = error.errors;
  const at = /^lines\.(\d+)\./.exec(first?.field ?? "");
  const lot = at ? bodyLines(lines)[Number(at[1])]?.lot : "";
  return first ? `${lot ? `${lot}: ` : ""}${first.message}` : error.message;
}

/** The other fields of the page that have something in them. */
function fields() {
  /** @type {Record<string, string>} */
  const found = {};
  for (const field of page.querySelectorAll("[data-field]")) {
    const { value, dataset } = /** @type {HTMLInputElement} */ (field);
    if (value.trim()) found[dataset.field ?? ""] = value.trim();
  }
  return found;
}

startScanner(document).addEventListener("scan", (event) => {
  if (!one("dialog[open]")) scanned(/** @type {CustomEvent} */ (event).detail.data);
});
one("#goods-scan")?.addEventListener("submit", (event) => {
  event.preventDefault();
  scanned(box.value);
  box.value = "";
});
delegate(page, "input", "[data-count]", (field) => {
  const { value, dataset } = /** @type {HTMLInputElement} */ (field);
  show(typed(lines, dataset.count ?? "", value), false);
});
delegate(page, "click", "[data-posts]", send);
delegate(page, "click", "[data-all-came]", () => show(allCame(lines)));
delegate(page, "change", "[data-is-site]", (field) => {
  page.dataset.site = /** @type {HTMLSelectElement} */ (field).value;
});
show(lines);
page.dataset.ready = "1";
