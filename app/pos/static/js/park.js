// @ts-check
// Carts set aside and taken up again, at most once. Written on this device first, then handed to
// the server, so that it works without the network too. Draws nothing.

import { ApiError, get, newKey, post } from "../../web/js/api.js";
import { moneyText } from "../../web/js/decimal.js";
import { cartText, fromServer, goodsOf, marked, usualName } from "./park_rules.js";

/** @typedef {import("./park_rules.js").Parked} Parked */
/** @typedef {import("./park_rules.js").BlockedLot} BlockedLot */
/** @typedef {Pick<import("./idb.js").Database, "all" | "put" | "remove" | "write">} Keeper */
/**
 * @typedef {object} Hands
 * @property {import("./store.js").Store} store
 * @property {import("./selling.js").Selling} selling
 * @property {() => Promise<Keeper | null>} keeper the till's database, null where there is none
 * @property {() => number} now
 * @property {typeof get} [get]
 * @property {typeof post} [post]
 * @property {Storage | null} [storage]
 * @property {(lot: string) => BlockedLot | null} [blocked] what this till knows of a lot
 */

const ADDRESS = "/api/v1/till/parked";
const PATIENCE_MS = 6_000;
/** @param {unknown} error whether the server looked at it and said no for good */
const final = (error) => error instanceof ApiError && [404, 409, 422].includes(error.status);

/** Events: `change` when what is parked changed; `trouble` (detail: a sentence). */
export class Parking extends EventTarget {
  /** @param {Hands} hands */
  constructor(hands) {
    super();
    this.hands = hands;
    this.get = hands.get ?? get;
    this.post = hands.post ?? post;
    this.storage = hands.storage ?? null;
    this.setup = hands.selling.setup;
    this.taking = `lotwise.till.${this.setup.till}.taking`;
    /** @type {Parked[]} */
    this.there = [];
    /** @type {Parked[]} */
    this.here = [];
    /** Hand-overs one after the other. @type {Promise<unknown>} */
    this.turn = Promise.resolve();
  }

  /** All that can be taken up, the first parked on top. @returns {Parked[]} */
  get items() {
    const mine = this.here.filter((each) => each.state !== "taken");
    const known = new Set(this.here.map((each) => each.key));
    const all = [...this.there.filter((each) => !known.has(each.key)), ...mine];
    return all.sort((a, b) => (a.parked_at < b.parked_at ? -1 : 1));
  }

  /** What parked carts hold, for the forecast. */
  get goods() {
    return this.items.flatMap((each) => each.goods);
  }

  get able() {
    const { stage, lines } = this.hands.store.state;
    return lines.length > 0 && (stage === "sell" || stage === "pay");
  }

  /** The cart's name where nobody gives it one. */
  get usual() {
    const [line] = this.hands.store.state.lines;
    const product = line && this.hands.selling.productOf(line.sku);
    return usualName(this.hands.now(), product?.name ?? line?.sku ?? "");
  }

  /** Set the cart aside; the till is empty afterwards. @param {string} [name]
   * @returns {Promise<Parked | null>} null where it could be kept nowhere: then it stays */
  async park(name = "") {
    if (!this.able) return null;
    const { store, selling, now } = this.hands;
    const { lines } = store.state;
    /** @type {Parked} */
    const parked = {
      key: newKey(), name: (name.trim() || this.usual).slice(0, 60), lines: lines.length,
      total: moneyText(selling.totals.total, this.setup.decimals), till: this.setup.till,
      parked_at: new Date(now()).toISOString(), parked_by: this.setup.cashier,
      goods: goodsOf(lines), cart: cartText(store.state), state: "new",
    };
    if (!await this.keep(parked)) return null;
    if (store.state.lines === lines) store.begin();
    this.here = [...this.here, parked];
    this.tell();
    this.handOver();
    return parked;
  }

  /** On this device, or where that keeps nothing, on the server. @param {Parked} parked */
  async keep(parked) {
    const keeper = await this.hands.keeper();
    try {
      if (keeper) await keeper.put("parked", parked, undefined, { strict: true });
      else await this.send(parked);
      return true;
    } catch (error) {
      this.complain(error);
      return false;
    }
  }

  /** @param {Parked} parked */
  send({ key, till, name, cart, total }) {
    return this.post(ADDRESS, { key, till, name, cart, total }, { key, timeoutMs: PATIENCE_MS });
  }

  /** Tell the server what was parked or taken up here without it. Harmless to repeat. */
  handOver() {
    this.turn = this.turn.then(() => this.handOverNow()).catch((error) => this.complain(error));
    return this.turn;
  }

  async handOverNow() {
    const keeper = await this.hands.keeper();
    if (!keeper) return this.refresh();
    for (const parked of await keeper.all("parked")) {
      if (parked.till !== this.setup.till) continue;
      try {
        await this.tellServer(keeper, parked);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (!final(error)) break;
        this.complain(error);
        if (parked.state === "taken") await keeper.remove("parked", parked.key);
      }
    }
    return this.refresh();
  }

  /** @param {Keeper} keeper @param {Parked} parked */
  async tellServer(keeper, parked) {
    if (parked.state === "new") {
      const sending = await this.turnInto(keeper, parked.key, "new", "sent");
      if (!sending) return;
    }
    await this.send(parked);
    if (parked.state === "taken") await this.takeThere(parked.key, `take-${parked.key}`);
    await keeper.write(["parked"], async (work) => {
      const now = await work.get("parked", parked.key);
      if (now?.state !== "taken" || parked.state === "taken") work.remove("parked", parked.key);
    });
  }

