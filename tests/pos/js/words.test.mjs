// Words: what stands in for English, that the till says nothing but by t(), and that German lacks
// nothing of it and holds nothing else.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { texts } from "./texts.mjs";

const APP = new URL("../../../app/", import.meta.url);
const WEB = "../../../app/web/static/js/";
const { chooseLanguage, chosenLanguage, loadWords, setWords, t, tn, LANGUAGES } =
  await import(`${WEB}words.js`);
const { WORDS } = await import(`${WEB}words/de.js`);
/** Of the rooms of the office only the pages that are used at the shelf speak German. */
const AT_THE_SHELF = /^count.*\.js$/;
const FOLDERS = ["pos/static/js/", "web/static/js/", ...readdirSync(new URL("web/static/js/", APP),
  { withFileTypes: true }).filter((each) => each.isDirectory() && each.name !== "words")
  .map(({ name }) => `web/static/js/${name}/`), "inventory/static/js/"];
const WORD_FILES = new URL("web/static/js/words/", APP);
/** Pages whose own words the modules translate, and lists that the server hands to the till. */
const PAGES = ["pos/templates/pos/till.html", "pos/templates/pos/display.html",
  "web/templates/web/bare.html", "inventory/templates/inventory/count_work.html"];
const LISTS = ["inventory/count_scan.py", "sales/cash_reasons.py", "pos/slip_words.py", "identity/models.py"];

/** Codes and nothing else. */
const TABLES = new Set(["ai_facts.js", "iso_codes.js"]);
/** Shown as they are, in every language. */
const NAMES = new Set(["MAIN-T1-1-000042", "English", "Deutsch"]);
/** Not for people: file -> texts. */
const INNER = {
  "blocks.js": ["{} bytes do not fit into a QR code of version {}"],
  "catalogue_feed.js": ["If-None-Match"],
  "count.js": ["#scan-form input"],
  "draw.js": ["M{} {}h{}v1h-{}z"],
  "help.js": ["Del", "Ctrl", "Enter", "Esc"],
  "idb.js": ["taken back"],
  "install_worker.js": ["take over"],
  "keys.js": ["Ctrl+Enter"],
  "opened.js": ["lotwise.opened."],
  "paper.js": ["btn btn-touch btn-primary", "btn btn-touch"],
  "recorder.js": ["NotHere"],
  "recorder_body.js": ["a line's product is not known here"],
  "redraw.js": ["the page has no #{}"],
  "selling.js": ["typed {} {}"],
  "signing.js": ["Device id=\"{}\", time=\"{}\", signature=\"{}\""],
  "api.js": ["ApiError", "Content-Type", "Idempotency-Key"],
  "decimal.js": ["not a whole number: {}"],
  "scanner.js": ["Shift", "Control", "Alt", "AltGraph", "CapsLock", "NumLock"],
};
/** Keys of properties and calls whose texts nobody reads. */
const UNSEEN_KEYS = new Set(["class", "keep", "keys"]);
const UNSEEN_CALLS = new Set(["matches", "querySelector", "querySelectorAll", "closest", "delegate",
  "matchMedia"]);

