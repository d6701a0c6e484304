"""PINs on the pages: one's own, somebody else's, removed, and opened again after a lock."""

import pytest
from flask import Flask

from app import clock
from app.db import reading, transaction
from app.identity import services
from app.identity.models import Person
from tests.identity.terminal import Terminal, with_pin
from tests.identity.visitor import Visitor, audited, rows, visit
from tests.support import people

PIN = "4071"
BOTH = {"pin": PIN, "pin_again": PIN}


def _hash(app: Flask, somebody: people.Somebody) -> str | None:
    with app.app_context(), reading() as session:
        return session.get_one(Person, somebody.id).pin_hash


def _in(app: Flask, somebody: people.Somebody) -> Visitor:
    visitor = Visitor(app)
    visitor.come_in(somebody)
    return visitor


def test_somebody_sets_their_own_pin_with_their_password(app: Flask) -> None:
    mara = people.person(app, "cashier", name="Mara")
    visitor = _in(app, mara)
    assert "None yet" in visitor.look("/me").text
    answer = visitor.send("/me/pin", **BOTH, password_now=mara.password)
    assert answer.status_code == 302, answer.text
    assert audited(app, "person.pin_set") == [("Mara", "Mara")]
    page = visitor.look("/me").text
    assert "Set on" in page
    assert PIN not in page
    assert visitor.is_in
    assert Terminal(app).pin(mara, PIN).status_code == 200


@pytest.mark.parametrize(
    ("role", "form", "words"),
    [
        ("cashier", {**BOTH, "password_now": "not it at all"}, "This is not your password."),
        ("cashier", {**BOTH, "pin_again": "4072", "password_now": people.PASSWORD}, "PINs differ"),
        ("manager", {**BOTH, "password_now": people.PASSWORD}, "use 6 to 12 digits"),
        (
            "cashier",
            {"pin": "1234", "pin_again": "1234", "password_now": people.PASSWORD},
            "too easy to guess",
        ),
        ("cashier", {**BOTH}, "Type your password."),
    ],
)
def test_a_pin_that_may_not_be_is_refused_beside_its_field(
    app: Flask, role: str, form: dict[str, str], words: str
) -> None:
    somebody = people.person(app, role)
    answer = _in(app, somebody).send("/me/pin", **form)
    assert answer.status_code == 400
    assert words in answer.text
    assert _hash(app, somebody) is None
    assert audited(app, "person.pin_set") == []


def test_guessing_the_password_for_a_new_pin_counts_as_at_the_door(app: Flask) -> None:
    mara = people.person(app, "cashier")
    visitor = _in(app, mara)
    for _n in range(5):
        visitor.send("/me/pin", **BOTH, password_now="not it at all")
    assert visitor.send("/me/pin", **BOTH, password_now=mara.password).status_code == 429
    assert _hash(app, mara) is None


def test_the_owner_gives_takes_and_unlocks_somebodys_pin(app: Flask) -> None:
    owner, mara, till = (
        visit(app, "owner"),
        people.person(app, "cashier", name="Mara"),
        Terminal(app),
    )
    page = f"/people/{mara.id}"
    assert owner.send(f"{page}/pin", **BOTH).status_code == 302
    for _n in range(5):
        till.pin(mara, "9999")
    assert "Locked after five wrong PINs" in owner.look(page).text
    assert owner.send(f"{page}/pin/unlock").status_code == 302
    assert "Locked after" not in owner.look(page).text
    assert [subject for _by, subject in audited(app, "person.pin_unlocked")] == ["Mara"]
    assert till.pin(mara, PIN).status_code == 200
    assert owner.send(f"{page}/pin/remove").status_code == 302
    assert _hash(app, mara) is None
    assert till.pin(mara, PIN).status_code == 403
    assert len(audited(app, "person.pin_removed")) == 1


@pytest.mark.parametrize("step", ["pin", "pin/remove", "pin/unlock"])
def test_nobody_without_the_right_touches_another_ones_pin(app: Flask, step: str) -> None:
    mara, manager = with_pin(app, "cashier", PIN), visit(app, "manager")
    before, kept = rows(app)["audit"], _hash(app, mara)
    assert (
        manager.send(f"/people/{mara.id}/{step}", pin="8052", pin_again="8052").status_code == 403
    )
    assert _hash(app, mara) == kept
    assert rows(app)["audit"] == before


@pytest.mark.parametrize("step", ["pin", "pin/remove", "pin/unlock"])
def test_another_sites_people_do_not_exist_here(app: Flask, step: str) -> None:
    with app.app_context():
        north = transaction(
            lambda s: services.create_site(
                s, "NORTH", name="North", kind="store", time_zone="UTC", at=clock.now()
            )
        )
    mara = with_pin(app, "cashier", PIN)
    kept, owner = _hash(app, mara), visit(app, "owner", site_id=north)
    answer = owner.send(f"/people/{mara.id}/{step}", pin="8052", pin_again="8052")
    assert answer.status_code == 404
    assert _hash(app, mara) == kept
