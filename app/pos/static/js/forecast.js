// @ts-check
// Which lots the cart's lines will most likely take, so that the chip shows them with no tap.
// A forecast from the till's snapshot: the server allocates again under lock, and it decides.

/** @typedef {import("./cart.js").Line} Line */
/** @typedef {import("./catalogue.js").Product} Product */
/** @typedef {{sku: string, quantity: number, lot: string | null}} Goods in a parked cart */
/** @typedef {{number: string, days: number | null, quantity: number, price: number | null}} Part
 *   price: the lot's own, where it has one */
/**
 * @typedef {object} Forecast
 * @property {Part[]} parts lots in the order they are taken
 * @property {number} missing how much more than can be sold here
 * @property {number} lots how many lots could be taken
 * @property {boolean} ask whether a person must choose first
 * @property {number | null} price what a unit costs because of the lot; null: the list price
 * @property {"opened"} [certainty] taken from the container that is open at this till
 */
/** @typedef {{lot: string, left: number}} Open a container open at this till, what it holds */
/** @typedef {(sku: string) => Open | null} OpenHere */

const DAY_MS = 86_400_000;
/** @type {Forecast} */
const NOTHING = Object.freeze({ parts: [], missing: 0, lots: 0, ask: false, price: null });

/** Whole days from one ISO day to another. @param {string} from @param {string} to */
export function daysBetween(from, to) {
  return Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / DAY_MS);
}

/**
 * @param {readonly Line[]} lines
 * @param {(sku: string) => Product | undefined} productOf
 * @param {string} today the site's day
 * @param {readonly Goods[]} [held] what parked carts hold; it is reckoned with as if it were sold
 * @param {OpenHere} [openHere]
 * @returns {Map<number, Forecast>} by line id
 */
export function forecast(lines, productOf, today, held = [], openHere = () => null) {
  const stock = new Stock(productOf, openHere);
  held.forEach((goods) => stock.hold(goods));
  const named = lines.filter((line) => line.lot);
  const rest = lines.filter((line) => !line.lot);
  /** @type {Map<number, Forecast>} */
  const found = new Map();
  for (const line of named) found.set(line.id, stock.takeNamed(line, today));
  for (const line of rest) found.set(line.id, stock.takeNext(line));
  return found;
}

/** What is left of each lot while the lines are gone through. */
class Stock {
  /** @param {(sku: string) => Product | undefined} productOf @param {OpenHere} openHere */
  constructor(productOf, openHere) {
    this.productOf = productOf;
    this.openHere = openHere;
    /** @type {Map<string, number>} taken from opened containers, by lot */
    this.poured = new Map();
    /** @type {Map<string, number>} */
    this.left = new Map();
    /** @type {Map<string, number>} */
    this.total = new Map();
  }

  /** @param {Product} product */
  open(product) {
    if (this.total.has(product.sku)) return;
    this.total.set(product.sku, product.available);
    for (const lot of product.lots) this.left.set(lot.number, lot.available);
  }

  /** @param {Goods} goods */
  hold({ sku, quantity, lot }) {
    const product = this.productOf(sku);
    if (!product || !quantity) return;
    this.open(product);
    if (lot) this.use(sku, lot, quantity);
    else this.fill(product, quantity);
  }

  /** @param {Line} line @param {string} today @returns {Forecast} */
  takeNamed(line, today) {
    const product = this.productOf(line.sku);
    const number = line.lot ?? "";
    if (!product) return { ...NOTHING };
    this.open(product);
    const known = product.lots.find((lot) => lot.number === number);
    const date = line.expires_on ?? known?.expires_on ?? null;
    const days = known?.days ?? (date ? daysBetween(today, date) : null);
    const there = this.left.get(number) ?? line.quantity;
    this.use(product.sku, number, line.quantity);
    const price = known?.price ?? null;
    const parts = [{ number, days, quantity: line.quantity, price }];
    const missing = Math.max(0, line.quantity - there);
    return { parts, missing, lots: product.lot_count, ask: false, price };
  }

  /** @param {Line} line @returns {Forecast} */
  takeNext(line) {
    const product = this.productOf(line.sku);
    if (!product) return { ...NOTHING };
    this.open(product);
    const missing = Math.max(0, line.quantity - (this.total.get(product.sku) ?? 0));
    const lots = product.lot_count;
    const opened = this.takeOpened(line, product);
    if (opened) return opened;
    if (product.ask && lots > 1) return { ...NOTHING, missing, lots, ask: true };
    const parts = this.fill(product, line.quantity);
    if (line.price === null && isUnsure(parts, product)) {
      return { ...this.back(product, parts), missing, lots };
    }
    return { parts, missing, lots, ask: false, price: parts[0]?.price ?? null };
  }

  /** Measured goods come from what is open here, as long as that covers the line
   * (app/sales/opened.py).
   * @param {Line} line @param {Product} product @returns {Forecast | null} */
  takeOpened({ quantity }, product) {
    const open = product.unit === "each" ? null : this.openHere(product.sku);
    const known = open && product.lots.find((lot) => lot.number === open.lot);
    if (!open || !known) return null;
    const poured = this.poured.get(open.lot) ?? 0;
    const left = Math.min(open.left - poured, this.left.get(open.lot) ?? 0);
    if (left < quantity || left <= 0) return null;
    this.poured.set(open.lot, poured + quantity);
    this.use(product.sku, open.lot, quantity);
    const price = known.price ?? null;
    const parts = [{ number: open.lot, days: known.days, quantity, price }];
    return { parts, missing: 0, lots: product.lot_count, ask: false, price, certainty: "opened" };
  }

  /** Lots of several prices: a person says which, so none is taken yet.
   * @param {Product} product @param {Part[]} parts @returns {Forecast} */
  back(product, parts) {
    for (const { number, quantity } of parts) this.use(product.sku, number, -quantity);
    return { ...NOTHING, ask: true };
  }

  /** @param {Product} product @param {number} quantity @returns {Part[]} */
  fill(product, quantity) {
    const whole = product.lots.find((lot) => (this.left.get(lot.number) ?? 0) >= quantity);
    const from = product.one_lot && whole ? [whole] : product.lots;
    /** @type {Part[]} */
    const parts = [];
    let open = quantity;
    for (const lot of from) {
      const part = Math.min(open, this.left.get(lot.number) ?? 0);
      if (part > 0 || (open === 0 && !parts.length)) {
        const { number, days, price = null } = lot;
        parts.push({ number, days, quantity: part, price });
        this.use(product.sku, lot.number, part);
        open -= part;
      }
    }
    return parts;
  }

  /** @param {string} sku @param {string} number @param {number} quantity */
  use(sku, number, quantity) {
    this.total.set(sku, (this.total.get(sku) ?? 0) - quantity);
    this.left.set(number, Math.max(0, (this.left.get(number) ?? 0) - quantity));
  }
}

/** Whether it matters which lot is in hand: what would be taken costs something else than the list
 * says, and another lot costs something else again (app/sales/own_prices.py).
 * @param {readonly Part[]} parts @param {Product} product */
function isUnsure(parts, product) {
  const taken = new Set(parts.map((part) => part.price ?? product.price));
  if (!parts.length || (taken.size === 1 && taken.has(product.price))) return false;
  for (const lot of product.lots) taken.add(lot.price ?? product.price);
  return taken.size > 1;
}
