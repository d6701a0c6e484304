// @ts-check
// The till's own copy of the shop, kept fresh: begins with what this browser kept, asks for what
// changed, takes news of blocked lots at once. Searched without the server; never changes a cart.

import { feedText } from "./catalogue_feed.js";
import { Shelves } from "./catalogue_shelves.js";
import { link as theLink } from "./link.js";
import { isTooOld, ShopClock, dayIn, tooOldText } from "./risk.js";
import { Search } from "./search.js";
import { Snapshot } from "./snapshot.js";
import { snapshotStore } from "./snapshot_store.js";

/** @typedef {import("./snapshot_stock.js").Stocked} Stocked */
/** @typedef {import("./snapshot_stock.js").Sellable} Lot */
/** @typedef {Pick<Stocked, "sku" | "name" | "price" | "rate" | "unit" | "category" | "tracked"
 *   | "ask" | "one_lot" | "min_days" | "expiry_kind" | "risk" | "expired_sale" | "gtins" | "packs"
 *   | "lots" | "lot_count" | "available">} Product */
/** @typedef {import("./snapshot.js").ProductsFeed} ProductsFeed */
/** @typedef {import("./snapshot.js").LotsFeed} LotsFeed */
/** @typedef {import("./snapshot_store.js").SnapshotStore} SnapshotStore */
/** @typedef {import("./link.js").Link} Link */
/** @typedef {{catalogue: string, lots: string, till: string, zone?: string}} Addresses */

export { fold, MOST_TILES, queryWords, searchText } from "./search.js";

const POLL_MS = 4_000;
const REFRESH_MS = 45_000;
const ALIVE_MS = 10_000;

/**
 * Events: `change` when products, lots or the day are others; `blocked` (detail: lots) when lots
 * may no longer be sold; `trouble` when the shop could not be asked.
 */
export class Catalogue extends EventTarget {
  /** @param {Addresses} addresses @param {typeof fetch} [send]
   * @param {{link?: Link, clock?: ShopClock,
   *   store?: (till: string) => Promise<SnapshotStore | null>}} [parts] */
  constructor(addresses, send = (...args) => fetch(...args), parts = {}) {
    super();
    this.addresses = addresses;
    this.send = send;
    this.link = parts.link ?? theLink;
    this.clock = parts.clock ?? new ShopClock();
    this.openStore = parts.store ?? snapshotStore;
    /** @type {SnapshotStore | null} */
    this.store = null;
    this.snapshot = new Snapshot();
    this.snapshot.zone = addresses.zone ?? "UTC";
    this.index = new Search((sku) => this.snapshot.lotsOf(sku));
    this.version = "";
    this.cursor = "";
    /** The moment this copy is as of, by the server's clock, and by this page's own. */
    this.at = 0;
    this.confirmed = /** @type {number | null} */ (null);
    this.up = /** @type {boolean | null} */ (null);
    /** When was last asked, and what the shop had said of its products by then. */
    this.asked = { products: 0, lots: 0, said: /** @type {string | undefined} */ (undefined) };
    /** @type {Promise<void> | null} */
    this.fetching = null;
    this.again = false;
    this.borrows = false;
    this.ready = false;
    this.shelves = new Shelves();
    /** @type {string[]} */
    this.kept = [];
  }

  get products() {
    return this.snapshot.products;
  }

  /** What sells best. A tile stays where the hand knows it until the page is opened anew. */
  get favourites() {
    const now = this.snapshot.favourites;
    const kept = this.kept.filter((sku) => now.includes(sku));
    this.kept = [...kept, ...now.filter((sku) => !kept.includes(sku))];
    return this.kept;
  }

  /** The site's day. */
  get on() {
    return this.snapshot.on;
  }

  /** Begin with what is kept here; ask for what is new; go on asking. */
  async start() {
    this.listen();
    const kept = await this.load();
    const first = this.refresh();
    if (!kept) await first;
    setInterval(() => this.tick(), POLL_MS);
  }

  /** A terminal asks: it hears all lots once, with what it is lent. @param {typeof fetch} send */
  borrow(send) {
    Object.assign(this, { send, borrows: true });
    if (this.fetching || this.ready) this.refresh();
  }

  async load() {
    this.store = await this.openStore(this.addresses.till);
    const kept = await this.store?.load().catch(() => null);
    if (!kept || this.ready) return false;
    this.clock.recall(kept.time?.highest ?? 0);
    for (const feed of kept.products) this.takeProducts(feed);
    for (const feed of kept.lots) this.takeLots(feed);
    this.changed();
    return true;
  }

  listen() {
    const { link } = this;
    link.addEventListener("beat", () => this.clock.hear(Date.parse(link.last?.now ?? "")));
    link.addEventListener("up", () => this.reach(true));
    link.addEventListener("down", () => this.reach(false));
    link.addEventListener("catalogue", () => this.refresh());
    link.addEventListener("lots", () => this.refresh());
    link.addEventListener("news", (event) =>
      this.news(/** @type {CustomEvent} */ (event).detail ?? {}));
  }

  /** Every four seconds: the day may be another; where no heartbeat tells, ask. */
  tick() {
    const now = Date.now();
    if (this.turnDay()) this.changed();
    const beats = this.link.last !== null && now - (this.link.heardAt ?? 0) < ALIVE_MS;
    const hidden = globalThis.document?.visibilityState === "hidden";
    if (now - this.asked.lots >= REFRESH_MS || !(beats || hidden)) this.refresh();
    this.store?.keepTime({ highest: this.clock.highest }).catch(() => {});
  }

