// @ts-check
// Scan anywhere, whatever has the focus: a keyboard-wedge scanner's burst becomes a `scan` event
// and never lands in a field. It does not read the code; that is the server's business.

import { Burst, SILENCE_MS, cleanGap } from "./burst.js";

const GAP_KEY = "lotwise.scanner.gap";
const GROUP_SEPARATOR = "\u001d";
const PASSIVE = new Set(["Shift", "Control", "Alt", "AltGraph", "CapsLock", "NumLock"]);

/** @typedef {HTMLInputElement | HTMLTextAreaElement} TextField */
/** @typedef {{field: TextField, value: string, start: number | null, end: number | null}} Before */

/** Gap this device was taught, in ms. */
export function storedGap() {
  return cleanGap(globalThis.localStorage?.getItem(GAP_KEY));
}

/** @param {number} ms 20 to 100, for slow scanners (Bluetooth) or fast typists */
export function storeGap(ms) {
  globalThis.localStorage?.setItem(GAP_KEY, String(cleanGap(ms)));
}

/**
 * Listens until `stop()`. Events: `scan` with `detail = {data, cut, by, ms}` and `stuck`.
 * A code carried by Ctrl+] or Alt+029 keeps its group separators (\x1d).
 * @param {Document} [root]
 * @param {{gapMs?: number}} [options]
 * @returns {Scanner}
 */
export function startScanner(root = document, options = {}) {
  return new Scanner(root, options.gapMs ?? storedGap());
}

export class Scanner extends EventTarget {
  /** @param {Document} root @param {number} gapMs */
  constructor(root, gapMs) {
    super();
    this.root = root;
    this.burst = new Burst(gapMs);
    /** @type {Before | null} */
    this.before = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.altDigits = "";
    this.onKeyDown = this.onKeyDown.bind(this);
    this.onKeyUp = this.onKeyUp.bind(this);
    this.onSilence = this.onSilence.bind(this);
    root.addEventListener("keydown", this.onKeyDown, { capture: true });
    root.addEventListener("keyup", this.onKeyUp, { capture: true });
  }

  stop() {
    this.root.removeEventListener("keydown", this.onKeyDown, { capture: true });
    this.root.removeEventListener("keyup", this.onKeyUp, { capture: true });
    clearTimeout(this.timer);
  }

  /** @param {number} ms 20 to 100 */
  setGap(ms) {
    this.burst.gapMs = cleanGap(ms);
  }

  /** @param {KeyboardEvent} event */
  onKeyDown(event) {
    if (event.isComposing || event.repeat) return;
    if (isAltDigit(event)) {
      this.altDigits += event.code.slice(-1);
      this.burst.touch(event.timeStamp);
    } else if (PASSIVE.has(event.key)) {
      this.burst.touch(event.timeStamp);
    } else if (event.key === "Enter" || event.key === "Tab") {
      this.onEndKey(event);
    } else {
      const letter = letterOf(event);
      if (letter) this.onLetter(letter, event);
      else this.giveBack();
    }
  }

  /** Alt+029 and the like end when Alt is let go. @param {KeyboardEvent} event */
  onKeyUp(event) {
    if (event.key !== "Alt" || !this.altDigits) return;
    const code = Number(this.altDigits);
    this.altDigits = "";
    if (code > 0 && code < 256) this.onLetter(String.fromCharCode(code), event);
  }

  /** @param {string} letter @param {KeyboardEvent} event */
  onLetter(letter, event) {
    if (this.burst.isOver(event.timeStamp)) this.giveBack();
    const known = this.burst.recognised;
    const first = this.burst.feed(letter, event.timeStamp);
    if (first) this.before = snapshot(event.target);
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onSilence, Math.max(SILENCE_MS, this.burst.gapMs + 25));
    if (!this.burst.recognised && letter !== GROUP_SEPARATOR) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!known && this.burst.recognised) restore(this.before);
    if (this.burst.stuck) this.reportStuck();
  }

  /** @param {KeyboardEvent} event */
  onEndKey(event) {
    if (!this.burst.recognised) {
      this.burst.clear();
      return;
    }
    const text = this.burst.text;
    const found = this.burst.finish("key", event.timeStamp);
    if (found) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.report({ ...found, by: event.key.toLowerCase() });
    } else {
      this.typeBack(text);
    }
  }

  onSilence() {
    const pending = /** @type {any} */ (globalThis.navigator)?.scheduling?.isInputPending?.();
    if (pending) {
      this.timer = setTimeout(this.onSilence, 20);
      return;
    }
    const { text, recognised } = this.burst;
    const found = this.burst.finish("silence");
    if (found) this.report({ ...found, by: "silence" });
    else if (recognised) this.typeBack(text);
  }

  /** Another key came in between (arrow, Escape): it was a person after all. */
  giveBack() {
    const { text, recognised } = this.burst;
    clearTimeout(this.timer);
    this.burst.clear();
    if (recognised) this.typeBack(text);
  }

  /** What was held back goes where the person typed it. @param {string} text */
  typeBack(text) {
    const { before } = this;
    this.before = null;
    if (!before) return;
    const { field, value } = before;
    const start = before.start ?? value.length;
    field.value = value.slice(0, start) + text + value.slice(before.end ?? value.length);
    place(field, start + text.length, start + text.length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** @param {{data: string, cut: boolean, ms: number, by: string}} detail */
  report(detail) {
    clearTimeout(this.timer);
    this.before = null;
    this.dispatchEvent(new CustomEvent("scan", { detail }));
  }

  reportStuck() {
    clearTimeout(this.timer);
    this.before = null;
    this.burst.clear();
    this.dispatchEvent(new CustomEvent("stuck"));
  }
}

/** @param {KeyboardEvent} event */
function isAltDigit(event) {
  return event.altKey && !event.ctrlKey && /^Numpad\d$/.test(event.code);
}

/** The character a key adds to a code, or "". @param {KeyboardEvent} event */
export function letterOf(event) {
  const control = event.ctrlKey && !event.altKey;
  if (control && (event.key === "]" || event.code === "BracketRight")) return GROUP_SEPARATOR;
  if (event.key === GROUP_SEPARATOR) return GROUP_SEPARATOR;
  if (control || event.metaKey || (event.altKey && !event.ctrlKey)) return "";
  return [...event.key].length === 1 ? event.key : "";
}

/** @param {EventTarget | null} target @returns {Before | null} */
function snapshot(target) {
  const text = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
  if (!text || target.readOnly || target.disabled) return null;
  const { value, selectionStart: start, selectionEnd: end } = target;
  return { field: target, value, start, end };
}

/** @param {Before | null} before */
function restore(before) {
  if (!before || before.field.value === before.value) return;
  before.field.value = before.value;
  place(before.field, before.start, before.end);
  before.field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {TextField} field @param {number | null} start @param {number | null} end */
function place(field, start, end) {
  if (field.selectionStart === null) return;
  field.setSelectionRange(start, end);
}
