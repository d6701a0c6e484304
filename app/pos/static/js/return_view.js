// @ts-check
// The return desk on the till: its sheet, what is scanned while it is open, its entry in the menu.
// Every rule is in returning.js and returning_desk.js.

import { h, icon } from "../../web/js/dom.js";
import { parseMoney } from "../../web/js/decimal.js";
import { t } from "../../web/js/words.js";
import { receiptIn } from "./judge.js";
import { PLACES, WHY, planOf } from "./returning.js";
import { ReturnDesk } from "./returning_desk.js";
import { entryRow, moment, recentRow } from "./return_rows.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {import("./returning_desk.js").Approve} Approve */
/** @typedef {Till & {approve?: Approve}} WithApprove */

const TITLE = "Return";
/** @type {Readonly<Record<string, string>>} */
const TENDERS = Object.freeze({
  cash: "cash", card: "card", voucher: "voucher", account: "account",
});

/** @param {string} tender */
const tenderWord = (tender) => t(TENDERS[tender] ?? tender);

/** A feature of the till. @param {Till} given */
export function installReturns(given) {
  const till = /** @type {WithApprove} */ (given);
  const view = new ReturnView(till);
  const { desk, menu } = till;
  menu.add({
    id: "return", label: "Return", icon: "undo", keys: "F7", group: "sale",
    act: () => view.open(), when: () => view.able,
  });
  desk.addEventListener("receipt", (event) => {
    const { receipt, token } = /** @type {CustomEvent} */ (event).detail;
    if (view.able) view.take(receipt ?? token);
  });
  const before = desk.divert;
  desk.divert = (data) => view.scanned(data) || before(data);
}

class ReturnView {
  /** @param {WithApprove} till */
  constructor(till) {
    this.till = till;
    /** @type {Approve} */
    const approve = async (wish) => {
      const given = till.approve ? await till.approve(wish) : {};
      this.show();
      return given;
    };
    this.desk = new ReturnDesk(till.setup, { approve });
    this.desk.addEventListener("change", () => {
      if (this.desk.state.stage !== "done") this.paper = null;
      if (this.isOpen) till.sheet.redraw();
    });
    this.desk.addEventListener("returned", (event) => {
      this.paper = till.slip.paper?.after(/** @type {CustomEvent} */ (event).detail.number) ?? null;
      till.catalogue.refresh();
      if (this.isOpen) till.sheet.redraw();
    });
    /** @type {HTMLElement | null} */
    this.paper = null;
    this.plan = {
      title: TITLE, wide: true, draw: (/** @type {HTMLElement} */ body) => this.draw(body),
    };
  }

  get able() {
    const { setup, store } = this.till;
    const rights = /** @type {Record<string, unknown>} */ (setup.rights);
    return rights.return !== false && store.state.stage !== "sending";
  }

  get isOpen() {
    return this.till.sheet.isOpen && this.till.sheet.plan === this.plan;
  }

  open() {
    this.desk.begin();
    this.show();
  }

  show() {
    if (!this.isOpen) this.till.sheet.open(this.plan);
  }

  /** @param {string} receipt */
  take(receipt) {
    this.open();
    this.desk.receipt(receipt);
  }

  /** While the sheet is open every scan is about a return. @param {string} data */
  scanned(data) {
    if (!this.isOpen) return false;
    const slip = receiptIn(data);
    if (this.desk.state.stage === "done") this.desk.begin();
    if (slip) this.desk.receipt(slip.receipt ?? slip.token ?? "");
    else this.desk.goods(data);
    return true;
  }

  /** @param {HTMLElement} body */
  draw(body) {
    const { state } = this.desk;
    const parts = {
      ask: () => this.asking(), recent: () => this.recent(), sale: () => this.sale(),
      done: () => this.done(),
    };
    body.append(h("div", { class: "till-return", data: { stage: state.stage } },
      this.news(), ...parts[state.stage]()));
  }

  news() {
    const { message, tone, busy } = this.desk.state;
    return h("div", { role: "status" }, busy && h("p", { class: "soft" }, t("One moment …")),
      message && h("p", { class: "notice", data: { tone } }, icon(tone), h("span", null, message)));
  }

  asking() {
    const field = /** @type {HTMLInputElement} */ (h("input", {
      class: "input", id: "return-code", maxlength: "300", autocomplete: "off",
      placeholder: "MAIN-T1-1-000042", data: { first: "", keep: "return code" },
    }));
    const send = (/** @type {Event} */ event) => {
      event.preventDefault();
      const text = field.value.trim();
      const slip = receiptIn(text);
      if (slip) this.desk.receipt(slip.receipt ?? slip.token ?? "");
      else if (text) this.desk.goods(text);
    };
    return [
      h("p", { class: "till-return-how" }, icon("scan"),
        h("span", null, t("Scan the receipt. Without one, scan the goods."))),
      h("form", { class: "till-return-find", onsubmit: send },
        h("label", { class: "field", for: "return-code" },
          h("span", { class: "field-label" }, t("Receipt number, or a code on the goods")), field),
        h("button", { class: "btn btn-primary btn-touch", type: "submit" },
          icon("search"), t("Find"))),
    ];
  }

