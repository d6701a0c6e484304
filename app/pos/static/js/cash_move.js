// @ts-check
// Money into the drawer or out of it, for one of the preset reasons. The server posts it.

import { newKey, post } from "../../web/js/api.js";
import { fill, h, icon } from "../../web/js/dom.js";
import { play } from "../../web/js/sounds.js";
import { toast } from "../../web/js/toast.js";
import { t } from "../../web/js/words.js";
import { AmountPad } from "./amount_pad.js";
import { tillAddress, tried, troubleLine } from "./shift_sheets.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {import("./sheet.js").SheetPlan} SheetPlan */

const WAYS = Object.freeze([["out", "minus", "Take out"], ["in", "plus", "Put in"]]);

/** @param {Till} till @returns {SheetPlan} */
export function cashSheet(till) {
  return new Moving(till).plan;
}

class Moving {
  /** @param {Till} till */
  constructor(till) {
    this.till = till;
    this.way = "out";
    this.reason = "";
    this.key = newKey();
    this.trouble = troubleLine();
    this.pad = new AmountPad(till.figures, t("Amount"), () => this.drawGo());
    this.choices = h("div", { class: "cash-choices" });
    this.note = h("input", {
      class: "input", name: "note", maxlength: "200", autocomplete: "off",
      placeholder: t("Note (optional)"), "aria-label": t("Note"),
    });
    this.go = h("button", { class: "btn btn-primary btn-pay", type: "button" });
    this.go.addEventListener("click", () => tried(this.trouble, this.go, () => this.move()));
    this.choose("out", "");
  }

  /** @returns {SheetPlan} */
  get plan() {
    return {
      title: "Cash in or out", wide: true,
      draw: (body) => fill(body, h("div", { class: "cash-move" },
        h("div", { class: "cash-side" }, this.choices, this.note), this.pad.element),
      this.trouble, this.go),
    };
  }

  get reasons() {
    return (this.till.setup.money?.reasons ?? []).filter((each) => each.direction === this.way);
  }

  /** @param {string} way @param {string} reason */
  choose(way, reason) {
    this.way = way;
    this.reason = reason || (this.reasons[0]?.code ?? "");
    this.key = newKey();
    this.draw();
    this.drawGo();
  }

  draw() {
    const active = document.activeElement;
    const keep = active instanceof HTMLElement ? active.dataset.keep : undefined;
    fill(this.choices,
      h("div", { class: "till-tenders", role: "group", "aria-label": t("Direction") },
        WAYS.map(([way, drawing, label]) => h("button", {
          class: "btn btn-touch", type: "button", "aria-pressed": String(way === this.way),
          data: { keep: way }, onclick: () => this.choose(way, ""),
        }, icon(drawing), t(label)))),
      h("div", { class: "cash-reasons", role: "group", "aria-label": t("Reason") },
        this.reasons.map((each) => h("button", {
          class: "btn btn-key", type: "button", "aria-pressed": String(each.code === this.reason),
          data: { keep: `reason ${each.code}` }, onclick: () => this.choose(this.way, each.code),
        }, t(each.words)))));
    const again = keep && this.choices.querySelector(`[data-keep="${CSS.escape(keep)}"]`);
    if (again instanceof HTMLElement) again.focus();
  }

  drawGo() {
    const { value } = this.pad;
    const words = WAYS.find(([way]) => way === this.way)?.[2] ?? "";
    fill(this.go, icon("cash"), `${t(words)} ${this.till.figures.money(value)}`);
    /** @type {HTMLButtonElement} */ (this.go).disabled = value <= 0n;
  }

  async move() {
    const body = {
      direction: this.way, reason: this.reason, amount: this.pad.body,
      note: /** @type {HTMLInputElement} */ (this.note).value.trim(),
    };
    const moved = await post(tillAddress(this.till, "cash"), body, { key: this.key });
    play("ok");
    this.till.sheet.close();
    const words = this.reasons.find((each) => each.code === moved.reason)?.words ?? "";
    const sum = this.till.figures.money(this.pad.value);
    toast(`${moved.number}: ${t(words)}, ${sum}.`, { icon: "ok" });
  }
}
