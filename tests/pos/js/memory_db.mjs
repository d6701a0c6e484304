// A till's database that lives in memory: the same calls as idb.js, transactions that happen wholly
// or not at all, one after the other.

const KEYS = { products: "sku", lots: "number", people: "id", ops: "seq", parked: "key" };
const STORES = ["meta", "products", "lots", "people", "ops", "parked", "log"];

export class MemoryDatabase {
  constructor() {
    this.stores = new Map(STORES.map((name) => [name, new Map()]));
    this.turn = Promise.resolve();
    /** Set to make the next write fail as a full or broken disk would. */
    this.failure = null;
    this.log = [];
  }

  get(store, key) { return this.read([store], (work) => work.get(store, key)); }

  all(store, query) { return this.read([store], (work) => work.all(store, query)); }

  count(store, query) { return this.read([store], (work) => work.count(store, query)); }

  put(store, value, key, options) {
    return this.write([store], (work) => work.put(store, value, key), options);
  }

  read(_stores, body) { return this.run(body); }

  write(stores, body, options = {}) {
    this.log.push({ stores, strict: options.strict === true });
    return this.run(body);
  }

  run(body) {
    const mine = this.turn.then(async () => {
      const before = structuredClone(this.stores);
      try {
        const result = await body(this.work());
        if (this.failure && !same(before, this.stores)) throw this.failure;
        return result;
      } catch (error) {
        this.stores = before;
        throw error;
      }
    });
    this.turn = mine.catch(() => {});
    return mine;
  }

  work() {
    const at = (store) => this.stores.get(store);
    const list = (store, { index, range, most } = {}) => {
      const rows = [...at(store)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
      const fits = index ? rows.filter((row) => row[index] === range) : rows;
      return structuredClone(fits.slice(0, most ?? fits.length));
    };
    return {
      get: async (store, key) => structuredClone(at(store).get(key)),
      all: async (store, query) => list(store, query),
      count: async (store, query) => list(store, query).length,
      put: (store, value, key) => void at(store).set(key ?? value[KEYS[store]], keep(value)),
      add: (store, value) => {
        if (at(store).has(value[KEYS[store]])) throw new DOMException("taken", "ConstraintError");
        at(store).set(value[KEYS[store]], keep(value));
      },
      remove: (store, key) => void at(store).delete(key),
      clear: (store) => at(store).clear(),
    };
  }
}

const keep = (value) => structuredClone(value);
const same = (a, b) => JSON.stringify([...a].map(([, rows]) => [...rows]))
  === JSON.stringify([...b].map(([, rows]) => [...rows]));

/** A till's server: keeps what it is told, answers as the real one would. */
export class FakeServer {
  constructor() {
    this.ops = new Map();
    this.calls = [];
    /** What happens to the next calls: functions (path, body) => Response | Error | null. */
    this.plan = [];
  }

  get fetch() {
    return async (path, init) => {
      const body = init.body ? JSON.parse(init.body) : null;
      this.calls.push({ path: String(path), body, headers: init.headers });
      const planned = this.plan.shift();
      const made = planned ? planned(String(path), body) : null;
      if (made instanceof Error) throw made;
      if (made) return made;
      return answer(200, this.handle(String(path), body));
    };
  }

  handle(path, body) {
    if (path.endsWith("/ask")) return this.take(body);
    if (path.endsWith("/ops")) return { results: body.ops.map((op) => this.take(op)) };
    return { now: new Date().toISOString() };
  }

  take(op) {
    const known = this.ops.get(op.seq);
    const problem = known && known.hash !== op.hash ? "forked" : null;
    if (!known) this.ops.set(op.seq, op);
    const { number, total } = { number: op.number, ...JSON.parse(op.body) };
    return { seq: op.seq, state: "applied", number, total, document: number, exceptions: [], problem };
  }
}

/** @param {number} status @param {any} body */
export function answer(status, body) {
  return new Response(JSON.stringify(body), { status });
}

/** A refusal as the server words it. */
export const refusal = (status, code, more = {}) =>
  answer(status, { code, detail: `No: ${code}.`, status, ...more });
