// @ts-check
// Who buys: found by name, telephone or code, or added by name; shown over the cart. Needed for a
// sale on account. The list is the server's.

import { ApiError, get, newKey, post } from "../../web/js/api.js";
import { fill, h, icon } from "../../web/js/dom.js";
import { play } from "../../web/js/sounds.js";
import { t } from "../../web/js/words.js";
import { part } from "./redraw.js";
import { tried, troubleLine } from "./shift_sheets.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {import("./sheet.js").SheetPlan} SheetPlan */
/** @typedef {{code: string, name: string, phone?: string, email?: string}} Customer */

const WAIT_MS = 180;
const MOST = 8;

/** A feature of the till. @param {Till} till */
export function installCustomer(till) {
  const pick = () => till.sheet.open(new Picking(till).plan);
  till.paying.askCustomer = pick;
  till.menu.add({
    id: "customer", label: "Customer", icon: "user", keys: "F3", group: "sale", act: pick,
    note: () => till.store.state.customer?.name ?? "",
    when: () => ["sell", "pay"].includes(till.store.state.stage),
  });
  const chip = h("button", { class: "btn till-buyer-chip", type: "button", onclick: pick });
  part("count").after(chip);
  const draw = () => {
    const { customer, stage } = till.store.state;
    chip.hidden = !customer || stage === "done";
    if (customer) fill(chip, icon("user"), h("span", null, customer.name));
  };
  till.store.addEventListener("change", draw);
  draw();
}

class Picking {
  /** @param {Till} till */
  constructor(till) {
    this.till = till;
    this.timer = 0;
    this.asked = 0;
    this.trouble = troubleLine();
    this.found = h("div", { class: "buyer-found", role: "group", "aria-label": t("Customers") });
    this.field = h("input", {
      class: "input input-touch", type: "text", name: "customer", maxlength: "100",
      autocomplete: "off", "aria-label": t("Name, telephone or code"),
      placeholder: t("Name, telephone or code"), data: { first: "" },
      oninput: () => this.later(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.enter(event),
    });
    /** @type {Customer[]} */
    this.hits = [];
  }

  /** @returns {SheetPlan} */
  get plan() {
    return {
      title: "Customer",
      draw: (body) => {
        const { customer } = this.till.store.state;
        const none = h("button", {
          class: "btn btn-touch", type: "button", onclick: () => this.choose(null),
        }, icon("close"), t("Not {name}", { name: customer?.name ?? "" }));
        fill(body, this.field, this.found, this.trouble, customer && none);
        this.look();
      },
    };
  }

  get words() {
    return /** @type {HTMLInputElement} */ (this.field).value.trim();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.look(), WAIT_MS);
  }

  async look() {
    const turn = this.asked += 1;
    const { words } = this;
    try {
      const address = `/api/v1/customers?limit=${MOST}&q=${encodeURIComponent(words)}`;
      const { items } = await get(address);
      if (turn !== this.asked) return;
      this.hits = items;
      fill(this.trouble);
    } catch (error) {
      this.hits = [];
      fill(this.trouble, icon("warn"), error instanceof ApiError ? error.message : String(error));
    }
    this.draw(words);
  }

  /** @param {string} words */
  draw(words) {
    const rows = this.hits.map((each) => h("button", {
      class: "btn btn-key buyer", type: "button", onclick: () => this.choose(each),
    }, icon("user"), h("b", null, each.name),
    h("span", { class: "soft" }, [each.phone, each.code].filter(Boolean).join(" · "))));
    const add = h("button", { class: "btn btn-key buyer", type: "button" },
      icon("plus"), t("Add “{words}”", { words }));
    add.addEventListener("click", () => tried(this.trouble, add, () => this.add(words)));
    fill(this.found, ...rows, words && !rows.length && add,
      !words && !rows.length && h("p", { class: "soft" }, t("Type a name to add the first one.")));
  }

  /** @param {KeyboardEvent} event */
  enter(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (this.hits.length === 1) this.choose(this.hits[0]);
  }

  /** @param {string} name */
  async add(name) {
    const code = `C-${newKey().slice(0, 8).toUpperCase()}`;
    this.choose(await post("/api/v1/customers", { code, name, email: "", phone: "" }));
  }

  /** @param {Customer | null} customer */
  choose(customer) {
    play("ok");
    const chosen = customer ? { code: customer.code, name: customer.name } : null;
    this.till.store.set({ customer: chosen, trouble: "" });
    this.till.sheet.close();
  }
}
