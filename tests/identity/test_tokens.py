"""Programs' tokens: shown once, stored as a hash, refused once revoked or expired."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app import clock as shop_clock
from app.db import reading, transaction
from app.identity.models import ApiToken
from app.identity.services import issue_token
from tests.identity.visitor import audited, rows, visit
from tests.support import people
from tests.support.api import ApiClient
from tests.support.clock import Clock

FORM = {"name": "Web shop", "role": "cashier", "site": "*", "life": "30"}


def _made(app: Flask) -> tuple[str, int]:
    owner = visit(app, "owner")
    answer = owner.send("/tokens/new", **FORM)
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r'value="(lw_[^"]+)"', answer.text)
    assert found
    assert found[1] not in owner.look("/tokens").text
    assert found[1][:9] in owner.look("/tokens").text
    with app.app_context(), reading() as session:
        return found[1], session.scalars(select(ApiToken.id)).one()


def test_a_token_is_shown_once_and_only_its_hash_is_stored(app: Flask) -> None:
    token, _ = _made(app)
    with app.app_context(), reading() as session:
        stored = session.scalars(select(ApiToken)).one()
        assert len(stored.token_hash) == 64
        assert token not in stored.token_hash
        assert token.startswith(stored.prefix)
        assert len(stored.prefix) < 10
    assert ApiClient(app.test_client(), token).get("/sites").status_code == 200


def test_a_revoked_token_is_refused_within_two_seconds(app: Flask, clock: Clock) -> None:
    clock.at("2026-11-21T10:00:00+00:00")
    token, token_id = _made(app)
    api, owner = ApiClient(app.test_client(), token), visit(app, "admin")
    assert api.get("/sites").status_code == 200
    owner.send(f"/tokens/{token_id}/revoke")
    clock.forward(seconds=2, milliseconds=1)
    assert api.get("/sites").status_code == 401
    owner.send(f"/tokens/{token_id}/revoke")
    assert len(audited(app, "token.revoked")) == 1


def test_a_token_in_use_all_the_time_does_not_outlive_its_revocation(
    app: Flask, clock: Clock
) -> None:
    clock.at("2026-11-21T10:00:00+00:00")
    token, token_id = _made(app)
    api, owner = ApiClient(app.test_client(), token), visit(app, "admin")
    assert api.get("/sites").status_code == 200
    owner.send(f"/tokens/{token_id}/revoke")
    statuses = []
    for _ in range(6):
        statuses.append(api.get("/sites").status_code)
        clock.forward(milliseconds=500)
    assert statuses[-1] == 401


def test_a_token_ends_by_itself_on_its_day(app: Flask, clock: Clock) -> None:
    clock.at("2026-11-21T10:00:00+00:00")
    token, _ = _made(app)
    api = ApiClient(app.test_client(), token)
    clock.forward(days=30, seconds=-1)
    assert api.get("/sites").status_code == 200
    clock.forward(seconds=3)
    assert api.get("/sites").status_code == 401
    assert "Expired" in visit(app, "owner").look("/tokens").text


def test_a_bad_token_form_makes_no_token(app: Flask) -> None:
    owner = visit(app, "owner")
    before = rows(app)
    for wrong in ({"name": ""}, {"role": "king"}, {"life": "9999999"}, {"site": "NOWHERE"}):
        assert owner.send("/tokens/new", **{**FORM, **wrong}).status_code == 400
    assert rows(app) == before
    with app.app_context(), reading() as session:
        assert session.scalars(select(ApiToken)).all() == []


def test_rubbish_in_place_of_a_token_is_refused(app: Flask) -> None:
    client = app.test_client()
    for header in ("Bearer", "Bearer ", "Bearer x", "Basic bWU6bWU=", "Bearer lw_" + "a" * 5000):
        answer = client.get("/api/v1/sites", headers={"Authorization": header})
        assert answer.status_code == 401, header
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_of_a_site_sees_only_that_site(app: Flask) -> None:
    owner = ApiClient(app.test_client(), people.token(app, "owner"))
    assert owner.post("/sites", {"code": "NORTH", "name": "North"}).status_code == 201
    soon = shop_clock.now() + timedelta(days=1)
    with app.app_context():
        token = transaction(
            lambda s: issue_token(
                s, "scale", role="owner", at=shop_clock.now(), site_id=1, expires_at=soon
            )
        )
    api = ApiClient(app.test_client(), token)
    assert [site["code"] for site in api.get("/sites").json["items"]] == ["MAIN"]
    assert api.get("/locations", site="NORTH").status_code == 400
    assert api.post("/tills", {"code": "T9", "site": "NORTH"}).status_code == 400
    assert api.post("/sites", {"code": "EAST", "name": "East"}).status_code == 403
    assert len(owner.get("/tills").json["items"]) == 1
