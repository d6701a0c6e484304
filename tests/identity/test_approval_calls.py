"""Asking for a yes at the till: through a terminal, through a signed-in browser, and in vain."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import clock
from app.db import reading, transaction
from app.identity import services, sign_in
from app.identity.models import Approval
from tests.identity.terminal import Terminal, with_pin
from tests.identity.visitor import audited
from tests.support import people
from tests.support.api import ApiClient

PIN = "4071"
MANAGERS = "907142"


def _asked(approver: people.Somebody, pin: str = MANAGERS, **more: Any) -> dict[str, Any]:
    return {"person": approver.id, "pin": pin, "kind": "price", "reason": "torn box", **more}


def _code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json.get("code", "")


def _approvals(app: Flask) -> list[Approval]:
    with app.app_context(), reading() as session:
        return list(session.scalars(select(Approval)).all())


def _browser(app: Flask, somebody: people.Somebody) -> Any:
    client: FlaskClient = app.test_client()
    people.sign_in(client, somebody)
    token = people.form_token(client.get("/me"))
    headers = {"X-CSRFToken": token}
    return lambda body: client.post("/api/v1/till/approvals", json=body, headers=headers)


def test_a_manager_says_yes_at_the_terminal_of_a_cashier(app: Flask) -> None:
    mara, boss = with_pin(app, "cashier", PIN, name="Mara"), with_pin(app, "manager", MANAGERS)
    till = Terminal(app)
    till.pin(mara, PIN)
    answer = till.call("POST", "/till/approvals", _asked(boss, detail="Milk 1.00"))
    assert answer.status_code == 201, answer.text
    assert (answer.json["approver"], answer.json["kind"]) == (boss.name, "price")
    (given,) = _approvals(app)
    assert (given.code, given.asked_by, given.approver) == (answer.json["code"], "Mara", boss.name)
    assert (given.device_id, given.reason, given.detail) == (till.id, "torn box", "Milk 1.00")
    assert mara.name in till.client.get("/me").text
    assert audited(app, "approval.given") == [(boss.name, str(given.id))]


def test_a_terminal_says_who_is_at_it_where_nobody_is_signed_in(app: Flask) -> None:
    mara, boss, till = (
        people.person(app, "cashier"),
        with_pin(app, "manager", MANAGERS),
        Terminal(app),
    )
    unnamed = till.call("POST", "/till/approvals", _asked(boss))
    assert unnamed.status_code == 400
    named = till.call("POST", "/till/approvals", _asked(boss, asker=mara.id))
    assert named.status_code == 201
    assert [each.asked_by for each in _approvals(app)] == [mara.name]


def test_nobody_says_yes_to_themselves_by_way_of_the_terminal(app: Flask) -> None:
    boss, till = with_pin(app, "manager", MANAGERS), Terminal(app)
    till.pin(boss, MANAGERS)
    for more in ({}, {"asker": boss.id}):
        refused = till.call("POST", "/till/approvals", _asked(boss, **more))
        assert _code(refused) == (403, "forbidden")
    assert _approvals(app) == []


def test_a_cashiers_own_pin_approves_nothing(app: Flask) -> None:
    mara, tom, till = people.person(app, "cashier"), with_pin(app, "cashier", PIN), Terminal(app)
    refused = till.call("POST", "/till/approvals", _asked(tom, PIN, asker=mara.id))
    assert _code(refused) == (403, "forbidden")
    assert _approvals(app) == []


def test_a_manager_of_another_site_may_not_say_yes_here(app: Flask) -> None:
    with app.app_context():
        north = transaction(
            lambda s: services.create_site(
                s, "NORTH", name="North", kind="store", time_zone="UTC", at=clock.now()
            )
        )
    stranger, mara = (
        with_pin(app, "manager", MANAGERS, site_id=north),
        people.person(app, "cashier"),
    )
    at_terminal = Terminal(app).call("POST", "/till/approvals", _asked(stranger, asker=mara.id))
    assert _code(at_terminal) == (403, "wrong_pin")
    assert _code(_browser(app, mara)(_asked(stranger))) == (403, "forbidden")
    assert _approvals(app) == []


def test_a_signed_in_browser_may_ask_too(app: Flask) -> None:
    mara, boss = people.person(app, "cashier"), with_pin(app, "manager", MANAGERS)
    answer = _browser(app, mara)(_asked(boss, kind="expired"))
    assert answer.status_code == 201, answer.text
    (given,) = _approvals(app)
    assert (given.asked_by, given.device_id) == (mara.name, None)


def test_the_password_says_yes_where_no_pin_was_set(app: Flask) -> None:
    mara, boss = people.person(app, "cashier"), people.person(app, "manager")
    body = {**_asked(boss), "password": boss.password}
    del body["pin"]
    assert _browser(app, mara)(body).status_code == 201
    assert _code(_browser(app, mara)({**body, "pin": MANAGERS})) == (400, "invalid")


def test_wrong_passwords_at_a_till_have_a_limit_of_their_own(app: Flask) -> None:
    mara, boss = people.person(app, "cashier"), people.person(app, "manager")
    ask, body = _browser(app, mara), {**_asked(boss), "password": "wrong wrong"}
    del body["pin"]
    assert [_code(ask(body))[0] for _ in range(6)] == [403] * 5 + [429]
    assert _code(ask({**body, "password": boss.password}))[0] == 429
    people.sign_in(app.test_client(), boss)
    assert _approvals(app) == []


def test_wrong_passwords_at_the_door_do_not_count_at_a_till(app: Flask) -> None:
    mara, boss = people.person(app, "cashier"), people.person(app, "manager")
    with app.test_request_context():
        for _ in range(5):
            assert sign_in.sign_in(boss.name, "wrong wrong") is None
    body = {**_asked(boss), "password": boss.password}
    del body["pin"]
    assert _browser(app, mara)(body).status_code == 201


def test_five_wrong_pins_lock_an_approver_at_all_plain_browsers_until_the_password(
    app: Flask,
) -> None:
    mara, tom = people.person(app, "cashier"), people.person(app, "cashier")
    boss, till = with_pin(app, "manager", MANAGERS), Terminal(app)
    ask = _browser(app, mara)
    assert [_code(ask(_asked(boss, "111222"))) for _n in range(5)] == [(403, "wrong_pin")] * 5
    assert _code(ask(_asked(boss))) == (403, "pin_locked")
    assert _code(_browser(app, tom)(_asked(boss))) == (403, "pin_locked")
    assert till.pin(boss, MANAGERS).status_code == 200
    assert _approvals(app) == []
    people.sign_in(app.test_client(), boss)
    assert ask(_asked(boss)).status_code == 201


def test_somebody_signed_out_and_a_program_may_not_ask(app: Flask) -> None:
    boss = with_pin(app, "manager", MANAGERS)
    program = ApiClient(app.test_client(), people.token(app, "owner"))
    assert _code(program.post("/till/approvals", _asked(boss))) == (403, "forbidden")
    assert app.test_client().post("/api/v1/till/approvals", json=_asked(boss)).status_code == 401
    assert _approvals(app) == []


def test_an_unknown_kind_or_an_empty_reason_costs_no_try(app: Flask) -> None:
    mara, boss = people.person(app, "cashier"), with_pin(app, "manager", MANAGERS)
    ask = _browser(app, mara)
    for more in ({"kind": "everything"}, {"reason": "  "}, {"person": "1"}, {"pin": "12ab"}):
        assert _code(ask(_asked(boss) | more)) == (400, "invalid")
    for _n in range(4):
        ask(_asked(boss, "111222"))
    assert ask(_asked(boss)).status_code == 201
    with app.app_context(), reading() as session:
        assert session.scalar(select(func.count(Approval.id))) == 1
