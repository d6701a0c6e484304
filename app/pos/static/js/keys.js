// @ts-check
// The keyboard of the till: shortcuts, and digits that go to the number keys where no field has
// the focus. Digits wait a moment: a scanner's burst must never change a quantity. What is pressed
// in a sheet over the till belongs to the sheet.

/** @typedef {import("../../web/js/scanner.js").Scanner} Scanner */
/**
 * @typedef {object} Wired
 * @property {Scanner} scanner
 * @property {import("./store.js").Store} store
 * @property {import("./selling.js").Selling} selling
 * @property {HTMLInputElement} field the search box
 * @property {() => void} go the big button
 * @property {(key: string) => void} numberKey
 * @property {() => void} back
 */

const LEAST_WAIT_MS = 60;
/** @type {Readonly<Record<string, string>>} */
const NUMBER_KEYS = Object.freeze({ ".": ".", ",": ".", Backspace: "back" });

/** @param {EventTarget | null} target */
function writing(target) {
  return target instanceof HTMLElement && target.matches("input, textarea, select");
}

/** @param {Wired} wired */
export function wireKeys(wired) {
  const digits = new Waiting(wired.scanner, wired.numberKey);
  document.addEventListener("keydown", (event) => {
    if (event.target instanceof Element && event.target.closest("dialog[open]")) return;
    const act = SHORTCUTS[event.ctrlKey && event.key === "Enter" ? "Ctrl+Enter" : event.key];
    if (act) {
      if (act(wired, event)) event.preventDefault();
      return;
    }
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !writing(event.target);
    const key = /^\d$/.test(event.key) ? event.key : NUMBER_KEYS[event.key];
    if (plain && key) digits.add(key);
  });
}

/** Each returns whether it did something. @type {Readonly<Record<string, (wired: Wired,
 *   event: KeyboardEvent) => boolean>>} */
const SHORTCUTS = Object.freeze({
  F2: ({ field }) => {
    field.focus();
    field.select();
    return true;
  },
  F9: ({ go }) => {
    go();
    return true;
  },
  "Ctrl+Enter": ({ go }) => {
    go();
    return true;
  },
  Escape: escape,
  Delete: ({ selling }, event) => {
    const line = writing(event.target) ? null : selling.selected;
    if (line && selling.store.state.stage === "sell") selling.remove(line.id);
    return Boolean(line);
  },
  ArrowUp: (wired, event) => step(wired, event, -1),
  ArrowDown: (wired, event) => step(wired, event, 1),
});

/** One step back: verdict, strip, search, payment. @param {Wired} wired */
function escape({ store, field, back }) {
  const { state } = store;
  if (state.verdict) store.set({ verdict: null });
  else if (state.strip !== null) store.set({ strip: null });
  else if (field.value) {
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (state.stage === "pay") back();
  else return false;
  return true;
}

/** @param {Wired} wired @param {KeyboardEvent} event @param {number} by */
function step({ store, selling }, event, by) {
  const { lines, selected, stage } = store.state;
  const inTiles = event.target instanceof HTMLElement && event.target.closest(".till-main");
  if (stage !== "sell" || writing(event.target) || inTiles || !lines.length) return false;
  const at = lines.findIndex((line) => line.id === selected);
  selling.select(lines[Math.min(Math.max(at + by, 0), lines.length - 1)].id);
  return true;
}

/** Digits held back until it is sure that no scanner is typing them. */
class Waiting {
  /** @param {Scanner} scanner @param {(key: string) => void} use */
  constructor(scanner, use) {
    this.scanner = scanner;
    this.use = use;
    /** @type {string[]} */
    this.keys = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    scanner.addEventListener("scan", () => this.drop());
  }

  /** @param {string} key */
  add(key) {
    this.keys.push(key);
    clearTimeout(this.timer);
    const wait = Math.max(LEAST_WAIT_MS, 2 * this.scanner.burst.gapMs);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  drop() {
    this.keys = [];
    clearTimeout(this.timer);
  }

  flush() {
    const { keys } = this;
    this.drop();
    if (!this.scanner.burst.recognised) keys.forEach((key) => this.use(key));
  }
}
