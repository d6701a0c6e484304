// @ts-check
// The customer's display: draws what the till in this browser says, an idle picture where it says
// nothing. Knows no price and no network.

import { fill, h } from "../../web/js/dom.js";
import { channelName } from "./display.js";
import { part } from "./redraw.js";
import { loadWords, t } from "../../web/js/words.js";

/** @typedef {import("./display.js").Picture} Picture */
/** @typedef {import("./display.js").Shown} Shown */

const ASK_MS = 5_000;
const SILENCE_MS = 12_000;
const THANKS_MS = 45_000;
const MINUTE_MS = 10_000;

await loadWords();
const root = part("display");
const channel = new BroadcastChannel(channelName(root.dataset.till ?? ""));
let heard = 0;
let thanked = "";
let since = 0;

/** @param {string} day ISO */
function dayText(day) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang || undefined,
    { day: "numeric", month: "short", timeZone: "UTC" });
  return format.format(new Date(`${day}T00:00Z`));
}

/** @param {Shown} line @param {boolean} latest */
function lineOf(line, latest) {
  return h("li", { class: "cd-line", "aria-current": latest ? "true" : null },
    h("span", { class: "cd-name" }, line.name), h("span", { class: "cd-sum money" }, line.total),
    h("span", { class: "cd-much" }, line.much, line.off && h("b", null, ` ${line.off}`)),
    h("span", { class: "cd-dates" }, line.dates.map((each) =>
      h("span", { class: "cd-date" }, `${each.label} ${dayText(each.day)}`))));
}

/** @param {Picture} picture */
function draw(picture) {
  const idle = picture.stage === "idle" || over(picture);
  root.dataset.stage = idle ? "idle" : picture.stage;
  part("cd-idle").hidden = !idle;
  part("cd-sale").hidden = idle;
  if (idle) return;
  const { lines, rows, big } = picture;
  const done = picture.stage === "done";
  part("cd-lines").hidden = done;
  part("cd-thanks").hidden = !done;
  fill(part("cd-lines"), lines.map((line, at) => lineOf(line, at === lines.length - 1)));
  part("cd-lines").lastElementChild?.scrollIntoView({ block: "end" });
  fill(part("cd-thanks"), h("p", { class: "cd-word" }, t("Thank you!")),
    picture.code && codeOf(picture.code),
    h("p", { class: "cd-number code" }, picture.number ?? ""));
  fill(part("cd-rows"), rows.map((row) =>
    h("div", null, h("dt", null, row.label), h("dd", { class: "money" }, row.text))));
  part("cd-label").textContent = big.label;
  part("cd-big").textContent = big.text;
}

/** A receipt that was shown for a while makes room for the idle picture.
 * @param {Picture} picture */
function over({ stage, number = "" }) {
  if (stage !== "done") return false;
  if (number !== thanked) since = performance.now();
  thanked = number;
  return performance.now() - since > THANKS_MS;
}

/** @param {string} address */
function codeOf(address) {
  const image = h("img", { class: "cd-code", src: address, alt: t("Your receipt on your phone") });
  const label = h("p", { class: "cd-hint" }, t("Your receipt on your phone"));
  const both = h("div", { class: "cd-phone" }, image, label);
  image.addEventListener("error", () => both.remove());
  return both;
}

/** @type {Picture} */
const IDLE = { stage: "idle", lines: [], rows: [], big: { label: "", text: "" } };
let shown = JSON.stringify(IDLE);

/** @param {Picture} picture */
function take(picture) {
  const now = JSON.stringify(picture);
  if (now !== shown || picture.stage === "done") {
    if (now !== shown || over(picture)) draw(picture);
  }
  shown = now;
}

channel.addEventListener("message", ({ data }) => {
  if (data === "gone") take(IDLE);
  if (!data?.picture) return;
  heard = performance.now();
  take(data.picture);
});

function ask() {
  if (performance.now() - heard > SILENCE_MS) take(IDLE);
  channel.postMessage("ask");
}

function tick() {
  const language = document.documentElement.lang || undefined;
  const format = new Intl.DateTimeFormat(language, { timeStyle: "short" });
  part("cd-time").textContent = format.format(new Date());
}

root.addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
});
draw(IDLE);
tick();
ask();
setInterval(ask, ASK_MS);
setInterval(tick, MINUTE_MS);
