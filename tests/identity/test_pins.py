"""PINs at a till: who gets in by one, who is locked where, and that none of it shows the PIN."""

import hashlib
import logging
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app import clock as shop_clock
from app.db import reading, transaction
from app.errors import BadInput
from app.identity import pins, services
from app.identity.actors import Actor
from app.identity.models import Person, PinTry
from config import load_settings
from tests.identity.terminal import Terminal, give_pin, with_pin
from tests.identity.visitor import audited, rows
from tests.support import people
from tests.support.clock import Clock

PIN = "4071"
MANAGERS = "907142"


def _tries(app: Flask) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count(PinTry.id))) or 0


def _code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json.get("code", "")


@pytest.mark.parametrize(
    ("pin", "role", "fits"),
    [
        ("4071", "cashier", True),
        ("407", "cashier", False),
        ("4071", "manager", False),
        ("407193", "manager", True),
        ("1111", "cashier", False),
        ("1234", "cashier", False),
        ("7890", "cashier", False),
        ("98765", "cashier", False),
        ("1324", "cashier", True),
        ("4071x", "cashier", False),
        ("٤٠٧١", "cashier", False),
        ("4071407140714", "cashier", False),
        ("", "cashier", False),
    ],
)
def test_a_pin_is_long_enough_for_its_role_and_not_too_easy(
    pin: str, role: str, fits: bool
) -> None:
    if fits:
        pins.check_pin(pin, role)
        return
    with pytest.raises(BadInput):
        pins.check_pin(pin, role)


def test_a_right_pin_puts_somebody_at_the_till_under_a_new_session(app: Flask) -> None:
    mara, tom = with_pin(app, "cashier", PIN, name="Mara"), with_pin(app, "cashier", "5082")
    till = Terminal(app)
    first = till.pin(mara, PIN)
    assert first.status_code == 200, first.text
    assert first.json["person"]["name"] == "Mara"
    assert first.json["person"]["rights"]["discount"] == 10
    assert first.json["csrf"]
    assert till.client.get("/me").status_code == 200
    second = till.pin(tom, "5082")
    assert second.json["csrf"] != first.json["csrf"]
    assert tom.name in till.client.get("/me").text
    assert rows(app)["open"] == 1
    assert audited(app, "person.signed_in") == [("Mara", "Mara"), (tom.name, tom.name)]


def test_the_new_token_is_the_one_the_next_calls_need(app: Flask) -> None:
    mara, till = with_pin(app, "cashier", PIN), Terminal(app)
    token = till.pin(mara, PIN).json["csrf"]
    body = {"data": "4006381333931", "site": "MAIN"}
    wrong = till.client.post("/api/v1/scans", json=body, headers={"X-CSRFToken": "made up"})
    right = till.client.post("/api/v1/scans", json=body, headers={"X-CSRFToken": token})
    assert (wrong.status_code, right.status_code) == (403, 200)


def test_the_browser_stays_the_till_it_is(app: Flask) -> None:
    mara, till = with_pin(app, "cashier", PIN), Terminal(app)
    with till.client.session_transaction() as cookie:
        cookie["till"] = "T1"
    till.pin(mara, PIN)
    with till.client.session_transaction() as cookie:
        assert cookie["till"] == "T1"
    till.call("POST", "/till/lock")
    with till.client.session_transaction() as cookie:
        assert cookie["till"] == "T1"


def test_locking_ends_the_session_and_nothing_else(app: Flask) -> None:
    mara, till = with_pin(app, "cashier", PIN), Terminal(app)
    till.pin(mara, PIN)
    assert till.call("POST", "/till/lock").status_code == 200
    assert till.client.get("/me").status_code == 302
    assert rows(app)["open"] == 0
    assert till.pin(mara, PIN).status_code == 200


def test_no_pin_gets_anybody_in_at_a_browser_that_is_no_terminal(app: Flask) -> None:
    mara, owner = with_pin(app, "cashier", PIN), people.person(app, "owner")
    client = app.test_client()
    people.sign_in(client, owner)
    token = people.form_token(client.get("/me"))
    answer = client.post(
        "/api/v1/till/pin",
        json={"person": mara.id, "pin": PIN},
        headers={"X-CSRFToken": token},
    )
    assert _code(answer) == (403, "forbidden")
    assert _tries(app) == 0


