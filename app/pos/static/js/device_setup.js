// @ts-check
// What the page must know before it can draw: from the page itself, else as this browser last heard
// it, so that a till starts without network. It stores copies and decides nothing.

import { call } from "../../web/js/api.js";
import { h, icon } from "../../web/js/dom.js";
import { setTheme } from "../../web/js/theme.js";
import { t } from "../../web/js/words.js";
import { findDevice } from "./device.js";
import { part, redraw } from "./redraw.js";

/** @typedef {import("./selling.js").Setup & {shop?: string}} Setup */
/** @typedef {import("./device.js").Device} Device */

const ADDRESS = "/till/setup.json";
const KEPT = "lotwise.setup";
const LOOK_MS = 4_000;

/** The page's setup. It waits only where the page came without one, that is from the cache; where
 * this browser has never heard of its till it waits for the server.
 * @param {HTMLElement} root @returns {Promise<Setup>} */
export async function loadSetup(root) {
  const given = root.dataset.setup;
  if (given) return { ...JSON.parse(given), shop: root.dataset.shop ?? "" };
  const theme = /(?:^|;\s*)theme=(\w+)/.exec(document.cookie)?.[1];
  if (theme) setTheme(theme);
  const device = await findDevice();
  const [now, before] = await Promise.all([heard(device), kept(device)]);
  const setup = now ? { ...now, shop: before?.shop ?? "" } : before;
  if (!setup) return lost();
  part("place-till").textContent = setup.till;
  part("place-site").textContent = setup.site;
  return setup;
}

/** Say that nothing can be sold yet, and look again until somebody answers.
 * @returns {Promise<never>} */
function lost() {
  redraw(part("tiles"), h("p", { class: "notice", role: "alert", data: { tone: "warn" } },
    icon("offline"), h("span", null, t("This browser has not been a till yet. It begins by itself "
      + "as soon as the shop's server answers."))));
  setInterval(async () => {
    const answer = await fetch(ADDRESS, { redirect: "manual" }).catch(() => null);
    if (answer && answer.status < 500) location.reload();
  }, LOOK_MS);
  return new Promise(() => {});
}

/** Keep what the page was told, for a start without network. @param {Setup} setup
 * @param {Device | null} device */
export async function keepSetup(setup, device) {
  localStorage.setItem(KEPT, JSON.stringify(setup));
  if (device) await device.database.put("meta", setup, "setup");
}

/** The page's words for a fresh session: rights change, tokens end.
 * @param {Device | null} device @returns {Promise<Setup | null>} null while nobody answers */
export async function heard(device) {
  try {
    const options = { timeoutMs: 3_000 };
    const setup = await (device ? device.call("GET", ADDRESS, undefined, options)
      : call("GET", ADDRESS, undefined, options));
    return setup?.till ? setup : null;
  } catch {
    return null;
  }
}

/** @param {Device | null} device @returns {Promise<Setup | null>} */
async function kept(device) {
  const own = await device?.database.get("meta", "setup");
  return own ?? JSON.parse(localStorage.getItem(KEPT) ?? "null");
}
