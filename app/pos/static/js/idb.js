// @ts-check
// The till's own database in the browser: opened once, upgraded step by step, promises instead of
// events. It knows stores and transactions, never what a sale or a lot is.

/** @typedef {"meta" | "products" | "lots" | "people" | "ops" | "parked" | "log"} StoreName */
/** @typedef {{strict?: boolean}} WriteOptions strict: answer only once it is on the disk */
/**
 * What a piece of work inside one transaction may do. Await nothing but these calls in it: a
 * transaction ends by itself as soon as nothing of it is waited for.
 * @typedef {object} Work
 * @property {(store: StoreName, key: IDBValidKey) => Promise<any>} get
 * @property {(store: StoreName, query?: Query) => Promise<any[]>} all in the order of the keys
 * @property {(store: StoreName, query?: Query) => Promise<number>} count
 * @property {(store: StoreName, value: unknown, key?: IDBValidKey) => void} put
 * @property {(store: StoreName, value: unknown) => void} add fails where the key is taken
 * @property {(store: StoreName, key: IDBValidKey | IDBKeyRange) => void} remove
 * @property {(store: StoreName) => void} clear
 */
/** @typedef {{index?: string, range?: IDBValidKey | IDBKeyRange, most?: number}} Query */

const PREFIX = "lotwise-till-";
const DEVICE = /^lotwise-till-device-(\d+)$/;

/** Each step leads from one version of the stores to the next; a shipped step never changes.
 * @type {readonly ((db: IDBDatabase) => void)[]} */
export const UPGRADES = Object.freeze([
  (db) => {
    db.createObjectStore("meta");
    db.createObjectStore("products", { keyPath: "sku" });
    db.createObjectStore("lots", { keyPath: "number" }).createIndex("sku", "sku");
    db.createObjectStore("people", { keyPath: "id" });
    db.createObjectStore("ops", { keyPath: "seq" }).createIndex("state", "state");
    db.createObjectStore("parked", { keyPath: "key" });
    db.createObjectStore("log", { autoIncrement: true });
  },
]);

/** Name of the database of an enrolled browser, or of a plain one at a till.
 * @param {number | string} device its id, or the till's code */
export function databaseName(device) {
  return typeof device === "number" ? `${PREFIX}device-${device}` : `${PREFIX}${device}`;
}

/** Ids of the devices this browser has been, newest first. @returns {Promise<number[]>} */
export async function devicesHere(factory = globalThis.indexedDB) {
  const found = await factory.databases();
  const ids = found.flatMap(({ name }) => DEVICE.exec(name ?? "")?.[1] ?? []);
  return ids.map(Number).sort((a, b) => b - a);
}

/** One database. Reads see a moment; a write happens wholly or not at all. */
export class Database {
  /** @param {string} name @param {IDBFactory} [factory] */
  constructor(name, factory = globalThis.indexedDB) {
    this.name = name;
    this.factory = factory;
    /** @type {Promise<IDBDatabase> | null} */
    this.opening = null;
  }

  /** Opens now; throws where the browser keeps nothing (private mode, blocked, full). */
  async open() {
    await this.connection();
    return this;
  }

  /** @returns {Promise<IDBDatabase>} opened again where the browser closed it */
  connection() {
    this.opening ??= this.connect().catch((error) => {
      this.opening = null;
      throw error;
    });
    return this.opening;
  }

  /** @returns {Promise<IDBDatabase>} */
  connect() {
    const request = this.factory.open(this.name, UPGRADES.length);
    request.onupgradeneeded = (event) => {
      for (const step of UPGRADES.slice(event.oldVersion)) step(request.result);
    };
    return answer(request).then((db) => {
      db.onclose = () => { this.opening = null; };
      db.onversionchange = () => this.close(db);
      return db;
    });
  }

  /** @param {IDBDatabase} [db] */
  close(db) {
    const open = this.opening;
    this.opening = null;
    if (db) db.close();
    else open?.then((each) => each.close(), () => {});
  }

  /** One value, or undefined. @param {StoreName} store @param {IDBValidKey} key */
  get(store, key) {
    return this.read([store], (work) => work.get(store, key));
  }

