// @ts-check
// Asks the shop for a feed of the till's copy: all of it, or what changed since. Keeps nothing.

const PATIENCE_MS = 30_000;

/** @param {typeof fetch} send @param {string} address @param {string} since @param {string} tag
 * @returns {Promise<string | null>} null where nothing changed */
export async function feedText(send, address, since, tag) {
  const mark = address.includes("?") ? "&" : "?";
  const more = since ? `${mark}since=${encodeURIComponent(since)}` : "";
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (since && tag) headers["If-None-Match"] = tag;
  const answer = await send(address + more, {
    headers, credentials: "same-origin", cache: "no-store", redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (answer.status === 304) return null;
  if (!answer.ok) throw answer;
  return answer.text();
}
