// @ts-check
// Short news at the foot of the page, with one thing to do (undo). Announced politely.

import { fill, h, icon, one } from "./dom.js";

const SHOWN_MS = 6000;

/**
 * @param {string} text
 * @param {{icon?: string, action?: string, onAction?: () => void, stay?: boolean}} [options]
 * @returns {() => void} takes the toast away
 */
export function toast(text, options = {}) {
  const holder = one("#toasts");
  if (!holder) return () => undefined;
  const act = () => {
    element.remove();
    options.onAction?.();
  };
  const element = h(
    "div",
    { class: "toast" },
    options.icon && icon(options.icon),
    h("span", null, text),
    options.action && h("button", { class: "btn", type: "button", onclick: act }, options.action),
  );
  fill(holder, element);
  if (!options.stay) setTimeout(() => element.remove(), SHOWN_MS);
  return () => element.remove();
}
