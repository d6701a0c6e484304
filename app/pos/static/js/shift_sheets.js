// @ts-check
// The sheets of a shift that need no second thought: open it with the counted float, read its X.
// And what all of these sheets share: asking, trouble, a report as paper.

import { post } from "../../web/js/api.js";
import { fill, h, icon } from "../../web/js/dom.js";
import { moneyText } from "../../web/js/decimal.js";
import { play } from "../../web/js/sounds.js";
import { toast } from "../../web/js/toast.js";
import { t } from "../../web/js/words.js";
import { CountBoard } from "./count_board.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./sheet.js").SheetPlan} SheetPlan */

/** @param {Till} till @param {string} what */
export const tillAddress = (till, what) =>
  `/api/v1/tills/${encodeURIComponent(till.setup.till)}/${what}`;

/** A place for what went wrong, read out when it fills. */
export function troubleLine() {
  return h("p", { class: "till-sheet-trouble", role: "alert" });
}

/** Do it once, with the button held down meanwhile; what goes wrong is said in the sheet.
 * @param {HTMLElement} trouble @param {HTMLElement} button @param {() => Promise<void>} work */
export async function tried(trouble, button, work) {
  const key = /** @type {HTMLButtonElement} */ (button);
  if (key.disabled) return;
  key.disabled = true;
  fill(trouble);
  try {
    await work();
  } catch (error) {
    play("error");
    fill(trouble, icon("warn"), error instanceof Error ? error.message : String(error));
  }
  key.disabled = false;
}

/** @param {Till} till @param {Shift} shift @returns {SheetPlan} */
export function openSheet(till, shift) {
  const board = new CountBoard(till.figures);
  const trouble = troubleLine();
  const go = h("button", { class: "btn btn-primary btn-pay", type: "button" },
    icon("unlock"), t("Open shift"));
  const work = async () => {
    const cash = moneyText(board.total, till.setup.decimals);
    const made = await post(tillAddress(till, "shifts"), { opening_cash: cash });
    shift.now({ number: made.number, opened_at: made.opened_at, by: made.opened_by });
    play("ok");
    till.sheet.close();
    const said = { number: made.number, sum: till.figures.money(board.total) };
    toast(t("Shift {number} is open with {sum}.", said), { icon: "ok" });
  };
  go.addEventListener("click", () => tried(trouble, go, work));
  return {
    title: "Open shift", wide: true,
    draw: (body) => {
      fill(body, h("p", { class: "soft" }, t("Count the float in the drawer.")),
        board.element, trouble, go);
      queueMicrotask(() => board.focus());
    },
  };
}

/** A report as on paper, fetched. @param {string} address */
export function reportPaper(address) {
  const paper = h("div", { class: "till-report-paper", role: "region", tabindex: "0",
    "aria-label": t("Report") }, h("span", { class: "skeleton till-paper-wait" }));
  loadPaper(address, paper);
  return paper;
}

/** @param {string} address @param {HTMLElement} paper */
async function loadPaper(address, paper) {
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    const report = parsed.querySelector(".receipt");
    if (!report) throw new Error("empty");
    fill(paper, document.importNode(report, true));
  } catch {
    fill(paper, h("p", { class: "notice", data: { tone: "warn" } }, icon("warn"),
      h("span", null, t("The report cannot be shown just now."))));
  }
}

/** @param {Till} till @returns {SheetPlan} */
export function xSheet(till) {
  const address = `/till/x?till=${encodeURIComponent(till.setup.till)}`;
  return { title: "X report", draw: (body) => fill(body, reportPaper(address)) };
}
