// @ts-check
// The recall clock: seconds until every till had blocked the lots, and who is silent. Asks again
// while one is; draws only what changed, so nothing flickers and nothing is read out twice.

import { get } from "../../web/js/api.js";
import { fill, h, icon, one } from "../../web/js/dom.js";

const ASK_MS = 2_000;
const TICK_MS = 1_000;
/** @typedef {{till: string, terminal: string | null, acknowledged_at: string | null,
 *   seen_at: string | null}} Till */
/** @typedef {{opened_at: string, blocked_at: string | null, seconds: number, silent: string[],
 *   tills: Till[]}} Clock */

const place = one("#recall-clock");
let drawn = "";
let seconds = 0;
let running = false;

/** 75 -> "1 min 15 s". @param {number} count */
export function spell(count) {
  const hours = Math.floor(count / 3600);
  const minutes = Math.floor((count % 3600) / 60);
  const parts = [hours && `${hours} h`, (hours || minutes) && `${minutes} min`,
    !hours && `${count % 60} s`];
  return parts.filter(Boolean).join(" ");
}

/** @param {string} name @param {...unknown} children */
function put(name, ...children) {
  const at = place && one(`[data-clock="${name}"]`, place);
  if (at) fill(at, ...children);
}

/** @param {Till} till @param {string} opened */
function item(till, opened) {
  const silent = till.acknowledged_at === null;
  const took = Math.ceil((Date.parse(till.acknowledged_at ?? opened) - Date.parse(opened)) / 1000);
  const words = silent ? "silent" : till.terminal ? `after ${spell(took)}` : "at commit";
  return h("li", null, h("strong", { class: "code" }, till.till),
    h("span", { class: "soft" }, till.terminal ?? "asks the server at every sale"),
    h("span", { class: "status push", data: { tone: silent ? "warn" : "ok" } },
      icon(silent ? "warn" : "ok"), words));
}

/** @param {Clock} clock */
function draw(clock) {
  seconds = clock.seconds;
  running = clock.blocked_at === null;
  put("time", spell(seconds));
  const now = JSON.stringify([clock.silent, clock.tills.map((till) => till.acknowledged_at)]);
  if (now === drawn || !place) return;
  drawn = now;
  place.hidden = false;
  put("title", running ? "Not blocked everywhere yet" : "Blocked everywhere");
  put("words", running ? `Waiting for ${clock.silent.join(", ")}. Go there or call.`
    : "Every till has blocked the lots. The server itself did so at commit.");
  put("tills", clock.tills.map((till) => item(till, clock.opened_at)));
}

async function ask() {
  const clock = await get(place?.dataset.url ?? "").catch(() => null);
  if (clock) draw(clock);
  if (running || !clock) setTimeout(ask, ASK_MS);
}

if (place) {
  setInterval(() => running && put("time", spell(seconds += 1)), TICK_MS);
  ask();
}
