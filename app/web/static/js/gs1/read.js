// @ts-check
// One door for every scan: any string in, one Reading out, never an exception. Decides how the
// data is written and hands it to the module that knows; the till's edition of app/gs1/parse.py.
// Never looks up a product, reads a clock or guesses a lot.

import { t } from "../words.js";
import { associationFault } from "./associations.js";
import { hasCheckDigit, isDigits } from "./check_digits.js";
import { GS, displayable, scannable, size, withSeparators } from "./clean.js";
import { isWebAddress, splitDigitalLink } from "./digital_link.js";
import { Gs1Fault, TOO_LONG, splitBracketed, splitElementString } from "./elements.js";
import { isEpc, splitEpc } from "./epc.js";
import { expandUpcE, normaliseGtin } from "./gtin.js";
import {
  checkDigitFault, complaint, isNoGtin8, isRatherANumber, isSpacedShort, isSscc, isUnproven,
} from "./looks.js";
import { meaning, swallowed } from "./meaning.js";
import { inStore } from "./rcn.js";
import { reading } from "./reading.js";

/** @typedef {import("./ai_table.js").Pairs} Pairs */
/** @typedef {import("./reading.js").Reading} Reading */
/** @typedef {import("./rcn.js").Rule} Rule */

const LIMIT = 512; // characters; the longest GS1 message a scanner sends is shorter
const GS1_CARRIERS = new Set(["]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1"]);
const EAN_LENGTHS = new Map([["]E0", 13], ["]E3", 13], ["]E4", 8]]);
const PLAIN_CARRIER = /^\][ACFGILQUdzJ][0-9A-Za-z]$/;
const BRACKETED = /^\([0-9]*(?:\)|$)/;
const COMPOSITE = "|]e0";
const NO_FNC1 = "Does the scanner send FNC1 (GS)?";

/** What `data` says. Never throws; whatever cannot be read has kind `unreadable` and a reason.
 * `today` (ISO day) resolves two-digit years; `inStore` tells what in-store numbers mean in this
 * shop; `shortGtin` accepts links with a GTIN of 8, 12 or 13 digits.
 * @param {string} data
 * @param {{today: string, inStore?: readonly Rule[], shortGtin?: boolean}} options
 * @returns {Reading} */
export function read(data, { today, inStore: rules = [], shortGtin = false }) {
  const raw = displayable(data);
  const refuse = (/** @type {string} */ error, shown = "") =>
    reading({ raw, text: shown, error: t(error) });
  if (data.length > 2 * LIMIT || size(data) > LIMIT) {
    return refuse("The data is too long for any code.");
  }
  const text = scannable(data);
  if (text === null) return refuse("The data holds control characters.");
  if (!text.replaceAll(GS, "")) return refuse("There is no data.");
  const shown = displayable(text);
  try {
    return new Reader({ raw, text: shown }, today, rules, shortGtin).begin(text);
  } catch (fault) {
    if (fault instanceof Gs1Fault) return refuse(fault.message, shown);
    throw fault;
  }
}

/** Is there a separator that is not at an end? @param {string} data */
const isSeparated = (data) => data.replace(/^\x1d+|\x1d+$/g, "").includes(GS);

/** One scan on its way: what is shown of it, the day, the shop's rules. */
class Reader {
  /** @param {Partial<Reading>} shown @param {string} today @param {readonly Rule[]} rules
   * @param {boolean} shortGtin */
  constructor(shown, today, rules, shortGtin) {
    this.shown = shown;
    this.today = today;
    this.rules = rules;
    this.shortGtin = shortGtin;
  }

  /** The first question: does the scanner say what symbol it read? @param {string} text */
  begin(text) {
    if (!text.startsWith("]")) return this.undeclared(text, true);
    const [carrier, body] = [text.slice(0, 3), text.slice(3)];
    if (GS1_CARRIERS.has(carrier)) return this.message(body);
    if (EAN_LENGTHS.has(carrier)) return this.retail(body, carrier);
    const swapped = carrier.replace(/[A-Za-z]/, (one) =>
      (one < "a" ? one.toLowerCase() : one.toUpperCase()));
    if (GS1_CARRIERS.has(swapped)) {
      throw new Gs1Fault("Capitals and small letters are swapped. Is Caps Lock on?");
    }
    if (!PLAIN_CARRIER.test(carrier)) {
      throw new Gs1Fault("The symbology identifier is missing or unknown.");
    }
    this.shown = { ...this.shown, text: displayable(body) };
    return this.undeclared(body, false);
  }

  /** No word about the symbol: ask what the text itself looks like, most certain first.
   * @param {string} text @param {boolean} bare @returns {Reading} */
  undeclared(text, bare) {
    if (isWebAddress(text)) {
      return this.filled("digital_link", splitDigitalLink(text, this.shortGtin));
    }
    if (isEpc(text)) return this.filled("epc", splitEpc(text));
    if (BRACKETED.test(text)) return this.filled("hri", splitBracketed(text));
    const number = normaliseGtin(text);
    if (number !== null && !(isSpacedShort(text) || (bare && isNoGtin8(text)))) {
      return this.tradeItem(number);
    }
    if (bare && withSeparators(text).includes(GS)) return this.message(text);
    return this.guess(text, bare);
  }

