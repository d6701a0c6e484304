// @ts-check
// What the cashier does to the cart: add, scan, choose a lot, type a quantity. Reads the catalogue,
// changes the store, draws nothing.

import { play } from "../../web/js/sounds.js";
import { toast } from "../../web/js/toast.js";
import { t } from "../../web/js/words.js";
import { addItem, changed, chooseLot, rebind, without } from "./cart.js";
import { forecast } from "./forecast.js";
import { press, typedNumber } from "./numpad.js";
import { withoutKind } from "./reasons.js";
import { cartTotals } from "./totals.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./catalogue.js").Catalogue} Catalogue */
/** @typedef {import("./catalogue.js").Product} Product */
/** @typedef {import("./scans.js").Decision} Decision */
/** @typedef {import("./cart.js").Item} Item */
/** @typedef {import("./cart.js").Line} Line */
/** @typedef {{price: boolean, discount: number, receipt: boolean, enrol?: boolean}} Rights */
/** @typedef {{till: string, site: string, currency: string, decimals: number, cashier: string,
 *   tax_included: boolean, catalogue: string, lots: string, zone: string, receipts: string,
 *   rights: Rights, person_id?: number | null, role?: string, lock_after?: number,
 *   money?: import("./tenders.js").MoneySetup, alone?: import("./queue_limit.js").Limits}} Setup */

const SAME_PACK_MS = 10_000;
const UNIT = 1_000_000;

export class Selling {
  /** @param {Store} store @param {Catalogue} catalogue @param {Setup} setup */
  constructor(store, catalogue, setup) {
    this.store = store;
    this.catalogue = catalogue;
    this.setup = setup;
    /** The last item an EAN added, which the pack's own code may still name.
     * @type {{id: number, sku: string, at: number} | null} */
    this.bare = null;
    /** Kinds of approval that a line waits for. @type {(line: Line) => string[]} */
    this.waits = () => [];
    /** Asks for what a line waits for. @type {((id: number) => unknown) | null} */
    this.settle = null;
    /** Asks whether an expired lot may go.
     * @type {((item: Item, merge: boolean) => unknown) | null} */
    this.sellPast = null;
    /** What other carts hold that are parked.
     * @type {() => readonly import("./forecast.js").Goods[]} */
    this.held = () => [];
    /** What is open at this till. @type {import("./forecast.js").OpenHere} */
    this.openHere = () => null;
    this.productOf = (/** @type {string} */ sku) => catalogue.product(sku);
  }

  get totals() {
    const { forecasts } = this;
    return cartTotals(this.store.state.lines, this.productOf, this.setup,
      (line) => forecasts.get(line.id)?.price ?? null);
  }

  get forecasts() {
    const { on } = this.catalogue;
    return forecast(this.store.state.lines, this.productOf, on, this.held(), this.openHere);
  }

  get selected() {
    const { lines, selected } = this.store.state;
    return lines.find((line) => line.id === selected) ?? null;
  }

  /** Whether the cart may be changed now; a sale on its way must be answered first. */
  open() {
    const { stage } = this.store.state;
    if (stage === "sending") {
      play("error");
      return false;
    }
    if (stage === "done") this.store.begin();
    else if (stage === "pay") this.store.set({ stage: "sell", given: "", trouble: "" });
    return true;
  }

  /** A tile or a search hit: one piece, or a line that waits for its weight.
   * @param {Product} product */
  tap(product) {
    if (!this.open() || this.refused(product)) return;
    this.bare = null;
    const counted = product.unit === "each";
    const { lines } = this.store.state;
    const waiting = lines.find((line) => line.sku === product.sku && !line.quantity);
    if (waiting) this.select(waiting.id);
    else this.add({ sku: product.sku, quantity: counted ? UNIT : 0 }, counted);
    play("ok");
  }

  /** Whether it is not sold now, because what the till knows of it is too old.
   * @param {Product} product */
  refused(product) {
    const text = this.catalogue.refusal(product);
    if (!text) return false;
    play("error");
    const title = t("Not sold without connection");
    this.store.set({ verdict: { tone: "error", title, text, code: product.sku } });
    return true;
  }

  /** Another lot instead of the one that may not go. @param {number} id */
  takeNext(id) {
    this.choose(id, null);
    this.select(id);
    this.askIfNeeded(id);
    this.store.set({ verdict: null });
  }

  /** @param {Item} item @param {boolean} merge @returns {number} the line's id */
  add(item, merge) {
    const { lines, id } = addItem(this.store.state.lines, item, merge);
    this.store.edit(lines, { ...this.focusOn(id), verdict: null });
    this.askIfNeeded(id);
    return id;
  }

  /** @param {number} id */
  focusOn(id) {
    const mode = /** @type {const} */ ("qty");
    return { selected: id, strip: null, typed: "", mode, trouble: "" };
  }

  /** The strip opens itself where the product wants a person to choose. @param {number} id */
  askIfNeeded(id) {
    if (this.forecasts.get(id)?.ask) this.store.set({ strip: id });
  }

