// @ts-check
// Which lots the cart's lines will most likely take, so that the chip shows them with no tap.
// A forecast from the till's snapshot: the server allocates again under lock, and it decides.

/** @typedef {import("./cart.js").Line} Line */
/** @typedef {import("./catalogue.js").Product} Product */
/** @typedef {{number: string, days: number | null, quantity: number}} Part */
/**
 * @typedef {object} Forecast
 * @property {Part[]} parts lots in the order they are taken
 * @property {number} missing how much more than can be sold here
 * @property {number} lots how many lots could be taken
 * @property {boolean} ask whether a person must choose first
 */

const DAY_MS = 86_400_000;

/** Whole days from one ISO day to another. @param {string} from @param {string} to */
export function daysBetween(from, to) {
  return Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / DAY_MS);
}

/**
 * @param {readonly Line[]} lines
 * @param {(sku: string) => Product | undefined} productOf
 * @param {string} today the site's day
 * @returns {Map<number, Forecast>} by line id
 */
export function forecast(lines, productOf, today) {
  const stock = new Stock(productOf);
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
  /** @param {(sku: string) => Product | undefined} productOf */
  constructor(productOf) {
    this.productOf = productOf;
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

  /** @param {Line} line @param {string} today @returns {Forecast} */
  takeNamed(line, today) {
    const product = this.productOf(line.sku);
    const number = line.lot ?? "";
    if (!product) return { parts: [], missing: 0, lots: 0, ask: false };
    this.open(product);
    const known = product.lots.find((lot) => lot.number === number);
    const date = line.expires_on ?? known?.expires_on ?? null;
    const days = known?.days ?? (date ? daysBetween(today, date) : null);
    const there = this.left.get(number) ?? line.quantity;
    this.use(product.sku, number, line.quantity);
    const parts = [{ number, days, quantity: line.quantity }];
    const missing = Math.max(0, line.quantity - there);
    return { parts, missing, lots: product.lot_count, ask: false };
  }

  /** @param {Line} line @returns {Forecast} */
  takeNext(line) {
    const product = this.productOf(line.sku);
    if (!product) return { parts: [], missing: 0, lots: 0, ask: false };
    this.open(product);
    const missing = Math.max(0, line.quantity - (this.total.get(product.sku) ?? 0));
    const ask = product.ask && product.lot_count > 1;
    const parts = ask ? [] : this.fill(product, line.quantity);
    return { parts, missing, lots: product.lot_count, ask };
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
        parts.push({ number: lot.number, days: lot.days, quantity: part });
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
