// @ts-check
// Tiny helpers for the page: build elements, listen once for many. No state, no HTML strings.

/** @typedef {Record<string, unknown>} Props */

/**
 * Build an element: `h("button", {class: "btn", type: "button", onclick}, "Pay", icon("check"))`.
 * Strings become text, never HTML; null and false are left out; `data` is a map of data-*.
 * @param {string} tag
 * @param {Props | null} [props]
 * @param {...unknown} children
 * @returns {HTMLElement}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) setProp(element, name, value);
  append(element, children);
  return element;
}

/** @param {HTMLElement} element @param {string} name @param {unknown} value */
function setProp(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on") && typeof value === "function") {
    element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
  } else if (name === "data") {
    for (const [key, text] of Object.entries(/** @type {Props} */ (value))) {
      element.dataset[key] = String(text);
    }
  } else if (name === "value" && "value" in element) {
    /** @type {HTMLInputElement} */ (element).value = String(value);
  } else {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** @param {Node} parent @param {readonly unknown[]} children */
function append(parent, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(parent, child);
    else parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/**
 * A drawing of the sprite. The sprite's address is read from the page's own icons.
 * @param {string} name
 * @param {string} [className]
 * @returns {SVGElement}
 */
export function icon(name, className = "icon") {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${spriteAddress()}#${name}`);
  svg.appendChild(use);
  return svg;
}

/** @returns {string} */
function spriteAddress() {
  const shown = document.querySelector("svg use[href*='icons.svg']")?.getAttribute("href");
  return (shown ?? "/static/web/icons.svg").split("#")[0];
}

/**
 * One listener for all present and future elements that match. Returns what removes it.
 * @param {EventTarget} root
 * @param {string} type
 * @param {string} selector
 * @param {(element: HTMLElement, event: Event) => void} handler
 * @returns {() => void}
 */
export function delegate(root, type, selector, handler) {
  /** @param {Event} event */
  const listen = (event) => {
    const start = event.target;
    const found = start instanceof Element ? start.closest(selector) : null;
    if (found instanceof HTMLElement) handler(found, event);
  };
  root.addEventListener(type, listen);
  return () => root.removeEventListener(type, listen);
}

/**
 * Put children in place of what an element holds.
 * @param {Element} element
 * @param {...unknown} children
 */
export function fill(element, ...children) {
  const bag = document.createDocumentFragment();
  append(bag, children);
  element.replaceChildren(bag);
}

/**
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement | null}
 */
export function one(selector, root = document) {
  return root.querySelector(selector);
}
