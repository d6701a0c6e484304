// @ts-check
// What this browser can keep: whether it stores at all, signs, and promises not to throw away.
// One sentence says why a till stays online-only. Stores nothing itself.

import { t } from "../../web/js/words.js";
import { canSign } from "./signing.js";

/**
 * @typedef {object} Storage
 * @property {boolean} able whether sales can be recorded here without the server
 * @property {string} why a sentence, where not
 * @property {boolean} persisted whether the browser promised to keep it
 * @property {number | null} used bytes
 * @property {number | null} quota bytes
 */

const PROBE = "lotwise-probe";
const LEAST_BYTES = 50_000_000;
const INSECURE = "This address is plain http, so the browser can neither keep nor sign sales: "
  + "the till works while the server answers. Open it over https to sell without network.";
const FORBIDDEN = "This browser keeps nothing (private window, or storage is blocked), so the till "
  + "works while the server answers.";
const FULL = "This device has hardly any room left, so the till works while the server answers.";

/** Look, and ask the browser to keep what is stored. @returns {Promise<Storage>} */
export async function lookAtStorage() {
  const none = { able: false, persisted: false, used: null, quota: null };
  if (!globalThis.isSecureContext || !canSign() || !navigator.locks) {
    return { ...none, why: t(INSECURE) };
  }
  if (!globalThis.indexedDB || !await opens()) return { ...none, why: t(FORBIDDEN) };
  const { usage = null, quota = null } = await navigator.storage?.estimate?.() ?? {};
  const left = (quota ?? Infinity) - (usage ?? 0);
  const persisted = await keepIt();
  const found = { persisted, used: usage, quota };
  return left < LEAST_BYTES ? { ...found, able: false, why: t(FULL) }
    : { ...found, able: true, why: "" };
}

/** @returns {Promise<boolean>} */
async function keepIt() {
  try {
    return await navigator.storage.persisted() || await navigator.storage.persist();
  } catch {
    return false;
  }
}

/** Whether a database can be opened and written. @returns {Promise<boolean>} */
function opens() {
  return new Promise((done) => {
    try {
      const request = indexedDB.open(PROBE, 1);
      request.onerror = () => done(false);
      request.onsuccess = () => {
        request.result.close();
        indexedDB.deleteDatabase(PROBE);
        done(true);
      };
    } catch {
      done(false);
    }
  });
}
