"""Bodies that want to break the shop, against every writing call.

Whatever is sent is answered with a refusal in our words, and nothing is written. Values that a
field may rightly hold (a script as a product's name) may pass: they are text and stay text.
"""

import json
from typing import Any

import pytest
from flask import Flask

from app.api.v1 import registered
from app.api.v1.calls import ROUTES, Route
from app.identity.permissions import Permission
from tests.hostile import values
from tests.hostile.bodies import (
    AMOUNTS,
    EXAMPLES,
    WHOLE,
    branches,
    changed,
    example,
    furnish,
    leaves,
    value_at,
)
from tests.hostile.witness import watching
from tests.support.api import ApiClient

assert registered.CALL_MODULES
OF_TERMINALS = Permission.SYNC
"""What only a terminal may call is shaken in tests/pos/test_inbox_hostile.py, under a signature."""
WRITERS = [r for r in ROUTES.routes if r.method != "GET" and r.needs is not OF_TERMINALS]
NAMES = [f"{route.method} {route.rule}" for route in WRITERS]
JSON = {"Content-Type": "application/json"}


def _send(api: ApiClient, route: Route, path: str, body: Any, **headers: str) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    keyed = {"Idempotency-Key": str(abs(hash(data)))} if route.document else {}
    return api.raw(route.method, path, data=data, headers={**JSON, **keyed, **headers})


def test_every_writing_call_is_shaken() -> None:
    assert {(route.method, route.rule) for route in WRITERS} == set(EXAMPLES)


@pytest.mark.databases("sqlite")
def test_a_body_that_is_no_plain_object_is_refused(app: Flask, api: ApiClient) -> None:
    shop = furnish(api)
    with watching(app) as witness:
        for route in WRITERS:
            for name, raw in values.RAW.items():
                answer = _send(api, route, shop.path(route.rule), raw)
                witness.see(f"{route.rule}, {name}", answer, 400)


@pytest.mark.databases("sqlite")
def test_an_unknown_field_is_refused_wherever_it_stands(app: Flask, api: ApiClient) -> None:
    shop = furnish(api)
    with watching(app) as witness:
        for route in WRITERS:
            body, path = example(route, shop), shop.path(route.rule)
            for where in branches(body):
                if not isinstance(value_at(body, where), dict):
                    continue
                answer = _send(api, route, path, changed(body, (*where, "is_admin"), True))
                witness.see(f"{route.rule} {where}", answer, 400)
                if "unknown field" not in answer.text:
                    witness.faults.append(f"{route.rule} {where}: {answer.text}")


@pytest.mark.databases("sqlite")
def test_a_missing_or_broken_key_is_refused(app: Flask, api: ApiClient) -> None:
    shop = furnish(api)
    with watching(app) as witness:
        for route in WRITERS:
            body, path = example(route, shop), shop.path(route.rule)
            for key in ("", "x" * 201, "ключ".encode().decode("latin-1")):
                answer = _send(api, route, path, body, **{"Idempotency-Key": key})
                witness.see(f"{route.rule} key {key[:10]!r}", answer, 400)
            if route.document:
                data = json.dumps(body).encode()
                answer = api.raw(route.method, path, data=data, headers=JSON)
                witness.see(f"{route.rule} without key", answer, 400)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("route", WRITERS, ids=NAMES)
def test_a_wrong_amount_names_its_field(app: Flask, api: ApiClient, route: Route) -> None:
    shop = furnish(api)
    body, path = example(route, shop), shop.path(route.rule)
    places = [where for where in leaves(body) if where[-1] in AMOUNTS | WHOLE]
    with watching(app) as witness:
        for where in places:
            for name, value in values.AMOUNTS.items():
                answer = _send(api, route, path, changed(body, where, value))
                witness.see(f"{where} {name}", answer, 400)
                field = ".".join(map(str, where))
                named = [error["field"] for error in answer.json.get("errors", [])]
                if named not in ([field], ["body"]):
                    witness.faults.append(f"{where} {name}: names {named}")


@pytest.mark.parametrize("route", WRITERS, ids=NAMES)
def test_no_value_in_any_field_is_a_fault_of_ours(app: Flask, api: ApiClient, route: Route) -> None:
    shop = furnish(api)
    body, path = example(route, shop), shop.path(route.rule)
    with watching(app) as witness:
        for where in [*leaves(body), *branches(body)]:
            for name, value in values.ANY.items():
                answer = _send(api, route, path, changed(body, where, value))
                witness.allow(f"{where} {name}", answer)
