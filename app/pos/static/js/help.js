// @ts-check
// The sheet of keys: the fixed ones and those that features of the till brought along.

import { h } from "../../web/js/dom.js";
import { LANGUAGES, chooseLanguage, chosenLanguage, t } from "../../web/js/words.js";

/** @typedef {import("./till_parts.js").Till} Till */
/** @typedef {readonly [keys: readonly string[], does: () => string]} Key */

/** What keys.js wires, in the order of a sale. @type {readonly Key[]} */
export const FIXED = Object.freeze([
  [["F2"], () => t("Search, or type a code")],
  [["0", "…", "9"], () => t("Change the selected line: quantity, price or percent")],
  [["."], () => t("Decimal point; the comma does the same")],
  [["⌫"], () => t("Delete a digit; with none typed, the line")],
  [["↑", "↓"], () => t("Another line")],
  [["Del"], () => t("Remove the line")],
  [["F9"], () => t("Pay, take the money, next sale")],
  [["Ctrl", "Enter"], () => t("The same")],
  [["Esc"], () => t("One step back")],
]);

/** @param {readonly import("./menu.js").Entry[]} entries @returns {Key[]} F2 before F10 */
export function keysOf(entries) {
  const keyed = entries.filter((each) => each.keys);
  const rank = (/** @type {string} */ key) => Number(/^F(\d+)$/.exec(key)?.[1] ?? 99);
  return keyed.sort((a, b) => rank(a.keys ?? "") - rank(b.keys ?? ""))
    .map((each) => [[each.keys ?? ""], () => t(each.label)]);
}

/** @param {readonly Key[]} keys */
function table(keys) {
  return h("dl", { class: "till-help" }, keys.map(([names, does]) => h("div", null,
    h("dt", null, names.map((name) => h("kbd", null, name))), h("dd", null, does()))));
}

/** A feature of the till. @param {Till} till */
export function installHelp(till) {
  const writing = () => document.activeElement?.matches("input, textarea, select") === true;
  till.menu.add({
    id: "help", label: t("Keys"), icon: "keyboard", keys: "?", group: "till",
    when: () => !writing(),
    act: () => till.sheet.open({
      title: t("Keys"), wide: true,
      draw: (body) => body.append(
        h("p", { class: "soft" }, t("A scanner works wherever the cursor is.")),
        table([...FIXED, ...keysOf(till.menu.entries)])),
    }),
  });
  till.menu.add({
    id: "language", label: t("Language"), icon: "book", group: "till",
    note: () => LANGUAGES[chosenLanguage()]?.name ?? "English",
    act: () => till.sheet.open({ title: t("Language"), draw: (body) => body.append(languages()) }),
  });
}

function languages() {
  const now = chosenLanguage();
  const more = Object.entries(LANGUAGES).map(([code, { name }]) => [code, name]);
  const all = [["", "English"], ...more];
  return h("div", { class: "till-menu-keys", role: "group", "aria-label": t("Language") },
    all.map(([code, name]) => h("button", {
      class: "btn till-menu-key", type: "button", lang: code || "en",
      "aria-pressed": String(code === now),
      onclick: () => {
        chooseLanguage(code);
        location.reload();
      },
    }, name)));
}
