// @ts-check
// "Opened here": what is open at this till, opening the next one by scan or tap, closing with the
// loss shown before it is written off. Every rule is in opened.js.

import { ApiError } from "../../web/js/api.js";
import { h, icon } from "../../web/js/dom.js";
import { parseQuantity } from "../../web/js/decimal.js";
import { play } from "../../web/js/sounds.js";
import { toast } from "../../web/js/toast.js";
import { t, tn } from "../../web/js/words.js";
import { judge } from "./judge.js";
import { link } from "./link.js";
import { daysLeft, lotTone, unitWord } from "./money.js";
import { Opened, lossOf } from "./opened.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {import("./opened.js").Container} Container */
/** @typedef {import("./catalogue.js").Product} Product */

/** More than a quarter lost is shown in red. */
const LARGE = 4;

/** A feature of the till. @param {Till} till */
export function installOpened(till) {
  const opened = new Opened(till.setup.till);
  const view = new ContainerView(till, opened);
  const { selling, store, menu, desk } = till;
  selling.openHere = (sku) => opened.here(sku);
  menu.add({
    id: "opened", label: "Opened here", icon: "opened", group: "goods", act: () => view.open(),
    note: () => (opened.items.length ? String(opened.items.length) : ""),
  });
  opened.addEventListener("change", () => {
    store.tell();
    view.redraw();
  });
  let last = store.state.last;
  store.addEventListener("change", () => {
    if (store.state.last === last) return;
    last = store.state.last;
    if (last) opened.sold(last.lines ?? []);
  });
  store.addEventListener("change", () => view.warn());
  const before = desk.divert;
  desk.divert = (data) => view.scanned(data) || before(data);
  link.addEventListener("up", () => opened.load());
  opened.load();
}

class ContainerView {
  /** @param {Till} till @param {Opened} opened */
  constructor(till, opened) {
    this.till = till;
    this.opened = opened;
    /** The container that is about to be closed. @type {Container | null} */
    this.closing = null;
    this.left = "";
    this.sku = "";
    this.trouble = "";
    /** @type {Set<number>} containers whose end was told */
    this.told = new Set();
    this.plan = {
      title: "Opened here", wide: true, draw: (/** @type {HTMLElement} */ body) => this.draw(body),
    };
  }

  get isOpen() {
    return this.till.sheet.isOpen && this.till.sheet.plan === this.plan;
  }

  open() {
    this.reset();
    this.till.sheet.open(this.plan);
    this.opened.load();
  }

  reset() {
    this.closing = null;
    this.left = "";
    this.sku = "";
    this.trouble = "";
  }

  redraw() {
    if (this.isOpen) this.till.sheet.redraw();
  }

  /** While the sheet is open, a scanned lot is opened. @param {string} data */
  scanned(data) {
    if (!this.isOpen) return false;
    const { lot, sku } = judge(data, this.till.catalogue.snapshot);
    if (lot) this.start(lot);
    else if (sku) this.fail(t("That code names no lot. Tap the lot."), sku);
    else this.fail(t("No lot here has this code."));
    return true;
  }

  /** @param {string} text @param {string | null} [sku] */
  fail(text, sku = null) {
    play("warn");
    this.trouble = text;
    if (sku) this.sku = sku;
    this.redraw();
  }

  /** @param {string} lot */
  async start(lot) {
    try {
      const made = await this.opened.open(lot);
      play("ok");
      toast(t("{name}: lot {lot} is open here.", made), { icon: "opened" });
      this.reset();
      this.redraw();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.fail(error.status ? error.message : t("Opening needs the connection to the shop."));
    }
  }

  /** A line that the open container no longer covers: said once. */
  warn() {
    const { lines } = this.till.store.state;
    const forecasts = this.till.selling.forecasts;
    for (const line of lines) {
      const open = this.opened.here(line.sku);
      const expected = forecasts.get(line.id);
      const past = open && line.quantity > 0 && !line.lot && expected?.certainty !== "opened";
      if (!open || !past || this.told.has(open.container)) continue;
      this.told.add(open.container);
      play("warn");
      toast(t("Opened lot {lot} is used up: the next lot by date is taken.", open), {
        icon: "opened", action: t("Close it"), onAction: () => this.open(),
      });
    }
  }

  /** @param {HTMLElement} body */
  draw(body) {
    const { items } = this.opened;
    body.append(h("div", { class: "till-return" },
      this.trouble && h("p", { class: "notice", role: "alert", data: { tone: "warn" } },
        icon("warn"), h("span", null, this.trouble)),
      items.length ? h("ul", { class: "till-opened" }, items.map((item) => this.row(item)))
        : h("p", { class: "soft" }, t("Nothing is open at this till.")),
      h("h3", null, t("Open the next")),
      h("p", { class: "soft" }, icon("scan"), ` ${t("Scan its lot, or tap it here.")}`),
      this.goods()));
  }