const LETTERS = /\p{L}{2}/u;
const ENGLISH = /^[A-Z][a-z]|\p{L}[\p{L}\p{P}{}]*\s+[\p{L}{]|[a-z]\.$/u;

const modules = FOLDERS.flatMap((folder) => readdirSync(new URL(folder, APP))
  .filter((name) => name.endsWith(".js") && !TABLES.has(name))
  .filter((name) => !folder.startsWith("inventory/") || AT_THE_SHELF.test(name))
  .map((name) => ({ name, all: texts(readFileSync(new URL(folder + name, APP), "utf8")) })));
const read = (name) => readFileSync(new URL(name, APP), "utf8");
const drawn = PAGES.flatMap((name) =>
  [...read(name).matchAll(/\b_\(\s*(["'])(.*?)\1\s*\)/g)].map(([, , text]) => text));

const holes = (text) => [...text.matchAll(/\{\w*\}/g)].map(([hole]) => hole).sort();
const words = (text) => text.replace(/\{\w*\}/g, "");

function isUnseen({ name, text, key, calls }) {
  return NAMES.has(text) || (INNER[name] ?? []).includes(text) || UNSEEN_KEYS.has(key)
    || UNSEEN_CALLS.has(calls.at(-1));
}

/** Texts of all modules that pass a question, as "file:line: text". */
function found(question) {
  return modules.flatMap(({ name, all }) => all.filter((each) => question({ ...each, name }))
    .map(({ line, text }) => `${name}:${line}: ${text}`));
}

test("without a dictionary it is English, with values in it", () => {
  setWords({});
  assert.equal(t("Parked: {name}.", { name: "Blue" }), "Parked: Blue.");
  assert.equal(t("{left} of {n}", { n: 0 }), "{left} of 0");
});

test("a dictionary's text takes the same values, whatever their order", () => {
  setWords({ "{a} before {b}": "{b} nach {a}" });
  assert.equal(t("{a} before {b}", { a: 1, b: 2 }), "2 nach 1");
  setWords({});
});

test("one and many are two texts", () => {
  assert.equal(tn("{n} line", "{n} lines", 1), "1 line");
  assert.equal(tn("{n} line", "{n} lines", 0), "0 lines");
});

test("the reader of texts tells what is said from what is merely shown", () => {
  const source = 'h("p", { title: "One", class: "a b" }, t("Two {n}", { n }), x === "y" ? "Three"\n'
    + ' : `${n} four`); toast("Fi" + "ve"); /x"y/.test(z) // "no"';
  assert.deepEqual(texts(source).map(({ text, use }) => `${use} ${text}`), ["other p", "shown One",
    "other a b", "said Two {n}", "shown Three", "shown {} four", "shown Five"]);
});

test("what is drawn, spoken or toasted goes through t()", () => {
  assert.ok(modules.length > 80, `only ${modules.length} modules`);
  assert.deepEqual(found((each) => each.use === "shown" && LETTERS.test(words(each.text))
    && !isUnseen(each)), []);
});

test("whatever else reads like English is a word of the dictionary, or listed as none", () => {
  assert.deepEqual(found((each) => each.use === "other" && ENGLISH.test(each.text)
    && !(each.text in WORDS) && !isUnseen(each)), []);
});

test("what is said is a key, not put together from pieces", () => {
  assert.deepEqual(found((each) => each.use === "said" && each.kind === "template"
    && holes(each.text).includes("{}")), []);
});

test("German lacks nothing that the till says or that its page draws", () => {
  assert.deepEqual(found((each) => each.use === "said" && each.text
    && !(each.text in WORDS)), []);
  assert.ok(drawn.length > 20, `only ${drawn.length} texts drawn`);
  assert.deepEqual(drawn.filter((text) => !(text in WORDS)), []);
});

test("German holds nothing that nobody says", () => {
  const known = new Set([...modules.flatMap(({ all }) => all.map(({ text }) => text)), ...drawn]);
  const lists = LISTS.map(read).join("\n");
  assert.deepEqual(Object.keys(WORDS).filter((key) => !known.has(key) && !lists.includes(key)), []);
});

test("no list of exceptions holds what is gone", () => {
  const all = new Map(modules.map(({ name, all }) => [name, new Set(all.map(({ text }) => text))]));
  assert.deepEqual(Object.entries(INNER).flatMap(([name, list]) =>
    list.filter((text) => !all.get(name)?.has(text))), []);
});

test("every German text has the holes of its English one", () => {
  for (const [english, german] of Object.entries(WORDS)) {
    assert.deepEqual(holes(german), holes(english), english);
    assert.ok(german.trim());
  }
});

test("no two files of a language say the same", async () => {
  const keys = [];
  for (const name of readdirSync(WORD_FILES).filter((each) => each.startsWith("de_"))) {
    keys.push(...Object.keys((await import(new URL(name, WORD_FILES))).WORDS));
  }
  const own = readFileSync(new URL("de.js", WORD_FILES), "utf8").matchAll(/"((?:[^"\\]|\\.)+)":/g);
  keys.push(...[...own].map(([, key]) => key));
  assert.deepEqual(keys.filter((key, at) => keys.indexOf(key) !== at), []);
});

test("the language is this device's choice, an unknown one is none", () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text) };
  chooseLanguage("de", storage);
  assert.equal(chosenLanguage(storage), "de");
  assert.equal(LANGUAGES.de.name, "Deutsch");
  chooseLanguage("xx", storage);
  assert.equal(chosenLanguage(storage), "");
});

test("nothing chosen loads nothing", async () => {
  await loadWords("", null);
  assert.equal(t("Pay"), "Pay");
});
