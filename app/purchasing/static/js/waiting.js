// @ts-check
// Deliveries that are finished but not posted yet, because nobody answered. Each is kept on this
// device under its own key, with the body that was sent; the key makes sure it is posted once.

import { ApiError } from "../../web/js/api.js";
import { readDraft } from "./draft.js";

/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {Draft & {refused?: string, waits_since: number}} WaitingDraft */
/** @typedef {Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">} Shelf */

/** Whether the delivery may be sent again as it is: nobody answered, or what was refused is the
 * page (its session ended, its token is old) and not the goods. @param {unknown} error */
export const mayPass = (error) => error instanceof ApiError
  && (error.passing || error.status >= 500 || error.status === 401 || error.code === "csrf");

export class Waiting {
  /** @param {Shelf} shelf @param {string} prefix of this person's deliveries */
  constructor(shelf, prefix) {
    this.shelf = shelf;
    this.prefix = prefix;
  }

  /** Oldest first. @returns {WaitingDraft[]} */
  list() {
    const keys = Array.from({ length: this.shelf.length }, (_, at) => this.shelf.key(at) ?? "");
    const found = keys.filter((key) => key.startsWith(this.prefix))
      .map((key) => /** @type {WaitingDraft | null} */ (readDraft(this.shelf.getItem(key))));
    return found.filter((each) => each !== null)
      .sort((one, other) => one.waits_since - other.waits_since);
  }

  /** @param {Draft} draft @param {number} now ms */
  add(draft, now) {
    this.put({ ...draft, waits_since: now });
  }

  /** @param {WaitingDraft} draft */
  put(draft) {
    this.shelf.setItem(this.prefix + draft.key, JSON.stringify(draft));
  }

  /** @param {string} key */
  drop(key) {
    this.shelf.removeItem(this.prefix + key);
  }

  /** Take a delivery back to work on it; nothing of it was posted. @param {string} key
   * @returns {Draft | null} */
  takeBack(key) {
    const found = this.list().find((each) => each.key === key && each.refused);
    if (!found) return null;
    const { refused: _refused, waits_since: _since, ...draft } = found;
    this.drop(key);
    return { ...draft, sending: null };
  }

  /** Send the oldest that waits; a refused one stays for a person.
   * @param {(draft: Draft) => Promise<any>} send the posted delivery, or an ApiError
   * @returns {Promise<{posted: any} | {refused: WaitingDraft} | {error: unknown} | null>}
   *   null where nothing waits */
  async sendNext(send) {
    const next = this.list().find((each) => !each.refused);
    if (!next) return null;
    try {
      const posted = await send(next);
      this.drop(next.key);
      return { posted };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (mayPass(error)) return { error };
      const refused = { ...next, refused: error.message };
      this.put(refused);
      return { refused };
    }
  }
}
