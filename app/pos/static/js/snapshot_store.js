// @ts-check
// Keeps the till's snapshot in the browser's database, so that it starts without network: the last
// whole feed as the text it came as, and over it the rows that changed since. Knows no rule.

import { findDevice } from "./device.js";
import { openDatabase } from "./idb.js";

/** @typedef {import("./idb.js").Database} Database */
/** @typedef {import("./snapshot.js").ProductsFeed} ProductsFeed */
/** @typedef {import("./snapshot.js").LotsFeed} LotsFeed */
/** @typedef {import("./snapshot.js").Blocked} Blocked */
/** @typedef {{highest: number}} KeptTime */
/** @typedef {{products: ProductsFeed[], lots: LotsFeed[], time: KeptTime | null}} Kept feeds in the
 *   order they are to be taken */

const PRODUCTS = "snapshot.products";
const LOTS = "snapshot.lots";
const TIME = "snapshot.time";

/** The store of this browser at a till; null where the browser keeps nothing.
 * @param {string} till @returns {Promise<SnapshotStore | null>} */
export async function snapshotStore(till) {
  if (!globalThis.indexedDB) return null;
  try {
    const device = await findDevice();
    return new SnapshotStore(device?.database ?? await openDatabase(till));
  } catch {
    return null;
  }
}

export class SnapshotStore {
  /** @param {Pick<Database, "read" | "write">} database */
  constructor(database) {
    this.database = database;
    /** Writes one after the other. @type {Promise<unknown>} */
    this.turn = Promise.resolve();
  }

  /** What was kept; null where there is nothing to begin with. @returns {Promise<Kept | null>} */
  async load() {
    const [products, lots, time, rows, changed] = await this.database.read(
      ["meta", "products", "lots"], (work) => Promise.all([
        work.get("meta", PRODUCTS), work.get("meta", LOTS), work.get("meta", TIME),
        work.all("products"), work.all("lots"),
      ]),
    );
    if (!products || !lots) return null;
    return {
      products: [JSON.parse(products.text), overProducts(products, rows)],
      lots: [JSON.parse(lots.text), overLots(lots, changed)],
      time: time ?? null,
    };
  }

  /** @param {ProductsFeed} feed @param {string} text as it came */
  keepProducts(feed, text) {
    const { version, full, products, gone = [], ...rules } = feed;
    return this.inTurn(["meta", "products"], async (work) => {
      const base = full ? text : (await work.get("meta", PRODUCTS))?.text;
      if (!base) return;
      work.put("meta", { text: base, version, rules }, PRODUCTS);
      if (full) work.clear("products");
      else for (const row of products) work.put("products", row);
      if (!full) for (const sku of gone) work.put("products", { sku, gone: true });
    });
  }

  /** @param {LotsFeed} feed @param {string} text as it came */
  keepLots(feed, text) {
    const { lots, columns, full, ...head } = feed;
    return this.inTurn(["meta", "lots"], async (work) => {
      const kept = full ? null : await work.get("meta", LOTS);
      const base = full ? text : kept?.text;
      if (!base) return;
      const leases = full ? {} : { ...kept?.head.leases, ...head.leases };
      const lent = head.leases ? leases : null;
      work.put("meta", { text: base, head: { ...head, leases: lent } }, LOTS);
      if (full) work.clear("lots");
      else for (const values of lots) work.put("lots", lotRow(columns, values));
    });
  }

  /** Lots whose status changed ahead of the feed. @param {readonly {number: string}[]} lots */
  keepNews(lots) {
    return this.inTurn(["lots"], (work) => {
      for (const lot of lots) work.put("lots", { ...lot });
    });
  }

  /** @param {KeptTime} time */
  keepTime(time) {
    return this.inTurn(["meta"], (work) => work.put("meta", time, TIME));
  }

  /** @param {import("./idb.js").StoreName[]} stores
   * @param {(work: import("./idb.js").Work) => unknown} body */
  inTurn(stores, body) {
    const done = this.turn.then(() => this.database.write(stores, body));
    this.turn = done.catch(() => {});
    return done;
  }
}

/** @param {string[]} columns @param {unknown[]} values */
const lotRow = (columns, values) =>
  Object.fromEntries(columns.map((name, at) => [name, values[at]]));

/** @param {{version: string, rules: object}} head @param {any[]} rows @returns {ProductsFeed} */
function overProducts({ version, rules }, rows) {
  const gone = rows.filter((row) => row.gone).map((row) => row.sku);
  return { ...rules, version, full: false, gone, products: rows.filter((row) => !row.gone) };
}

/** @param {{head: any}} kept @param {any[]} rows @returns {LotsFeed} */
function overLots({ head }, rows) {
  const columns = rows.length ? Object.keys(rows[0]) : [];
  return { ...head, full: false, columns, lots: rows.map((row) => columns.map((at) => row[at])) };
}
