// @ts-check
// Draws a part of the page anew and keeps the keyboard where it was. What is under a finger waits
// until the finger lets go: a press on something that is replaced meanwhile would be lost.

import { fill } from "../../web/js/dom.js";

/** What a finger or button is on just now. @type {Element | null} */
let pressed = null;
/** What waits for the finger, the newest drawing of each part. @type {Map<Element, () => void>} */
const waiting = new Map();

globalThis.document?.addEventListener("pointerdown", ({ target }) => {
  pressed = target instanceof Element ? target : null;
}, { capture: true });
for (const end of ["pointerup", "pointercancel", "dragend"]) {
  // The click comes right after the release and must still find what was pressed.
  globalThis.document?.addEventListener(end, () => setTimeout(release), { capture: true });
}

globalThis.document?.addEventListener("click", () => { pressed = null; }, { capture: true });

function release() {
  pressed = null;
  const drawings = [...waiting.values()];
  waiting.clear();
  for (const draw of drawings) draw();
}

/** Draw a part now, or when the finger that is on it lets go.
 * @param {Element} element @param {() => void} draw */
export function steady(element, draw) {
  if (pressed && element.contains(pressed)) waiting.set(element, draw);
  else {
    waiting.delete(element);
    draw();
  }
}

/**
 * Put children in place of what an element holds; what had the focus and carries `data-keep` gets
 * it back.
 * @param {HTMLElement} element
 * @param {...unknown} children
 */
export function redraw(element, ...children) {
  steady(element, () => put(element, children));
}

/** @param {HTMLElement} element @param {unknown[]} children */
function put(element, children) {
  const active = document.activeElement;
  const inside = active instanceof HTMLElement && element.contains(active);
  const keep = inside ? active.dataset.keep : undefined;
  const top = element.scrollTop;
  fill(element, ...children);
  element.scrollTop = top;
  if (!keep) return;
  const again = element.querySelector(`[data-keep="${CSS.escape(keep)}"]`);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

/** @param {string} id @returns {HTMLElement} an element the page always has */
export function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}
