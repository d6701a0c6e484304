// @ts-check
// The words of the page in the reader's language: `t("Parked: {name}.", {name})`. English is the
// key; what a dictionary lacks stays English. Loaded once, before anything is drawn.

/** @typedef {Readonly<Record<string, string>>} Dictionary */

/** Languages besides English, each with its own name and its dictionary.
 * @type {Readonly<Record<string, {name: string, load: () => Promise<{WORDS: Dictionary}>}>>} */
export const LANGUAGES = Object.freeze({
  de: { name: "Deutsch", load: () => import("./words/de.js") },
});
const KEY = "lotwise.language";
const SPOKEN = /** @type {const} */ (["aria-label", "title", "placeholder", "alt"]);

/** @type {Dictionary} */
let dictionary = Object.freeze({});

/** @param {Dictionary} words */
export function setWords(words) {
  dictionary = words;
}

/**
 * @param {string} english with `{name}` where a value goes
 * @param {Readonly<Record<string, unknown>>} [values]
 */
export function t(english, values = {}) {
  const text = dictionary[english] ?? english;
  return text.replace(/\{(\w+)\}/g,
    (whole, name) => (name in values ? String(values[name]) : whole));
}

/** One or many: `tn("{n} line", "{n} lines", 3)`. @param {string} one @param {string} many
 * @param {number} n @param {Readonly<Record<string, unknown>>} [values] */
export function tn(one, many, n, values = {}) {
  return t(n === 1 ? one : many, { n, ...values });
}

/** The language chosen on this device, or "" for the page's own. */
export function chosenLanguage(storage = globalThis.localStorage ?? null) {
  const chosen = storage?.getItem(KEY) ?? "";
  return chosen in LANGUAGES ? chosen : "";
}

/** From the next load of the page on. @param {string} language "" for the page's own */
export function chooseLanguage(language, storage = globalThis.localStorage ?? null) {
  storage?.setItem(KEY, language);
}

/** The dictionary of the chosen language, and what the page itself says in it. */
export async function loadWords(language = chosenLanguage(), page = globalThis.document) {
  const known = LANGUAGES[language];
  if (!known) return;
  try {
    setWords((await known.load()).WORDS);
  } catch {
    return; // English then.
  }
  page.documentElement.lang = language;
  page.title = page.title.replace(/^[A-Z][a-z]+(?: [a-z]+)*/, (words) => t(words));
  translate(page.body);
}

/** Words that the server drew into the page. @param {HTMLElement} root */
function translate(root) {
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = (node.nodeValue ?? "").trim();
    if (dictionary[text]) node.nodeValue = (node.nodeValue ?? "").replace(text, () => t(text));
  }
  for (const name of SPOKEN) {
    for (const element of root.querySelectorAll(`[${name}]`)) {
      element.setAttribute(name, t(element.getAttribute(name) ?? ""));
    }
  }
}
