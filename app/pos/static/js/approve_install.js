// @ts-check
// Hangs approvals into selling: before Pay every line beyond the usual gets its reason, and a yes
// where one is needed; an expired lot that policy lets go is offered. Every rule is elsewhere.

import { t } from "../../web/js/words.js";
import { askApproval } from "./approve.js";
import { changed } from "./cart.js";
import { TITLES, unapproved, withOverride } from "./reasons.js";

/** @typedef {import("./lock_install.js").WithPeople} WithPeople */
/** @typedef {import("./cart.js").Line} Line */
/** @typedef {import("./cart.js").Item} Item */
/** @typedef {import("./approve.js").Wish} Wish */
/** @typedef {import("./recorder_body.js").Override} Override */
/** @typedef {WithPeople & {approve: (wish: Wish) => Promise<Override | null>}} WithApprovals */

const PAST = "{name}, lot {lot}: past its date";

/** A feature of the till. Others ask through `till.approve(wish)` from here on.
 * @param {import("./till_parts.js").Till} given */
export function installApprovals(given) {
  const till = /** @type {WithApprovals} */ (given);
  till.approve = (wish) => askApproval(till, wish);
  const { selling, paying, store } = till;
  const begin = paying.begin.bind(paying);
  paying.begin = async () => {
    if (await settleLines(till)) begin();
  };
  selling.waits = (line) => unapproved(line, selling.productOf(line.sku), till.setup.rights);
  selling.settle = (id) => settleLine(till, id);
  selling.sellPast = (item, merge) => sellPast(till, item, merge);
  store.tell();
}

/** Whether every line has its reason. @param {WithApprovals} till */
async function settleLines(till) {
  for (const { id } of till.store.state.lines) {
    if (!await settleLine(till, id)) return false;
  }
  return true;
}

/** One line: asks for all that it waits for. @param {WithApprovals} till @param {number} id
 * @returns {Promise<boolean>} whether nothing is missing */
async function settleLine(till, id) {
  const find = () => till.store.state.lines.find((each) => each.id === id);
  for (let line = find(); line; line = find()) {
    const [kind] = till.selling.waits(line);
    if (!kind) return true;
    till.selling.select(id);
    const override = await till.approve(wishOf(till, line, kind));
    const now = find();
    if (!override || !now) return false;
    const overrides = withOverride(now, override);
    till.store.edit(changed(till.store.state.lines, id, { overrides, problem: null }),
      { trouble: "" });
  }
  return true;
}

/** @param {WithApprovals} till @param {Line} line @param {string} kind @returns {Wish} */
function wishOf({ selling, figures }, line, kind) {
  const product = selling.productOf(line.sku);
  const name = product?.name ?? line.sku;
  const price = (/** @type {number} */ micro) => figures.price(micro);
  const details = /** @type {Record<string, () => string>} */ ({
    price: () => `${name}: ${price(product?.price ?? 0)} → ${price(line.price ?? 0)}`,
    discount: () => `${name}: ${t("{n} % off", { n: line.percent / 100 })}`,
    expired: () => t(PAST, { name, lot: line.lot }),
  });
  return { kind, percent: line.percent, detail: details[kind]?.() ?? name };
}

/** An expired lot that may go with a yes. @param {WithApprovals} till @param {Item} item
 * @param {boolean} merge */
async function sellPast(till, item, merge) {
  const name = till.selling.productOf(item.sku)?.name ?? item.sku;
  const detail = t(PAST, { name, lot: item.lot });
  const override = await till.approve({ kind: "expired", detail, title: TITLES.expired });
  if (!override || !till.selling.open()) return;
  till.selling.add({ ...item, past: true, overrides: [override] }, merge);
}
