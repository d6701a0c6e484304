"""Errors of the interface as application/problem+json (RFC 9457). Never leaks internals."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, current_app, request
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from app.db import UNREACHABLE, busy
from app.errors import ShopError

CODES = {
    400: "invalid",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "invalid",
    429: "too_many_requests",
}


def problem(status: int, title: str, detail: str, code: str, **more: Any) -> Response:
    """One error answer."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
    text = json.dumps(body | more, ensure_ascii=True, default=str)
    response = Response(text, status, mimetype="application/problem+json")
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status == 503:
        response.headers["Retry-After"] = "1"
    return response


def shop_problem(error: ShopError) -> Response:
    """A refusal of the shop."""
    more = dict(error.data)
    if hasattr(error, "errors"):
        more["errors"] = error.errors
    return problem(error.status, error.title, error.message, error.code, **more)


def http_problem(error: HTTPException) -> Response:
    """An error of HTTP itself: no such call, wrong method, too large."""
    status = error.code or 500
    answer = problem(status, error.name, error.description or error.name, CODES.get(status, "http"))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def data_problem(_error: DataError) -> Response:
    """A value the database cannot hold got past the fields: refused, nothing written."""
    current_app.logger.warning("value refused by the database at %s", request.path)
    return problem(400, "Bad input", "A value is out of range.", "invalid", errors=[])


def absence_problem(_error: Exception) -> Response:
    """The database does not answer: 503, and when to come back."""
    return shop_problem(busy())


def register_problems(blueprint: Blueprint) -> None:
    """Hang the handlers on the interface."""
    blueprint.register_error_handler(ShopError, shop_problem)
    blueprint.register_error_handler(HTTPException, http_problem)
    blueprint.register_error_handler(DataError, data_problem)
    for gone in UNREACHABLE:
        blueprint.register_error_handler(gone, absence_problem)