  recent() {
    const { recent } = this.desk.state;
    return [
      h("h3", null, t("Which sale was it?")),
      h("ul", { class: "till-return-list" }, recent.map((row) =>
        recentRow(row, this.till.figures, () => this.desk.choose(row)))),
      this.again(),
    ];
  }

  again() {
    return h("button", {
      class: "btn btn-quiet btn-touch", type: "button", onclick: () => this.desk.begin(),
    }, icon("left"), t("Another receipt"));
  }

  sale() {
    const { desk, till } = this;
    const { sale, entries, proof } = desk.state;
    const total = till.figures.money(parseMoney(sale.total, till.setup.decimals));
    return [
      h("p", { class: "till-return-head" }, h("b", { class: "code" }, sale.number),
        h("span", { class: "soft" },
          `${moment(sale.sold_at)} · ${t("till {till}", sale)} · ${sale.cashier} · ${total}`),
        proof === "none" && h("span", { class: "status", data: { tone: "warn" } }, icon("warn"),
          t("No receipt: somebody agrees"))),
      h("ul", { class: "till-return-list" }, entries.map((entry) =>
        entryRow(entry, desk, till.figures))),
      this.why(),
      this.foot(),
    ];
  }

  why() {
    const { reason } = this.desk.state;
    const label = t("Why it comes back");
    return h("div", { class: "till-return-why", role: "group", "aria-label": label },
      WHY.map(({ word }) => h("button", {
        class: "btn btn-touch", type: "button", "aria-pressed": String(word === reason),
        data: { keep: `why ${word}` }, onclick: () => this.desk.because(word),
      }, t(word))));
  }

  foot() {
    const { desk, till } = this;
    const { sale, picks, busy } = desk.state;
    const { amount } = desk;
    const plan = planOf(sale.tenders, amount, till.setup.decimals).map(([tender, part]) =>
      `${till.figures.money(part)} ${tenderWord(tender)}`);
    return h("div", { class: "till-return-foot" },
      this.again(), this.whole(),
      h("p", { class: "soft till-return-plan" }, picks.size
        ? t("Back: {sums}", { sums: plan.join(" + ") }) : t("Tap or scan what comes back.")),
      h("button", {
        class: "btn btn-primary btn-pay till-return-go", type: "button", id: "refund",
        disabled: !picks.size || busy, data: { keep: "refund" }, onclick: () => desk.refund(),
      }, h("span", null, t("Refund")), h("span", { class: "money" }, till.figures.money(amount))));
  }

  /** The whole sale undone: only while nothing of it came back. */
  whole() {
    const { sale, entries, voiding } = this.desk.state;
    const rights = /** @type {Record<string, unknown>} */ (this.till.setup.rights);
    if (!rights.void || sale.state !== "completed" || !entries.length) return null;
    return h("button", {
      class: voiding ? "btn btn-danger btn-touch" : "btn btn-quiet btn-touch", type: "button",
      data: { keep: "void" }, onclick: () => this.desk.undo(),
    }, icon("trash"), voiding ? t("Yes, undo all of it") : t("Undo the whole sale"));
  }

  done() {
    const { done, entries } = this.desk.state;
    const { figures, setup } = this.till;
    const money = (/** @type {string} */ text) => figures.money(parseMoney(text, setup.decimals));
    const held = done.lines.filter((/** @type {any} */ line) => line.disposition !== "restock");
    return [
      h("p", { class: "till-done-word", data: { tone: "ok" } }, icon("ok"),
        done.kind === "void" ? t("Undone") : t("Returned")),
      h("p", { class: "soft" }, t("Give back")),
      h("output", { class: "till-back money", id: "given-back" }, figures.money(done.refunds.reduce(
        (/** @type {bigint} */ all, /** @type {any} */ each) =>
          all + parseMoney(each.amount, setup.decimals), 0n))),
      h("ul", { class: "till-return-money" }, done.refunds.map((/** @type {any} */ each) =>
        h("li", null, h("b", { class: "money" }, money(each.amount)),
          ` ${tenderWord(each.tender)}`))),
      held.length > 0 && h("ul", { class: "till-return-away" },
        held.map((/** @type {any} */ line) => away(entries, line))),
      h("p", { class: "code soft" }, done.number),
      this.paper,
      h("div", { class: "till-done-ways" }, h("button", {
        class: "btn btn-primary btn-touch", type: "button",
        data: { first: "", keep: "return done" },
        onclick: () => this.till.sheet.close(),
      }, icon("check"), t("Done"))),
    ];
  }
}

/** @param {readonly import("./returning.js").Entry[]} entries @param {any} line */
const nameOf = (entries, line) =>
  entries.find((each) => each.line === line.line)?.name ?? t("Line {line}", line);

/** Goods that do not go back on the shelf.
 * @param {readonly import("./returning.js").Entry[]} entries @param {any} line */
function away(entries, line) {
  const place = t(PLACES[/** @type {keyof typeof PLACES} */ (line.disposition)]);
  const values = { name: nameOf(entries, line), lot: line.lot, place };
  return h("li", { class: "notice", data: { tone: "warn" } }, icon("hand"),
    h("span", null, t("{name}, lot {lot}: {place}. Not back on the shelf.", values)));
}
