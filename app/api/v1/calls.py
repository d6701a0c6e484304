"""The one way a call of the interface is declared, checked, run, answered and described.

A route names its permission, body and query models; this module authenticates first, then checks
rights, then the request, and only then opens a transaction. Knows no business rule.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, Response, current_app, request, stream_with_context
from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from app import clock
from app.api.v1.authenticate import authenticated_actor
from app.api.v1.json_body import load_object
from app.api.v1.problems import shop_problem
from app.db import reading, transaction
from app.errors import BadInput, NotFound, ShopError, bad_field
from app.identity.permissions import Permission
from app.identity.request_keys import MAX_KEY_LENGTH, StoredAnswer, claim, keep_answer
from app.identity.shop_context import ShopContext
from app.values.text import clean_text

REFUSED = 409
ORDINARY_SIZE = 64 * 1024
DOCUMENT_SIZE = 4 * 1024 * 1024
PICTURE_SIZE = 1024 * 1024
SCAN_SIZE = 64 * 1024 * 1024
api = Blueprint("api", __name__, url_prefix="/api/v1")


@dataclass(frozen=True)
class Call:
    """A checked call: the session, who and when, the body, the query, the path's values."""

    session: Session
    shop: ShopContext
    body: Any
    query: Any
    path: Mapping[str, str]


@dataclass(frozen=True)
class FileAnswer:
    """An answer that is a file: made after the call's session is closed, sent as it is made."""

    name: str
    media: str
    make: Callable[[], Iterator[bytes]]


Handler = Callable[[Call], Any]


@dataclass(frozen=True)
class Route:
    """One call of the interface, as declared: what runs it and what describes it."""

    method: str
    rule: str
    handler: Handler
    needs: Permission
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 200
    document: bool = False
    writes: bool = False
    size: int = ORDINARY_SIZE
    media: tuple[str, ...] = ("application/json",)


@dataclass
class RouteTable:
    """Every call of the interface, filled while the modules load and read by the description."""

    routes: list[Route] = field(default_factory=list)


ROUTES = RouteTable()


def call(
    method: str, rule: str, *, needs: Permission, **declared: Any
) -> Callable[[Handler], Handler]:
    """Declare a call; `document=True` makes an Idempotency-Key obligatory."""

    def declare(handler: Handler) -> Handler:
        writes = declared.pop("writes", method != "GET")
        route = Route(method, rule, handler, needs, writes=writes, **declared)
        ROUTES.routes.append(route)

        def view(**path: str) -> Response:
            return run(route, path)

        view.permission = needs  # type: ignore[attr-defined]
        endpoint = f"{method.lower()}_{handler.__name__}"
        api.add_url_rule(rule, endpoint=endpoint, view_func=view, methods=[method])
        return handler

    return declare


