// @ts-check
// Hangs the shift into the till: whether one is open, and the sheets to open it, move cash, read
// its X, open the drawer, and close it. Every rule is the server's.

import { h, icon } from "../../web/js/dom.js";
import { t } from "../../web/js/words.js";
import { cashSheet } from "./cash_move.js";
import { closeSheet } from "./shift_close.js";
import { drawerSheet } from "./drawer.js";
import { link } from "./link.js";
import { openSheet, xSheet } from "./shift_sheets.js";
import { needsTheShop } from "./tenders.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {{number: number | string, opened_at: string, by: string} | null} OpenShift */

const SETTLE_MS = 5000;

/** What the till knows of its shift. Events: `change`. */
export class Shift extends EventTarget {
  constructor() {
    super();
    /** @type {OpenShift} */
    this.open = link.last?.shift ?? null;
    /** Whether anybody has said so yet. */
    this.known = link.last !== null;
    this.changedAt = -Infinity;
    link.addEventListener("beat", () => {
      if (performance.now() - this.changedAt > SETTLE_MS) this.hear(link.last?.shift ?? null);
    });
  }

  /** What this till itself just did; an answer on its way may not know it yet.
   * @param {OpenShift} shift */
  now(shift) {
    this.changedAt = performance.now();
    this.hear(shift);
  }

  /** @param {OpenShift} shift */
  hear(shift) {
    const before = `${this.known} ${this.open?.number}`;
    this.open = shift;
    this.known = true;
    if (before !== `true ${shift?.number}`) this.dispatchEvent(new Event("change"));
  }
}

/** A feature of the till. @param {Till} till */
export function installShift(till) {
  const shift = new Shift();
  /** @type {Record<string, any>} */
  const rights = till.setup.rights;
  const money = /** @type {const} */ ("money");
  const show = (/** @type {import("./sheet.js").SheetPlan} */ plan) => () => till.sheet.open(plan);
  const open = () => show(openSheet(till, shift))();
  till.menu.add({
    id: "shift-open", label: "Open shift", icon: "unlock", group: money, act: open,
    when: () => rights.shift && !shift.open,
  });
  till.menu.add({
    id: "cash", label: "Cash in or out", icon: "cash", group: money,
    act: () => show(cashSheet(till))(), when: () => rights.cash && Boolean(shift.open),
  });
  till.menu.add({
    id: "drawer", label: "Open the drawer", icon: "opened", group: money,
    act: () => show(drawerSheet(till))(), when: () => rights.drawer,
  });
  till.menu.add({
    id: "x", label: "X report", icon: "chart", group: money, act: () => show(xSheet(till))(),
    when: () => rights.shift && Boolean(shift.open),
  });
  till.menu.add({
    id: "shift-close", label: "Close shift", icon: "lock", group: money,
    act: () => show(closeSheet(till, shift))(), when: () => rights.shift && Boolean(shift.open),
    note: () => (shift.open ? t("No. {n}", { n: shift.open.number }) : ""),
  });
  offer(till, shift, open);
  till.terminal?.guards.push(() => needsTheShop(till.store.state.pending?.body.payments ?? []));
}

/** A till without a shift may sell; its bar offers to open one.
 * @param {Till} till @param {Shift} shift @param {() => void} open */
function offer(till, shift, open) {
  const button = h("button", {
    class: "btn till-shift", type: "button", id: "open-shift", hidden: true, onclick: open,
  }, icon("unlock"), h("span", null, t("Open shift")));
  till.root.querySelector(".till-tools")?.prepend(button);
  const draw = () => {
    const may = /** @type {Record<string, any>} */ (till.setup.rights).shift;
    button.hidden = !shift.known || Boolean(shift.open) || !may;
  };
  shift.addEventListener("change", draw);
  till.store.addEventListener("change", draw);
  draw();
}
