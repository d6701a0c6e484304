// @ts-check
// Who may stand at this till, who does, and how they prove it: to the server while it answers, to
// the till itself while it does not. It draws nothing.

import { ApiError, get, post } from "../../web/js/api.js";
import { t } from "../../web/js/words.js";
import { checkPin, forgive } from "./people_pin.js";

/** @typedef {import("./device.js").Device} Device */
/** @typedef {import("./link.js").Link} Link */
/** @typedef {import("./people_pin.js").Verifier} Verifier */
/** @typedef {import("./recorder_body.js").Override} Override */
/** @typedef {{price: boolean, discount: number, receipt: boolean, approves: string[],
 *   sell: boolean} & Record<string, any>} Rights */
/** @typedef {{id: number, name: string, role: string, rights: Rights, pin: Verifier | null,
 *   has_pin: boolean, locked: boolean}} Person */
/** @typedef {{pin: string} | {password: string}} Proof */
/** @typedef {{kind: string, reason: string, detail: string}} Ask */
/** @typedef {{person: Person | null, open: boolean, locked: boolean,
 *   seen?: number}} AtTill open: the server knows
 *   this person's session here */

const PEOPLE = "/api/v1/till/people";
const AT_TILL = "at_till";
const SIGNED = Object.freeze({ credentials: /** @type {RequestCredentials} */ ("same-origin") });

/** Whether nobody answered. @param {unknown} error */
export function unanswered(error) {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

/** Events: `list` when the people changed, `here` when somebody else stands at the till. */
const NOTED_MS = 15_000;

export class People extends EventTarget {
  /** @param {Link} link */
  constructor(link) {
    super();
    this.link = link;
    /** @type {Device | null} */
    this.device = null;
    /** @type {Person[]} */
    this.list = [];
    /** @type {AtTill} */
    this.at = { person: null, open: false, locked: false };
  }

  get here() {
    return this.at.person;
  }

  /** What this till remembers. @param {Device | null} device */
  async start(device) {
    this.device = device;
    if (device) {
      this.list = await device.database.all("people");
      this.at = await device.database.get("meta", AT_TILL) ?? this.at;
    }
    this.told("list");
  }

  /** The list as the server has it now; the one here stays while nobody answers. */
  async refresh() {
    try {
      const answer = await (this.device ? this.device.call("GET", PEOPLE) : get(PEOPLE));
      this.list = answer.people;
      await this.device?.database.putAll("people", this.list, { clear: true });
      this.told("list");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** @param {number | undefined} id */
  find(id) {
    return this.list.find((each) => each.id === id) ?? null;
  }

  /** Who may take over selling. */
  get sellers() {
    return this.list.filter((each) => each.rights.sell);
  }

  /** Whose yes counts for a kind, asked by whoever is here. @param {string} kind */
  approvers(kind) {
    return this.list.filter((each) =>
      each.rights.approves.includes(kind) && each.id !== this.here?.id);
  }

  /** Put somebody at the till. The cart is no business of theirs.
   * @param {number} id @param {Proof} proof @throws {ApiError} */
  async enter(id, proof) {
    const answer = await this.asked((device) =>
      device.call("POST", "/api/v1/till/pin", { person: id, ...proof }, SIGNED), proof);
    if (answer) {
      setToken(answer.csrf);
      if (this.device) await forgive(this.device.database, id);
      return this.sit({ ...this.find(id), ...answer.person, locked: false }, true);
    }
    return this.sit(await this.provenHere(id, proof), false);
  }

  /** Somebody who is signed in at this browser already. @param {Person} person */
  arrive(person) {
    return this.sit(person, true);
  }

  /** Somebody is moving here: remembered, so that a page begun anew without network, a moment
   * later, is still theirs. @param {number} now */
  async seen(now) {
    if (!this.at.person || this.at.locked || now - (this.at.seen ?? 0) < NOTED_MS) return;
    await this.remember({ ...this.at, seen: now });
  }

  /** Who stood here a moment ago, unlocked. @param {number} now @param {number} within ms
   * @returns {Person | null} */
  stillHere(now, within) {
    const { person, locked, seen = 0 } = this.at;
    const recent = now >= seen && now - seen < within;
    return person && !locked && recent ? person : null;
  }

  /** @param {Person} person @param {boolean} open */
  async sit(person, open) {
    await this.remember({ person, open, locked: false, seen: Date.now() });
    this.told("here");
    return person;
  }

  /** Nobody stands here: the session ends where the server answers. */
  async leave() {
    await this.remember({ ...this.at, locked: true });
    await this.endSession();
  }

  /** A session that nobody here may use any more. */
  async endSession() {
    if (!this.device || this.link.down) return;
    try {
      await this.device.call("POST", "/api/v1/till/lock", {}, SIGNED);
      await this.remember({ ...this.at, open: false });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** A second person's yes. @param {Person} approver @param {Proof} proof @param {Ask} ask
   * @returns {Promise<Override>} @throws {ApiError} */
  async approve(approver, proof, ask) {
    const asker = this.here ? { asker: this.here.id } : {};
    const body = { ...ask, person: approver.id, ...proof };
    const answer = await this.asked((device) =>
      device.call("POST", "/api/v1/till/approvals", { ...body, ...asker }, SIGNED), proof,
    () => post("/api/v1/till/approvals", body));
    const { kind, reason } = ask;
    if (answer) return { kind, reason, approval: answer.code, approver: answer.approver };
    const { name } = await this.provenHere(approver.id, proof);
    return { kind, reason, approver: name };
  }

  /** A manager lets a locked PIN work again. @param {Person} locked @param {Person} manager
   * @param {Proof} proof */
  async unlock(locked, manager, proof) {
    const body = { person: manager.id, locked: locked.id, ...proof };
    await this.device?.call("POST", "/api/v1/till/unlock", body);
    if (this.device) await forgive(this.device.database, locked.id);
    await this.refresh();
  }

  /** The server's answer, or null where nobody answers and this till may decide itself.
   * @param {(device: Device) => Promise<any>} signed @param {Proof} proof
   * @param {() => Promise<any>} [plain] where this browser is no terminal */
  async asked(signed, proof, plain) {
    const { device } = this;
    if (!device) return plain ? plain() : Promise.reject(noTerminal());
    if (this.link.down && "pin" in proof) return null;
    try {
      return await signed(device);
    } catch (error) {
      if (!unanswered(error) || !("pin" in proof)) throw error;
      return null;
    }
  }

  /** @param {number} id @param {Proof} proof @returns {Promise<Person>} */
  async provenHere(id, proof) {
    const person = this.find(id);
    const { device } = this;
    if (!person || !device || !("pin" in proof)) throw noTerminal();
    const here = { database: device.database, device: device.id, now: this.link.now() };
    await checkPin(here, person, proof.pin);
    return person;
  }

  /** @param {AtTill} at */
  async remember(at) {
    this.at = at;
    await this.device?.database.put("meta", at, AT_TILL);
  }

  /** @param {"list" | "here"} what */
  told(what) {
    this.dispatchEvent(new Event(what));
  }
}

function noTerminal() {
  return new ApiError(t("This browser is no till of the shop. Use your password."),
    { status: 403, code: "forbidden" });
}

/** The token that the session's calls carry from now on. @param {string} token */
function setToken(token) {
  document.querySelector("meta[name=csrf-token]")?.setAttribute("content", token);
}
