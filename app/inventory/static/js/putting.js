// @ts-check
// Putaway by scanner alone: scan a lot that waits, then the location it goes to. The location
// confirms and sends. What a code means is the server's business.

import { ApiError, get, tries } from "../../web/js/api.js";
import { fill, h, icon, one } from "../../web/js/dom.js";
import { startScanner } from "../../web/js/scanner.js";
import { t } from "../../web/js/words.js";

const page = /** @type {HTMLElement} */ (one("#put"));
const news = /** @type {HTMLElement} */ (one("#put-news"));
const box = /** @type {HTMLInputElement} */ (one("#put-scan input"));
/** @type {HTMLElement | null} */
let hand = null;
let queue = Promise.resolve();

/** @param {"ok" | "warn" | "error"} tone @param {string} title @param {string} [text] */
function say(tone, title, text = "") {
  const role = tone === "error" ? "alert" : "status";
  fill(news, h("div", { class: "notice", data: { tone }, role }, icon(tone),
    h("div", { class: "notice-body" }, h("p", { class: "notice-title" }, title),
      text && h("p", null, text))));
}

/** The rows of the lots that a scan names. @param {{lot: string}[]} lots */
function rowsOf(lots) {
  const named = new Set(lots.map((each) => each.lot));
  return [...page.querySelectorAll("[data-lot]")].filter(
    (row) => row instanceof HTMLElement && row.matches(".put-row")
      && named.has(row.dataset.lot ?? ""),
  );
}

/** @param {HTMLElement} row */
function take(row) {
  hand?.removeAttribute("data-tone");
  hand = row;
  row.dataset.tone = "ok";
  row.scrollIntoView({ block: "nearest" });
  const target = /** @type {HTMLInputElement} */ (one("[name=target]", row));
  say("ok", t("Now the location"), [row.dataset.lot, target.value].filter(Boolean).join(" → "));
}

/** @param {string} code */
function put(code) {
  if (!hand) {
    say("warn", t("Scan the lot first"), code);
    return;
  }
  const form = /** @type {HTMLFormElement} */ (one("form", hand));
  /** @type {HTMLInputElement} */ (one("[name=target]", form)).value = code;
  form.submit();
}

/** @param {string} code */
async function understand(code) {
  const found = await get(`/api/v1/stock/find?code=${encodeURIComponent(code)}`,
    { retry: tries(4) });
  if (found.location) {
    put(found.location.code);
    return;
  }
  const rows = rowsOf(found.lots);
  if (rows.length === 1) take(/** @type {HTMLElement} */ (rows[0]));
  else if (rows.length) say("warn", t("Which lot? Scan its label."));
  else say("error", t("This does not wait for a place"), code);
}

/** @param {string} data */
function scanned(data) {
  const code = data.trim();
  if (!code) return;
  queue = queue.then(() => understand(code)).catch((error) => {
    say("error", error instanceof ApiError ? error.message : t("This could not be read."));
  });
}

startScanner(document).addEventListener("scan", (event) => {
  scanned(/** @type {CustomEvent} */ (event).detail.data);
});
one("#put-scan")?.addEventListener("submit", (event) => {
  event.preventDefault();
  scanned(box.value);
  box.value = "";
});
page.dataset.ready = "1";
