// @ts-check
// Moving by scanner alone: location, lot once per piece, the location it goes to. The second
// location confirms and sends. What a code means is the server's business.

import { ApiError, get, tries } from "../../web/js/api.js";
import { fill, h, icon, one } from "../../web/js/dom.js";
import { startScanner } from "../../web/js/scanner.js";
import { t } from "../../web/js/words.js";
import { taken } from "./move_steps.js";

const SAME_CODE_MS = 350;
const form = /** @type {HTMLFormElement} */ (one("#move-form"));
const news = /** @type {HTMLElement} */ (one("#move-news"));
const box = /** @type {HTMLInputElement} */ (one("#move-scan input"));
let last = { code: "", at: -Infinity };
let queue = Promise.resolve();

/** @param {string} name */
const field = (name) => /** @type {HTMLInputElement} */ (one(`[name="move-${name}"]`, form));

/** @returns {import("./move_steps.js").Step} */
function now() {
  return {
    source: field("source").value, lot: field("lot").value.trim(),
    quantity: field("quantity").value.trim(), target: field("target").value,
  };
}

/** @param {"ok" | "warn" | "error"} tone @param {string} title @param {string} [text] */
function say(tone, title, text = "") {
  const role = tone === "error" ? "alert" : "status";
  fill(news, h("div", { class: "notice", data: { tone }, role }, icon(tone),
    h("div", { class: "notice-body" }, h("p", { class: "notice-title" }, title),
      text && h("p", null, text))));
}

/** @param {import("./move_steps.js").Step} step */
function show(step) {
  for (const [name, value] of Object.entries(step)) field(name).value = value;
}

/** @param {string} code */
async function understand(code) {
  const found = await get(`/api/v1/stock/find?code=${encodeURIComponent(code)}`,
    { retry: tries(4) });
  const { step, tone, title, text, done } = taken(now(), found);
  show(step);
  say(tone, t(title), text);
  if (!done) return;
  const again = /** @type {HTMLInputElement} */ (one("[name='again']", form));
  again.value = "1";
  form.requestSubmit();
}

/** @param {string} data */
function scanned(data) {
  const code = data.trim();
  const at = performance.now();
  const repeated = code === last.code && at - last.at < SAME_CODE_MS;
  last = { code, at };
  if (!code || repeated) return;
  queue = queue.then(() => understand(code)).catch((error) => {
    say("error", error instanceof ApiError ? error.message : t("This could not be read."));
  });
}

startScanner(document).addEventListener("scan", (event) => {
  scanned(/** @type {CustomEvent} */ (event).detail.data);
});
one("#move-scan")?.addEventListener("submit", (event) => {
  event.preventDefault();
  scanned(box.value);
  box.value = "";
});
/** @type {HTMLElement} */ (one("#move")).dataset.ready = "1";
