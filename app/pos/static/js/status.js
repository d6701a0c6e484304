// @ts-check
// The sheet "Till status": link, clock, copy of the shop, what the browser keeps, and every sale
// that waits with what the server said of it. Draws; acts only through the terminal.

import { h, icon } from "../../web/js/dom.js";
import { t } from "../../web/js/words.js";
import { endDevice } from "./install_enrol.js";
import { agoWords } from "./link_mark.js";
import { localTime } from "./recorder_paper.js";
import { BEHIND } from "./terminal.js";

/** @typedef {import("./install.js").WithTerminal} WithTerminal */
/** @typedef {import("./sheet.js").SheetPlan} SheetPlan */
/** @typedef {import("./recorder.js").Op} Op */
/** @typedef {{term: string, text: string, tone?: string}} Fact */

const REDRAW_MS = 2_000;
const SHOWN = 100;
const SHOWN_DONE = 12;
const COLUMNS = Object.freeze(["Number", "Time", "Total", "State"]);

/** @param {WithTerminal} till @returns {SheetPlan} */
export function statusSheet(till) {
  /** @type {{queued: Op[], problem: Op[], pending: Op[], acked: Op[]}} */
  let ops = { queued: [], problem: [], pending: [], acked: [] };
  const read = async () => {
    const { queue } = till.terminal;
    if (!queue) return;
    const [queued, problem, pending, acked] = await Promise.all([queue.list("queued", SHOWN),
      queue.list("problem", SHOWN), queue.list("pending"), queue.latest(SHOWN_DONE)]);
    ops = { queued, problem, pending, acked: acked.filter((op) => op.state === "acked") };
    if (till.sheet.plan === plan) till.sheet.redraw();
  };
  const timer = setInterval(read, REDRAW_MS);
  /** @type {SheetPlan} */
  const plan = {
    title: "Till status", wide: true, onClose: () => clearInterval(timer),
    draw: (body) => body.append(...parts(till, ops).filter((each) => each instanceof Node)),
  };
  read();
  return plan;
}

/** @param {WithTerminal} till
 * @param {{queued: Op[], problem: Op[], pending: Op[], acked: Op[]}} ops */
function parts(till, ops) {
  const waiting = [...ops.problem, ...ops.pending, ...ops.queued];
  const rest = till.terminal.waiting.length - ops.problem.length - ops.queued.length;
  return [
    notice(till),
    h("dl", { class: "till-facts" }, facts(till).map(({ term, text, tone }) =>
      h("div", tone ? { data: { tone } } : null, h("dt", null, term), h("dd", null, text)))),
    till.terminal.device && ways(till, ops),
    waiting.length ? table(till, t("Waiting for the server"), waiting) : null,
    rest > 0 && h("p", { class: "soft" }, t("And {n} more; a saved copy holds them all.",
      { n: rest })),
    ops.acked.length ? table(till, t("Handed over last"), ops.acked) : null,
  ];
}

/** @param {WithTerminal} till */
function notice({ terminal }) {
  const { storage, device } = terminal;
  const { warn, stop } = terminal.limit();
  const unable = !device && storage && !storage.able ? storage.why : "";
  const text = (terminal.behind && t(BEHIND)) || stop || warn || unable;
  if (!text) return null;
  return h("p", { class: "notice", data: { tone: stop ? "error" : "warn" } }, icon("warn"),
    h("span", null, text));
}

