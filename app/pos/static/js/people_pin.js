// @ts-check
// Checks a PIN while the server is away: against a verifier made for this very till, good for three
// days, slow on purpose. Wrong tries are counted before the PIN is looked at, and outlive a reload.

import { ApiError } from "../../web/js/api.js";
import { t } from "../../web/js/words.js";

/** @typedef {import("./idb.js").Database} Database */
/** @typedef {{salt: string, iterations: number, hash: string, until: string}} Verifier */
/** @typedef {{id: number, name: string, pin: Verifier | null, locked: boolean}} Known */
/** @typedef {{wrong: Record<string, number>, at: number[]}} Tries */

export const MOST_WRONG = 5;
export const MOST_AN_HOUR = 20;
const KEY = "pin_tries";
const HOUR_MS = 3600_000;
const STRICT = Object.freeze({ strict: true });

/** @param {ArrayBuffer} bytes */
const hex = (bytes) =>
  [...new Uint8Array(bytes)].map((each) => each.toString(16).padStart(2, "0")).join("");

/** @param {string} text */
const bytesOf = (text) =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** What this till's verifier of the PIN would be. @param {string} pin @param {Verifier} verifier
 * @param {number} device */
export async function pinHash(pin, { salt, iterations }, device) {
  const text = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false,
    ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(salt), iterations };
  const base = hex(await crypto.subtle.deriveBits(how, key, 256));
  return hex(await crypto.subtle.digest("SHA-256", text.encode(`${base}:${device}`)));
}

/** The tries after one more; an error where no other is allowed.
 * @param {Tries | undefined} before @param {Known} person @param {number} now @returns {Tries} */
export function oneMoreTry(before, person, now) {
  const at = (before?.at ?? []).filter((each) => each > now - HOUR_MS && each <= now);
  const wrong = before?.wrong ?? {};
  if ((wrong[person.id] ?? 0) >= MOST_WRONG || person.locked) {
    throw new ApiError(t("{name}'s PIN is locked here. Connect, then use the password.", person),
      { status: 403, code: "pin_locked" });
  }
  if (at.length >= MOST_AN_HOUR) {
    throw new ApiError(t("Too many wrong PINs at this till. Connect, then use the password."),
      { status: 429, code: "too_many_tries" });
  }
  return { wrong: { ...wrong, [person.id]: (wrong[person.id] ?? 0) + 1 }, at: [...at, now] };
}

/** The tries after a right PIN or a password. @param {Tries | undefined} before
 * @param {number} id @param {number} [now] of the try that was right @returns {Tries} */
export function forgiven(before, id, now) {
  const { [String(id)]: _gone, ...wrong } = before?.wrong ?? {};
  return { wrong, at: (before?.at ?? []).filter((each) => each !== now) };
}

/** @param {Known} person @param {number} now */
function verifierOf(person, now) {
  if (!person.pin) {
    throw new ApiError(t("This till knows no PIN of {name}. Connect first.", person),
      { status: 403, code: "pin_unknown" });
  }
  if (Date.parse(person.pin.until) <= now) {
    const alone = "This till has been alone for three days. Connect it before stepping up.";
    throw new ApiError(t(alone), { status: 403, code: "pin_too_old" });
  }
  return person.pin;
}

/** @param {Database} database @param {Known} person @param {number} now */
async function countTry(database, person, now) {
  const after = await database.write(["meta"], async (work) => {
    const tries = oneMoreTry(await work.get("meta", KEY), person, now);
    work.put("meta", tries, KEY);
    return tries;
  }, STRICT);
  return after.wrong[person.id];
}

/** The wrong tries of somebody count no more. @param {Database} database @param {number} id
 * @param {number} [now] */
export function forgive(database, id, now) {
  return database.write(["meta"], async (work) => {
    work.put("meta", forgiven(await work.get("meta", KEY), id, now), KEY);
  });
}

/**
 * Is this the person's PIN? Without the server.
 * @param {{database: Database, device: number, now: number}} here
 * @param {Known} person @param {string} pin
 * @throws {ApiError} wrong, locked, too old, unknown
 */
export async function checkPin({ database, device, now }, person, pin) {
  const verifier = verifierOf(person, now);
  const wrong = await countTry(database, person, now);
  if (await pinHash(pin, verifier, device) === verifier.hash) {
    await forgive(database, person.id, now);
    return;
  }
  throw new ApiError(t("The PIN is wrong."),
    { status: 403, code: "wrong_pin", data: { left: MOST_WRONG - wrong } });
}
