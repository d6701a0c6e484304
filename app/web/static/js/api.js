// @ts-check
// Talks to the server: JSON in and out, CSRF header, idempotency keys, errors as one type.
// It never shows anything and never decides whether a sale stands.

import { t } from "./words.js";

/** @typedef {{field: string, message: string}} FieldError */
/**
 * @typedef {object} Options
 * @property {string} [key] idempotency key; a POST without one gets a fresh key
 * @property {AbortSignal} [signal]
 * @property {number} [timeoutMs]
 * @property {(attempt: number, error: ApiError) => number | null} [retry] ms to wait, null to stop
 * @property {typeof fetch} [fetch]
 */

/** A refusal (problem+json), a broken answer or no answer at all. */
export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {{status?: number, code?: string, errors?: FieldError[], data?: unknown}} [detail]
   */
  constructor(message, detail = {}) {
    super(message);
    this.name = "ApiError";
    this.status = detail.status ?? 0;
    this.code = detail.code ?? (this.status ? `http_${this.status}` : "no_connection");
    this.errors = detail.errors ?? [];
    this.data = detail.data ?? null;
  }

  /** Whether the very same request may be sent again: no answer, too many, or busy. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status === 503;
  }

  /** The message for one field, or "". @param {string} field */
  of(field) {
    return this.errors.find((error) => error.field === field)?.message ?? "";
  }
}

/**
 * A random key (UUID version 4). On plain http over a LAN `crypto.randomUUID` does not exist,
 * `getRandomValues` does.
 * @returns {string}
 */
export function newKey() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Doubles from 250 ms to 30 s, for errors that pass. @type {NonNullable<Options["retry"]>} */
export function backOff(attempt, error) {
  return error.passing ? Math.min(250 * 2 ** attempt, 30_000) : null;
}

/** Up to `times` tries, then gives up. @param {number} times */
export function tries(times) {
  /** @type {NonNullable<Options["retry"]>} */
  const policy = (attempt, error) => (attempt + 1 < times ? backOff(attempt, error) : null);
  return policy;
}

/** @param {string} url @param {Options} [options] */
export const get = (url, options) => call("GET", url, undefined, options);

/** @param {string} url @param {unknown} body @param {Options} [options] */
export const post = (url, body, options) => call("POST", url, body, options);

/** @param {string} url @param {unknown} body @param {Options} [options] */
export const patch = (url, body, options) => call("PATCH", url, body, options);

/**
 * One request, repeated under the same key as long as `retry` says so.
 * @param {string} method
 * @param {string} url
 * @param {unknown} body
 * @param {Options} [options]
 * @returns {Promise<any>}
 */
export async function call(method, url, body, options = {}) {
  const init = request(method, body, options.key ?? newKey());
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once(url, init, options);
    } catch (error) {
      const wait = error instanceof ApiError ? options.retry?.(attempt, error) ?? null : null;
      if (wait === null || options.signal?.aborted) throw error;
      await new Promise((done) => setTimeout(done, wait));
    }
  }
}

/** @param {string} method @param {unknown} body @param {string} key @returns {RequestInit} */
function request(method, body, key) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (method !== "GET") {
    headers["Content-Type"] = "application/json";
    headers["X-CSRFToken"] = csrfToken();
    headers["Idempotency-Key"] = key;
  }
  const text = body === undefined ? undefined : JSON.stringify(body, bigText);
  return { method, headers, body: text, credentials: "same-origin" };
}

/** Whole numbers beyond 2^53 travel as strings. @param {string} _name @param {unknown} value */
function bigText(_name, value) {
  return typeof value === "bigint" ? value.toString() : value;
}

/** @returns {string} */
function csrfToken() {
  if (typeof document === "undefined") return "";
  return document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? "";
}

/** @param {string} url @param {RequestInit} init @param {Options} options */
async function once(url, init, options) {
  const signals = [AbortSignal.timeout(options.timeoutMs ?? 15_000)];
  if (options.signal) signals.push(options.signal);
  const signal = AbortSignal.any(signals);
  const send = options.fetch ?? fetch;
  let response;
  let text;
  try {
    response = await send(url, { ...init, signal });
    text = await response.text();
  } catch {
    if (options.signal?.aborted) throw new ApiError(t("Stopped."), { code: "stopped" });
    throw new ApiError(t("No connection to the shop's server."));
  }
  return understand(response, text);
}

/** @param {Response} response @param {string} text */
function understand(response, text) {
  let data = null;
  try {
    data = text ? JSON.parse(text) : null;
  } catch {
    if (response.ok) {
      throw new ApiError(t("The server's answer makes no sense."), { status: response.status });
    }
  }
  if (response.ok) return data;
  const { detail, title, code, errors } = data ?? {};
  const { status } = response;
  const message = detail || title || t("The server answered {status}.", { status });
  throw new ApiError(message, { status, code, errors, data });
}
