// @ts-check
// What one scan says, as plain data. Holds no rule and knows no shop.

/** @typedef {import("./amounts.js").Amount} Amount */
/**
 * One scan. What the data does not say is null; nothing is guessed. `error` says why the data
 * cannot be trusted as it stands; with kind `text` it says why it is not GS1 data, and the text may
 * still be a SKU or a lot code a person typed. `association_error` says which partner is missing:
 * use it, flag it. `guessed`: bare text that merely happens to read as GS1; try `text` as a SKU or
 * a lot first. `warning` and `lot_candidates` speak up when a lot may have swallowed what follows.
 * @typedef {object} Reading
 * @property {"element_string" | "digital_link" | "hri" | "gtin" | "in_store" | "sscc" | "epc"
 *   | "text" | "unreadable"} kind how the data was written
 * @property {string} raw at most 128 characters, safe to show
 * @property {string} text without symbology identifier, control and invisible characters
 * @property {string | null} gtin14
 * @property {string | null} lookup_gtin14 the number the catalogue knows
 * @property {string | null} content_gtin14 AI 02: what a case or pallet holds
 * @property {string | null} item_reference of an in-store number
 * @property {string | null} lot
 * @property {string[]} lot_candidates
 * @property {string | null} serial
 * @property {string | null} expires_on AI 17, else the day of AI 7003
 * @property {string | null} expires_at AI 7003, local time of the label
 * @property {string | null} best_before AI 15
 * @property {string | null} sell_by AI 16
 * @property {string | null} made_on AI 11
 * @property {string | null} packed_on AI 13
 * @property {Amount | null} weight net, in kilograms
 * @property {Record<string, Amount>} measures "311": metres and so on, by AI stem
 * @property {number | null} count AI 37, else AI 30, else an in-store count
 * @property {Amount | null} price AI 392n, 393n, or an in-store price
 * @property {Amount | null} amount AI 390n, 391n: payable on a slip
 * @property {string | null} currency ISO 4217 number of AI 391n, 393n
 * @property {string | null} sscc
 * @property {string | null} gln AI 414
 * @property {"geo" | "company" | null} usage of an in-store number
 * @property {[string, string][]} internal AI 90 to 99
 * @property {[string, string][]} ais
 * @property {boolean} guessed
 * @property {string} warning
 * @property {string} association_error
 * @property {string} error
 */

/** @type {Readonly<Reading>} */
const NOTHING = Object.freeze({
  kind: "unreadable", raw: "", text: "", gtin14: null, lookup_gtin14: null, content_gtin14: null,
  item_reference: null, lot: null, lot_candidates: [], serial: null, expires_on: null,
  expires_at: null, best_before: null, sell_by: null, made_on: null, packed_on: null,
  weight: null, measures: {}, count: null, price: null, amount: null, currency: null, sscc: null,
  gln: null, usage: null, internal: [], ais: [], guessed: false, warning: "",
  association_error: "", error: "",
});

/** A reading that says nothing but this. @param {Partial<Reading>} facts @returns {Reading} */
export const reading = (facts) => ({ ...NOTHING, ...facts });
