"""The door: who gets in, who has to wait, where they are sent, what is written down."""

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from flask import Flask
from sqlalchemy import select, update

from app.db import reading, transaction
from app.identity import passwords, pins, services
from app.identity.models import Person, PersonSession, SignInTry
from tests.identity.visitor import Visitor, audited, rows, visit
from tests.support import people
from tests.support.clock import Clock
from tests.support.thrift import HASHER_OF_THE_SHOP


def test_a_person_with_name_and_password_gets_in(app: Flask) -> None:
    somebody = people.person(app, "owner", name="Zoë Keller")
    visitor = Visitor(app)
    assert not visitor.is_in
    answer = visitor.send("/sign-in", name="  ZOË keller ", password=somebody.password)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert visitor.is_in
    assert audited(app, "person.signed_in") == [("Zoë Keller", "Zoë Keller")]


@pytest.mark.parametrize(
    ("name", "password"),
    [("Mara", "wrong horse"), ("Nobody", people.PASSWORD), ("Mara", "x" * 5000)],
)
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    app: Flask, name: str, password: str
) -> None:
    people.person(app, "owner", name="Mara")
    visitor = Visitor(app)
    answer = visitor.send("/sign-in", name=name, password=password)
    assert answer.status_code == 401
    assert "The name or the password is wrong." in answer.text
    assert not visitor.is_in
    assert rows(app)["open"] == 0


def test_a_disabled_person_does_not_get_in_and_is_not_told_so(app: Flask) -> None:
    somebody = people.person(app, "cashier")
    with app.app_context():
        transaction(lambda s: s.execute(update(Person).values(active=False)))
    answer = Visitor(app).come_in(somebody)
    assert answer.status_code == 401
    assert "The name or the password is wrong." in answer.text
    assert rows(app)["open"] == 0


@pytest.mark.parametrize("name", ["", "a\x00b", "' OR 1=1 --", "\u202eevil", "n" * 5000, "😀"])
def test_no_name_breaks_the_door(app: Flask, name: str) -> None:
    answer = Visitor(app).send("/sign-in", name=name, password="whatever it is")
    assert answer.status_code in {400, 401}
    assert rows(app)["open"] == 0


@pytest.mark.databases("sqlite")
def test_an_unknown_name_costs_the_same_hash_as_a_known_one(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    class _Watched(PasswordHasher):
        def verify(self, hash: str, password: str) -> bool:  # noqa: A002 - argon2's own name
            checked.append(hash)
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "HASHER", _Watched())
    assert not passwords.password_fits(None, "whatever")
    known = PasswordHasher().hash("right one")
    assert passwords.password_fits(known, "right one")
    assert [each.split("$")[1:4] for each in checked] == [known.split("$")[1:4]] * 2


def test_five_wrong_passwords_make_that_name_wait_and_nobody_else(app: Flask, clock: Clock) -> None:
    clock.at("2026-11-21T10:00:00+00:00")
    mara, tom = people.person(app, "owner", name="Mara"), people.person(app, "cashier")
    visitor = Visitor(app)
    for _ in range(5):
        assert visitor.send("/sign-in", name="Mara", password="wrong").status_code == 401
    tries = rows(app)["tries"]
    refused = visitor.come_in(mara)
    assert refused.status_code == 429
    assert "Too many wrong passwords" in refused.text
    assert rows(app)["tries"] == tries == 5
    assert rows(app)["open"] == 0
    assert audited(app, "sign_in.locked") == [("Lotwise", "mara")]
    assert Visitor(app).come_in(tom).status_code == 302
    clock.forward(minutes=15, seconds=1)
    assert visitor.come_in(mara).status_code == 302


def test_a_right_password_forgives_the_wrong_ones_before(app: Flask) -> None:
    mara = people.person(app, "owner", name="Mara")
    for _ in range(2):
        visitor = Visitor(app)
        for _ in range(4):
            assert visitor.send("/sign-in", name="Mara", password="wrong").status_code == 401
        assert visitor.come_in(mara).status_code == 302


def test_every_try_is_written_down_with_its_outcome(app: Flask) -> None:
    mara = people.person(app, "owner", name="Mara")
    visitor = Visitor(app)
    visitor.send("/sign-in", name="Mara", password="wrong")
    visitor.come_in(mara)
    with app.app_context(), reading() as session:
        tries = session.execute(
            select(SignInTry.name_key, SignInTry.succeeded).order_by(SignInTry.id)
        ).all()
    assert [tuple(row) for row in tries] == [("mara", False), ("mara", True)]


def test_a_weak_old_hash_is_replaced_at_the_next_sign_in(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "HASHER", HASHER_OF_THE_SHOP)  # the suite's own is weak
    mara = people.person(app, "owner", name="Mara")
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(people.PASSWORD)
    with app.app_context():
        transaction(lambda s: s.execute(update(Person).values(password_hash=weak)))
    assert Visitor(app).come_in(mara).status_code == 302
    with app.app_context(), reading() as session:
        stored = session.scalar(select(Person.password_hash)) or ""
    assert stored != weak
    assert not PasswordHasher().check_needs_rehash(stored)
    assert Visitor(app).come_in(mara).status_code == 302


def test_new_passwords_and_pins_are_hashed_at_full_strength(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for place in (services, pins):
        monkeypatch.setattr(place, "HASHER", HASHER_OF_THE_SHOP)
    made = (
        services.hash_password(people.PASSWORD),
        pins.keep_pin("482915", "manager", "pepper").hash,
    )
    assert [extract_parameters(each) for each in made] == [RFC_9106_LOW_MEMORY] * 2


def test_only_the_hash_of_a_session_is_stored(app: Flask) -> None:
    visitor = visit(app, "owner")
    with visitor.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    assert len(token) >= 43
    with app.app_context(), reading() as session:
        stored = session.scalars(select(PersonSession.token_hash)).all()
    assert len(stored) == 1
    assert token not in stored[0]


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/people", "/people"),
        ("/audit-trail?action=person.created", "/audit-trail?action=person.created"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/%0d%0aSet-Cookie:x=1", "/"),
        ("javascript:alert(1)", "/"),
        ("/nowhere", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_nobody_is_led_out_of_the_shop(
    app: Flask, wanted: str, led_to: str
) -> None:
    visitor = Visitor(app)
    somebody = people.person(app, "owner")
    form = {"name": somebody.name, "password": somebody.password, "csrf_token": visitor.csrf()}
    answer = visitor.client.post("/sign-in", query_string={"next": wanted}, data=form)
    assert (answer.status_code, answer.headers["Location"]) == (302, led_to)


def test_a_page_that_the_role_may_not_see_is_not_where_it_is_led(app: Flask) -> None:
    answer = Visitor(app).come_in(people.person(app, "cashier"), "/sign-in?next=/people")
    assert answer.headers["Location"] == "/"


def test_a_real_shop_s_door_shows_no_log_ins(app: Flask) -> None:
    people.person(app, "owner", name="Mara Keller")
    page = Visitor(app).look("/sign-in").text
    assert "Demo shop" not in page
    assert "Mara Keller" not in page
