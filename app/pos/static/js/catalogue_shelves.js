// @ts-check
// Products by category, as the tabs of the shelf show them: at most so many as are drawn.

import { MOST_TILES } from "./search.js";

/** @typedef {import("./catalogue.js").Product} Product */

const FEWEST_FAVOURITES = 12;
const ALL = "*all";

export class Shelves {
  constructor() {
    /** @type {Map<string, Product[]>} */
    this.shelves = new Map();
  }

  /** @param {readonly Product[]} products in the order of the shelf */
  fill(products) {
    this.shelves = new Map([[ALL, products.slice(0, MOST_TILES)]]);
    for (const product of products) {
      const shelf = this.shelves.get(product.category);
      if (!shelf) this.shelves.set(product.category, [product]);
      else if (shelf.length < MOST_TILES) shelf.push(product);
    }
  }

  /** @param {readonly string[]} favourites @returns {{name: string, label: string}[]} */
  tabs(favourites) {
    const names = [...this.shelves.keys()].filter((name) => name !== ALL).sort();
    const rest = names.filter(Boolean).map((name) => ({ name, label: name }));
    const other = names.includes("") && rest.length ? [{ name: "", label: "Other" }] : [];
    const enough = favourites.length >= FEWEST_FAVOURITES;
    const best = enough ? [{ name: "*best", label: "Favourites" }] : [];
    return [...best, { name: ALL, label: "All" }, ...rest, ...other];
  }

  /** @param {string} category */
  of(category) {
    return this.shelves.get(category) ?? [];
  }
}
