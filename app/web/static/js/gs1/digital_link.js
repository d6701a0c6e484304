// @ts-check
// GS1 Digital Link URIs: a web address that carries application identifiers. Reads uncompressed
// links; never opens an address. GS1 Digital Link Standard, URI syntax, sections 4 and 5.

import { TABLE } from "./ai_table.js";
import { Gs1Fault, NO_SUCH_AI, checkValue } from "./elements.js";

/** @typedef {import("./ai_table.js").Identifier} Identifier */
/** @typedef {import("./ai_table.js").Pairs} Pairs */

const URI = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/;
const DOMAIN = /^[A-Za-z0-9\-._:[\]]+$/;
const ESCAPE = /%([0-9A-Fa-f]{2})/g;

/** Does it begin like a link? Mixed case such as HtTp:// is plain text by the standard.
 * @param {string} text */
export const isWebAddress = (text) => /^(?:https?|HTTPS?):\/\//.test(text);

/** @param {string} text @param {string} mark @returns {[string, string]} before and after it */
function halves(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
}

/** @param {string[]} ais @param {string[]} way */
function inOrder(ais, way) {
  let from = 0;
  return ais.every((ai) => {
    const at = way.indexOf(ai, from);
    from = at + 1;
    return at >= 0;
  });
}

/** Is this a key followed by qualifiers of its own, in order? @param {string[]} ais */
function isPath(ais) {
  const key = TABLE.get(ais[0]);
  if (!key?.key) return false;
  return ais.length === 1 || key.qualifiers.some((way) => inOrder(ais.slice(1), way));
}

/** @param {string} ai @param {string} text @param {boolean} query @param {boolean} shortGtin */
function valueOf(ai, text, query, shortGtin) {
  if (!text) throw new Gs1Fault("AI ({ai}) is empty in the link.", { ai });
  const spaced = query ? text.replaceAll("+", " ") : text;
  const plain = spaced.replace(ESCAPE, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  if (plain.includes("\0")) {
    throw new Gs1Fault("AI ({ai}) holds a null character in the link.", { ai });
  }
  const short = shortGtin && ai === "01" && [8, 12, 13].includes(plain.length);
  const value = short ? plain.padStart(14, "0") : plain;
  checkValue(ai, value);
  return value;
}

/** The path and the query of a link, without scheme, domain and fragment.
 * @param {string} uri @returns {[string, string]} */
function address(uri) {
  if (!URI.test(uri)) {
    throw new Gs1Fault("The web address holds characters that are not allowed in it.");
  }
  if (!isWebAddress(uri)) throw new Gs1Fault("A GS1 Digital Link begins with http:// or https://.");
  const after = halves(uri, "//")[1];
  const [domain, rest] = halves(after, "/");
  if (!domain || !after.includes("/")) {
    throw new Gs1Fault("The web address lacks a domain or a path.");
  }
  if (!DOMAIN.test(domain)) {
    throw new Gs1Fault("The domain holds characters that are not allowed in it.");
  }
  return halves(halves(rest, "#")[0], "?");
}

/** The (AI, text) steps from the rightmost key on; whatever stands before is the stem.
 * @param {string} path @returns {Pairs} */
function pathSteps(path) {
  const segments = path.split("/");
  /** @type {Pairs} */
  const steps = [];
  for (let at = segments.length - 2; at >= 0 && TABLE.has(segments[at]); at -= 2) {
    steps.unshift([segments[at], segments[at + 1]]);
    if (TABLE.get(segments[at])?.key) return steps;
  }
  throw new Gs1Fault("The web address holds no GS1 key.");
}

/** The pairs of the query; names that are not numbers belong to the web site.
 * @param {string} query @param {boolean} shortGtin @returns {Pairs} */
function queryPairs(query, shortGtin) {
  /** @type {Pairs} */
  const pairs = [];
  for (const parameter of query.split("&")) {
    const [ai, text] = halves(parameter, "=");
    if (!parameter.includes("=") || !/^[0-9]+$/.test(ai)) continue;
    if (!TABLE.has(ai)) {
      throw new Gs1Fault(NO_SUCH_AI, { ai: ai.slice(0, 8) });
    }
    pairs.push([ai, valueOf(ai, text, true, shortGtin)]);
  }
  return pairs;
}

/** @param {Identifier | undefined} known @param {string[]} path */
function checkAttribute(known, path) {
  if (!known?.attribute) {
    throw new Gs1Fault("AI ({ai}) may not stand in the query of a link.", { ai: known?.ai });
  }
  for (let at = 1; at <= path.length; at += 1) {
    if (isPath([...path.slice(0, at), known.ai, ...path.slice(at)])) {
      throw new Gs1Fault("AI ({ai}) belongs into the path of the link.", known);
    }
  }
}

/** @param {Pairs} path @param {Pairs} query */
function checkOrder(path, query) {
  const ais = path.map(([ai]) => ai);
  if (!isPath(ais)) {
    throw new Gs1Fault("The path of the link is not a GS1 key with its qualifiers in order.");
  }
  const seen = new Set(ais);
  for (const [ai] of query) {
    if (seen.has(ai)) throw new Gs1Fault("AI ({ai}) stands twice in the link.", { ai });
    seen.add(ai);
    checkAttribute(TABLE.get(ai), ais);
  }
}

/** The pairs of a Digital Link, in the order they stand in it. Throws Gs1Fault. `shortGtin`
 * accepts a GTIN of 8, 12 or 13 digits, which the standard no longer allows.
 * @param {string} uri @param {boolean} [shortGtin] @returns {Pairs} */
export function splitDigitalLink(uri, shortGtin = false) {
  const [pathText, queryText] = address(uri);
  /** @type {Pairs} */
  const path = pathSteps(pathText).map(([ai, text]) => [ai, valueOf(ai, text, false, shortGtin)]);
  const query = queryPairs(queryText, shortGtin);
  checkOrder(path, query);
  return [...path, ...query];
}
