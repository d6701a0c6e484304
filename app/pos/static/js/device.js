// @ts-check
// This browser as a till: the key it signs with, the series it numbers in, and signed calls. One
// browser is at most one till. It records no sale.

import { ApiError, call } from "../../web/js/api.js";
import { tn } from "../../web/js/words.js";
import { openDatabase, devicesHere } from "./idb.js";
import { authorization, makeKeys, publicKey } from "./signing.js";

/** @typedef {import("./idb.js").Database} Database */
/**
 * @typedef {object} Enrolled as kept in the till's database under `device`
 * @property {number} id
 * @property {string} name
 * @property {string} till
 * @property {string} site
 * @property {number} epoch
 * @property {CryptoKeyPair} keys
 * @property {string} enrolled_at
 * @property {string} [left_at] when this browser stopped being it
 */
/** @typedef {import("../../web/js/api.js").Options} ApiOptions */
/** @typedef {ApiOptions & {credentials?: RequestCredentials}} SendOptions */

const PATIENCE_MS = 8_000;

export class Device {
  /** @param {Enrolled} record @param {Database} database @param {typeof fetch} [send] */
  constructor(record, database, send = (...args) => fetch(...args)) {
    this.record = record;
    this.database = database;
    this.transport = send;
  }

  get id() {
    return this.record.id;
  }

  get till() {
    return this.record.till;
  }

  /** The number of this till's receipt n. @param {number} receipt */
  number(receipt) {
    const { site, till, epoch } = this.record;
    return `${site}-${till}-${epoch}-${String(receipt).padStart(6, "0")}`;
  }

  /** A call signed by this till; the session of the person plays no part.
   * @param {string} method @param {string} path with its query @param {unknown} [body]
   * @param {SendOptions} [options] @returns {Promise<any>} @throws {ApiError} */
  call(method, path, body, options = {}) {
    const { credentials = "omit", ...rest } = options;
    const send = this.signed(credentials);
    return call(method, path, body, { timeoutMs: PATIENCE_MS, ...rest, fetch: send });
  }

  /** A fetch that signs. @param {RequestCredentials} [credentials] @returns {typeof fetch} */
  signed(credentials = "omit") {
    return async (input, init = {}) => {
      const method = init.method ?? "GET";
      const body = typeof init.body === "string" ? init.body : "";
      const request = { method, path: String(input), body, time: new Date().toISOString() };
      const headers = { ...init.headers, Authorization: await authorization(this.record, request) };
      return this.transport(input, { ...init, headers, credentials });
    };
  }
}

/** The till that this browser is, or null. @returns {Promise<Device | null>} */
export async function findDevice() {
  if (!globalThis.indexedDB || !globalThis.crypto?.subtle) return null;
  for (const id of await devicesHere()) {
    const database = await openDatabase(id);
    /** @type {Enrolled | undefined} */
    const record = await database.get("meta", "device");
    if (record && !record.left_at) return new Device(record, database);
  }
  return null;
}

/**
 * Make this browser a till: a key pair is made here, its public half goes to the server.
 * @param {{till: string, name: string, replace?: boolean}} wish replace: the till's present device
 *   is revoked first
 * @returns {Promise<Device>}
 * @throws {ApiError} where the server or the browser refuses; then nothing is kept here
 */
export async function enrol(wish) {
  const keys = await makeKeys();
  const body = { ...wish, public_key: await publicKey(keys) };
  const made = await call("POST", "/api/v1/devices", body);
  const { device: id, name, till, site, epoch } = made;
  const database = await openDatabase(id);
  /** @type {Enrolled} */
  const record = { id, name, till, site, epoch, keys, enrolled_at: new Date().toISOString() };
  await database.write(["meta", "ops"], (work) => {
    work.put("meta", record, "device");
    work.put("meta", { seq: 0, hash: "", receipt: 0 }, "head");
  }, { strict: true });
  return new Device(record, database);
}

/**
 * This browser is no till any more. What it recorded stays for thirty days.
 * @param {Device} device @param {number} waiting what it has not handed over yet
 * @throws {ApiError} while something waits: it would be lost
 */
export async function leave(device, waiting) {
  if (waiting > 0) {
    throw new ApiError(tn("{n} sale waits here for the server. Connect first, then try again.",
      "{n} sales wait here for the server. Connect first, then try again.", waiting),
      { code: "queue_not_empty" });
  }
  const record = { ...device.record, left_at: new Date().toISOString() };
  await device.database.put("meta", record, "device", { strict: true });
}
