// People at a till: the PIN checked without the server, tries counted, and who is asked when.
import assert from "node:assert/strict";
import { createHash, pbkdf2Sync } from "node:crypto";
import { test } from "node:test";
import { till } from "./addresses.mjs";

const { checkPin, forgiven, oneMoreTry, pinHash } = await till("people_pin.js");
const { People } = await till("people.js");
const { ApiError } = await import(new URL("../../../app/web/static/js/api.js", import.meta.url));

const NOW = Date.parse("2026-11-21T10:00:00Z");
const SALT = "00112233445566778899aabbccddeeff";
const ITERATIONS = 1000;

function verifier(pin, device, until = "2026-11-23T10:00:00Z") {
  const base = pbkdf2Sync(pin, Buffer.from(SALT, "hex"), ITERATIONS, 32, "sha256").toString("hex");
  const hash = createHash("sha256").update(`${base}:${device}`).digest("hex");
  return { salt: SALT, iterations: ITERATIONS, hash, until };
}

const rights = (more = {}) => ({ sell: true, approves: [], discount: 10, ...more });
const person = (more = {}) => ({
  id: 1, name: "Ann", role: "cashier", rights: rights(), pin: verifier("4071", 7), has_pin: true,
  locked: false, ...more,
});

/** As much of the till's database as people need. */
function memory() {
  const kept = new Map();
  const work = {
    get: async (_store, key) => kept.get(key),
    put: (_store, value, key) => kept.set(key, value),
  };
  return {
    kept,
    write: (_stores, body) => body(work),
    get: async (_store, key) => kept.get(key),
    put: async (_store, value, key) => { kept.set(key, value); },
    all: async () => [],
    putAll: async () => {},
  };
}

const here = (database, now = NOW) => ({ database, device: 7, now });
const code = (wanted) => (/** @type {any} */ error) => error.code === wanted;

test("the till's own hash of a PIN is the one the server made for it", async () => {
  const made = verifier("4071", 7);
  assert.equal(await pinHash("4071", made, 7), made.hash);
  assert.notEqual(await pinHash("4071", made, 8), made.hash);
});

test("the right PIN opens and forgets the wrong ones before it", async () => {
  const database = memory();
  await assert.rejects(checkPin(here(database), person(), "9999"), code("wrong_pin"));
  assert.equal(database.kept.get("pin_tries").wrong[1], 1);
  await checkPin(here(database), person(), "4071");
  assert.deepEqual(database.kept.get("pin_tries").wrong, {});
});

test("five wrong PINs lock, and then the right one opens nothing", async () => {
  const database = memory();
  for (let left = 4; left >= 0; left -= 1) {
    await assert.rejects(checkPin(here(database), person(), "9999"),
      (/** @type {any} */ error) => error.data.left === left);
  }
  await assert.rejects(checkPin(here(database), person(), "4071"), code("pin_locked"));
  await assert.rejects(checkPin(here(database, NOW + 9e7), person(), "4071"), code("pin_locked"));
});

test("a lock of the server holds without it", async () => {
  const locked = checkPin(here(memory()), person({ locked: true }), "4071");
  await assert.rejects(locked, code("pin_locked"));
});

test("a try is counted before the PIN is looked at", async () => {
  const database = memory();
  const trying = checkPin(here(database), person(), "9999");
  await Promise.resolve();
  assert.equal(database.kept.get("pin_tries")?.wrong[1], 1);
  await assert.rejects(trying);
});

test("no verifier, or one past its end, opens nothing and costs no try", async () => {
  const database = memory();
  const none = checkPin(here(database), person({ pin: null }), "4071");
  await assert.rejects(none, code("pin_unknown"));
  const late = here(database, Date.parse("2026-11-23T10:00:00Z"));
  await assert.rejects(checkPin(late, person(), "4071"), code("pin_too_old"));
  assert.equal(database.kept.size, 0);
});

test("twenty tries an hour, whosever, stop the till's own check", () => {
  const at = Array.from({ length: 20 }, (_each, n) => NOW - n * 1000);
  assert.throws(() => oneMoreTry({ wrong: {}, at }, person(), NOW), code("too_many_tries"));
  const later = oneMoreTry({ wrong: {}, at }, person(), NOW + 3_700_000);
  assert.equal(later.at.length, 1);
  assert.deepEqual(forgiven(later, 1, NOW + 3_700_000), { wrong: {}, at: [] });
});

/** A device whose server gives these answers. */
function device(database, answer) {
  const asked = [];
  return {
    id: 7, database, asked,
    call: async (method, path, body) => {
      asked.push([method, path, body]);
      const said = await answer(path, body);
      if (said instanceof Error) throw said;
      return said;
    },
  };
}

function people(terminal, list, link = { down: false, up: true, now: () => NOW }) {
  const made = new People(link);
  made.device = terminal;
  made.list = list;
  return made;
}

globalThis.document ??= /** @type {any} */ ({ querySelector: () => null });

test("while the server answers it is asked, and its answer counts", async () => {
  const database = memory();
  const terminal = device(database, () => ({ person: { id: 1, name: "Ann", rights: rights() }, csrf: "t" }));
  const all = people(terminal, [person()]);
  await all.enter(1, { pin: "4071" });
  assert.deepEqual(terminal.asked[0], ["POST", "/api/v1/till/pin", { person: 1, pin: "4071" }]);
  assert.deepEqual([all.here.name, all.at.open], ["Ann", true]);
});

test("a refusal of the server is no reason to check here", async () => {
  const no = new ApiError("no", { status: 403, code: "wrong_pin" });
  const all = people(device(memory(), () => no), [person()]);
  await assert.rejects(all.enter(1, { pin: "4071" }), code("wrong_pin"));
  assert.equal(all.here, null);
});

test("where nobody answers the till checks itself and opens no session", async () => {
  const gone = new ApiError("gone", {});
  const all = people(device(memory(), () => gone), [person()]);
  await all.enter(1, { pin: "4071" });
  assert.deepEqual([all.here.name, all.at.open], ["Ann", false]);
  await assert.rejects(all.enter(1, { password: "correct horse" }), code("no_connection"));
});

test("a yes without the server names who gave it, and carries no code", async () => {
  const boss = person({ id: 2, name: "Mona", rights: rights({ approves: ["price"] }) });
  const all = people(device(memory(), () => new ApiError("gone", {})), [person(), boss]);
  const ask = { kind: "price", reason: "Torn", detail: "" };
  assert.deepEqual(await all.approve(boss, { pin: "4071" }, ask),
    { kind: "price", reason: "Torn", approver: "Mona" });
});

test("nobody is offered as their own approver, nor anybody without the right", () => {
  const boss = person({ id: 2, name: "Mona", rights: rights({ approves: ["price"] }) });
  const all = people(null, [person(), boss]);
  assert.deepEqual(all.approvers("price"), [boss]);
  assert.deepEqual(all.approvers("void"), []);
  all.at = { person: boss, open: true, locked: false };
  assert.deepEqual(all.approvers("price"), []);
});

test("whoever stood here a moment ago is still here when the page begins anew", async () => {
  const people = new People({ down: true });
  people.device = /** @type {any} */ ({ database: memory() });
  await people.sit(person(), false);
  const { seen } = people.at;
  assert.equal(people.stillHere(seen + 1000, 300_000)?.name, "Ann");
  assert.equal(people.stillHere(seen + 300_000, 300_000), null, "after the idle time it locks");
  assert.equal(people.stillHere(seen - 1000, 300_000), null, "a clock set back opens nothing");
  await people.leave();
  assert.equal(people.stillHere(seen + 1000, 300_000), null, "a locked till stays locked");
});
