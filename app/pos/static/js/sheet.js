// @ts-check
// One sheet over the till for everything that is not selling: shift, parked carts, status, choices.
// A native dialog: the keyboard stays inside, Escape closes, a scanner still works.

import { fill, h, icon } from "../../web/js/dom.js";
import { t } from "../../web/js/words.js";
import { part, steady } from "./redraw.js";

/**
 * @typedef {object} SheetPlan
 * @property {string} title
 * @property {boolean} [wide]
 * @property {boolean} [firm] cannot be closed by Escape or the cross (a lock)
 * @property {(body: HTMLElement, sheet: Sheet) => void} draw fills the body; called again by redraw
 * @property {() => void} [onClose]
 */

export class Sheet {
  constructor() {
    this.element = /** @type {HTMLDialogElement} */ (part("sheet"));
    /** @type {SheetPlan | null} */
    this.plan = null;
    this.body = h("div", { class: "till-sheet-body" });
    this.element.addEventListener("close", () => {
      if (!this.isOpen) this.closed();
    });
    this.element.addEventListener("cancel", (event) => {
      if (this.plan?.firm) event.preventDefault();
    });
  }

  get isOpen() {
    return this.element.open;
  }

  /** Show a plan; what was shown before is closed. @param {SheetPlan} plan */
  open(plan) {
    this.close();
    this.plan = plan;
    this.element.toggleAttribute("data-wide", Boolean(plan.wide));
    const close = h("button", {
      class: "btn btn-icon btn-quiet", type: "button", "aria-label": t("Close"),
      onclick: () => this.close(),
    }, icon("close"));
    fill(this.element, h("header", { class: "till-sheet-head" },
      h("h2", { id: "sheet-title" }, t(plan.title)), !plan.firm && close), this.body);
    this.draw();
    this.element.showModal();
    /** @type {HTMLElement | null} */ (this.element.querySelector("[data-first]"))?.focus();
  }

  /** Draw the open plan anew, the focus where it was. */
  redraw() {
    steady(this.body, () => this.draw());
  }

  draw() {
    if (!this.plan) return;
    const active = document.activeElement;
    const keep = active instanceof HTMLElement ? active.dataset.keep : undefined;
    fill(this.body);
    this.plan.draw(this.body, this);
    const again = keep && this.body.querySelector(`[data-keep="${CSS.escape(keep)}"]`);
    if (again instanceof HTMLElement) again.focus();
  }

  /** The browser tells of it later, when another plan may be shown: so it is ended here. */
  close() {
    if (!this.isOpen) return;
    this.element.close();
    this.closed();
  }

  closed() {
    const { plan } = this;
    this.plan = null;
    fill(this.body);
    plan?.onClose?.();
  }
}
