// @ts-check
// The receiving page: scans in, delivery out. Wires scanner, server, draft and view together.
// Every code is taken in the order it came; nothing is posted before somebody says so.

import { ApiError, get, post, tries } from "../../web/js/api.js";
import { delegate, fill, one } from "../../web/js/dom.js";
import { play } from "../../web/js/sounds.js";
import { offerCamera } from "../../web/js/camera/offer.js";
import { startScanner } from "../../web/js/scanner.js";
import { toast } from "../../web/js/toast.js";
import { asking } from "./ask.js";
import { act, useOrder, useSupplier } from "./counting.js";
import { wrongWith } from "./condition.js";
import * as drafts from "./draft.js";
import { openFinder } from "./finder.js";
import { openLine } from "./line_sheet.js";
import { postDelivery } from "./posting.js";
import { fresh, keep, page, state, where } from "./state.js";
import { closeVerdict, showVerdict, verdictStands } from "./verdict.js";
import { notes, packed, summary } from "./view.js";
import { mayPass } from "./waiting.js";
import { setAside, warnOfRecalled, watchWaiting } from "./waiting_view.js";

const SAME_CODE_MS = 700;
const RETRY_MS = 4000;
/** @type {string[]} */
const queue = [];
let busy = false;
let last = { code: "", at: -Infinity };
const sumUp = /** @type {HTMLDialogElement} */ (one("#sum-up"));

/** A code from the scanner or the box. @param {string} code */
function take(code) {
  const now = performance.now();
  const again = code === last.code && now - last.at < SAME_CODE_MS;
  last = { code, at: now };
  if (again) return;
  if (code.toUpperCase().startsWith("CMD-")) obey(code.toUpperCase());
  else if (verdictStands()) play("error");
  else if (asking()) answerWith(code);
  else if (state.draft.sending || one("dialog[open]")) play("error");
  else {
    queue.push(code);
    pump();
  }
}

async function pump() {
  if (busy) return;
  busy = true;
  while (queue.length) await understand(/** @type {string} */ (queue.shift()));
  busy = false;
}

/** Ask the server; without an answer the code is kept and tried again. @param {string} code */
async function understand(code) {
  if (state.draft.posted) fresh();
  try {
    await act(await post("/receiving/scan", { ...where(), data: code }, { retry: tries(2) }), code);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.passing) {
      state.draft.pending.push(code);
      showVerdict("warn", "Kept for later", "No connection. The scan is counted when it is back.");
    } else {
      showVerdict("error", error.status === 401 ? "Sign in again" : "Not accepted", error.message);
    }
  }
  keep();
}

/** A scan while something is asked for. @param {string} code */
async function answerWith(code) {
  const sheet = asking();
  if (!sheet || sheet.takesDigits(code)) return;
  const answer = await post("/receiving/scan", { ...where(), data: code }, { retry: tries(2) })
    .catch(() => null);
  const part = answer?.part ?? answer;
  const lot = part?.lot || part?.supplier_lot;
  if (lot || part?.expires_on) sheet.put({ lot, expires_on: part.expires_on });
  else play("error");
}

/** What a command bar code says. @param {string} code */
function obey(code) {
  const many = /^CMD-X(\d{1,4})$/.exec(code);
  if (many && Number(many[1]) > 0) setCount(Number(many[1]));
  else COMMANDS.get(code)?.();
}

/** @param {number} count */
function setCount(count) {
  const line = drafts.lastLine(state.draft);
  if (!line || state.draft.sending || one("dialog[open]")) return;
  const quantity = drafts.times(line.factor, count);
  drafts.changeLine(state.draft, line.id, { quantity }, `× ${count}`);
  showVerdict("ok", packed(line), line.name);
  keep();
}

function undo() {
  if (verdictStands()) return closeVerdict();
  if (asking()) return asking()?.close(null);
  if (sumUp.open) return sumUp.close();
  if (state.draft.sending) return undefined;
  const what = drafts.undo(state.draft);
  showVerdict("warn", what ? "Taken back" : "Nothing to take back", what);
  return keep();
}

function newLot() {
  state.draft.newLot = true;
  keep();
  showVerdict("ok", "New lot", "The next plain code asks for its lot.");
}

function holdLast() {
  const line = drafts.lastLine(state.draft);
  if (!line || state.draft.sending || one("dialog[open]")) return;
  const held = line.status === "quarantined";
  const accepted = held && wrongWith(line).length > 0;
  const status = held ? "released" : "quarantined";
  drafts.changeLine(state.draft, line.id, { status, accepted }, "hold");
  showVerdict(held ? "ok" : "held", held ? "Not on hold" : "On hold", line.name);
  keep();
}

/** What was scanned last is damaged, wet, open or dirty. @param {string} condition */
function mark(condition) {
  if (state.draft.sending || one("dialog[open]")) return;
  const line = drafts.markLast(state.draft, condition);
  if (!line) return;
  showVerdict("held", "On hold", [line.name, ...wrongWith(line), packed(line)]);
  keep();
}

/** One step towards the end: what is asked, the summary, the posting, the next delivery. */
function done() {
  if (verdictStands()) play("error");
  else if (asking()) asking()?.accept();
  else if (sumUp.open || state.draft.sending) send();
  else if (state.draft.posted) fresh();
  else if (!one("dialog[open]")) showSummary();
}