/** @param {WithTerminal} till @returns {Fact[]} */
export function facts({ terminal, setup }) {
  const { link, device, storage, waiting, drain } = terminal;
  const ago = (/** @type {number | null} */ at) => (at ? agoWords(Date.now() - at) : t("never"));
  const skew = link.time
    ? t("differs by {n} s", { n: Math.round(Math.abs(link.time.skewMs) / 1000) })
    : t("not compared yet");
  const { lots, at } = terminal.snapshot();
  const done = drain?.lastDone ? ago(Date.parse(drain.lastDone))
    : t("not since this page was opened");
  const kept = storage?.persisted ? t("yes, promised by the browser")
    : t("as long as the browser has room");
  const place = device && { till: device.till, device: device.id, name: device.record.name };
  return [
    { term: t("Server"), text: link.down
      ? t("no answer, last heard {ago}", { ago: ago(link.heardAt) }) : t("answers"),
      tone: link.down ? "warn" : "ok" },
    { term: t("This browser"), text: place
      ? t("is till {till}, device {device} “{name}”", place)
      : t("sells at till {till} while the server answers", setup) },
    { term: t("Clock"), text: skew, ...(link.clockTrouble ? { tone: "warn" } : {}) },
    { term: t("Copy of the shop"), text: at ? t("as of {ago}", { ago: ago(Date.parse(at)) })
      : lots ? t("as the server has it") : t("none") },
    { term: t("Kept on this device"), text: storage?.able ? kept : t("no") },
    { term: t("Waiting"), text: String(waiting.length),
      ...(waiting.length ? { tone: "warn" } : {}) },
    { term: t("Handed over"), text: done },
  ];
}

/** @param {WithTerminal} till @param {{problem: Op[]}} ops */
function ways(till, { problem }) {
  const { terminal } = till;
  const again = async () => {
    await terminal.queue?.retry();
    terminal.drain?.start();
  };
  return h("div", { class: "till-ways" },
    h("button", {
      class: "btn btn-touch", type: "button", data: { keep: "again" }, onclick: again,
    }, icon("sync"), problem.length ? t("Try again") : t("Hand over now")),
    h("button", {
      class: "btn btn-touch", type: "button", data: { keep: "copy" }, onclick: () => saveCopy(till),
    }, icon("download"), t("Save a copy")),
    h("button", {
      class: "btn btn-touch btn-quiet", type: "button", data: { keep: "end" },
      onclick: () => endDevice(till),
    }, icon("logout"), t("This browser is no till any more")));
}

/** @param {WithTerminal} till */
async function saveCopy({ terminal }) {
  const { device, queue } = terminal;
  if (!device || !queue) return;
  const { id, till, site, epoch } = device.record;
  const text = await queue.copy({ device: id, till, site, epoch });
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  h("a", { href: address, download: `till-${till}-waiting.json` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** @param {WithTerminal} till @param {string} title @param {Op[]} ops */
function table(till, title, ops) {
  const zone = /** @type {{zone?: string}} */ (/** @type {unknown} */ (till.setup)).zone ?? "UTC";
  const cell = (/** @type {unknown} */ what, name = "") =>
    h("td", name ? { class: name } : null, what);
  return h("section", { class: "till-waiting-list" }, h("h3", null, title),
    h("div", { class: "table-wrap", tabindex: "0", role: "region", "aria-label": title },
      h("table", { class: "table" },
        h("thead", null, h("tr", null, COLUMNS.map((word) =>
          h("th", { scope: "col" }, t(word))))),
        h("tbody", null, ops.map((op) => h("tr", null,
          cell(op.number ?? t(op.kind), "code"), cell(localTime(op.made_at, zone), "nowrap"),
          cell(totalOf(op), "money"), cell(stateOf(op))))))));
}

/** @param {Op} op */
function totalOf(op) {
  return op.kind === "sale" ? JSON.parse(op.body).total : "";
}

/** @type {Readonly<Record<string, readonly [string, string, string]>>} */
const STATES = Object.freeze({
  queued: ["warn", "clock", "waits"], pending: ["info", "sync", "being asked"],
  problem: ["error", "error", "not taken"], acked: ["ok", "ok", "handed over"],
});

/** @param {Op} op */
function stateOf(op) {
  const flagged = op.answer?.exceptions?.length;
  const [tone, drawing, word] = STATES[op.state];
  const more = op.problem || (flagged ? op.answer.exceptions.map((/** @type {any} */ each) =>
    String(each.code).replaceAll("_", " ")).join(", ") : "");
  return [h("span", { class: "status", data: { tone: flagged ? "warn" : tone } }, icon(drawing),
    flagged ? t("handed over, flagged") : t(word)),
  more && h("small", { class: "soft" }, ` ${more}`)];
}
