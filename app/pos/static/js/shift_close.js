// @ts-check
// The close of a shift: count the drawer, say what is to be said, see the Z. The count is blind
// unless the person may see takings; a count that is far off asks for a second person.

import { ApiError, get, post } from "../../web/js/api.js";
import { fill, h, icon } from "../../web/js/dom.js";
import { moneyText, parseMoney } from "../../web/js/decimal.js";
import { play } from "../../web/js/sounds.js";
import { t } from "../../web/js/words.js";
import { CountBoard } from "./count_board.js";
import { reportPaper, tillAddress, tried, troubleLine } from "./shift_sheets.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {import("./shift.js").Shift} Shift */
/** @typedef {import("./sheet.js").SheetPlan} SheetPlan */
/** @typedef {Till & {approve?: (wish: any) => Promise<any>}} Asking */

/** @param {Asking} till @param {Shift} shift @returns {SheetPlan} */
export function closeSheet(till, shift) {
  return new Closing(till, shift).plan;
}

class Closing {
  /** @param {Asking} till @param {Shift} shift */
  constructor(till, shift) {
    this.till = till;
    this.shift = shift;
    this.board = new CountBoard(till.figures);
    this.expected = /** @type {bigint | null} */ (null);
    this.trouble = troubleLine();
    this.against = h("div", { class: "count-against", role: "status" });
    this.note = h("input", {
      class: "input", name: "note", maxlength: "200", autocomplete: "off",
      placeholder: t("Note for the Z (optional)"), "aria-label": t("Note for the Z"),
    });
    this.go = h("button", { class: "btn btn-primary btn-pay", type: "button" },
      icon("lock"), t("Close shift"));
    this.go.addEventListener("click", () => tried(this.trouble, this.go, () => this.close()));
    this.board.element.addEventListener("click", () => this.compare());
    this.board.element.addEventListener("keyup", () => this.compare());
    if (/** @type {any} */ (till.setup.rights).takings) this.look();
  }

  /** @returns {SheetPlan} */
  get plan() {
    return {
      title: t("Close shift {number}", { number: this.shift.open?.number ?? "" }), wide: true,
      draw: (body) => {
        fill(body, h("p", { class: "soft" }, t("Count what is in the drawer.")),
          this.board.element, this.against, this.note, this.trouble, this.go);
        queueMicrotask(() => this.board.focus());
      },
    };
  }

  /** What should be there, for those who may see it. */
  async look() {
    const x = await get(tillAddress(this.till, "reports/x")).catch(() => null);
    if (!x?.expected_cash) return;
    this.expected = parseMoney(x.expected_cash, this.till.setup.decimals);
    this.compare();
  }

  compare() {
    if (this.expected === null) return;
    const { figures } = this.till;
    const off = this.board.total - this.expected;
    const word = off === 0n ? t("Exact") : off > 0n ? t("Over") : t("Short");
    this.against.dataset.tone = off === 0n ? "ok" : "warn";
    const sum = figures.money(this.expected);
    fill(this.against, h("span", null, t("Expected {sum}", { sum })),
      h("b", null, icon(off === 0n ? "ok" : "warn"),
        off === 0n ? word : `${word} ${figures.money(off < 0n ? -off : off)}`));
  }

  async close(approval = "") {
    const { till, board } = this;
    const note = /** @type {HTMLInputElement} */ (this.note).value.trim();
    const body = {
      counted_cash: moneyText(board.total, till.setup.decimals), piles: board.body, note,
      ...(approval ? { approval } : {}),
    };
    try {
      this.done(await post(tillAddress(till, "shifts/close"), body));
    } catch (error) {
      const far = error instanceof ApiError && error.code === "approval_missing";
      if (!far || approval || !till.approve) throw error;
      await this.ask(error.message);
    }
  }

  /** A second person looks at the count. @param {string} why */
  async ask(why) {
    const { till } = this;
    const wish = { kind: "cash", title: "The count is far off", detail: why };
    const given = await till.approve?.(wish);
    till.sheet.open(this.plan);
    if (given?.approval) await this.close(given.approval);
    else fill(this.trouble, icon("warn"), why);
  }

  /** @param {any} z */
  done(z) {
    play("ok");
    this.shift.now(null);
    this.till.sheet.open(zSheet(z));
  }
}

/** The Z of a shift just closed, and its paper. @param {any} z @returns {SheetPlan} */
export function zSheet(z) {
  const address = `/shifts/${encodeURIComponent(z.till)}/${z.number}`;
  const said = h("p", { class: "soft", role: "status" });
  const print = h("button", { class: "btn btn-primary btn-touch", type: "button" },
    icon("printer"), t("Print the Z"));
  print.addEventListener("click", async () => {
    const failed = (/** @type {Error} */ error) => ({ message: error.message });
    fill(said, (await post(`${address}/print`, {}).catch(failed)).message);
  });
  return {
    title: t("Z report {number}", z),
    draw: (body) => fill(body, reportPaper(`${address}?part=1`), said,
      h("div", { class: "till-sheet-ways" }, print,
        h("a", { class: "btn btn-touch", href: address }, icon("receipt"), t("Open the Z")))),
  };
}
