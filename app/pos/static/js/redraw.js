// @ts-check
// Draws a part of the page anew and keeps the keyboard where it was. No state of its own.

import { fill } from "../../web/js/dom.js";

/**
 * Put children in place of what an element holds; what had the focus and carries `data-keep` gets
 * it back.
 * @param {HTMLElement} element
 * @param {...unknown} children
 */
export function redraw(element, ...children) {
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
