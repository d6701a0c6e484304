"""Broken tokens, addresses, methods, queries and sizes, against every call of the interface."""

import json
import re

import pytest
from flask import Flask

from app.api.v1 import registered
from app.api.v1.calls import ROUTES
from app.identity.permissions import Permission
from tests.hostile import values
from tests.hostile.bodies import example, furnish
from tests.hostile.witness import watching
from tests.support.api import PREFIX, ApiClient

assert registered.CALL_MODULES
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
PLACEHOLDER = re.compile(r"<[^>]+>")
MEGABYTE = 1024 * 1024

pytestmark = pytest.mark.databases("sqlite")
MINE = [route for route in ROUTES.routes if route.needs is not Permission.SYNC]
"""What a program may call; the calls of terminals are shaken in tests/pos/test_inbox_hostile.py."""


def test_a_broken_token_opens_nothing(app: Flask, api: ApiClient) -> None:
    shop = furnish(api)
    with watching(app) as witness:
        for route in MINE:
            body = example(route, shop) if route.method != "GET" else None
            for name, token in values.TOKENS.items():
                headers = {"Authorization": token, "Idempotency-Key": "k"}
                answer = api.raw(route.method, shop.path(route.rule), json=body, headers=headers)
                witness.see(f"{route.method} {route.rule} {name}", answer, 401)
                if answer.status_code == 401 and answer.headers["WWW-Authenticate"] != "Bearer":
                    witness.faults.append(f"{route.rule} {name}: no WWW-Authenticate")


def test_nobody_without_a_token_is_told_what_exists(app: Flask, api: ApiClient) -> None:
    shop = furnish(api)
    stranger = app.test_client()
    with watching(app) as witness:
        for route in ROUTES.routes:
            for path in (shop.path(route.rule), PLACEHOLDER.sub("NONE", route.rule)):
                answer = stranger.open(PREFIX + path, method=route.method, json={})
                witness.see(f"{route.method} {path}", answer, 401)


def test_a_strange_address_names_no_record(app: Flask, api: ApiClient) -> None:
    shop = furnish(api)
    with watching(app) as witness:
        for route in ROUTES.routes:
            if not PLACEHOLDER.search(route.rule):
                continue
            body = example(route, shop) if route.method != "GET" else None
            for name, segment in values.SEGMENTS.items():
                path = PLACEHOLDER.sub(lambda _found, text=segment: text, route.rule)
                answer = api.raw(route.method, path, json=body, headers={"Idempotency-Key": "k"})
                witness.see(f"{route.method} {route.rule} {name}", answer, 400, 404, 405)
                if "X-Injected" in answer.headers:
                    witness.faults.append(f"{route.rule}: a header was injected")


def test_a_call_that_is_not_there_answers_in_our_words(app: Flask, api: ApiClient) -> None:
    with watching(app) as witness:
        for path in ("/nothing", "/products/../nothing", "/", "/sales/", "/%00", "/v2"):
            witness.see(path, api.raw("GET", path), 404, 405)


def test_a_wrong_method_is_refused(app: Flask, api: ApiClient) -> None:
    shop = furnish(api)
    rules = {shop.path(route.rule) for route in ROUTES.routes}
    allowed = {(shop.path(route.rule), route.method) for route in ROUTES.routes}
    with watching(app) as witness:
        for path in sorted(rules):
            for method in METHODS:
                if (path, method) not in allowed:
                    witness.see(f"{method} {path}", api.raw(method, path, data=b"{}"), 404, 405)


@pytest.mark.databases("sqlite", "postgresql")
def test_no_query_is_a_fault_of_ours(app: Flask, api: ApiClient) -> None:
    shop = furnish(api)
    with watching(app) as witness:
        for route in (each for each in ROUTES.routes if each.method == "GET"):
            for name, query in values.QUERIES.items():
                answer = api.raw("GET", f"{shop.path(route.rule)}?{query}")
                witness.allow(f"{route.rule} {name}", answer)


def test_a_query_on_a_writing_call_is_refused(app: Flask, api: ApiClient) -> None:
    shop = furnish(api)
    with watching(app) as witness:
        for route in (each for each in MINE if each.method != "GET"):
            path = f"{shop.path(route.rule)}?dry_run=1"
            answer = api.raw(
                route.method, path, json=example(route, shop), headers={"Idempotency-Key": "k"}
            )
            witness.see(f"{route.method} {route.rule}", answer, 400)


def test_a_body_that_is_too_large_is_refused_unread(app: Flask, api: ApiClient) -> None:
    shop = furnish(api)
    with watching(app) as witness:
        for route in (each for each in MINE if each.method != "GET"):
            if route.size > 8 * MEGABYTE:
                continue
            body = json.dumps({"reason": "x" * route.size}).encode()
            headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
            answer = api.raw(route.method, shop.path(route.rule), data=body, headers=headers)
            witness.see(f"{route.method} {route.rule}", answer, 413)


def test_the_kind_of_content_is_never_a_fault_of_ours(app: Flask, api: ApiClient) -> None:
    kinds = (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "",
        "x/" * 99,
    )
    with watching(app) as witness:
        for kind in kinds:
            for data in (b'{"data": "4006381333931"}', b"data=1", b"--x\r\n\r\n--x--"):
                answer = api.raw("POST", "/scans", data=data, headers={"Content-Type": kind})
                witness.see(f"{kind} {data!r}", answer, 200, 400, 415)
