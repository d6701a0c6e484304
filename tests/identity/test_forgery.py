"""Requests that another site's page, or an old page, makes in a signed-in browser's name."""

import pytest
from flask import Flask

from tests.identity.visitor import Visitor, rows, visit
from tests.support import people

NEW = {"name": "Eve", "password": "long enough", "role": "owner", "site": "*"}


@pytest.mark.parametrize("token", [None, "", "forged"])
def test_a_form_without_our_token_is_refused_and_nothing_is_written(
    app: Flask, token: str | None
) -> None:
    owner = visit(app, "owner")
    before = rows(app)
    form = NEW if token is None else {**NEW, "csrf_token": token}
    answer = owner.client.post("/people/new", data=form)
    assert answer.status_code == 400
    assert "This page is out of date" in answer.text
    assert rows(app) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Referer": "https://evil.example/page"},
    ],
)
def test_a_change_asked_for_by_another_site_is_refused(app: Flask, headers: dict[str, str]) -> None:
    owner = visit(app, "owner")
    form = {**NEW, "csrf_token": owner.csrf()}
    before = rows(app)
    answer = owner.client.post("/people/new", data=form, headers=headers)
    assert answer.status_code == 403
    assert rows(app) == before
    own = {"Origin": "http://localhost", "Referer": "http://localhost/people/new"}
    assert owner.client.post("/people/new", data=form, headers=own).status_code == 302


def test_the_interface_refuses_a_browser_without_its_token(app: Flask) -> None:
    owner = visit(app, "owner")
    before = rows(app)
    body = {"code": "C1", "name": "Eve"}
    assert owner.client.post("/api/v1/customers", json=body).status_code == 403
    assert rows(app) == before
    sent = {"X-CSRFToken": owner.csrf()}
    foreign = {**sent, "Origin": "https://evil.example"}
    assert owner.client.post("/api/v1/customers", json=body, headers=foreign).status_code == 403
    assert rows(app) == before
    assert owner.client.post("/api/v1/customers", json=body, headers=sent).status_code == 201


def test_the_door_itself_wants_the_token(app: Flask) -> None:
    somebody = people.person(app, "owner")
    visitor = Visitor(app)
    form = {"name": somebody.name, "password": somebody.password}
    assert visitor.client.post("/sign-in", data=form).status_code == 400
    assert rows(app)["open"] == rows(app)["tries"] == 0