  /** One state into the next, unless somebody was faster. @param {Keeper} keeper
   * @param {string} key @param {string} from @param {"new" | "sent" | "taken"} to
   * @returns {Promise<Parked | null>} */
  turnInto(keeper, key, from, to) {
    return keeper.write(["parked"], async (work) => {
      const found = await work.get("parked", key);
      if (found?.state !== from) return null;
      work.put("parked", { ...found, state: to });
      return { ...found, state: to };
    }, { strict: true });
  }

  /** Look again at what is parked here and on the server. */
  async refresh() {
    const keeper = await this.hands.keeper();
    try {
      const query = new URLSearchParams({ till: this.setup.till });
      const { items } = await this.get(`${ADDRESS}?${query}`, { timeoutMs: PATIENCE_MS });
      this.there = items.map(fromServer);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
    const kept = keeper ? await keeper.all("parked") : [];
    this.here = kept.filter((each) => each.till === this.setup.till);
    this.tell();
  }

  /** Take a cart up: it is this till's alone from now on. A cart that is open is parked first.
   * @param {Parked} item @returns {Promise<boolean>} */
  async take(item) {
    if (this.able && !await this.park()) return false;
    try {
      const got = item.state === "new" ? await this.takeHere(item) : await this.takeAnywhere(item);
      if (!got) return false;
      this.open(got.cart, got.blocked);
    } catch (error) {
      this.complain(error);
      await this.refresh();
      return false;
    }
    this.storage?.removeItem(this.taking);
    this.forget(item.key);
    this.refresh();
    return true;
  }

  /** One that the server never heard of. @param {Parked} item */
  async takeHere(item) {
    const keeper = await this.hands.keeper();
    const mine = keeper && await this.turnInto(keeper, item.key, "new", "taken");
    if (!keeper || !mine?.cart) return this.takeAnywhere(item);
    await keeper.remove("parked", item.key);
    return { cart: mine.cart, blocked: this.knownBad(mine) };
  }

  /** From the server; where that does not help, the copy that still lies here.
   * @param {Parked} item */
  async takeAnywhere(item) {
    const keeper = item.cart ? await this.hands.keeper() : null;
    if (keeper) await this.turn;
    try {
      const request = keeper ? `take-${item.key}` : newKey();
      const got = await this.takeThere(item.key, this.begun(item.key, request));
      await keeper?.remove("parked", item.key);
      return got;
    } catch (error) {
      const had = error instanceof ApiError && error.code === "wrong_state";
      const mine = !had && keeper && await this.turnInto(keeper, item.key, "sent", "taken");
      if (!mine || !mine.cart) throw error;
      return { cart: mine.cart, blocked: this.knownBad(mine) };
    }
  }

  /** @param {string} key @param {string} request the same one until there is an answer
   * @returns {Promise<{cart: string, blocked: BlockedLot[]}>} */
  takeThere(key, request) {
    const address = `${ADDRESS}/${encodeURIComponent(key)}/take`;
    return this.post(address, { till: this.setup.till }, { key: request, timeoutMs: PATIENCE_MS });
  }

  /** The key of a take-up, kept until its answer is in the cart.
   * @param {string} key @param {string} fresh where this cart was not asked for before */
  begun(key, fresh) {
    const before = JSON.parse(this.storage?.getItem(this.taking) ?? "null");
    const request = before?.key === key ? before.request : fresh;
    this.storage?.setItem(this.taking, JSON.stringify({ key, request }));
    return request;
  }

  /** After a crash: a cart taken up whose answer never came into the cart. */
  async resume() {
    const before = JSON.parse(this.storage?.getItem(this.taking) ?? "null");
    if (!before || this.hands.store.state.lines.length) return;
    try {
      const got = await this.takeThere(before.key, before.request);
      if (!this.hands.store.state.lines.length) this.open(got.cart, got.blocked);
      this.storage?.removeItem(this.taking);
    } catch (error) {
      if (final(error)) this.storage?.removeItem(this.taking);
    }
  }

  /** @param {Parked} parked @returns {BlockedLot[]} */
  knownBad({ goods }) {
    const { blocked } = this.hands;
    return goods.flatMap(({ lot }) => (lot && blocked?.(lot)) || []);
  }

  /** @param {string} cart @param {readonly BlockedLot[]} blocked */
  open(cart, blocked) {
    const { lines, ...more } = JSON.parse(cart);
    const { store } = this.hands;
    store.begin(more);
    const last = lines[lines.length - 1]?.id ?? null;
    const bad = blocked.length ? blocked.map((each) => each.text).join(" ") : "";
    store.set({ lines: marked(lines, blocked), selected: last, view: "cart", trouble: bad });
  }

  /** @param {string} key */
  forget(key) {
    this.there = this.there.filter((each) => each.key !== key);
    this.here = this.here.filter((each) => each.key !== key);
    this.tell();
  }

  /** @param {unknown} error */
  complain(error) {
    const detail = error instanceof Error ? error.message : String(error);
    this.dispatchEvent(new CustomEvent("trouble", { detail }));
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }
}
