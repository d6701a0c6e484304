// @ts-check
// The mark in the till's bar: quiet while the server answers, else that it does not, how many sales
// wait and since when. A tap opens the till's status. Draws only.

import { h, icon } from "../../web/js/dom.js";
import { t, tn } from "../../web/js/words.js";
import { part, redraw } from "./redraw.js";

/** @typedef {import("./install.js").WithTerminal} WithTerminal */
/** @typedef {import("./terminal.js").Terminal} Terminal */

const REDRAW_MS = 20_000;

/** @param {WithTerminal} till @param {() => void} open */
export function wireLinkMark({ terminal }, open) {
  const mark = part("link");
  let shown = "";
  const draw = () => {
    const { tone, words, drawing } = markOf(terminal, Date.now());
    const text = words.filter(Boolean).join(" · ");
    mark.hidden = !text;
    if (shown === tone + text) return;
    shown = tone + text;
    mark.dataset.tone = tone;
    mark.setAttribute("aria-label", text);
    redraw(mark, icon(drawing), h("span", { class: "till-link-long" }, text),
      h("span", { class: "till-link-short" }, terminal.waiting.length || ""));
  };
  mark.addEventListener("click", open);
  terminal.addEventListener("change", draw);
  setInterval(draw, REDRAW_MS);
  draw();
}

/** @typedef {"link" | "waiting" | "device" | "revoked" | "behind" | "limit"} Shown */

/** What the mark says. @param {Pick<Terminal, Shown>} terminal
 * @param {number} now @returns {{tone: string, words: string[], drawing: string}} */
export function markOf(terminal, now) {
  const { link, waiting, device, revoked, behind } = terminal;
  const many = waitingWords(waiting, now);
  const { full, warn, stop } = terminal.limit(now);
  if (revoked) return { tone: "error", words: [t("Till was revoked"), many], drawing: "lock" };
  if (behind) return { tone: "error", words: [t("Make it a till again")], drawing: "error" };
  if (waiting.problems && !link.down) {
    const words = [t("{n} not taken", { n: waiting.problems })];
    return { tone: "error", words, drawing: "error" };
  }
  if (link.down) {
    const near = warn || stop ? `${Math.floor(full * 100)} %` : "";
    const words = [t("No connection"), device ? many : "", device ? near : ""];
    return { tone: stop || !device ? "error" : "warn", words, drawing: "offline" };
  }
  if (waiting.length) return { tone: warn ? "warn" : "info", words: [many], drawing: "sync" };
  return { tone: "info", words: [], drawing: "sync" };
}

/** @param {{length: number, oldest: string | null}} waiting @param {number} now */
export function waitingWords({ length, oldest }, now) {
  if (!length) return "";
  const many = tn("{n} sale waits", "{n} sales wait", length);
  return `${many} · ${ageWords(now - Date.parse(oldest ?? ""))}`;
}

/** "just now" or "5 min ago". @param {number} ms */
export function agoWords(ms) {
  return ms < 60_000 ? t("just now") : t("{time} ago", { time: ageWords(ms) });
}

/** How long, roughly. @param {number} ms */
export function ageWords(ms) {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 1) return t("just now");
  if (minutes < 120) return t("{n} min", { n: minutes });
  return minutes < 2880 ? t("{n} h", { n: Math.floor(minutes / 60) })
    : t("{n} d", { n: Math.floor(minutes / 1440) });
}