const COMMANDS = new Map([
  ["CMD-DONE", done],
  ["CMD-UNDO", undo],
  ["CMD-OK", () => (verdictStands() ? closeVerdict() : asking()?.useLast())],
  ["CMD-QTY", () => editLine(drafts.lastLine(state.draft))],
  ["CMD-TEMP", () => editLine(drafts.lastLine(state.draft), "temperature")],
  ["CMD-DAMAGED", () => mark("damaged")],
  ["CMD-WET", () => mark("wet")],
  ["CMD-OPEN", () => mark("open")],
  ["CMD-DIRTY", () => mark("dirty")],
  ["CMD-NEWLOT", newLot],
  ["CMD-HOLD", holdLast],
  ["CMD-PRINT", () => { if (state.draft.posted) one("#dock-labels")?.click(); }],
]);

/** @param {drafts.Line | null} line @param {string} [first] the field to begin with */
async function editLine(line, first) {
  if (!line || state.draft.sending || one("dialog[open]")) return;
  closeVerdict();
  const changed = await openLine(line, page, first);
  if (changed === "remove") drafts.removeLine(state.draft, line.id);
  else if (changed) drafts.changeLine(state.draft, line.id, changed, line.name);
  keep();
}

function showSummary() {
  if (!state.draft.lines.length) {
    return showVerdict("error", "Nothing scanned", "Scan a pack first.");
  }
  if (state.draft.pending.length) {
    return showVerdict("error", "Not all is counted",
      "Some scans wait for the connection. Post when they are counted.");
  }
  const unpriced = drafts.lineWithoutCost(state.draft);
  if (unpriced) return editLine(unpriced);
  closeVerdict();
  fill(/** @type {Element} */ (one("#sum-up-body")), summary(state.draft));
  sumUp.showModal();
  return one("#post-delivery")?.focus();
}

/** Post, under one key until the server has answered. */
async function send() {
  if (busy) return;
  busy = true;
  one("#post-delivery")?.setAttribute("aria-busy", "true");
  try {
    state.draft.reference = /** @type {HTMLInputElement} */ (one("#reference")).value.trim();
    const posted = await postDelivery(state.draft, keep);
    sumUp.close();
    if (warnOfRecalled(posted)) return undefined;
    showVerdict(notes(posted).length ? "warn" : "ok", `${posted.number} posted`,
      `${posted.lines.length} ${posted.lines.length === 1 ? "lot is" : "lots are"} in stock`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    sumUp.close();
    if (mayPass(error)) setAside(state.draft);
    else showVerdict("error", "Not posted", error.message);
  } finally {
    one("#post-delivery")?.removeAttribute("aria-busy");
    busy = false;
    keep();
  }
  return undefined;
}

async function retryPending() {
  if (!state.draft.pending.length || busy || asking() || verdictStands()) return;
  queue.push(...state.draft.pending.splice(0));
  await pump();
}

/** @param {() => Promise<unknown>} work shows what was refused */
const guarded = (work) => work().catch((/** @type {unknown} */ error) => {
  if (!(error instanceof ApiError)) throw error;
  showVerdict("error", "Not accepted", error.message);
});

delegate(page.root, "click", "[data-order]", (button) => guarded(async () => {
  useOrder(await get(`/receiving/orders/${encodeURIComponent(button.dataset.order ?? "")}`));
  keep();
}));
delegate(page.root, "click", "[data-line]", (button) => {
  editLine(state.draft.lines.find((line) => line.id === Number(button.dataset.line)) ?? null);
});
one("#find")?.addEventListener("choose", (event) => guarded(async () => {
  const sku = /** @type {CustomEvent} */ (event).detail;
  await act(await post("/receiving/choose", { ...where(), sku }), sku);
  keep();
}));
delegate(document, "click", "[data-command]", (button) => obey(button.dataset.command ?? ""));
delegate(document, "click", "#verdict:not([data-tone=error])", () => closeVerdict());
delegate(document, "click", "[data-discard]", () => {
  const old = state.draft;
  fresh();
  toast("Delivery discarded.", { action: "Undo", onAction: () => { state.draft = old; keep(); } });
});
one("#choose-supplier")?.addEventListener("change", (event) => {
  const select = /** @type {HTMLSelectElement} */ (event.target);
  if (select.value) useSupplier(select.value, select.selectedOptions[0].text);
  keep();
});
one("#scan-form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const box = /** @type {HTMLInputElement} */ (one("#scan-form input"));
  const words = box.value.trim();
  box.value = "";
  if (words) take(words);
  else if (state.draft.supplier) openFinder();
});
const scanner = startScanner(document);
scanner.addEventListener("scan", (event) => take(/** @type {CustomEvent} */ (event).detail.data));
scanner.addEventListener("stuck", () => {
  showVerdict("error", "Scanner stuck", "A key does not stop.");
});
offerCamera({
  box: /** @type {HTMLElement} */ (one("#scan-form")),
  host: () => /** @type {HTMLElement} */ (one("#dock-camera")),
  take,
  leave: () => {
    const busyElsewhere = verdictStands() || (one("dialog[open]") && !asking());
    return busyElsewhere ? "wait" : "look";
  },
});
setInterval(() => guarded(retryPending), RETRY_MS);
if (page.root.dataset.askedOrder && !state.draft.lines.length) take(page.root.dataset.askedOrder);
page.root.dataset.ready = "1";
keep();
watchWaiting();
