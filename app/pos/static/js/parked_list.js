// @ts-check
// Parking on the screen: the two buttons over the cart, the sheet that asks for a name, the list of
// what is parked. Every rule is in park.js.

import { h, icon } from "../../web/js/dom.js";
import { toast } from "../../web/js/toast.js";
import { t, tn } from "../../web/js/words.js";
import { openDatabase } from "./idb.js";
import { link } from "./link.js";
import { ageWords } from "./link_mark.js";
import { parseMoney } from "../../web/js/decimal.js";
import { Parking } from "./park.js";
import { part, redraw } from "./redraw.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {import("./park_rules.js").Parked} Parked */

const LOOK_AGAIN_MS = 30_000;
/** @type {Readonly<Record<string, string>>} */
const WHY = Object.freeze({
  recalled: "Lot {lot} is recalled: take it off the shelf.",
  quarantined: "Lot {lot} is held: do not sell it.",
});

/** A feature of the till. @param {Till} till */
export function installParking(till) {
  const parking = new Parking({
    store: till.store, selling: till.selling, now: () => link.now(),
    storage: globalThis.localStorage ?? null, keeper: keeperOf(till),
    blocked: (lot) => blockedHere(till, lot),
  });
  const ask = () => till.sheet.open(nameSheet(till, parking));
  const list = () => till.sheet.open(listSheet(till, parking));
  till.selling.held = () => parking.goods;
  till.menu.add({
    id: "park", label: t("Park this sale"), icon: "pause", keys: "F4", group: "sale", act: ask,
    when: () => parking.able,
  });
  till.menu.add({
    id: "parked", label: t("Parked sales"), icon: "list", keys: "F5", group: "sale", act: list,
    note: () => (parking.items.length ? String(parking.items.length) : ""),
  });
  const buttons = headButtons(ask, list);
  const draw = () => drawButtons(buttons, parking);
  till.store.addEventListener("change", draw);
  parking.addEventListener("change", () => {
    draw();
    till.store.tell();
    if (till.sheet.plan?.title === t(LIST)) till.sheet.redraw();
  });
  parking.addEventListener("trouble", (event) =>
    toast(/** @type {CustomEvent} */ (event).detail, { icon: "warn" }));
  start(till, parking);
}

/** Finish what a crash cut off, then keep looking. @param {Till} till @param {Parking} parking */
async function start(till, parking) {
  await till.terminal?.ready;
  await parking.resume();
  await parking.handOver();
  link.addEventListener("up", () => parking.handOver());
  setInterval(() => {
    if (document.visibilityState === "visible" && !link.down) parking.handOver();
  }, LOOK_AGAIN_MS);
}

/** The till's database once it is known which; null where the browser keeps nothing.
 * @param {Till} till */
function keeperOf(till) {
  return async () => {
    await till.terminal?.ready;
    try {
      return till.terminal?.device?.database ?? await openDatabase(till.setup.till);
    } catch {
      return null;
    }
  };
}

/** What the till's own copy of the shop says of a lot. @param {Till} till @param {string} lot */
function blockedHere({ catalogue }, lot) {
  const status = catalogue.snapshot?.lotByNumber(lot)?.lot.status ?? "released";
  const why = WHY[status];
  return why ? { lot, code: `lot_${status}`, text: t(why, { lot }) } : null;
}

/** @param {() => void} ask @param {() => void} list */
function headButtons(ask, list) {
  /** @type {(id: string, drawing: string, label: string, act: () => void) => HTMLButtonElement} */
  const make = (id, drawing, label, act) => /** @type {HTMLButtonElement} */ (h("button", {
    class: "btn btn-quiet btn-icon till-parkers", type: "button", id, "aria-label": label,
    title: label, onclick: act,
  }, icon(drawing)));
  const park = make("park", "pause", t("Park this sale"), ask);
  const parked = make("parked", "list", t("Parked sales"), list);
  part("undo").before(parked, park);
  return { park, parked };
}

/** @param {ReturnType<typeof headButtons>} buttons @param {Parking} parking */
function drawButtons({ park, parked }, parking) {
  const many = parking.items.length;
  park.disabled = !parking.able;
  parked.hidden = !many;
  parked.setAttribute("aria-label", t("Parked sales: {n}", { n: many }));
  redraw(parked, icon("list"), h("span", { class: "till-badge" }, String(many)));
}

/** @param {Till} till @param {Parking} parking @returns {import("./sheet.js").SheetPlan} */
function nameSheet(till, parking) {
  const field = /** @type {HTMLInputElement} */ (h("input", {
    class: "input", name: "name", maxlength: "60", autocomplete: "off",
    placeholder: parking.usual, data: { first: "" }, id: "park-name",
  }));
  const park = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const parked = await parking.park(field.value);
    if (!parked) return;
    till.sheet.close();
    toast(t("Parked: {name}.", { name: parked.name }), {
      icon: "pause", action: t("Take it up"), onAction: () => takeUp(till, parking, parked),
    });
  };
  return {
    title: t("Park this sale"),
    draw: (body) => body.append(h("form", { class: "stack", onsubmit: park },
      h("label", { class: "field", for: "park-name" },
        h("span", { class: "field-label" }, `${t("Name")} `,
          h("span", { class: "field-optional" }, t("(optional)")))),
      field,
      h("button", { class: "btn btn-primary btn-key", type: "submit" }, icon("pause"), t("Park")))),
  };
}

const LIST = "Parked sales";

/** @param {Till} till @param {Parking} parking @returns {import("./sheet.js").SheetPlan} */
function listSheet(till, parking) {
  parking.handOver();
  return {
    title: t(LIST),
    draw: (body) => {
      const { items } = parking;
      body.append(items.length
        ? h("ul", { class: "till-parked" }, items.map((item, at) => row(till, parking, item, at)))
        : h("p", { class: "soft" }, t("Nothing is parked at this site.")));
    },
  };
}

/** @param {Till} till @param {Parking} parking @param {Parked} item @param {number} at */
function row(till, parking, item, at) {
  const total = till.figures.money(parseMoney(item.total, till.setup.decimals));
  const lines = tn("{n} line", "{n} lines", item.lines);
  const age = ageWords(link.now() - Date.parse(item.parked_at));
  const take = async () => {
    till.sheet.close();
    await takeUp(till, parking, item);
  };
  return h("li", null, h("button", {
    class: "btn till-parked-one", type: "button", onclick: take,
    data: { keep: item.key, ...(at ? {} : { first: "" }) },
  },
  h("span", { class: "till-parked-name" }, item.name),
  h("span", { class: "money till-parked-sum" }, total),
  h("span", { class: "soft small" }, `${lines} · ${age} · ${item.parked_by}, ${item.till}`),
  item.cart && h("span", { class: "soft small till-parked-sum" }, t("on this till"))));
}

/** @param {Till} till @param {Parking} parking @param {Parked} item */
async function takeUp(till, parking, item) {
  const open = till.store.state.lines.length > 0;
  if (await parking.take(item)) {
    till.store.set({ view: "cart" });
    if (open) toast(t("The sale that was open is parked."), { icon: "pause" });
  }
}
