// @ts-check
// The till's own signature: a key pair whose private half never leaves this browser, hashes of what
// was recorded, and the header by which the server knows the till. Pure but for the browser's
// crypto; stores nothing.

const CURVE = Object.freeze({ name: "ECDSA", namedCurve: "P-256" });
const HASHED = Object.freeze({ name: "ECDSA", hash: "SHA-256" });
const text = new TextEncoder();

/** @typedef {{kty: string, crv: string, x: string, y: string}} PublicKey */
/**
 * What is hashed of an op, in this order.
 * @typedef {object} Chained
 * @property {string} prev hash of the op before, "" for the first
 * @property {number} seq
 * @property {string} key
 * @property {string} kind
 * @property {string | null} number
 * @property {string} made_at
 * @property {string} body
 */

/** Whether this page may sign at all: plain http on a LAN offers no such thing. */
export function canSign() {
  return Boolean(globalThis.crypto?.subtle);
}

/** A new pair; the private half can be used here but never read.
 * @returns {Promise<CryptoKeyPair>} */
export function makeKeys() {
  return /** @type {Promise<CryptoKeyPair>} */ (
    crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]));
}

/** The half that the server keeps. @param {CryptoKeyPair} keys @returns {Promise<PublicKey>} */
export async function publicKey(keys) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", keys.publicKey);
  return { kty: kty ?? "", crv: crv ?? "", x: x ?? "", y: y ?? "" };
}

/** @param {string} said @returns {Promise<string>} SHA-256 of its UTF-8 bytes, in hex */
export async function sha256(said) {
  const digest = await crypto.subtle.digest("SHA-256", text.encode(said));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Signature over a text: r and s, 32 bytes each, base64url. @param {CryptoKey} key
 * @param {string} said */
export async function sign(key, said) {
  return base64url(new Uint8Array(await crypto.subtle.sign(HASHED, key, text.encode(said))));
}

/** @param {Uint8Array} bytes */
export function base64url(bytes) {
  const plain = btoa(String.fromCharCode(...bytes));
  return plain.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** An unguessable word for the address of a receipt. */
export function newToken() {
  return base64url(crypto.getRandomValues(new Uint8Array(16)));
}

/** The hash that ties an op to the one before it. @param {Chained} op */
export function chainHash(op) {
  const { prev, seq, key, kind, number, made_at: madeAt, body } = op;
  return sha256([prev, seq, key, kind, number ?? "", madeAt, body].join("|"));
}

/**
 * The header by which the server knows a till.
 * @param {{id: number, keys: CryptoKeyPair}} device
 * @param {{method: string, path: string, body: string, time: string}} request path with its query
 */
export async function authorization(device, { method, path, body, time }) {
  const said = [method, path, time, await sha256(body)].join("\n");
  const signature = await sign(device.keys.privateKey, said);
  return `Device id="${device.id}", time="${time}", signature="${signature}"`;
}