def test_a_forged_signature_reaches_no_pin(app: Flask) -> None:
    mara, till, another = with_pin(app, "cashier", PIN), Terminal(app), Terminal(app)
    till.key = another.key
    assert till.pin(mara, PIN).status_code == 401
    assert (_tries(app), rows(app)["open"]) == (0, 0)


def test_five_wrong_pins_lock_that_person_at_that_till_only(app: Flask) -> None:
    mara, tom = with_pin(app, "cashier", PIN, name="Mara"), with_pin(app, "cashier", "5082")
    till, other = Terminal(app), Terminal(app)
    answers = [till.pin(mara, "9999") for _n in range(5)]
    assert [_code(each) for each in answers] == [(403, "wrong_pin")] * 5
    assert [each.json["left"] for each in answers] == [4, 3, 2, 1, 0]
    assert _code(till.pin(mara, PIN)) == (403, "pin_locked")
    assert _tries(app) == 5
    assert audited(app, "person.pin_locked") == [("Lotwise", "Mara")]
    assert rows(app)["open"] == 0
    assert till.pin(tom, "5082").status_code == 200
    assert other.pin(mara, PIN).status_code == 200


def test_a_right_pin_forgets_the_wrong_ones_before_it(app: Flask) -> None:
    mara, till = with_pin(app, "cashier", PIN), Terminal(app)
    for _round in range(2):
        for _n in range(4):
            till.pin(mara, "9999")
        assert till.pin(mara, PIN).status_code == 200


def test_a_lock_does_not_pass_with_time(app: Flask, clock: Clock) -> None:
    clock.at("2026-11-21T10:00:00+00:00")
    mara, till = with_pin(app, "cashier", PIN), Terminal(app)
    for _n in range(5):
        till.pin(mara, "9999")
    clock.forward(days=3)
    assert _code(till.pin(mara, PIN)) == (403, "pin_locked")


def test_the_password_opens_a_locked_pin_at_that_till(app: Flask) -> None:
    mara, till = with_pin(app, "cashier", PIN), Terminal(app)
    for _n in range(5):
        till.pin(mara, "9999")
    assert _code(till.password(mara, "not it at all")) == (403, "wrong_pin")
    assert _code(till.pin(mara, PIN)) == (403, "pin_locked")
    assert till.password(mara, mara.password).status_code == 200
    assert till.pin(mara, PIN).status_code == 200


def test_a_manager_opens_a_locked_pin_at_the_till(app: Flask) -> None:
    mara, till = with_pin(app, "cashier", PIN, name="Mara"), Terminal(app)
    boss, tom = with_pin(app, "manager", MANAGERS), with_pin(app, "cashier", "5082")
    for _n in range(5):
        till.pin(mara, "9999")

    def unlock(by: people.Somebody, pin: str, locked: people.Somebody = mara) -> Any:
        body = {"person": by.id, "pin": pin, "locked": locked.id}
        return till.call("POST", "/till/unlock", body)

    assert _code(unlock(tom, "5082")) == (403, "forbidden")
    assert _code(unlock(boss, MANAGERS, boss)) == (403, "forbidden")
    assert _code(till.pin(mara, PIN)) == (403, "pin_locked")
    assert unlock(boss, MANAGERS).json == {"unlocked": 1}
    assert unlock(boss, MANAGERS).json == {"unlocked": 0}
    assert audited(app, "person.pin_unlocked") == [(boss.name, "Mara")]
    assert till.pin(mara, PIN).status_code == 200


def test_guessing_passwords_at_a_till_stops_there_and_keeps_nobody_out_at_the_door(
    app: Flask,
) -> None:
    mara, till = with_pin(app, "cashier", PIN), Terminal(app)
    for _n in range(5):
        till.password(mara, "not it at all")
    assert _code(till.password(mara, mara.password)) == (429, "too_many_tries")
    assert people.sign_in(app.test_client(), mara).status_code == 302


def test_twenty_wrong_pins_an_hour_stop_a_till_but_not_the_shop(app: Flask, clock: Clock) -> None:
    clock.at("2026-11-21T10:00:00+00:00")
    everybody = [with_pin(app, "cashier", PIN) for _n in range(6)]
    till = Terminal(app)
    for somebody in everybody[:5]:
        for _n in range(4):
            till.pin(somebody, "9999")
    assert _code(till.pin(everybody[5], PIN)) == (429, "too_many_tries")
    assert till.password(everybody[5], people.PASSWORD).status_code == 200
    assert Terminal(app).pin(everybody[0], PIN).status_code == 200
    clock.forward(minutes=61)
    assert till.pin(everybody[5], PIN).status_code == 200


