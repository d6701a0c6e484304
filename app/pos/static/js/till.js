// @ts-check
// The selling screen, assembled: store, catalogue, scan desk, views; keys and the big button.
// Everything else a till can do is a feature that hangs itself in (features.js).

import { startScanner } from "../../web/js/scanner.js";
import { play, setVolume, volume } from "../../web/js/sounds.js";
import { h, icon } from "../../web/js/dom.js";
import { loadWords, t, tn } from "../../web/js/words.js";
import { Basket } from "./basket.js";
import { Catalogue } from "./catalogue.js";
import { Counter } from "./counter.js";
import { wireKeys } from "./keys.js";
import { FEATURES } from "./features.js";
import { Menu } from "./menu.js";
import { loadSetup } from "./device_setup.js";
import { Figures } from "./money.js";
import { Paying } from "./paying.js";
import { part, redraw } from "./redraw.js";
import { ScanDesk } from "./scans.js";
import { Selling } from "./selling.js";
import { Sheet } from "./sheet.js";
import { Shelf } from "./shelf.js";
import { Slip } from "./slip.js";
import { Store } from "./store.js";
import { LotStrip } from "./strip.js";

await loadWords();
const root = part("till");
const setup = await loadSetup(root);
const figures = new Figures(setup, document.documentElement.lang || undefined);
const store = new Store(setup.till);
const catalogue = new Catalogue(setup);
const selling = new Selling(store, catalogue, setup);
const paying = new Paying(selling);
const desk = new ScanDesk(catalogue, setup.site);
const strip = new LotStrip(catalogue, figures, setup.site, () => store.tell());
const shelf = new Shelf(catalogue, figures);
const basket = new Basket(selling, figures, strip);
const counter = new Counter(paying, figures);
const slip = new Slip(selling, figures);
const scanner = startScanner();
const sheet = new Sheet();
const menu = new Menu(sheet);
const field = /** @type {HTMLInputElement} */ (document.querySelector("#search input"));

/** The big button: what it does at each stage. */
const GO = Object.freeze({
  sell: () => paying.begin(),
  pay: () => paying.settle(),
  sending: () => paying.ask(),
  done: () => store.begin(),
});

function draw() {
  const { state } = store;
  root.dataset.stage = state.stage;
  root.dataset.view = state.view;
  part("shelf").hidden = state.stage !== "sell";
  basket.draw();
  counter.draw();
  slip.draw();
  drawVerdict();
  drawHead();
  drawGo();
}

function drawHead() {
  const { state } = store;
  const pieces = state.lines.length;
  part("count").textContent = pieces ? tn("{n} line", "{n} lines", pieces) : t("New sale");
  part("dock-count").textContent = pieces ? t("Cart · {n}", { n: pieces }) : t("Cart");
  drawLatest();
  toggle("undo", store.canUndo);
  toggle("clear", pieces > 0 && state.stage === "sell");
  const trouble = part("trouble");
  trouble.hidden = !state.trouble || state.stage === "sending";
  trouble.textContent = state.trouble;
  for (const button of root.querySelectorAll("[data-mode]")) {
    const mode = /** @type {HTMLButtonElement} */ (button);
    mode.setAttribute("aria-pressed", String(mode.dataset.mode === state.mode));
    const ask = Boolean(selling.settle);
    const { price, discount } = setup.rights;
    const may = { qty: true, price: price || ask, percent: discount > 0 || ask };
    mode.disabled = state.stage !== "sell" || !may[/** @type {keyof may} */ (mode.dataset.mode)];
  }
}

/** On a phone that shows the shelf: the line just sold, above the dock. */
function drawLatest() {
  const line = selling.selected;
  const product = line && catalogue.product(line.sku);
  const sum = line && selling.totals.lines.get(line.id);
  part("latest").hidden = !product;
  if (!line || !product || !sum) return;
  redraw(part("latest"), h("span", null, product.name),
    h("span", { class: "soft nowrap" }, `× ${figures.quantity(line.quantity, product.unit)}`),
    h("span", { class: "money" }, figures.money(sum.total)));
}

/** @param {string} id @param {boolean} on */
function toggle(id, on) {
  /** @type {HTMLButtonElement} */ (part(id)).disabled = !on;
}

