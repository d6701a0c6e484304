// @ts-check
// Hangs the offline core into the till: who sells, the mark in the bar, status, the second tab, the
// service worker. Every rule is elsewhere.

import { h, icon } from "../../web/js/dom.js";
import { chosenLanguage, t } from "../../web/js/words.js";
import { enrolSheet } from "./install_enrol.js";
import { startWorker } from "./install_worker.js";
import { wireLinkMark } from "./link_mark.js";
import { Figures } from "./money.js";
import { paper } from "./recorder_paper.js";
import { statusSheet } from "./status.js";
import { Terminal } from "./terminal.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {Till & {terminal: Terminal}} WithTerminal */

/** A feature of the till. Others find it as `till.terminal` from here on. @param {Till} given */
export function installTerminal(given) {
  const terminal = new Terminal(given);
  const till = /** @type {WithTerminal} */ (Object.assign(given, { terminal }));
  till.paying.deliver = (pending) => terminal.sell(pending);
  till.paying.ready = terminal.ready;
  till.paying.byTill = () => Boolean(terminal.device);
  till.slip.own = (last) => (last.sale ? paper(last.sale, paperFacts(till)) : null);
  const status = () => till.sheet.open(statusSheet(till));
  till.menu.add({
    id: "status", label: "Till status", icon: "sync", group: "till", act: status,
    note: () => (terminal.waiting.length
      ? t("{n} waiting", { n: terminal.waiting.length }) : ""),
  });
  till.menu.add({
    id: "enrol", label: "Make this browser a till", icon: "till", group: "till",
    act: () => till.sheet.open(enrolSheet(till)),
    when: () => !terminal.device && terminal.storage?.able === true
      && Boolean(given.setup.rights.enrol),
  });
  wireLinkMark(till, status);
  terminal.addEventListener("change", () => seatNotice(till));
  terminal.ready.then(() => startWorker(till));
}

/** @param {WithTerminal} till @returns {import("./recorder_paper.js").PaperFacts} */
function paperFacts({ setup, catalogue }) {
  const more = /** @type {{zone?: string, shop?: string, address?: string,
   *   letterhead?: import("./recorder_paper.js").Letterhead}} */ (/** @type {unknown} */ (setup));
  return {
    figures: new Figures(setup, locale()),
    head: more.letterhead ?? { shop_name: more.shop || setup.till, address: [], site: "" },
    zone: more.zone ?? "",
    address: more.address ?? location.origin,
    unitOf: (sku) => catalogue.product(sku)?.unit ?? "each",
    expiryOf: (lot) => expiryWords(catalogue, lot),
  };
}

/** @type {Readonly<Record<string, string>>} */
const EXPIRY = Object.freeze({ use_by: "use by", best_before: "best before" });

/** As the server writes figures and days, else as the chosen language does. */
const locale = () => chosenLanguage() || "en-US";

/** Of a lot that may be sold out by now. @param {import("./catalogue.js").Catalogue} catalogue
 * @param {string} number */
function expiryWords(catalogue, number) {
  const lot = catalogue.snapshot.lotByNumber(number)?.lot;
  if (!lot?.expires_on || !EXPIRY[lot.kind]) return "";
  const day = new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeZone: "UTC" });
  return `${t(EXPIRY[lot.kind])} ${day.format(new Date(lot.expires_on))}`;
}

/** In the tab that is not the till: say so, and offer to take over. @param {WithTerminal} till */
function seatNotice(till) {
  const { seat } = till.terminal;
  const asked = till.sheet.plan?.title === SEAT;
  if (seat?.held !== false) {
    if (asked) till.sheet.close();
    return;
  }
  if (asked) return;
  const take = () => seat.takeOver();
  till.sheet.open({
    title: SEAT, firm: true,
    draw: (body) => body.append(
      h("p", null, t("Only one tab sells at a time, so that every receipt has its own number.")),
      h("button", {
        class: "btn btn-primary btn-touch", type: "button", onclick: take, data: { first: "" },
      }, icon("till"), t("Sell in this tab"))),
  });
}

const SEAT = "This till is open in another tab";
