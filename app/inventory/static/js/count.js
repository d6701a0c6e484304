// @ts-check
// The counting page: scans, keys and touch in, figures out to the server one lot at a time.
// A figure that could not be sent stays in hand; nothing that was counted is lost by a bad network.

import { ApiError, get, post, tries } from "../../web/js/api.js";
import { delegate, one } from "../../web/js/dom.js";
import { startScanner } from "../../web/js/scanner.js";
import { loadWords, t } from "../../web/js/words.js";
import * as list from "./count_list.js";
import { drawHand, drawKeys, drawList, say } from "./count_view.js";

const SAME_CODE_MS = 350;
const CODE = /[A-Za-z(\]]|^\d{8,}$/; // typed into the figure's box, or by a slow scanner
const root = /** @type {HTMLElement} */ (one("#count"));
const base = `/counts/${encodeURIComponent(root.dataset.number ?? "")}`;
/** @type {list.Sheet} */
const sheet = { items: [], hand: null };
/** @type {string[]} */
const queue = [];
let busy = false;
let last = { code: "", at: -Infinity };

function draw() {
  drawHand(sheet);
  drawList(sheet);
}

function focusFigure() {
  const box = /** @type {HTMLInputElement} */ (one("#count-input"));
  if (sheet.hand) box.focus({ preventScroll: true });
}

/** @param {unknown} error */
function sayError(error) {
  if (error instanceof RangeError) {
    say("error", t("That is no number"), t("Write a number such as 12.5."));
  } else if (error instanceof ApiError) {
    say("error", error.passing ? t("Not sent yet") : t("Not accepted"), error.message);
  } else throw error;
}

/** Send the figure in hand; whether the hand is free now. @returns {Promise<boolean>} */
async function enter() {
  const { hand } = sheet;
  try {
    const sent = list.figure(sheet);
    if (!hand || !sent) return true;
    await post(`${base}/figures`, sent, { retry: tries(4) });
    hand.item.counted = sent.counted;
    sheet.hand = null;
    return true;
  } catch (error) {
    sayError(error);
    return false;
  }
}

/** Enter, then on to the next lot that has no figure. */
async function nextLot() {
  const { hand } = sheet;
  if (hand && CODE.test(hand.figure)) {
    const code = hand.figure;
    list.take(sheet, hand.item);
    take(code);
    return;
  }
  if (hand && !hand.figure) {
    say("error", t("How many are there?"), t("Type a figure, or say that none is there."));
    return;
  }
  if (!(await enter())) return;
  const following = list.next(sheet, hand?.item);
  if (following) list.take(sheet, following);
  say("ok", hand ? `${hand.item.name}: ${hand.item.counted}` : t("Ready"),
    following ? "" : t("Everything on the list is counted."));
  draw();
  focusFigure();
}

/** Which of several lots a code means: the one in hand, else the first that is open.
 * @param {list.Item[]} items */
function choose(items) {
  const inHand = items.find((item) => item === sheet.hand?.item);
  if (inHand) return inHand;
  return items.length === 1 ? items[0] : null;
}

/** @param {string} code */
async function understand(code) {
  const answer = await post(`${base}/scan`, { data: code }, { retry: tries(4) });
  const items = answer.items.map((/** @type {list.Item} */ item) => list.own(sheet, item));
  if (!items.length) {
    say("error", t(answer.title), t(answer.text));
    return;
  }
  const item = choose(items);
  if (!item) {
    say("warn", t("Which lot?"), items.map((/** @type {list.Item} */ each) => each.lot).join(", "));
    return;
  }
  if (sheet.hand && sheet.hand.item !== item && !(await enter())) return;
  list.scan(sheet, item, answer.quantity);
  const { figure } = /** @type {list.Hand} */ (sheet.hand);
  say("ok", figure ? `${figure} × ${item.name}` : item.name, item.lot);
}

async function pump() {
  if (busy) return;
  busy = true;
  while (queue.length) {
    await understand(/** @type {string} */ (queue.shift())).catch(sayError);
    draw();
    focusFigure();
  }
  busy = false;
}

async function done() {
  if (await enter()) window.location.assign(`${base}/review`);
}

/** A code from the scanner or the box. @param {string} code */
function take(code) {
  const now = performance.now();
  const again = code === last.code && now - last.at < SAME_CODE_MS;
  last = { code, at: now };
  if (again) return;
  if (code.toUpperCase() === "CMD-DONE") done();
  else {
    queue.push(code);
    pump();
  }
}

/** @param {string} key */
async function open(key) {
  const item = sheet.items.find((each) => list.keyOf(each) === key);
  if (!item || item === sheet.hand?.item || !(await enter())) return;
  list.take(sheet, item);
  draw();
  focusFigure();
}

delegate(root, "click", "[data-item]", (button) => open(button.dataset.item ?? ""));
delegate(root, "click", "[data-key]", (button) => {
  list.press(sheet, button.dataset.key ?? "");
  drawHand(sheet);
});
delegate(root, "click", "[data-none]", () => {
  list.type(sheet, "0");
  nextLot();
});
one("#count-input")?.addEventListener("input", (event) => {
  list.type(sheet, /** @type {HTMLInputElement} */ (event.target).value);
});
one("#count-now")?.addEventListener("submit", (event) => {
  event.preventDefault();
  nextLot();
});
one("#count-review")?.addEventListener("click", (event) => {
  event.preventDefault();
  done();
});
one("#scan-form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const box = /** @type {HTMLInputElement} */ (one("#scan-form input"));
  const words = box.value.trim();
  box.value = "";
  if (words) take(words);
});
const scanner = startScanner(document);
scanner.addEventListener("scan", (event) => take(/** @type {CustomEvent} */ (event).detail.data));
scanner.addEventListener("stuck", () => {
  say("error", t("Scanner stuck"), t("A key does not stop."));
});

await loadWords();
drawKeys();
try {
  sheet.items = (await get(`${base}/sheet`, { retry: tries(4) })).items;
  const wished = decodeURIComponent(window.location.hash.slice(1));
  const first = sheet.items.find((item) => list.keyOf(item) === wished) ?? list.next(sheet);
  if (first) list.take(sheet, first);
} catch (error) {
  sayError(error);
}
draw();
focusFigure();
root.dataset.ready = "1";