  /** @param {StoreName} store @param {Query} [query] @returns {Promise<any[]>} */
  all(store, query) {
    return this.read([store], (work) => work.all(store, query));
  }

  /** @param {StoreName} store @param {Query} [query] */
  count(store, query) {
    return this.read([store], (work) => work.count(store, query));
  }

  /** @param {StoreName} store @param {unknown} value @param {IDBValidKey} [key] for `meta`
   * @param {WriteOptions} [options] */
  put(store, value, key, options) {
    return this.write([store], (work) => work.put(store, value, key), options);
  }

  /** Many values at once. @param {StoreName} store @param {readonly unknown[]} values
   * @param {{clear?: boolean}} [how] clear: these and no others */
  putAll(store, values, how = {}) {
    return this.write([store], (work) => {
      if (how.clear) work.clear(store);
      for (const value of values) work.put(store, value);
    });
  }

  /** @param {StoreName} store @param {IDBValidKey | IDBKeyRange} key */
  remove(store, key) {
    return this.write([store], (work) => work.remove(store, key));
  }

  /** Several reads of one moment. @template T
   * @param {StoreName[]} stores @param {(work: Work) => T | Promise<T>} body */
  read(stores, body) {
    return this.run(stores, "readonly", body, {});
  }

  /** All of `body` or none of it; an error thrown in it takes everything back. @template T
   * @param {StoreName[]} stores @param {(work: Work) => T | Promise<T>} body
   * @param {WriteOptions} [options] */
  write(stores, body, options = {}) {
    return this.run(stores, "readwrite", body, options);
  }

  /** @template T @param {StoreName[]} stores @param {IDBTransactionMode} mode
   * @param {(work: Work) => T | Promise<T>} body @param {WriteOptions} options
   * @returns {Promise<T>} */
  async run(stores, mode, body, { strict = false }) {
    const transaction = await this.begin(stores, mode, strict ? "strict" : "default");
    const ended = end(transaction);
    try {
      const result = await body(workIn(transaction));
      await ended;
      return result;
    } catch (error) {
      undo(transaction);
      await ended.catch(() => {});
      throw error;
    }
  }

  /** @param {StoreName[]} stores @param {IDBTransactionMode} mode
   * @param {IDBTransactionDurability} durability */
  async begin(stores, mode, durability) {
    const open = () => this.connection().then((db) => db.transaction(stores, mode, { durability }));
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "InvalidStateError") throw error;
      this.close();
      return open();
    }
  }
}

/** @param {IDBTransaction} transaction @returns {Work} */
function workIn(transaction) {
  const at = (/** @type {StoreName} */ store) => transaction.objectStore(store);
  /** @param {StoreName} store @param {Query} query */
  const source = (store, query) => (query.index ? at(store).index(query.index) : at(store));
  return {
    get: (store, key) => answer(at(store).get(key)),
    all: (store, query = {}) => answer(source(store, query).getAll(query.range, query.most)),
    count: (store, query = {}) => answer(source(store, query).count(query.range)),
    put: (store, value, key) => void at(store).put(value, key),
    add: (store, value) => void at(store).add(value),
    remove: (store, key) => void at(store).delete(key),
    clear: (store) => void at(store).clear(),
  };
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function answer(request) {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
function end(transaction) {
  const ended = new Promise((done, fail) => {
    transaction.oncomplete = () => done(undefined);
    transaction.onabort = () => fail(transaction.error ?? new Error("taken back"));
  });
  ended.catch(() => {});
  return /** @type {Promise<void>} */ (ended);
}

/** @param {IDBTransaction} transaction */
function undo(transaction) {
  try {
    transaction.abort();
  } catch {
    // It had ended already.
  }
}

/** @type {Map<string, Promise<Database>>} */
const opened = new Map();

/** The database of this browser at a till; the same one for every module that asks.
 * @param {number | string} device the device's id, else the till's code
 * @returns {Promise<Database>}
 * @throws {Error} where the browser keeps nothing */
export function openDatabase(device) {
  const name = databaseName(device);
  const known = opened.get(name) ?? new Database(name).open();
  opened.set(name, known);
  known.catch(() => opened.delete(name));
  return known;
}
