// @ts-check
// The lock of an enrolled till: nobody sells until somebody proves who they are; the cart stays.
// By hand, after five idle minutes, at a start from the cache, when a person may not sell any more.

import { ApiError } from "../../web/js/api.js";
import { fill, h } from "../../web/js/dom.js";
import { play } from "../../web/js/sounds.js";
import { t, tn } from "../../web/js/words.js";
import { drawLock } from "./lock_screen.js";
import { PinPad } from "./pinpad.js";
import { forAnother } from "./reasons.js";
import { steady } from "./redraw.js";

/** @typedef {import("./install.js").WithTerminal} WithTerminal */
/** @typedef {import("./people.js").People} People */
/** @typedef {import("./people.js").Person} Person */
/** @typedef {import("./people.js").Proof} Proof */
/**
 * @typedef {object} LockState
 * @property {"enter" | "unlock"} what
 * @property {Person | null} chosen
 * @property {Person | null} locked whose PIN a manager is to unlock
 * @property {boolean} password
 * @property {string} trouble
 * @property {string} message why it is locked, where nobody did it by hand
 */

export const IDLE_S = 300;
const LOOK_MS = 5_000;
const BACK = "The connection is back. Type your PIN once more.";

/** @returns {LockState} */
const fresh = () => ({
  what: "enter", chosen: null, locked: null, password: false, trouble: "", message: "",
});

export class Lock {
  /** @param {WithTerminal} till @param {People} people */
  constructor(till, people) {
    this.till = till;
    this.people = people;
    this.state = fresh();
    this.moved = Date.now();
    this.pad = this.newPad();
    this.element = /** @type {HTMLDialogElement} */ (h("dialog", {
      class: "till-lock", id: "lock", "aria-labelledby": "lock-title",
    }));
    this.element.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(this.element);
    people.addEventListener("list", () => this.listed());
    people.addEventListener("here", () => this.arrived());
  }

  get isOn() {
    return this.element.open;
  }

  /** The buttons: sellers, or managers other than the one they unlock. */
  get offered() {
    if (this.state.what === "enter") return this.people.sellers;
    return this.people.list.filter((each) =>
      each.rights.approve && each.id !== this.state.locked?.id);
  }

  get place() {
    return `${this.till.setup.till}, ${this.till.setup.site}`;
  }

  get lines() {
    return this.till.store.state.lines.length;
  }

  newPad() {
    return new PinPad((pin) => this.prove({ pin }));
  }

  /** Watch for idleness, keys and what the server says. */
  watch() {
    const { link } = this.till.terminal;
    const moved = () => { this.moved = Date.now(); };
    window.addEventListener("pointerdown", moved, { capture: true, passive: true });
    window.addEventListener("keydown", (event) => {
      moved();
      if (this.isOn) event.stopPropagation();
    }, { capture: true });
    setInterval(() => this.look(), LOOK_MS);
    link.addEventListener("people", () => this.people.refresh());
    link.addEventListener("up", () => this.connected());
    this.till.store.addEventListener("change", () => this.whenQuiet());
  }

  look() {
    const after = this.till.setup.lock_after ?? IDLE_S;
    const idle = Date.now() - this.moved > after * 1000;
    if (!idle && !this.isOn) this.people.seen(this.moved);
    if (idle && !this.isOn && this.till.store.state.stage !== "sending") this.lock();
  }

  /** Nobody stands at the till any more. @param {string} [message] */
  lock(message = "") {
    if (this.isOn) return;
    this.show(message);
    this.people.leave();
  }

  /** @param {string} message */
  show(message) {
    this.till.sheet.close();
    const { here } = this.people;
    const last = this.people.find(here?.id) ?? here;
    this.state = { ...fresh(), chosen: last?.rights.sell ? last : null, message };
    this.pad = this.newPad();
    this.draw();
    this.element.showModal();
    this.focus();
    if (!this.people.link.down) this.people.refresh();
  }

  /** @param {Person | null} person */
  choose(person) {
    this.change({ chosen: person, password: false, trouble: "" });
    this.focus();
  }

  /** On the password where it is asked for, else on the person chosen: the pad hears every key. */
  focus() {
    const { element } = this;
    const to = element.querySelector("input") ?? element.querySelector("[aria-pressed=true]");
    if (to instanceof HTMLElement) to.focus();
  }

  /** @param {boolean} password */
  usePassword(password) {
    this.change({ password, trouble: "" });
    this.focus();
  }

  /** @param {Person} locked */
  askManager(locked) {
    this.change({ what: "unlock", locked, chosen: null, password: false, trouble: "" });
  }

  /** @param {Partial<LockState>} change */
  change(change) {
    this.pad = this.newPad();
    Object.assign(this.state, change);
    this.draw();
  }

  /** @param {Proof} proof */
  async prove(proof) {
    const { pad, state: { chosen, what, locked } } = this;
    if (!chosen) return;
    pad.wait(true);
    try {
      if (what === "enter") await this.people.enter(chosen.id, proof);
      else if (locked) {
        await this.people.unlock(locked, chosen, proof);
        this.change({ ...fresh(), chosen: this.people.find(locked.id) });
      }
      play("ok");
    } catch (error) {
      this.refused(error, pad, chosen);
    }
  }

  /** The answer may come when somebody else is chosen: then it says nothing of their digits.
   * @param {unknown} error @param {PinPad} pad @param {Person} chosen */
  refused(error, pad, chosen) {
    pad.wait(false);
    pad.empty();
    if (!(error instanceof ApiError)) throw error;
    const person = this.people.find(chosen.id) ?? chosen;
    if (error.code === "pin_locked") person.locked = true;
    const left = Number(/** @type {any} */ (error.data)?.left);
    const more = left > 0 ? tn("{n} try left.", "{n} tries left.", left) : "";
    if (error.code === "wrong_pin" && left === 0) person.locked = true;
    if (pad !== this.pad) return;
    play("error");
    this.state.trouble = [error.message, more].filter(Boolean).join(" ");
    this.draw();
  }

  /** Somebody proved who they are. */
  arrived() {
    const { here } = this.people;
    const { setup, store } = this.till;
    if (!here) return;
    this.moved = Date.now();
    Object.assign(setup, { cashier: here.name, person_id: here.id });
    Object.assign(setup.rights, here.rights);
    store.set({ lines: forAnother(store.state.lines, here.rights) });
    if (this.isOn) this.element.close();
    fill(this.element);
  }

  /** The people changed: whoever is here may be gone, or may do other things now. */
  listed() {
    const { here, at } = this.people;
    const now = this.people.find(here?.id);
    if (here && !at.locked && this.people.device && this.people.list.length) {
      if (!now?.rights.sell) this.lock(t("{name} may not sell here any more.", here));
      else if (JSON.stringify(now.rights) !== JSON.stringify(here.rights)) {
        this.people.sit(now, at.open);
      }
    }
    if (!this.isOn) return;
    this.state.chosen = this.people.find(this.state.chosen?.id);
    steady(this.element, () => this.draw());  // a digit under the finger is not lost to the news
  }

  /** The server answers again: a session of nobody here ends, then the PIN once more. */
  async connected() {
    const { at } = this.people;
    if (at.locked ? at.open : at.person && !at.open) await this.people.endSession();
    this.whenQuiet();
  }

  /** Between two sales, not in one. */
  whenQuiet() {
    const { at, link } = this.people;
    const { stage, lines } = this.till.store.state;
    const owed = at.person && !at.open && !at.locked && link.up === true;
    if (owed && !this.isOn && stage === "sell" && !lines.length) this.lock(t(BACK));
  }

  draw() {
    drawLock(this);
  }
}
