// @ts-check
// The till's service worker: keeps the page and its files, so that the till starts without network.
// The server writes SHELL (version and list of files) in front. It never sees a sale: those are
// the page's business, and calls to the interface go straight through.

/** @typedef {{version: string, page: string, assets: string[], wanted: string[]}} Kept */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const kept = /** @type {{SHELL: Kept}} */ (/** @type {unknown} */ (self)).SHELL;
const PREFIX = "lotwise-shell-";
const CACHE = PREFIX + kept.version;
const HERE = Object.freeze({ cacheName: CACHE, ignoreVary: true });
const MARK = "lotwise-till-here";
const PATIENCE_MS = 3_000;
const PAGE = "/till";

/** Pages that were given from the cache: their files come from there too, so that nothing mixes.
 * @type {Set<string>} */
const alone = new Set();

worker.addEventListener("install", (event) => event.waitUntil(fillCache()));
worker.addEventListener("activate", (event) => event.waitUntil(tidy()));
worker.addEventListener("message", (event) => {
  if (event.data === "take over") worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(page(event));
  else if (isFile(url)) event.respondWith(file(event));
});

/** All files or none: a version that is not whole never starts. */
async function fillCache() {
  const cache = await caches.open(CACHE);
  const fresh = (/** @type {string} */ address) => new Request(address, { cache: "no-cache" });
  await cache.addAll(kept.assets.map(fresh));
  await cache.add(new Request(kept.page, { cache: "no-cache", credentials: "omit" }));
  await Promise.allSettled(kept.wanted.map((address) => cache.add(fresh(address))));
}

async function tidy() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** The page from the server, or after three seconds from here. @param {FetchEvent} event */
async function page(event) {
  const mine = event.resultingClientId;
  try {
    const answer = await fetch(event.request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const asksWho = answer.type === "opaqueredirect" || answer.redirected;
    if (answer.status < 500 && !(asksWho && await isTill())) return answer;
  } catch {
    // No network: from the cache.
  }
  const copy = await caches.match(kept.page, HERE);
  if (copy) alone.add(mine);
  return copy ?? Response.error();
}

/** An enrolled till asks for a PIN itself; the sign-in page is for everybody else. */
async function isTill() {
  return Boolean(await caches.match("/till/enrolled", { cacheName: MARK }));
}

/** @param {URL} url */
function isFile(url) {
  return url.pathname.startsWith("/static/") || kept.wanted.includes(url.pathname);
}

/** A file of the page: versioned ones from here, the others from the server while it answers.
 * @param {FetchEvent} event */
async function file(event) {
  const { request, clientId } = event;
  const url = new URL(request.url);
  const copy = await caches.match(request, HERE);
  if (copy && (alone.has(clientId) || url.searchParams.has("v"))) return copy;
  try {
    const signal = copy ? AbortSignal.timeout(PATIENCE_MS) : null;
    const answer = await fetch(request, signal ? { signal } : {});
    if (answer.ok || !copy) return answer;
  } catch (error) {
    if (!copy) throw error;
  }
  return copy;
}
