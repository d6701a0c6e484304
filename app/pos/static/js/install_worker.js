// @ts-check
// Keeps the page for the time without network, and lets a new version in only when nothing is lost
// by it: an empty cart, nobody paying, nothing waiting for the server.

/** @typedef {import("./install.js").WithTerminal} WithTerminal */

const ADDRESS = "/till/sw.js";
const SCOPE = "/till";
const LOOK_MS = 15 * 60_000;

/** Whether the page may be swapped now. @param {WithTerminal} till */
export function isIdle({ store, terminal, sheet }) {
  const { stage, lines } = store.state;
  const resting = stage === "sell" && !lines.length;
  return resting && !terminal.waiting.length && !sheet.isOpen;
}

/** @param {WithTerminal} till */
export async function startWorker(till) {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  const known = Boolean(workers.controller);
  let reloading = false;
  workers.addEventListener("controllerchange", () => {
    if (!known || reloading) return;
    reloading = true;
    location.reload();
  });
  try {
    const registered = await workers.register(ADDRESS, { scope: SCOPE, updateViaCache: "none" });
    const offer = () => letIn(registered, till);
    registered.addEventListener("updatefound", () => {
      registered.installing?.addEventListener("statechange", offer);
    });
    till.store.addEventListener("change", offer);
    till.terminal.addEventListener("change", offer);
    setInterval(() => registered.update().catch(() => {}), LOOK_MS);
    offer();
  } catch {
    // Without one the till needs the network to start; the status says so.
  }
}

/** @param {ServiceWorkerRegistration} registered @param {WithTerminal} till */
function letIn({ waiting, active }, till) {
  if (waiting && active && isIdle(till)) waiting.postMessage("take over");
}