  /** Ask for what changed; one question at a time.
   * @param {boolean} [all] also where nobody said that products changed @returns {Promise<void>} */
  refresh(all = false) {
    if (all) this.asked.products = 0;
    this.again = this.fetching !== null;
    this.fetching ??= this.ask().finally(() => {
      this.fetching = null;
      if (this.again) this.refresh();
    });
    return this.fetching;
  }

  async ask() {
    try {
      const changes = await Promise.all([this.askProducts(), this.askLots()]);
      this.reach(true);
      if (changes.some(Boolean)) this.changed();
    } catch (error) {
      if (!(error instanceof Response)) this.reach(false);
      this.dispatchEvent(new Event("trouble"));
    }
  }

  async askProducts() {
    const said = this.link.last?.catalogue;
    const fresh = Date.now() - this.asked.products < REFRESH_MS;
    if (this.version && fresh && said !== undefined && said === this.asked.said) return false;
    const { send, addresses, version } = this;
    const text = await feedText(send, addresses.catalogue, version, `"${version}"`);
    Object.assign(this.asked, { products: Date.now(), said });
    if (text === null) return false;
    /** @type {ProductsFeed} */
    const feed = JSON.parse(text);
    this.takeProducts(feed);
    this.store?.keepProducts(feed, text).catch(() => {});
    return true;
  }

  async askLots() {
    const since = this.borrows && !this.snapshot.leases ? "" : this.cursor;
    const text = await feedText(this.send, this.addresses.lots, since, "");
    this.asked.lots = Date.now();
    if (text === null) return false;
    /** @type {LotsFeed} */
    const feed = JSON.parse(text);
    this.clock.hear(Date.parse(feed.at));
    const fresh = this.takeLots(feed);
    this.confirmed = this.clock.clocks.steady();
    this.store?.keepLots(feed, text).catch(() => {});
    return fresh;
  }

  /** @param {ProductsFeed} feed */
  takeProducts(feed) {
    this.snapshot.takeProducts(feed);
    this.version = feed.version;
    this.index.index(this.snapshot.products);
    this.shelves.fill(this.snapshot.products);
  }

  /** @param {LotsFeed} feed @returns {boolean} whether anything is new */
  takeLots(feed) {
    const best = this.favourites.join();
    const { skus, blocked } = this.snapshot.takeLots(feed);
    this.cursor = feed.cursor;
    this.at = Date.parse(feed.at) || this.at;
    if (feed.full) this.index.index(this.snapshot.products);
    else this.index.again(skus);
    const turned = this.turnDay();
    if (this.ready) this.tellBlocked(blocked);
    return feed.full || skus.length > 0 || turned || best !== this.favourites.join();
  }

  /** @param {import("./snapshot.js").Lot[]} lots */
  tellBlocked(lots) {
    if (lots.length) this.dispatchEvent(new CustomEvent("blocked", { detail: lots }));
  }

  /** Lots were blocked or released just now. @param {Partial<import("./link.js").News>} news */
  news({ lots = [] }) {
    const changed = this.snapshot.takeNews(lots);
    if (!changed.length) return;
    this.store?.keepNews(changed).catch(() => {});
    this.tellBlocked(changed.filter((lot) => lot.status !== "released"));
    this.changed();
  }

  /** @param {boolean} up whether the server answers */
  reach(up) {
    this.up = up;
    this.turnDay();
    if (this.snapshot.setAlone(!up)) this.changed();
  }

  turnDay() {
    return this.snapshot.setDay(dayIn(this.clock.now(this.up === true), this.snapshot.zone));
  }

  /** How old this copy is, in ms. Alone, no clock that is set back makes it younger. */
  get age() {
    const { confirmed, clock } = this;
    const steady = confirmed === null ? null : clock.clocks.steady() - confirmed;
    const clocked = clock.now(this.up === true) - this.at;
    return this.up === true && steady !== null ? steady : Math.max(steady ?? 0, clocked);
  }

  /** Why a product is not sold from a copy as old as this one; "" where it may be.
   * @param {Product | undefined} product @returns {string} */
  refusal(product) {
    const { limits } = this.snapshot;
    const tooOld = product && this.ready && isTooOld(this.age, product.risk, limits);
    return tooOld ? tooOldText(product, limits) : "";
  }

  /** What this copy is as of, for the record of a sale. */
  get mark() {
    return { lots: this.cursor, at: this.at ? new Date(this.at).toISOString() : null };
  }

  /** This till sold so much that the feed does not know of yet; -1: it knows now.
   * @param {readonly {number: string, quantity: number}[]} parts @param {1 | -1} [sign] */
  spend(parts, sign = 1) {
    this.snapshot.spend(parts, sign);
    this.changed();
  }

  changed() {
    this.ready = true;
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} sku */
  product(sku) {
    return this.snapshot.bySku(sku);
  }

  /** What an EAN, UPC or case code stands for. @param {string} digits */
  byGtin(digits) {
    return /^\d{8,14}$/.test(digits) ? this.snapshot.byGtin(digits.padStart(14, "0")) : null;
  }

  /** What the tabs say, favourites first. */
  categories() {
    return this.shelves.tabs(this.favourites);
  }

  /** @param {string} category @returns {Product[]} at most 120 */
  inCategory(category) {
    if (category !== "*best") return this.shelves.of(category);
    return this.favourites.flatMap((sku) => this.product(sku) ?? []);
  }

  /** Products that hold every word, names that begin so first; at most 120.
   * @param {string} query @returns {Product[]} */
  search(query) {
    return this.index.find(query);
  }
}
