// @ts-check
// Draws the finished deliveries that wait for the server, and posts them when it answers again.

import { ApiError, post } from "../../web/js/api.js";
import { delegate, fill, h, icon, one } from "../../web/js/dom.js";
import { play } from "../../web/js/sounds.js";
import { toast } from "../../web/js/toast.js";
import { fresh, keep, page, state } from "./state.js";
import { showVerdict } from "./verdict.js";
import { Waiting } from "./waiting.js";

/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./waiting.js").WaitingDraft} WaitingDraft */

const AGAIN_MS = 5_000;
const WORKER = Object.freeze({ address: "/receiving/sw.js", scope: "/receiving" });
const waiting = new Waiting(localStorage, `${page.store}.waits.`);
let busy = false;

/** Put this delivery aside; it is posted by itself. @param {Draft} draft */
export function setAside(draft) {
  waiting.add(draft, Date.now());
  fresh();
  draw();
  showVerdict("warn", "Kept on this device",
    "No connection. It is posted by itself when the connection is back.");
}

/** What a person must know of a posted delivery at once. @param {any} posted
 * @returns {boolean} whether some of it is under recall */
export function warnOfRecalled(posted) {
  const lots = posted.lines.filter((/** @type {any} */ line) => line.status === "recalled")
    .map((/** @type {any} */ line) => line.lot);
  if (lots.length) {
    showVerdict("error", "Recalled",
      `${lots.join(", ")}: under recall. Put it aside, it is not sold.`);
  }
  return lots.length > 0;
}

/** Everything that waits, one after the other, until somebody does not answer. */
async function sendAll() {
  if (busy) return;
  busy = true;
  try {
    for (let going = true; going;) going = await sendOne();
  } finally {
    busy = false;
    draw();
  }
}

/** @returns {Promise<boolean>} whether the next one may be tried */
async function sendOne() {
  const end = await waiting.sendNext((draft) => post("/receiving/deliveries", draft.sending, {
    key: draft.key, timeoutMs: 30_000,
  }));
  if (!end) return false;
  if ("posted" in end) tell(end.posted);
  else if ("error" in end) await renew(end.error);
  else play("error");
  draw();
  return !("error" in end);
}

/** @param {any} posted */
function tell(posted) {
  const lots = posted.lines.map((/** @type {any} */ line) => line.lot).join(",");
  if (!warnOfRecalled(posted)) play("ok");
  toast(`${posted.number} posted.`, {
    icon: "ok", stay: true, action: "Labels",
    onAction: () => location.assign(`/labels?lots=${encodeURIComponent(lots)}`),
  });
}

/** A page that came from the cache holds an old token: fetch this person's new one.
 * @param {unknown} error */
async function renew(error) {
  if (!(error instanceof ApiError) || error.code !== "csrf") return;
  const answer = await fetch("/receiving", { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = parsed.querySelector("meta[name=csrf-token]")?.getAttribute("content");
  const meta = document.querySelector("meta[name=csrf-token]");
  if (token) meta?.setAttribute("content", token);
}

function draw() {
  const holder = one("#dock-waits");
  if (!holder) return;
  const rows = waiting.list();
  holder.hidden = rows.length === 0;
  fill(/** @type {Element} */ (one("#dock-waits-list")), rows.map(row));
}

/** @param {WaitingDraft} draft */
function row(draft) {
  const many = draft.lines.length === 1 ? "1 lot" : `${draft.lines.length} lots`;
  const look = draft.refused && h("button", {
    class: "btn btn-touch", type: "button", data: { waiting: draft.key },
  }, icon("edit"), "Look at it");
  return h("li", { class: "dock-wait", data: { tone: draft.refused ? "error" : "warn" } },
    icon(draft.refused ? "error" : "offline"),
    h("span", { class: "dock-row-name" }, h("strong", null, draft.supplier_name || draft.supplier),
      ` · ${many}`,
      h("span", { class: "dock-wait-why" }, draft.refused || "Waits for the connection")),
    look);
}

/** @param {string} key */
function lookAt(key) {
  if (state.draft.supplier && !state.draft.posted) {
    showVerdict("warn", "Finish this delivery first", "Then look at the one that was refused.");
    return;
  }
  const draft = waiting.takeBack(key);
  if (!draft) return;
  state.draft = draft;
  keep();
  draw();
}

/** Watch: what waits is posted once the server answers; the page starts without network. */
export function watchWaiting() {
  if (state.draft.sending) setAside(state.draft);
  delegate(document, "click", "[data-waiting]", (button) => lookAt(button.dataset.waiting ?? ""));
  window.addEventListener("online", () => sendAll());
  window.addEventListener("storage", draw);
  setInterval(() => sendAll(), AGAIN_MS);
  draw();
  sendAll();
  navigator.serviceWorker?.register(WORKER.address, { scope: WORKER.scope, updateViaCache: "none" })
    .catch(() => {});  // without one the page needs the network to start
}
