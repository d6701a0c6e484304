// @ts-check
// Hangs people and the lock into the till: who is here at the start, the button in the bar, scans
// while it is locked. Every rule is elsewhere.

import { h } from "../../web/js/dom.js";
import { t } from "../../web/js/words.js";
import { IDLE_S, Lock } from "./lock.js";
import { People } from "./people.js";

/** @typedef {import("./install.js").WithTerminal} WithTerminal */
/** @typedef {WithTerminal & {people: People, lock: Lock}} WithPeople */
/** @typedef {import("./people.js").Person} Person */

/** A feature of the till. Others find it as `till.people` and `till.lock` from here on.
 * @param {import("./till_parts.js").Till} given */
export function installLock(given) {
  const before = /** @type {WithTerminal} */ (given);
  const people = new People(before.terminal.link);
  const lock = new Lock(before, people);
  const till = /** @type {WithPeople} */ (Object.assign(before, { people, lock }));
  const take = till.desk.take.bind(till.desk);
  till.desk.take = (data) => (lock.isOn ? Promise.resolve() : take(data));
  // Who is here is known only then: a lock asked for earlier waits for it.
  const begun = till.terminal.ready.then(() => begin(till));
  till.terminal.seller = () => ({ name: till.setup.cashier, id: till.setup.person_id ?? null });
  till.menu.add({
    id: "lock", label: "Lock, or switch", icon: "lock", keys: "F8", group: "till",
    act: () => begun.then(() => (till.terminal.device ? lock.lock() : signOut())),
    note: () => till.setup.cashier,
  });
  begun.then(() => people.refresh());
}

/** @param {WithPeople} till */
async function begin({ terminal, people, lock, root, setup }) {
  const { device } = terminal;
  await people.start(device);
  const person = personOf(setup);
  const again = people.stillHere(Date.now(), (setup.lock_after ?? IDLE_S) * 1000);
  const left = people.at.locked && people.at.open;
  if (device) {
    lock.watch();
    people.addEventListener("here", () => badge(root, people.here?.name ?? "", () => lock.lock()));
  }
  if (!device) people.at = { person, open: true, locked: false };
  else if (person && root.dataset.setup && !left) await people.arrive(person);
  else if (again && !left) await people.sit(again, people.at.open);
  else lock.lock();
}

/** Who the page was made for. @param {import("./selling.js").Setup} setup
 * @returns {Person | null} */
function personOf(setup) {
  if (!setup.person_id) return null;
  return {
    id: setup.person_id, name: setup.cashier, role: setup.role ?? "",
    rights: /** @type {any} */ (setup.rights), pin: null, has_pin: true, locked: false,
  };
}

/** The person in the bar is the way to the lock. @param {HTMLElement} root @param {string} name
 * @param {() => void} act */
function badge(root, name, act) {
  const label = `${name}. ${t("Lock, or switch")}`;
  const made = h("button", {
    class: "avatar till-person", type: "button", id: "who", "aria-label": label, title: label,
    onclick: act,
  }, ([...name][0] ?? "?").toUpperCase());
  const old = root.querySelector(".till-person");
  if (old) old.replaceWith(made);
  else root.querySelector(".till-tools")?.append(made);
}

/** A browser that is no terminal has no PINs: its lock is the door. */
function signOut() {
  const token = document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? "";
  const form = h("form", { method: "post", action: "/sign-out", hidden: true },
    h("input", { name: "csrf_token", value: token }));
  document.body.append(form);
  /** @type {HTMLFormElement} */ (form).submit();
}
