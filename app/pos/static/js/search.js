// @ts-check
// Finds products by words of their name, SKU, codes and lots. Every text is folded once, not at
// each keystroke. Knows no screen.

/** @typedef {import("./catalogue.js").Product} Product */
/** @typedef {{product: Product, text: string, name: string}} Entry */

export const MOST_TILES = 120;
const ASCII = /^[\x20-\x7e]*$/;
const ACCENTS = /[\u0300-\u036f]/g;

/** Lower case without accents. @param {string} text */
export function fold(text) {
  return (ASCII.test(text) ? text : text.normalize("NFKD").replace(ACCENTS, "")).toLowerCase();
}

/** One string that holds everything a product may be searched by. @param {Product} product
 * @param {readonly {number: string, supplier_lot: string | null}[]} lots */
export function searchText(product, lots) {
  const words = [product.name, product.sku, product.category, ...product.gtins];
  for (const pack of product.packs) words.push(...pack.gtins);
  for (const lot of lots) {
    words.push(lot.number);
    if (lot.supplier_lot) words.push(lot.supplier_lot);
  }
  return fold(words.join(" "));
}

/** Words to look for; a number also without its leading zeros. @param {string} query */
export function queryWords(query) {
  return fold(query).split(/\s+/).filter(Boolean)
    .map((word) => (/^0+\d{6,}$/.test(word) ? word.replace(/^0+/, "") : word));
}

export class Search {
  /** @param {(sku: string) => readonly {number: string, supplier_lot: string | null}[]} lotsOf */
  constructor(lotsOf) {
    this.lotsOf = lotsOf;
    /** @type {Entry[]} in the order of the shelf */
    this.entries = [];
    /** @type {Map<string, Entry>} */
    this.bySku = new Map();
  }

  /** @param {readonly Product[]} products */
  index(products) {
    this.entries = products.map((product) => this.entry(product));
    this.bySku = new Map(this.entries.map((entry) => [entry.product.sku, entry]));
  }

  /** @param {Product} product @returns {Entry} */
  entry(product) {
    const text = searchText(product, this.lotsOf(product.sku));
    return { product, text, name: fold(product.name) };
  }

  /** The lots of some products are others now. @param {readonly string[]} skus */
  again(skus) {
    for (const sku of skus) {
      const entry = this.bySku.get(sku);
      if (entry) entry.text = searchText(entry.product, this.lotsOf(sku));
    }
  }

  /** Products that hold every word, names that begin so first; at most 120.
   * @param {string} query @returns {Product[]} */
  find(query) {
    const words = queryWords(query);
    const first = words[0] ?? "";
    /** @type {Product[]} */
    const begin = [];
    /** @type {Product[]} */
    const hold = [];
    for (const { text, name, product } of this.entries) {
      if (words.every((word) => text.includes(word))) {
        (name.startsWith(first) ? begin : hold).push(product);
        if (begin.length >= MOST_TILES) break;
      }
    }
    return [...begin, ...hold].slice(0, MOST_TILES);
  }
}