  /** @param {Decision} decision @param {string} data */
  scanned(decision, data) {
    play(decision.sound);
    if (decision.what === "add" && decision.item) {
      this.addScanned(decision.item, decision.merge);
      return;
    }
    const offered = decision.item;
    const use = () => {
      this.store.set({ verdict: null });
      if (offered && this.open()) this.add(offered, decision.merge);
    };
    const ask = () => {
      this.store.set({ verdict: null });
      if (offered) this.sellPast?.(offered, decision.merge);
    };
    const byYes = decision.what === "approve";
    const more = !offered ? {} : byYes
      ? this.sellPast && { action: t("Manager approves"), act: ask }
      : { action: t("Sell the next lot instead"), act: use };
    const { sound: tone, title, text } = decision;
    this.store.set({ verdict: { tone, title, text, code: data, ...more } });
  }

  /** @param {Item} item @param {boolean} merge */
  addScanned(item, merge) {
    const bare = this.bare;
    if (!this.open()) return;
    const recent = bare && bare.sku === item.sku && performance.now() - bare.at < SAME_PACK_MS;
    const bound = recent && item.lot ? rebind(this.store.state.lines, bare.id, item) : null;
    this.bare = null;
    if (bound) {
      this.store.edit(bound.lines, { ...this.focusOn(bound.id), verdict: null });
      const again = () => this.open() && this.add(item, merge);
      const offer = { icon: "scan", action: t("It is another one"), onAction: again };
      toast(t("Same pack: its lot is set."), offer);
      return;
    }
    const id = this.add(item, merge);
    if (!item.lot) this.bare = { id, sku: item.sku, at: performance.now() };
  }

  /** @param {number} id */
  select(id) {
    const { selected, strip } = this.store.state;
    this.store.set({ ...this.focusOn(id), strip: selected === id ? strip : null });
  }

  /** @param {number} id */
  toggleStrip(id) {
    const open = this.store.state.strip !== id;
    this.store.set({ ...this.focusOn(id), strip: open ? id : null });
  }

  /** @param {number} id @param {{number: string, expires_on: string | null} | null} lot */
  choose(id, lot) {
    this.store.edit(chooseLot(this.store.state.lines, id, lot), { strip: null, trouble: "" });
  }

  /** @param {number} id @param {number} step pieces more or fewer */
  step(id, step) {
    const { lines } = this.store.state;
    const line = lines.find((each) => each.id === id);
    if (!line) return;
    const quantity = line.quantity + step * (line.pack || UNIT);
    if (quantity <= 0) this.remove(id);
    else this.store.edit(changed(lines, id, { quantity, problem: null }), { typed: "" });
  }

  /** @param {number} id */
  remove(id) {
    const lines = without(this.store.state.lines, id);
    const selected = lines.length ? lines[lines.length - 1].id : null;
    this.store.edit(lines, { selected, strip: null, typed: "", trouble: "" });
  }

  clear() {
    const nothing = { selected: null, strip: null, typed: "", trouble: "", paid: [], note: "" };
    this.store.edit([], nothing);
    const onAction = () => this.store.undo();
    toast(t("Cart cleared."), { icon: "trash", action: t("Undo"), onAction });
  }

  /** @param {"qty" | "price" | "percent"} mode */
  setMode(mode) {
    this.store.set({ mode, typed: "" });
  }

  /** A number key while selling. @param {string} key */
  key(key) {
    const line = this.selected;
    if (!line) return;
    const { typed, mode } = this.store.state;
    if (key === "back" && !typed) {
      this.remove(line.id);
      return;
    }
    const text = press(typed, key);
    const change = this.meaning(text, mode, this.productOf(line.sku)?.unit ?? "each");
    if (!change) {
      play("warn");
      return;
    }
    const kind = mode === "percent" ? "discount" : mode;
    const after = { ...change, overrides: withoutKind(line, kind), problem: null };
    const lines = changed(this.store.state.lines, line.id, after);
    this.store.edit(lines, { typed: text, trouble: "" }, `typed ${line.id} ${mode}`);
  }

  /** What typed digits make of a line; null where they may not stand.
   * @param {string} text @param {string} mode @param {string} unit
   * @returns {Partial<import("./cart.js").Line> | null} */
  meaning(text, mode, unit) {
    if (mode === "qty") return quantityOf(text, unit);
    const { price, discount } = this.setup.rights;
    if (mode === "price") {
      const micro = text ? typedNumber(text, 6) : null;
      const fits = (price || this.settle) && (!text || micro !== null);
      return fits ? { price: micro } : null;
    }
    const percent = text ? typedNumber(text, 2) : 0;
    const most = this.settle ? 100 : discount;
    const fits = percent !== null && percent <= most * 100;
    if (!fits) this.store.set({ trouble: t("You may give at most {n} % discount.", { n: most }) });
    return fits ? { percent } : null;
  }
}

/** @param {string} text @param {string} unit */
function quantityOf(text, unit) {
  if (!text) return { quantity: 0 };
  const counted = unit === "each";
  const number = typedNumber(text, counted ? 0 : 6);
  if (number === null) return null;
  const quantity = counted ? number * UNIT : number;
  return quantity <= 1_000_000 * UNIT ? { quantity } : null;
}
