"""Sessions end: by signing out, by time, by a new password or role, by being disabled."""

import pytest
from flask import Flask

from tests.identity.visitor import Visitor, audited, rows, visit
from tests.support import people
from tests.support.clock import Clock


def test_signing_out_ends_the_session_for_good(app: Flask) -> None:
    visitor = visit(app, "cashier")
    with visitor.client.session_transaction() as cookie:
        before = dict(cookie)
    answer = visitor.send("/sign-out")
    assert answer.headers["Location"] == "/sign-in"
    assert rows(app)["open"] == 0
    with visitor.client.session_transaction() as cookie:
        cookie.update(before)
    assert not visitor.is_in, "an old cookie is of no use"


def test_signing_in_again_gives_a_new_session_and_ends_the_old_one(app: Flask) -> None:
    somebody = people.person(app, "owner")
    visitor = Visitor(app)
    visitor.come_in(somebody)
    with visitor.client.session_transaction() as cookie:
        first = cookie["_user_id"]
    visitor.come_in(somebody)
    with visitor.client.session_transaction() as cookie:
        assert cookie["_user_id"] != first
    assert rows(app)["open"] == 1


IDLE = [{"hours": 4, "seconds": 1}]
OLD = [{"hours": 3}] * 4 + [{"seconds": 1}]


@pytest.mark.parametrize("steps", [IDLE, OLD])
def test_a_session_ends_when_idle_or_old(
    app: Flask, clock: Clock, steps: list[dict[str, int]]
) -> None:
    clock.at("2026-11-21T08:00:00+00:00")
    visitor = visit(app, "cashier")
    for step in steps[:-1]:
        assert visitor.is_in
        clock.forward(**step)
    assert len(steps) == 1 or rows(app)["open"] == 1
    clock.forward(**steps[-1])
    assert not visitor.is_in


def test_disabling_somebody_shuts_their_browser_out_at_once(app: Flask) -> None:
    tom = people.person(app, "cashier", name="Tom")
    toms, owner = Visitor(app), visit(app, "owner")
    toms.come_in(tom)
    assert toms.is_in
    owner.send(f"/people/{tom.id}/active", active="no")
    assert not toms.is_in
    assert toms.come_in(tom).status_code == 401
    owner.send(f"/people/{tom.id}/active", active="yes")
    assert not toms.is_in, "the old session stays ended"
    assert toms.come_in(tom).status_code == 302


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("role", {"role": "manager", "site": "*"}),
        ("password", {"password": "a new password", "again": "a new password"}),
    ],
)
def test_a_new_role_or_password_ends_the_person_s_sessions(
    app: Flask, what: str, fields: dict[str, str]
) -> None:
    tom = people.person(app, "cashier", name="Tom")
    toms, owner = Visitor(app), visit(app, "owner")
    toms.come_in(tom)
    assert owner.send(f"/people/{tom.id}/{what}", **fields).status_code == 302
    assert not toms.is_in
    assert owner.is_in


def test_changing_one_s_own_password_keeps_this_browser_and_ends_the_others(app: Flask) -> None:
    mara = people.person(app, "cashier", name="Mara")
    here, there = Visitor(app), Visitor(app)
    here.come_in(mara)
    there.come_in(mara)
    new = {"password": "another password", "again": "another password"}
    assert here.send("/me/password", present="not it", **new).status_code == 400
    assert there.is_in
    assert here.send("/me/password", present=mara.password, **new).status_code == 302
    assert here.is_in
    assert not there.is_in
    assert there.come_in(mara).status_code == 401
    assert audited(app, "person.password_set") == [("Mara", "Mara")]


def test_other_browsers_can_be_signed_out_from_here(app: Flask) -> None:
    mara = people.person(app, "cashier")
    here, there = Visitor(app), Visitor(app)
    here.come_in(mara)
    there.come_in(mara)
    here.send("/me/sessions")
    assert here.is_in
    assert not there.is_in