function drawGo() {
  const { stage, lines } = store.state;
  const sum = figures.money(selling.totals.total);
  const [word, amount, on] = {
    sell: [t("Pay"), lines.length ? sum : "", lines.length > 0],
    pay: counter.goal(),
    sending: ["…", "", Boolean(store.state.trouble)],
    done: [t("Next"), t("sale"), true],
  }[stage];
  for (const id of ["go", "dock-go"]) {
    redraw(part(id), h("span", null, word), amount && h("span", { class: "till-go-sum" }, amount));
    toggle(id, Boolean(on));
  }
}

function drawVerdict() {
  const { verdict } = store.state;
  const bar = part("verdict");
  if (!verdict) {
    if (bar.firstChild) bar.replaceChildren();
    return;
  }
  const close = () => store.set({ verdict: null });
  const code = verdict.code.replace(/[^\x20-\x7e]/g, "\u2423").slice(0, 80);
  redraw(bar, h("div", {
    class: "verdict verdict-flash", role: "alert", data: { tone: verdict.tone },
  },
  icon(verdict.tone === "warn" ? "warn" : "error"),
  h("div", { class: "verdict-text" }, h("span", { class: "verdict-title" }, verdict.title),
    h("span", null, verdict.text), h("span", { class: "code small" }, code)),
  verdict.action && h("button", { class: "btn btn-touch", type: "button", onclick: verdict.act },
    verdict.action),
  h("button", { class: "btn btn-touch", type: "button", id: "understood", onclick: close },
    icon("check"), t("OK"))));
}

/** Typed into the box and sent: a code is scanned, one hit is taken. @param {Event} event */
function search(event) {
  event.preventDefault();
  const text = field.value.trim();
  const hits = shelf.query ? shelf.found : [];
  if (/^\d{8,}$/.test(text) || text.startsWith("(") || (text && !hits.length)) desk.take(text);
  else if (hits.length === 1) selling.tap(hits[0]);
  else return;
  emptySearch();
}

function emptySearch() {
  field.value = "";
  shelf.find("");
}

/** @param {string} key */
function numberKey(key) {
  if (store.state.stage === "sell") selling.key(key);
  else if (store.state.stage === "pay") paying.key(key);
}

function wire() {
  store.addEventListener("change", draw);
  catalogue.addEventListener("change", () => store.tell());
  shelf.addEventListener("tap", (event) => {
    selling.tap(/** @type {CustomEvent} */ (event).detail);
    if (shelf.query) emptySearch();
  });
  shelf.addEventListener("category", () => { field.value = ""; });
  desk.addEventListener("decision", (event) => {
    const { decision, data } = /** @type {CustomEvent} */ (event).detail;
    selling.scanned(decision, data);
    field.closest(".scanbox")?.setAttribute("data-verdict", decision.sound);
    part("say").textContent = decision.title || t("Added");
  });
  scanner.addEventListener("scan", (event) => {
    desk.take(/** @type {CustomEvent} */ (event).detail.data);
  });
  field.addEventListener("input", () => {
    if (store.state.stage === "done") store.begin();
    shelf.find(field.value);
  });
  part("search").addEventListener("submit", search);
  part("pad").addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (button?.dataset.key) numberKey(button.dataset.key);
    if (button?.dataset.mode) selling.setMode(/** @type {any} */ (button.dataset.mode));
  });
  const go = () => GO[store.state.stage]();
  for (const id of ["go", "dock-go"]) part(id).addEventListener("click", go);
  part("undo").addEventListener("click", () => store.undo());
  part("clear").addEventListener("click", () => selling.clear());
  part("to-shelf").addEventListener("click", () => store.set({ view: "shelf" }));
  part("to-cart").addEventListener("click", () => store.set({ view: "cart" }));
  part("sound").addEventListener("click", () => sound(volume() === 0));
  part("more").addEventListener("click", () => menu.show());
  wireKeys({ scanner, store, selling, field, go, numberKey, back: () => paying.back() });
}

/** @param {boolean} on */
function sound(on) {
  setVolume(on ? 1 : 0);
  if (on) play("ok");
  drawSound();
}

function drawSound() {
  const on = volume() > 0;
  const button = part("sound");
  button.setAttribute("aria-pressed", String(on));
  button.setAttribute("aria-label", on ? t("Sounds on") : t("Sounds off"));
  redraw(button, icon(on ? "sound" : "mute"));
}

wire();
drawSound();
const till = {
  root, setup, store, selling, paying, catalogue, desk, figures, scanner, menu, sheet, slip, draw,
};
for (const install of FEATURES) install(till);
draw();
catalogue.start().then(() => paying.resume());
