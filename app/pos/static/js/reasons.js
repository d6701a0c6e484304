// @ts-check
// What goes beyond the usual on a line, and the reasons a till offers for it. Pure: line, product
// and rights in, kinds out. The rule itself is the server's (app/sales/services/overrides.py).

/** @typedef {import("./cart.js").Line} Line */
/** @typedef {import("./recorder_body.js").Override} Override */
/** @typedef {{price?: number, expired_sale?: string}} Priced */
/** @typedef {{discount: number} & Record<string, any>} Rights */

/** Four reasons a kind, one tap each. @type {Readonly<Record<string, readonly string[]>>} */
export const REASONS = Object.freeze({
  price: ["Damaged pack", "Shelf label differs", "Price of another shop", "Goodwill"],
  discount: ["Damaged pack", "Close to its date", "Regular customer", "Goodwill"],
  expired: ["Best before, still good", "Customer was told", "For animals", "Staff purchase"],
  return: ["Receipt lost", "Known customer", "Faulty goods", "Goodwill"],
  void: ["Wrong goods", "Wrong payment", "Customer changed mind", "Rung up twice"],
  drawer: ["Change money", "Check the cash", "Till roll", "Customer's change was wrong"],
  alone: ["Network is down", "Server is being repaired", "Shop closes soon", "No cover here"],
  cash: ["Counted twice", "Wrong change given", "Known mistake", "Will be looked into"],
});

/** @type {Readonly<Record<string, string>>} */
export const TITLES = Object.freeze({
  price: "Another price", discount: "A larger discount", expired: "Sell past its date",
  return: "Return without a receipt", void: "Undo a sale", drawer: "Open the drawer",
  cash: "Approve the count", alone: "Sell on alone",
});

/** Kind -> the right with which nobody else has to be asked. */
const OWN = Object.freeze({
  price: "price", expired: "expired", return: "approve", void: "void", drawer: "drawer",
  cash: "takings", alone: "alone",
});

/** Whether somebody's own right is enough. @param {string} kind @param {Rights} rights
 * @param {number} [percent] hundredths of a percent, for a discount */
export function mayAlone(kind, rights, percent = 0) {
  if (kind === "discount") return percent <= rights.discount * 100;
  return Boolean(rights[OWN[/** @type {keyof typeof OWN} */ (kind)]]);
}

/** @param {Line} line @returns {readonly Override[]} */
export const overridesOf = (line) => line.overrides ?? [];

/** What of this line still waits for a reason, or for somebody's yes.
 * @param {Line} line @param {Priced | undefined} product @param {Rights} rights
 * @returns {string[]} */
export function unapproved(line, product, rights) {
  const given = new Set(overridesOf(line).map((each) => each.kind));
  const asked = [];
  if (line.price !== null && line.price !== product?.price) asked.push("price");
  if (!mayAlone("discount", rights, line.percent)) asked.push("discount");
  if (line.past) asked.push("expired");
  return asked.filter((kind) => !given.has(kind));
}

/** The overrides after an answer of a kind: one of each. @param {Line} line
 * @param {Override} override @returns {Override[]} */
export function withOverride(line, override) {
  return [...overridesOf(line).filter((each) => each.kind !== override.kind), override];
}

/** What stays when price, discount or lot of a line change: a yes was for what it was.
 * @param {Line} line @param {string} kind @returns {Override[]} */
export function withoutKind(line, kind) {
  return overridesOf(line).filter((each) => each.kind !== kind);
}

/** The lines for somebody else at the till: what stood on the right of the one before goes.
 * @param {readonly Line[]} lines @param {Rights} rights @returns {Line[]} */
export function forAnother(lines, rights) {
  return lines.map((line) => {
    const kept = overridesOf(line).filter((each) =>
      each.approver || mayAlone(each.kind, rights, line.percent));
    return { ...line, overrides: kept };
  });
}
