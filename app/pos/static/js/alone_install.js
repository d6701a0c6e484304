// @ts-check
// Hangs the limit of selling alone into the till: before Pay it says that the till is full, and
// offers whoever may to sell on for a stated while. The rule is in queue_limit.js.

import { fill, h, icon } from "../../web/js/dom.js";
import { play } from "../../web/js/sounds.js";
import { toast } from "../../web/js/toast.js";
import { t } from "../../web/js/words.js";
import { SHARES, extraOf, extraText } from "./queue_limit.js";

/** @typedef {import("./approve_install.js").WithApprovals} WithApprovals */
/** @typedef {import("./queue_limit.js").Limits} Limits */

const TITLE = "Sell on alone";
const GOODS = "Goods that may be sold alone for a few hours only stay refused.";

/** A feature of the till. @param {import("./till_parts.js").Till} given */
export function installAlone(given) {
  const till = /** @type {WithApprovals} */ (given);
  const { paying, store, terminal } = till;
  const begin = paying.begin.bind(paying);
  paying.begin = async () => {
    const stop = terminal.link.up === true || !terminal.device ? "" : terminal.limit().stop;
    if (!stop || !store.state.lines.length) return begin();
    if (terminal.mayExtend() && await extend(till)) return begin();
    play("warn");
    store.set({ trouble: terminal.limit().stop });
  };
  till.menu.add({
    id: "alone", label: TITLE, icon: "clock", group: "till", act: () => extend(till),
    when: () => Boolean(terminal.device) && terminal.mayExtend(),
  });
}

/** Ask how much more and on whose word; whether it was given. @param {WithApprovals} till */
async function extend(till) {
  const { terminal, figures } = till;
  const extra = await askHowMuch(till);
  if (!extra) return false;
  const text = extraText(extra, (minor) => figures.money(BigInt(minor)));
  const detail = t("This till sells on alone: {much} more, once.", { much: text });
  const override = await till.approve({ kind: "alone", detail });
  if (!override) return false;
  await terminal.extend({ extra, override, by: terminal.seller().name });
  toast(t("It sells on alone: {much} more.", { much: text }), { icon: "clock" });
  return true;
}

/** @param {WithApprovals} till @returns {Promise<Limits | null>} null where it was closed */
function askHowMuch(till) {
  const { terminal, figures } = till;
  const money = (/** @type {number} */ minor) => figures.money(BigInt(minor));
  return new Promise((answer) => till.sheet.open({
    title: TITLE,
    onClose: () => answer(null),
    draw: (body) => {
      const { warn, stop } = terminal.limit();
      fill(body,
        h("p", { class: "notice", data: { tone: stop ? "error" : "warn" } }, icon("warn"),
          h("span", null, stop || warn)),
        h("h3", null, t("How much more?")),
        h("div", { class: "till-why-keys", role: "group", "aria-label": t("How much more?") },
          SHARES.map((percent) => shareKey(extraOf(terminal.alone.limits, percent), money, answer,
            percent === SHARES[0]))),
        h("p", { class: "soft" }, t(GOODS)));
    },
  }));
}

/** @param {Limits} extra @param {(minor: number) => string} money
 * @param {(extra: Limits) => void} answer @param {boolean} first */
function shareKey(extra, money, answer, first) {
  return h("button", {
    class: "btn btn-key", type: "button", onclick: () => answer(extra),
    data: first ? { first: "" } : {},
  }, extraText(extra, money));
}
