// @ts-check
// What is done with the server's answer to a scan: the order is opened, the pack is counted, what
// is missing is asked for, what must not come in is refused.

import { post, tries } from "../../web/js/api.js";
import { ask } from "./ask.js";
import { wrongWith } from "./condition.js";
import * as drafts from "./draft.js";
import { openFinder } from "./finder.js";
import { page, state, where } from "./state.js";
import { showVerdict } from "./verdict.js";
import { lotWords, packed } from "./view.js";

/** @param {any} answer @param {string} code */
export async function act(answer, code) {
  if (answer.kind === "order") useOrder(answer.order);
  else if (answer.kind === "supplier") useSupplier(answer.supplier.code, answer.supplier.name);
  else if (answer.kind === "refused") refuse(answer, code);
  else if (!state.draft.supplier) noSupplier();
  else await count(answer);
}

const noSupplier = () =>
  showVerdict("error", "Who delivers?", "Scan the purchase order first.");

/** @param {any} answer @param {string} code */
function refuse(answer, code) {
  const [note] = answer.notes;
  const actions = answer.part ? [{ label: "Search product", act: () => openFinder() }] : [];
  showVerdict("error", note.title, note.text, { code: code.slice(0, 64), actions });
}

/** @param {drafts.Order} order */
export function useOrder(order) {
  if (state.draft.lines.length && state.draft.order?.number !== order.number) {
    showVerdict("error", "Another order", "Post or discard this delivery first.");
    return;
  }
  Object.assign(state.draft, {
    order, supplier: order.supplier, supplier_name: order.supplier_name, site: order.site,
  });
  showVerdict("ok", order.number, `${order.supplier_name}, ${order.lines.length} lines`);
}

/** @param {string} code @param {string} name */
export function useSupplier(code, name) {
  Object.assign(state.draft, { supplier: code, supplier_name: name, order: null });
  showVerdict("ok", name, "Without purchase order");
}

/** A pack: what is missing is asked for, then it counts. @param {any} pack */
async function count(pack) {
  if (pack.tone === "error") {
    const grave = pack.notes.at(-1);
    showVerdict("error", grave.title, `${pack.product.name}. ${grave.text}`);
    return;
  }
  const before = drafts.lastOf(state.draft, pack.product.sku);
  const plain = !pack.supplier_lot && pack.missing.length;
  if (before && plain && !state.draft.newLot) borrow(pack, before);
  if (!pack.cost_known && !before?.unit_cost) pack.missing.push("unit_cost");
  if (pack.missing.length && !(await complete(pack))) return;
  pack.own_cost = pack.own_cost ?? before?.unit_cost ?? "";
  tell(drafts.countPack(state.draft, pack), pack);
}

/** The same plain code again is the same lot again. @param {any} pack @param {drafts.Line} line */
function borrow(pack, line) {
  pack.supplier_lot = line.supplier_lot;
  pack.expires_on = pack.expires_on ?? line.expires_on;
  const held = line.status === "quarantined" && !wrongWith(line).length;
  pack.tone = held ? "held" : pack.tone;
  pack.missing = pack.missing.filter((/** @type {string} */ what) => what === "quantity");
}

/** Ask, then let the server look at what was typed. @param {any} pack */
async function complete(pack) {
  const { product } = pack;
  const answer = await ask({
    name: product.name, missing: pack.missing, base_unit: product.base_unit, today: page.today,
    date_needed: product.date_needed, expiry_kind: product.expiry_kind, lots: pack.lots,
    last_lot: pack.last_lot,
  });
  if (!answer) {
    showVerdict("warn", "Nothing counted", product.name);
    return false;
  }
  pack.quantity = answer.quantity ?? pack.quantity;
  pack.supplier_lot = answer.lot ?? pack.supplier_lot;
  pack.expires_on = answer.expires_on ?? pack.expires_on;
  pack.own_cost = answer.unit_cost;
  const body = {
    ...where(), sku: product.sku, supplier_lot: pack.supplier_lot ?? "",
    expires_on: pack.expires_on ?? "", made_on: pack.made_on ?? "",
  };
  const said = await post("/receiving/check", body, { retry: tries(3) });
  const unordered = pack.notes.filter((/** @type {any} */ note) => note.title === "Not ordered");
  pack.notes = [...unordered, ...said.notes];
  pack.tone = said.tone === "ok" && unordered.length ? "warn" : said.tone;
  if (said.tone !== "error") return true;
  const note = said.notes.at(-1);
  showVerdict("error", note.title, `${product.name}. ${note.text}`);
  return false;
}

/**
 * Colour, words and sound for a pack that was counted.
 * @param {drafts.Line} line @param {any} pack
 */
function tell(line, pack) {
  const row = drafts.tally(state.draft).find((each) => each.sku === line.sku);
  const over = row?.state === "over";
  const tone = over && pack.tone === "ok" ? "warn" : pack.tone;
  const note = pack.notes.at(-1);
  const title = note?.title ?? (over ? "More than ordered" : packed(line, pack.quantity));
  const counted = row?.ordered ? `${row.got} of ${row.ordered.ordered}` : packed(line);
  if (over) line.words.push(`${row?.rest} more than ordered.`);
  if (tone !== "ok") line.tone = tone;
  const said = note ? [`${note.text}`] : [];
  showVerdict(tone, title, [line.name, lotWords(line), ...said, counted]);
}
