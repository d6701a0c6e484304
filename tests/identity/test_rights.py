"""Every page and every call times every role: allowed or refused exactly as the table says."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.identity.access import needs, refuse_undeclared_views
from app.identity.models import ROLES
from app.identity.permissions import ROLE_PERMISSIONS, Permission
from tests.identity.visitor import Visitor, visit
from tests.support import people

NOBODY = ""
SAFE = {"HEAD", "OPTIONS"}
PLACE = re.compile(r"<(?:(?P<int>int)|any\((?P<word>[^,)]*))?[^>]*>")
AT_A_TILL_ALONE = {"/api/v1/till/lock", "/api/v1/till/people"}
"""Calls that a program's token may not make, whatever its role: they are about who stands there."""


def _filled(rule: Rule) -> str:
    """The address of a rule with values that name no record."""
    return PLACE.sub(
        lambda part: part["word"] or ("987654" if part["int"] else "nothing"), rule.rule
    )


def _views(app: Flask, *, api: bool) -> list[tuple[str, str, Permission]]:
    """Method, address and permission of each view; signing out comes last."""
    found = [
        (method, _filled(rule), app.view_functions[rule.endpoint].permission)
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.endswith("static") and rule.endpoint.startswith("api.") == api
        for method in sorted(rule.methods - SAFE)
    ]
    return sorted(found, key=lambda view: (view[1] == "/sign-out", view[1], view[0]))


def _expected(role: str, permission: Permission) -> str:
    if permission is Permission.PUBLIC:
        return "allowed"
    if role == NOBODY:
        return "unknown"
    return "allowed" if permission in ROLE_PERMISSIONS[role] else "forbidden"


def _verdict(status: int, to: str) -> str:
    if status == 401 or (status == 302 and to.startswith("/sign-in?next=")):
        return "unknown"
    return "forbidden" if status == 403 else "allowed"


@pytest.mark.parametrize("role", [NOBODY, *ROLES])
def test_every_page_opens_for_exactly_the_roles_of_the_table(app: Flask, role: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    visitor = Visitor(app)
    if role:
        assert people.sign_in(visitor.client, people.person(app, role)).status_code == 302
    wrong = []
    for method, address, permission in _views(app, api=False):
        answer = visitor.client.open(address, method=method)
        got = _verdict(answer.status_code, answer.headers.get("Location", ""))
        if got != _expected(role, permission) or answer.status_code >= 500:
            wrong.append(f"{method} {address}: {answer.status_code} {got}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", [NOBODY, *ROLES])
def test_every_call_answers_exactly_the_roles_of_the_table(app: Flask, role: str) -> None:
    headers = {"Authorization": f"Bearer {people.token(app, role)}"} if role else {}
    client = app.test_client()
    wrong = []
    for method, address, permission in _views(app, api=True):
        answer = client.open(address, method=method, headers=headers)
        got = _verdict(answer.status_code, "")
        expected = _expected(role, permission)
        if role and address in AT_A_TILL_ALONE:
            expected = "forbidden"
        if got != expected or answer.status_code >= 500:
            wrong.append(f"{method} {address}: {answer.status_code} {got}")
    assert not wrong, "\n".join(wrong)


def test_the_matrix_really_looks_at_pages_and_calls(app: Flask) -> None:
    assert len(_views(app, api=False)) >= 15
    assert len(_views(app, api=True)) >= 10


@pytest.mark.databases("sqlite")
def test_a_view_without_a_permission_stops_the_start_up(app: Flask) -> None:
    app.view_functions["somewhere.forgotten"] = lambda: "open to everybody"
    with pytest.raises(RuntimeError, match=r"somewhere\.forgotten"):
        refuse_undeclared_views(app)
    app.view_functions["somewhere.forgotten"] = needs(Permission.SELL)(lambda: "for sellers")
    refuse_undeclared_views(app)


@pytest.mark.databases("sqlite")
def test_every_role_that_may_sign_in_has_its_rights_written_down(app: Flask) -> None:
    assert set(ROLE_PERMISSIONS) == {*ROLES, "device"}
    assert all(Permission.SIGNED_IN in ROLE_PERMISSIONS[role] for role in ROLES)


@pytest.mark.databases("sqlite")
def test_a_terminal_may_do_what_no_person_may_and_nothing_else() -> None:
    device = ROLE_PERMISSIONS["device"]
    assert all(Permission.SYNC not in ROLE_PERMISSIONS[role] for role in ROLES)
    assert device == {
        Permission.TILL_FEED,
        Permission.SYNC,
        Permission.RECORD_OFFLINE,
        Permission.SEE_CATALOG,
        Permission.SEE_STOCK,
    }


def test_a_site_s_owner_sees_only_the_people_of_that_site(app: Flask) -> None:
    elsewhere = people.person(app, "cashier", name="Tom of all sites")
    bound = visit(app, "owner", site_id=1)
    assert "Tom of all sites" not in bound.look("/people").text
    assert bound.look(f"/people/{elsewhere.id}").status_code == 404
    assert bound.look("/audit-trail").status_code == 403
