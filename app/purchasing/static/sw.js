// @ts-check
// The service worker of the receiving page: keeps the page as it was last seen here and its files,
// so that it starts in a cold store without network. Deliveries are the page's business.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const CACHE = "lotwise-dock";
const PAGE = "/receiving";
const PATIENCE_MS = 4_000;
const IN_PAGE = /(?:href|src)="(\/static\/[^"]+)"/g;
const IN_MODULE =
  /(?:import|export)\s(?:[^"';]*?\sfrom\s)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)/g;

worker.addEventListener("install", (event) => {
  event.waitUntil(fetch(PAGE).then(remember).then(() => worker.skipWaiting()));
});
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(page(event));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});

/** The page from the server; the copy where it does not answer. @param {FetchEvent} event */
async function page(event) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(event.request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.type === "opaqueredirect" || answer.redirected) await cache.delete(PAGE);
    else if (answer.ok) event.waitUntil(remember(answer.clone()));
    if (answer.status < 500) return answer;
  } catch {
    // No network: the copy.
  }
  return (await cache.match(PAGE)) ?? Response.error();
}

/** Keep the page of whoever is signed in, with every file it needs. @param {Response} answer */
async function remember(answer) {
  if (!answer.ok || answer.redirected) return;
  const cache = await caches.open(CACHE);
  const text = await answer.clone().text();
  const seen = new Set([...text.matchAll(IN_PAGE)].map(([, address]) => address.split("#")[0]));
  await Promise.all([...seen].map((address) => keepFile(cache, address, seen)));
  await cache.put(PAGE, answer);
}

/** A file, and the modules it imports. @param {Cache} cache @param {string} address
 * @param {Set<string>} seen */
async function keepFile(cache, address, seen) {
  const known = address.includes("?v=") ? await cache.match(address) : undefined;
  const answer = known ?? await fetch(address, { cache: "no-cache" });
  if (!answer.ok) return;
  if (!known) await cache.put(address, answer.clone());
  if (!/\.js(\?|$)/.test(address)) return;
  const base = new URL(address, worker.location.origin);
  const wanted = [...(await answer.text()).matchAll(IN_MODULE)]
    .map(([, one, other]) => new URL(one ?? other, base))
    .filter((url) => url.origin === base.origin && url.pathname.startsWith("/static/"))
    .map((url) => url.pathname + url.search)
    .filter((each) => !seen.has(each));
  wanted.forEach((each) => seen.add(each));
  await Promise.all(wanted.map((each) => keepFile(cache, each, seen)));
}

/** Versioned files from here; the others from the server while it answers.
 * @param {Request} request */
async function file(request) {
  const copy = await caches.match(request, { cacheName: CACHE, ignoreVary: true });
  if (copy && new URL(request.url).searchParams.has("v")) return copy;
  try {
    const signal = copy ? AbortSignal.timeout(PATIENCE_MS) : null;
    const answer = await fetch(request, signal ? { signal } : {});
    if (answer.ok || !copy) return answer;
  } catch (error) {
    if (!copy) throw error;
  }
  return copy;
}
