// @ts-check
// Something beyond the usual: the reason in one tap, then, where the person's own right is not
// enough, a second person's PIN, all in place. What it gives back goes with the line.

import { ApiError } from "../../web/js/api.js";
import { fill, h, icon } from "../../web/js/dom.js";
import { play } from "../../web/js/sounds.js";
import { t, tn } from "../../web/js/words.js";
import { PinPad } from "./pinpad.js";
import { REASONS, TITLES, mayAlone } from "./reasons.js";

/** @typedef {import("./lock_install.js").WithPeople} WithPeople */
/** @typedef {import("./people.js").Person} Person */
/** @typedef {import("./people.js").Proof} Proof */
/** @typedef {import("./recorder_body.js").Override} Override */
/** @typedef {{kind: string, detail: string, percent?: number, title?: string}} Wish percent:
 *   hundredths of a percent, of a discount */

/** Ask for one thing. null where it was closed. @param {WithPeople} till @param {Wish} wish
 * @returns {Promise<Override | null>} */
export function askApproval(till, wish) {
  return new Promise((answer) => new Asking(till, wish, answer).open());
}

class Asking {
  /** @param {WithPeople} till @param {Wish} wish @param {(got: Override | null) => void} answer */
  constructor(till, wish, answer) {
    this.till = till;
    this.wish = wish;
    this.answer = answer;
    this.reason = "";
    this.trouble = "";
    this.password = false;
    /** @type {Person | null} */
    this.chosen = null;
    this.pad = this.newPad();
    this.hush = this.hush.bind(this);
  }

  /** One for each person chosen: a pad off the screen stops listening. */
  newPad() {
    return new PinPad((pin) => this.prove({ pin }));
  }

  get alone() {
    const { kind, percent } = this.wish;
    return mayAlone(kind, this.till.setup.rights, percent);
  }

  open() {
    const { kind, title } = this.wish;
    this.till.sheet.open({
      title: t(title ?? TITLES[kind] ?? "Approval"),
      draw: (body) => this.draw(body),
      onClose: () => this.closed(),
    });
    window.addEventListener("keydown", this.hush, { capture: true });
  }

  closed() {
    window.removeEventListener("keydown", this.hush, { capture: true });
    this.answer(null);
  }

  /** While a secret is asked for, no key gets to the scanner or the till: typed at whatever speed,
   * it is no code. @param {KeyboardEvent} event */
  hush(event) {
    if (this.reason) event.stopPropagation();
  }

  /** @param {Override} override */
  give(override) {
    play("ok");
    this.answer(override);
    this.till.sheet.close();
  }

  /** @param {HTMLElement} body */
  draw(body) {
    const { detail } = this.wish;
    fill(body, detail && h("p", { class: "soft" }, detail),
      this.reason ? this.second() : this.reasons());
    // A password is typed at once; the sheet has put the focus back where it was only after this.
    if (this.password) queueMicrotask(() => body.querySelector("input")?.focus());
  }

  reasons() {
    const field = h("input", {
      class: "input", name: "reason", maxlength: "200", autocomplete: "off",
      "aria-label": t("Another reason"), placeholder: t("Another reason"),
    });
    const send = (/** @type {Event} */ event) => {
      event.preventDefault();
      const text = /** @type {HTMLInputElement} */ (field).value.trim();
      if (text) this.because(text);
    };
    return h("div", { class: "till-why" },
      h("h3", null, t("Why?")),
      h("div", { class: "till-why-keys", role: "group", "aria-label": t("Reasons") },
        (REASONS[this.wish.kind] ?? []).map((reason, at) => h("button", {
          class: "btn btn-key", type: "button", onclick: () => this.because(reason),
          data: at ? {} : { first: "" },
        }, t(reason)))),
      h("form", { class: "till-why-other", onsubmit: send }, field,
        h("button", { class: "btn btn-touch", type: "submit" }, icon("check"), t("Go on"))));
  }

  /** @param {string} reason */
  because(reason) {
    if (this.alone) {
      this.give({ kind: this.wish.kind, reason });
      return;
    }
    this.reason = reason;
    const [only, ...others] = this.approvers;
    this.choose(others.length ? null : only ?? null);
  }

  get approvers() {
    return this.till.people.approvers(this.wish.kind);
  }

  /** @param {Person | null} person */
  choose(person) {
    this.chosen = person;
    this.trouble = "";
    this.password = Boolean(person && (!person.has_pin || person.locked));
    this.pad = this.newPad();
    this.till.sheet.redraw();
  }

  second() {
    const { approvers, chosen } = this;
    return h("div", { class: "till-second" },
      h("h3", null, t("{reason}. Who approves it?", { reason: t(this.reason) })),
      !approvers.length && h("p", { class: "soft" }, t("Nobody here may approve this.")),
      h("div", { class: "till-second-people", role: "group", "aria-label": t("Approvers") },
        approvers.map((each) => h("button", {
          class: "btn btn-touch", type: "button", "aria-pressed": String(chosen?.id === each.id),
          data: { keep: `approver ${each.id}` }, onclick: () => this.choose(each),
        }, each.name))),
      h("p", { class: "till-lock-trouble", role: "alert" }, this.trouble),
      chosen && this.proof());
  }

  proof() {
    const other = (/** @type {boolean} */ password) => {
      this.password = password;
      this.till.sheet.redraw();
    };
    if (!this.password) {
      return [this.pad.element, h("button", {
        class: "btn btn-quiet btn-touch", type: "button", onclick: () => other(true),
      }, icon("key"), t("Use password"))];
    }
    const field = h("input", {
      class: "input", type: "password", autocomplete: "off", maxlength: "256",
      data: { keep: "field" },
    });
    const send = (/** @type {Event} */ event) => {
      event.preventDefault();
      const { value } = /** @type {HTMLInputElement} */ (field);
      if (value) this.prove({ password: value });
    };
    return h("form", { class: "till-lock-password", onsubmit: send },
      h("label", { class: "field" },
        h("span", { class: "field-label" },
          t("Password of {name}", { name: this.chosen?.name })), field),
      h("button", { class: "btn btn-primary btn-touch", type: "submit" }, icon("check"),
        t("Approve")));
  }

  /** @param {Proof} proof */
  async prove(proof) {
    const { chosen, reason, wish } = this;
    if (!chosen) return;
    this.pad.wait(true);
    try {
      const ask = { kind: wish.kind, reason, detail: wish.detail };
      this.give(await this.till.people.approve(chosen, proof, ask));
    } catch (error) {
      this.refused(error);
    }
  }

  /** @param {unknown} error */
  refused(error) {
    play("error");
    this.pad.wait(false);
    this.pad.empty();
    if (!(error instanceof ApiError)) throw error;
    const left = Number(/** @type {any} */ (error.data)?.left);
    const more = left > 0 ? tn("{n} try left.", "{n} tries left.", left) : "";
    this.trouble = [error.message, more].filter(Boolean).join(" ");
    if (error.code === "pin_locked" || left === 0) this.password = true;
    this.till.sheet.redraw();
  }
}
