// @ts-check
// What a till can do besides selling: each feature adds its entries, the sheet "More" shows them in
// groups, and their keys work everywhere. Decides nothing itself.

import { h, icon } from "../../web/js/dom.js";
import { t } from "../../web/js/words.js";

/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {"sale" | "money" | "goods" | "till"} Group */
/**
 * @typedef {object} Entry
 * @property {string} id
 * @property {string} label
 * @property {string} icon
 * @property {Group} group
 * @property {() => void} act
 * @property {string} [keys] as KeyboardEvent.key says it: "F4"
 * @property {() => boolean} [when] whether it is offered now
 * @property {() => string} [note] a few words beside the label
 */

/** @type {readonly (readonly [Group, string])[]} */
const GROUPS = Object.freeze([
  ["sale", "This sale"], ["money", "Money"], ["goods", "Goods"], ["till", "This till"],
]);

export class Menu {
  /** @param {Sheet} sheet */
  constructor(sheet) {
    this.sheet = sheet;
    /** @type {Entry[]} */
    this.entries = [];
    document.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {Entry} entry */
  add(entry) {
    this.entries = [...this.entries.filter((each) => each.id !== entry.id), entry];
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || this.sheet.isOpen) return;
    const entry = this.entries.find((each) => each.keys === event.key);
    if (!entry || entry.when?.() === false) return;
    event.preventDefault();
    entry.act();
  }

  show() {
    this.sheet.open({ title: "More", wide: true, draw: (body) => this.draw(body) });
  }

  /** @param {HTMLElement} body */
  draw(body) {
    for (const [group, title] of GROUPS) {
      const offered = this.entries.filter((each) =>
        each.group === group && each.when?.() !== false);
      if (!offered.length) continue;
      body.append(h("section", { class: "till-menu" }, h("h3", null, t(title)),
        h("div", { class: "till-menu-keys" }, offered.map((entry) => this.button(entry)))));
    }
  }

  /** @param {Entry} entry */
  button(entry) {
    const act = () => {
      this.sheet.close();
      entry.act();
    };
    return h("button", { class: "btn till-menu-key", type: "button", onclick: act },
      icon(entry.icon), h("span", null, t(entry.label)),
      entry.note && h("small", { class: "soft" }, entry.note()),
      entry.keys && h("kbd", null, entry.keys));
  }
}
