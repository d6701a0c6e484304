// @ts-check
// The GS1 application identifiers: format, checks, partners, and place in a Digital Link.
// Holds facts only; never looks at a value.

import { FACTS } from "./ai_facts.js";

/**
 * One component of a value: its character set, its length, its checks.
 * @typedef {object} Part
 * @property {string} charset
 * @property {number} shortest
 * @property {number} longest
 * @property {boolean} optional
 * @property {string[]} checks
 */
/**
 * One application identifier (GS1 General Specifications, section 3).
 * @typedef {object} Identifier
 * @property {string} ai
 * @property {Part[]} parts
 * @property {boolean} fixed length known from its first two digits: no FNC1 needed after it
 * @property {boolean} attribute may stand in the query of a Digital Link
 * @property {boolean} key may be the key of a Digital Link
 * @property {string[][][]} needs all groups; in each any set of AIs
 * @property {string[]} neverWith
 * @property {string[][]} qualifiers alternative sequences after the key
 * @property {number} shortest fewest characters a value may have
 * @property {number} longest most characters a value may have
 */
/** @typedef {[string, string][]} Pairs */

const PART = /(?:(\d)\*)?(\[)?([NXYZ])(\.\.)?(\d+)\]?((?:,[a-z0-9]+)*)/g;

/** @param {string} form @returns {Part[]} */
function partsOf(form) {
  return [...form.matchAll(PART)].flatMap((found) => {
    const [, times, optional, charset, upTo, length, checks] = found;
    const part = {
      charset, shortest: upTo ? 1 : Number(length), longest: Number(length),
      optional: Boolean(optional), checks: checks.split(",").slice(1),
    };
    return Array(Number(times ?? 1)).fill(part);
  });
}

/** "01,8006&21" -> [[["01"], ["8006"]], [["21"]]] @param {string} text */
function needsOf(text) {
  const groups = text.split("&").filter(Boolean);
  return groups.map((group) => group.split(",").map((option) => option.split("+").sort()));
}

/** @param {string} text "3100-3105" or "37" @returns {string[]} */
function runOf(text) {
  const [first, last] = text.split("-");
  const many = Number(last ?? first) - Number(first) + 1;
  return Array.from({ length: many }, (_, step) =>
    String(Number(first) + step).padStart(first.length, "0"));
}

/** @param {Part[]} parts @param {"shortest" | "longest"} which */
const total = (parts, which) => parts.reduce((sum, part) => sum + part[which], 0);

/** @param {string} line @returns {Identifier[]} */
function identifiersOf(line) {
  const [ais, flags, form, needs = "", never = "", qualifiers = ""] = line.split("|");
  const parts = partsOf(form);
  const facts = {
    parts, needs: needsOf(needs),
    fixed: flags.includes("="), attribute: flags.includes("?"), key: flags.includes("/"),
    qualifiers: qualifiers.split(" or ").filter(Boolean).map((way) => way.split(",")),
    shortest: total(parts.filter((part) => !part.optional), "shortest"),
    longest: total(parts, "longest"),
  };
  const refused = never.split(",").filter(Boolean);
  return ais.split(",").flatMap(runOf).map((ai) => ({
    ...facts, ai, neverWith: refused.map((one) => (one === "*" ? `${ai.slice(0, 3)}n` : one)),
  }));
}

/** Every identifier by its digits. @type {ReadonlyMap<string, Identifier>} */
export const TABLE = new Map(
  FACTS.trim().split("\n").flatMap(identifiersOf).map((one) => [one.ai, one]),
);

/** The identifier `data` begins with. No AI is the beginning of another one.
 * @param {string} data @returns {Identifier | null} */
export function find(data) {
  for (const length of [2, 3, 4]) {
    const found = TABLE.get(data.slice(0, length));
    if (found) return found;
  }
  return null;
}

/** Is `ai` meant by `pattern`, where `n` stands for any digit ("310n")?
 * @param {string} pattern @param {string} ai */
export function matches(pattern, ai) {
  return pattern.length === ai.length && ai.startsWith(pattern.replace(/n+$/, ""));
}