  /** @param {Container} item */
  row(item) {
    const much = (/** @type {number} */ micro) => this.till.figures.quantity(micro, item.unit);
    const word = t("{left} of {all} left", { left: much(item.left), all: much(item.quantity) });
    return h("li", { class: "till-opened-row" },
      h("div", { class: "till-return-what" }, h("span", { class: "till-return-name" }, item.name),
        h("span", { class: "lot", data: { tone: "info" } },
          h("span", { class: "lot-number" }, item.lot),
          h("span", { class: "lot-certainty" }, icon("opened"), t("opened")))),
      h("button", {
        class: "btn btn-touch", type: "button", data: { keep: `close ${item.container}` },
        "aria-expanded": String(this.closing?.container === item.container),
        onclick: () => this.askClose(item),
      }, icon("check"), t("Close")),
      h("meter", {
        min: "0", max: String(item.quantity), value: String(item.left), "aria-label": word,
      }),
      h("span", { class: "soft" }, `${word} · ${t("{much} sold", { much: much(item.sold) })}`),
      this.closing?.container === item.container && this.closer(item, much));
  }

  /** @param {Container} item */
  askClose(item) {
    this.closing = this.closing?.container === item.container ? null : item;
    this.left = "";
    this.redraw();
  }

  /** @param {Container} item @param {(micro: number) => string} much */
  closer(item, much) {
    const word = h("p", { class: "till-opened-loss", role: "status" });
    const button = /** @type {HTMLButtonElement} */ (h("button", {
      class: "btn btn-touch", type: "submit",
    }, icon("check"), t("Close it")));
    const tell = () => {
      const left = typedLeft(this.left);
      const wrong = left === null || left > item.left;
      const { loss, percent } = lossOf(item, left ?? 0);
      word.textContent = wrong ? t("At most {much} can be left over.", { much: much(item.left) })
        : loss ? t("{much} ({percent} %) is written off as yield loss.",
          { much: much(loss), percent }) : t("Nothing is lost.");
      button.disabled = wrong;
      button.classList.toggle("btn-danger", loss * LARGE > item.quantity);
      button.classList.toggle("btn-primary", loss * LARGE <= item.quantity);
    };
    const field = /** @type {HTMLInputElement} */ (h("input", {
      class: "input", inputmode: "decimal", autocomplete: "off", maxlength: "20", placeholder: "0",
      id: "left-over", value: this.left, data: { keep: "left over" },
      oninput: () => {
        this.left = field.value;
        tell();
      },
    }));
    const send = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.finish(item, typedLeft(this.left) ?? 0);
    };
    tell();
    return h("form", { class: "till-opened-close", onsubmit: send },
      h("label", { class: "field", for: "left-over" },
        h("span", { class: "field-label" },
          t("Left over and still sold, {unit}", { unit: unitWord(item.unit) })),
        field),
      button, word);
  }

  /** @param {Container} item @param {number} left */
  async finish(item, left) {
    try {
      const done = await this.opened.close(item, left);
      play("ok");
      const lost = { much: `${done.loss} ${unitWord(item.unit)}`, percent: done.loss_percent };
      toast(done.document ? t("Closed: {much} lost, {percent} %.", lost)
        : t("Closed: nothing lost."), { icon: "opened" });
      this.reset();
      this.redraw();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.fail(error.status ? error.message : t("Closing needs the connection to the shop."));
      this.opened.load();
    }
  }

  /** Measured goods with lots here; after a tap the lots of one. */
  goods() {
    const { catalogue, figures } = this.till;
    const all = catalogue.products.filter((each) =>
      each.tracked && each.unit !== "each" && each.lots.length > 0);
    const one = all.find((each) => each.sku === this.sku) ?? (all.length === 1 ? all[0] : null);
    if (!all.length) {
      return h("p", { class: "soft" }, t("Nothing here is sold by weight or measure."));
    }
    if (!one) {
      return h("div", { class: "till-opened-goods" }, all.map((each) => h("button", {
        class: "btn", type: "button", data: { keep: each.sku }, onclick: () => {
          this.sku = each.sku;
          this.redraw();
        },
      }, each.name, h("span", { class: "soft" }, tn("{n} lot", "{n} lots", each.lot_count)))));
    }
    const open = new Set(this.opened.items.map((each) => each.lot));
    const lots = one.lots.filter((lot) => !open.has(lot.number));
    if (!lots.length) {
      return h("p", { class: "soft" }, t("No other lot of {name} is here.", { name: one.name }));
    }
    return h("div", { class: "till-opened-goods" }, lots.map((lot) => h("button", {
      class: "btn", type: "button", data: { keep: lot.number, lot: lot.number },
      onclick: () => this.start(lot.number),
    }, h("span", { class: "lot", data: { tone: lotTone(lot.days) } },
      h("span", { class: "lot-number" }, lot.number),
      lot.days !== null && h("span", { class: "lot-days" }, daysLeft(lot.days))),
    h("span", null, `${one.name}, ${figures.quantity(lot.available, one.unit)}`))));
  }
}

/** @param {string} text @returns {number | null} millionths; null where it is no such number */
function typedLeft(text) {
  if (!text.trim()) return 0;
  try {
    const count = Number(parseQuantity(text));
    return count >= 0 ? count : null;
  } catch {
    return null;
  }
}