  /** Data declared as GS1, by its symbology or by an FNC1 in it. @param {string} text */
  message(text) {
    const data = withSeparators(text);
    let pairs;
    try {
      pairs = splitElementString(data);
    } catch (fault) {
      if (!(fault instanceof Gs1Fault)) throw fault;
      const lost = !isSeparated(data) && fault.sentence === TOO_LONG;
      throw lost ? new Gs1Fault(TOO_LONG, fault.values, NO_FNC1) : fault;
    }
    return this.separated(this.filled("element_string", pairs), data);
  }

  /** The same reading, with a warning if its last value may hide others.
   * @param {Reading} found @param {string} data @returns {Reading} */
  separated(found, data) {
    const [ai, value] = found.ais[found.ais.length - 1];
    const hidden = (ai === "10" || ai === "21") && !isSeparated(data) ? swallowed(value) : [];
    if (!hidden.length) return found;
    const warning = `${t("AI ({ai}) may have swallowed what follows it.", { ai })} ${t(NO_FNC1)}`;
    return { ...found, warning, lot_candidates: ai === "10" ? hidden : [] };
  }

  /** An EAN or UPC symbol, perhaps with a composite component or an add-on behind it.
   * @param {string} body @param {string} carrier */
  retail(body, carrier) {
    const at = body.indexOf(COMPOSITE);
    const composite = at < 0 ? "" : body.slice(at + COMPOSITE.length);
    const whole = at < 0 ? body : body.slice(0, at);
    const length = EAN_LENGTHS.get(carrier) ?? 0;
    const addOn = carrier === "]E3" && (size(whole) === 15 || size(whole) === 18);
    const number = addOn ? whole.slice(0, 13) : whole;
    if (number.length !== length || !isDigits(number)) {
      throw new Gs1Fault("This symbol must hold {length} digits.", { length });
    }
    if (!hasCheckDigit(number)) throw new Gs1Fault("The check digit is incorrect.");
    const gtin14 = number.padStart(14, "0");
    if (!composite) return this.tradeItem(gtin14);
    return this.filled("element_string", [["01", gtin14], ...splitElementString(composite)]);
  }

  /** A bare trade item number, or an in-store number with a price or weight inside.
   * @param {string} gtin14 @returns {Reading} */
  tradeItem(gtin14) {
    const inside = inStore(gtin14, this.rules);
    if (!inside) return reading({ ...this.shown, kind: "gtin", gtin14, lookup_gtin14: gtin14 });
    const { measure, value } = inside;
    return reading({
      ...this.shown,
      kind: "in_store",
      gtin14,
      lookup_gtin14: inside.lookup,
      item_reference: inside.item,
      usage: inside.usage,
      weight: measure === "weight" ? value : null,
      price: measure === "price" ? value : null,
      count: measure === "count" && value
        ? Number(value.count / 10n ** BigInt(value.places)) : null,
      error: inside.fault,
    });
  }

  /** Bare text: GS1 data of a scanner that sends no prefix, or what a person typed.
   * @param {string} text @param {boolean} bare @returns {Reading} */
  guess(text, bare) {
    let fault = "";
    /** @type {Pairs} */
    let pairs = [];
    try {
      if (bare) pairs = splitElementString(text);
    } catch (problem) {
      if (!(problem instanceof Gs1Fault)) throw problem;
      fault = problem.message;
    }
    if (pairs.length && !isRatherANumber(text, pairs)) {
      const found = this.separated(this.filled("element_string", pairs), text);
      const number = found.lookup_gtin14 ?? normaliseGtin(text);
      return { ...found, guessed: isUnproven(pairs), lookup_gtin14: number };
    }
    if (isSscc(text)) return reading({ ...this.shown, kind: "sscc", sscc: text });
    return this.typed(text, fault, bare);
  }

  /** Not GS1: maybe a SKU, a lot, a search word. Says why if it looks like a broken code.
   * @param {string} text @param {string} fault @param {boolean} bare */
  typed(text, fault, bare) {
    const problem = bare ? complaint(text, fault) : checkDigitFault(text);
    const upc = text.length < 8 ? expandUpcE(text) : null;
    const error = upc ? "" : problem;
    return reading({ ...this.shown, kind: "text", lookup_gtin14: upc, error });
  }

  /** What is shown, with everything the pairs state.
   * @param {Reading["kind"]} kind @param {Pairs} pairs @returns {Reading} */
  filled(kind, pairs) {
    const facts = meaning(pairs, this.today);
    return reading({
      ...this.shown, kind, association_error: associationFault(pairs), ...facts,
    });
  }
}
