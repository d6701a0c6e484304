// @ts-check
// The paper of sales at the till: asked for after paying, watched without holding up the next sale,
// answered when nobody knows whether it came out.

import { get, post, tries } from "../../web/js/api.js";
import { fill, h, icon } from "../../web/js/dom.js";
import { play } from "../../web/js/sounds.js";
import { toast } from "../../web/js/toast.js";
import { t } from "../../web/js/words.js";
import {
  ACTS, keepReceiptChoice, needsSomebody, nextLook, offered, otherPrinters, receiptChoice,
  wordsOf,
} from "./paper_state.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {import("./paper_state.js").PaperState} PaperState */
/** @typedef {import("./paper_state.js").Act} Act */
/** @typedef {{number: string, since: number, box: HTMLElement, told: PaperState | null,
 *   choosing: boolean}} Sheet one receipt being watched */

const QR_SIDE = 280;

export class PaperDesk {
  /** @param {Till} till */
  constructor(till) {
    this.till = till;
    /** @type {Map<string, Sheet>} */
    this.sheets = new Map();
  }

  /** @param {string} number @param {string} way */
  address(number, way) {
    const receipt = this.till.setup.receipts.replace("NUMBER", encodeURIComponent(number));
    return receipt.replace(/receipt$/, way);
  }

  /** Right after a sale or a return: the drawer for cash, and the receipt if this till prints them.
   * @param {string} number @returns {HTMLElement} where its state is drawn from now on */
  after(number) {
    const sheet = this.sheet(number);
    if (!sheet.told) this.ask(sheet, "slip", { receipt: receiptChoice() });
    return sheet.box;
  }

  /** @param {string} number @returns {Sheet} */
  sheet(number) {
    const known = this.sheets.get(number);
    if (known) return known;
    const box = h("div", { class: "till-slip", role: "status" });
    /** @type {Sheet} */
    const made = { number, since: performance.now(), box, told: null, choosing: false };
    this.sheets.set(number, made);
    this.draw(made);
    return made;
  }

  /** @param {Sheet} sheet @param {string} way @param {Record<string, unknown>} [body] */
  async ask(sheet, way, body = {}) {
    try {
      this.hear(sheet, await post(this.address(sheet.number, way), body, { retry: tries(4) }));
    } catch (error) {
      play("warn");
      const words = error instanceof Error ? error.message : t("The printer was not asked.");
      toast(words, { icon: "warn" });
      this.look(sheet);
    }
  }

  /** @param {Sheet} sheet */
  async look(sheet) {
    try {
      this.hear(sheet, await get(this.address(sheet.number, "slip")));
    } catch {
      this.later(sheet, "queued");
    }
  }

  /** @param {Sheet} sheet @param {PaperState} told */
  hear(sheet, told) {
    const news = sheet.told?.state !== told.state;
    const words = sheet.told?.message !== told.message;
    sheet.told = told;
    if (news || words) this.draw(sheet);
    if (news && needsSomebody(told.state)) this.call(sheet, told);
    this.later(sheet, told.state);
  }

  /** @param {Sheet} sheet @param {string} state */
  later(sheet, state) {
    const wait = nextLook(state, performance.now() - sheet.since);
    if (wait !== null) setTimeout(() => this.look(sheet), wait);
    else if (!sheet.box.isConnected) this.sheets.delete(sheet.number);
  }

  /** Somebody should look, but the next sale goes on.
   * @param {Sheet} sheet @param {PaperState} told */
  call(sheet, told) {
    play("warn");
    if (sheet.box.isConnected) return;
    const onAction = () => this.show(sheet);
    toast(wordsOf(told), { icon: "printer", action: t("Look"), onAction });
  }

  /** @param {Sheet} sheet */
  show(sheet) {
    this.till.sheet.open({ title: sheet.number, draw: (body) => body.append(sheet.box) });
  }

  /** @param {Sheet} sheet */
  draw(sheet) {
    const { told, box } = sheet;
    if (!told) {
      fill(box, h("p", { class: "notice", data: { tone: "info" } }, icon("printer"),
        h("span", null, t("Asking the printer …"))));
      return;
    }
    const acts = sheet.choosing ? this.choices(sheet, told) : this.acts(sheet, told);
    const phone = told.link && !sheet.choosing &&
      this.button(t("On the phone"), "scan", false, () => this.qr(told));
    fill(box, h("div", { class: "notice", data: { tone: told.tone, state: told.state } },
      icon(told.tone === "info" ? "printer" : told.tone),
      h("div", { class: "notice-body" }, h("p", null, wordsOf(told)),
        told.printer && h("p", { class: "small soft" }, told.printer))),
    h("div", { class: "till-done-ways" }, acts, phone));
  }

  /** @param {Sheet} sheet @param {PaperState} told */
  acts(sheet, told) {
    const urgent = told.tone === "warn";
    return offered(told).map((act, place) => {
      const { label, icon: drawing } = ACTS[act];
      return this.button(t(label), drawing, urgent && place === 0, () => this.act(sheet, act));
    });
  }

  /** @param {string} label @param {string} drawing @param {boolean} first
   * @param {() => void} act */
  button(label, drawing, first, act) {
    const look = first ? "btn btn-touch btn-primary" : "btn btn-touch";
    return h("button", { class: look, type: "button", onclick: act }, icon(drawing), label);
  }

  /** @param {Sheet} sheet @param {PaperState} told */
  choices(sheet, told) {
    const back = () => this.choose(sheet, false);
    return [...otherPrinters(told).map((each) => this.button(each.name, "printer", false, () => {
      sheet.choosing = false;
      this.ask(sheet, "slip/elsewhere", { printer: each.id });
    })), this.button(t("Back"), "left", false, back)];
  }

  /** @param {Sheet} sheet @param {boolean} choosing */
  choose(sheet, choosing) {
    sheet.choosing = choosing;
    this.draw(sheet);
  }

  /** @param {Sheet} sheet @param {Act} act */
  act(sheet, act) {
    if (act === "elsewhere") this.choose(sheet, true);
    else this.ask(sheet, `slip/${act}`);
  }

  /** @param {PaperState} told */
  qr(told) {
    const code = h("img", {
      src: this.address(told.number, "qr.png"), alt: t("QR code of the receipt's page"),
      width: QR_SIDE, height: QR_SIDE,
    });
    this.till.sheet.open({
      title: "Receipt on the phone",
      draw: (body) => body.append(h("p", null, t("The customer scans this code. No paper needed.")),
        h("p", { class: "paper" }, code), h("p", { class: "code small soft" }, told.link)),
    });
  }
}

/** A feature of the till: receipts after sales, and whether every sale gets paper.
 * @param {Till} till */
export function installPaper(till) {
  const desk = new PaperDesk(till);
  till.slip.paper = desk;
  const words = () => (receiptChoice() === "print" ? t("every sale") : t("only when asked"));
  till.menu.add({
    id: "receipts", label: "Print receipts", icon: "printer", group: "till", note: words,
    act: () => {
      keepReceiptChoice(receiptChoice() === "print" ? "none" : "print");
      toast(t("Receipts are printed: {when}.", { when: words() }), { icon: "printer" });
    },
  });
}