def json_text(value: Any) -> str:
    """An answer's bytes, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_response(body: str, status: int, **headers: str) -> Response:
    """A JSON answer."""
    response = Response(body, status, mimetype="application/json")
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def file_response(file: FileAnswer) -> Response:
    """A file to keep, sent as it is made."""
    response = Response(stream_with_context(file.make()), mimetype=file.media)
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    return response


def problems(error: ValidationError) -> BadInput:
    """The fields a model refused, each with its sentence."""
    found = []
    for item in error.errors(include_url=False, include_input=False):
        where = ".".join(str(part) for part in item["loc"]) or "body"
        text = item["msg"].removeprefix("Value error, ")
        found.append((where[:200], "unknown field" if item["type"] == "extra_forbidden" else text))
    return BadInput("; ".join(f"{name}: {text}" for name, text in found[:3]), found[:50])


def shop_context(who: Any) -> ShopContext:
    """The shop and the moment of this request."""
    settings = current_app.extensions["lotwise"]
    return ShopContext(
        who,
        clock.now(),
        settings.currency,
        settings.prices_include_tax,
        settings.in_store,
        settings.cash_step,
        settings.settings.second_release,
    )


def _clean_path(path: Mapping[str, str]) -> Mapping[str, str]:
    for value in path.values():
        if len(value) > 200 or clean_text(value.encode(errors="replace").decode()) != value:
            raise NotFound("There is no such record.")
    return path


def _validated(model: type[BaseModel] | None, data: Any, shop: ShopContext) -> Any:
    if model is None:
        if data:
            unknown = [(str(name)[:60], "unknown field") for name in data]
            raise BadInput("This call takes no fields.", unknown)
        return None
    try:
        return model.model_validate(data, context={"currency": shop.currency})
    except ValidationError as error:
        raise problems(error) from None


def _query(route: Route, shop: ShopContext) -> Any:
    pairs = request.args.to_dict(flat=False)
    twice = [key for key, values in pairs.items() if len(values) > 1]
    if twice:
        raise bad_field(twice[0][:60], "is given twice")
    return _validated(route.query, {key: values[0] for key, values in pairs.items()}, shop)


def _key(route: Route) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        if route.document:
            raise bad_field("Idempotency-Key", "this call needs the header")
        return None
    if route.method == "GET":
        return None
    if not key or len(key) > MAX_KEY_LENGTH or not (key.isascii() and key.isprintable()):
        raise bad_field("Idempotency-Key", "must be 1 to 200 printable ASCII characters")
    return key


def _raw_body(route: Route) -> bytes:
    if route.method == "GET":
        return b""
    request.max_content_length = route.size
    return request.get_data(cache=False)


def run(route: Route, path: Mapping[str, str]) -> Response:
    """Check and answer one call; everything it writes is in one transaction."""
    who = authenticated_actor()
    who.require(route.needs)
    shop = shop_context(who)
    _clean_path(path)
    key = _key(route)
    raw = _raw_body(route)
    query = _query(route, shop)
    data = load_object(raw) if raw else {}
    body = _validated(route.body, data, shop)
    if not route.writes:
        with reading() as session:
            answer = route.handler(Call(session, shop, body, query, path))
        if isinstance(answer, FileAnswer):
            return file_response(answer)
        return json_response(json_text(answer), route.status)
    if key is None:
        text = transaction(
            lambda session: json_text(route.handler(Call(session, shop, body, query, path)))
        )
        return json_response(text, route.status)
    once = Once(who.key, key, _fingerprint(data))
    return _run_once(route, Call(None, shop, body, query, path), once)  # type: ignore[arg-type]


def _fingerprint(data: Mapping[str, Any]) -> str:
    """What a request asks for, whatever the order and spacing of its fields."""
    body = json.dumps(data, sort_keys=True, separators=(",", ":"))
    asked = "\n".join((request.method, request.full_path, body))
    return hashlib.sha256(asked.encode()).hexdigest()


@dataclass(frozen=True)
class Once:
    """Whose key, which key, and the fingerprint of the request it came with."""

    actor: str
    key: str
    request_hash: str


def _run_once(route: Route, asked: Call, once: Once) -> Response:
    def work(session: Session) -> StoredAnswer | str:
        at = asked.shop.now
        first = claim(
            session, actor=once.actor, key=once.key, request_hash=once.request_hash, at=at
        )
        if first is not None:
            return first
        text = json_text(route.handler(replace(asked, session=session)))
        keep_answer(session, actor=once.actor, key=once.key, status=route.status, body=text)
        return text

    try:
        done = transaction(work)
    except ShopError as refused:
        if refused.status != REFUSED:
            raise
        return _keep_refusal(asked, once, refused)
    return _replayed(done) if isinstance(done, StoredAnswer) else json_response(done, route.status)


def _replayed(first: StoredAnswer) -> Response:
    """The first answer again, refusals included."""
    answer = json_response(first.body, first.status, Idempotency_Replayed="true")
    if first.status == REFUSED:
        answer.mimetype = "application/problem+json"
    return answer


def _keep_refusal(asked: Call, once: Once, refused: ShopError) -> Response:
    """Keep a rule's refusal under its key; where a twin was faster, its answer is the first."""
    answer = shop_problem(refused)

    def work(session: Session) -> StoredAnswer | None:
        first = claim(
            session,
            actor=once.actor,
            key=once.key,
            request_hash=once.request_hash,
            at=asked.shop.now,
        )
        if first is None:
            body = answer.get_data(as_text=True)
            keep_answer(session, actor=once.actor, key=once.key, status=REFUSED, body=body)
        return first

    first = transaction(work)
    return answer if first is None else _replayed(first)