@pytest.mark.databases("sqlite")
def test_nobody_somebody_kept_out_and_somebody_without_a_pin_get_the_same_answer(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, without = with_pin(app, "cashier", PIN), people.person(app, "cashier")
    with app.app_context():
        by = Actor("Olga", "owner", "person:0")
        transaction(lambda s: services.set_active(s, out.id, False, at=shop_clock.now(), by=by))
    checked: list[str] = []

    class _Watched(pins.HASHER.__class__):  # type: ignore[name-defined,misc]
        def verify(self, hash: str, password: str) -> bool:  # noqa: A002 - argon2's own name
            checked.append(hash)
            return bool(super().verify(hash, password))

    monkeypatch.setattr(pins, "HASHER", _Watched())
    till = Terminal(app)
    nobody = people.Somebody(999_999, "Nobody", "cashier")
    answers = [till.pin(each, PIN) for each in (out, without, nobody)]
    assert [_code(each) for each in answers] == [(403, "wrong_pin")] * 3
    assert len({each.json["detail"] for each in answers}) == 1
    assert len(checked) == 3
    assert rows(app)["open"] == 0


def test_somebody_of_another_site_does_not_get_in_here(app: Flask) -> None:
    with app.app_context():
        north = transaction(
            lambda s: services.create_site(
                s, "NORTH", name="North", kind="store", time_zone="UTC", at=shop_clock.now()
            )
        )
    stranger, till = with_pin(app, "cashier", PIN, site_id=north), Terminal(app)
    assert _code(till.pin(stranger, PIN)) == (403, "wrong_pin")
    assert _code(till.password(stranger, stranger.password)) == (403, "wrong_pin")
    names = [each["name"] for each in till.call("GET", "/till/people").json["people"]]
    assert stranger.name not in names
    assert Terminal(app, north).pin(stranger, PIN).status_code == 200


def test_somebody_who_sells_nothing_does_not_get_to_the_till_by_pin(app: Flask) -> None:
    receiver, till = with_pin(app, "receiver", PIN), Terminal(app)
    assert _code(till.pin(receiver, PIN)) == (403, "forbidden")
    assert rows(app)["open"] == 0


def test_a_person_kept_out_is_gone_from_the_till_at_once(app: Flask) -> None:
    mara, till = with_pin(app, "cashier", PIN), Terminal(app)
    before = till.call("GET", "/till/people").json
    till.pin(mara, PIN)
    with app.app_context():
        by = Actor("Olga", "owner", "person:0")
        transaction(lambda s: services.set_active(s, mara.id, False, at=shop_clock.now(), by=by))
    after = till.call("GET", "/till/people").json
    assert after["version"] != before["version"]
    assert mara.id not in [each["id"] for each in after["people"]]
    assert till.client.get("/me").status_code == 302
    assert till.pin(mara, PIN).status_code == 403


def test_a_terminal_gets_a_verifier_that_is_its_own_and_ends(app: Flask, clock: Clock) -> None:
    clock.at("2026-11-21T10:00:00+00:00")
    mara, bare = with_pin(app, "cashier", PIN), people.person(app, "manager")
    till, other = Terminal(app), Terminal(app)
    known = {each["id"]: each for each in till.call("GET", "/till/people").json["people"]}
    assert known[bare.id]["pin"] is None
    pin = known[mara.id]["pin"]
    assert pin["until"] == "2026-11-24T10:00:00Z"
    salt = bytes.fromhex(pin["salt"])
    base = hashlib.pbkdf2_hmac("sha256", PIN.encode(), salt, pin["iterations"], 32).hex()
    assert pin["hash"] == hashlib.sha256(f"{base}:{till.id}".encode()).hexdigest()
    theirs = {each["id"]: each for each in other.call("GET", "/till/people").json["people"]}
    assert theirs[mara.id]["pin"]["hash"] != pin["hash"]
    assert pin["iterations"] >= 600_000


def test_a_lock_and_its_end_reach_the_till_as_news(app: Flask) -> None:
    mara, till = with_pin(app, "cashier", PIN), Terminal(app)

    def told() -> tuple[str, bool]:
        answer = till.call("GET", "/till/people").json
        mine = (e["locked"] for e in answer["people"] if e["id"] == mara.id)
        return answer["version"], next(mine)

    before = told()
    for _n in range(5):
        till.pin(mara, "9999")
    locked = told()
    till.password(mara, mara.password)
    assert (before[1], locked[1], told()[1]) == (False, True, False)
    assert locked[0] != before[0]


def test_a_plain_browser_learns_names_but_no_verifier(app: Flask) -> None:
    boss = with_pin(app, "manager", MANAGERS)
    people.sign_in(client := app.test_client(), people.person(app, "cashier"))
    known = {each["id"]: each for each in client.get("/api/v1/till/people").json["people"]}
    assert (known[boss.id]["pin"], known[boss.id]["has_pin"]) == (None, True)
    assert "discount" in known[boss.id]["rights"]
    assert app.test_client().get("/api/v1/till/people").status_code == 401


def test_whoever_rises_to_approve_loses_a_pin_that_may_be_too_short(app: Flask) -> None:
    mara = with_pin(app, "cashier", PIN)
    with app.app_context():
        by = Actor("Olga", "owner", "person:0")
        transaction(
            lambda s: services.change_role(
                s, mara.id, "manager", site_id=None, at=shop_clock.now(), by=by
            )
        )
        with reading() as session:
            stored = session.get(Person, mara.id)
            assert stored is not None
            assert (stored.pin_hash, stored.pin_sealed) == (None, None)
    assert _code(Terminal(app).pin(mara, PIN)) == (403, "wrong_pin")


def test_under_another_pepper_no_kept_pin_is_worth_anything() -> None:
    kept = pins.keep_pin(PIN, "cashier", "one")
    assert pins.pin_fits(kept.hash, PIN, "one")
    assert not pins.pin_fits(kept.hash, PIN, "two")
    now = shop_clock.now()
    assert pins.verifier_for(kept.sealed, 1, "one", now=now) is not None
    assert pins.verifier_for(kept.sealed, 1, "two", now=now) is None


def test_the_pepper_is_kept_in_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    pepper = load_settings({"SHOP_INSTANCE": str(tmp_path)}).pin_pepper
    kept = tmp_path / "pin_pepper"
    assert kept.read_text() == pepper == load_settings({"SHOP_INSTANCE": str(tmp_path)}).pin_pepper
    assert len(pepper) >= 40
    assert kept.stat().st_mode & 0o777 == 0o600
    said = {"SHOP_INSTANCE": str(tmp_path), "SHOP_PIN_PEPPER": "said"}
    assert load_settings(said).pin_pepper == "said"


@pytest.mark.databases("sqlite")
def test_no_answer_no_log_and_no_table_shows_a_pin(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "830617"
    caplog.set_level(logging.DEBUG)
    boss, till = with_pin(app, "manager", secret), Terminal(app)
    asker = with_pin(app, "cashier", PIN)
    asked = {"person": boss.id, "pin": secret, "kind": "price", "reason": "torn"}
    answers = [
        till.pin(boss, secret),
        till.pin(boss, secret[::-1]),
        till.call("POST", "/till/approvals", {**asked, "asker": asker.id}),
        till.call("GET", "/till/people"),
    ]
    assert answers[2].status_code == 201
    kept = []
    with app.app_context(), reading() as session:
        tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        for table in tables.all():
            kept += [str(tuple(row)) for row in session.execute(text(f"SELECT * FROM {table}"))]
    everything = "\n".join([*kept, caplog.text, *(each.text for each in answers)])
    assert boss.name in everything
    assert secret not in everything
    assert secret[::-1] not in everything


def test_a_try_is_written_down_before_the_pin_is_looked_at(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, till, seen = with_pin(app, "cashier", PIN), Terminal(app), []

    def watched(stored: str | None, pin: str, pepper: str) -> bool:
        del stored, pin, pepper
        seen.append(_tries(app))
        return False

    monkeypatch.setattr("app.identity.pin_door.pin_fits", watched)
    till.pin(mara, PIN)
    assert seen == [1]


def test_setting_a_pin_is_written_down_without_it(app: Flask) -> None:
    mara = people.person(app, "cashier", name="Mara")
    give_pin(app, mara, PIN)
    assert audited(app, "person.pin_set") == [("Lotwise", "Mara")]
