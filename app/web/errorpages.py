"""Turns refusals and HTTP errors into a page people understand. The API has its own handler.

It never shows a trace, never logs input, and never decides a status: the error carries it.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from app.errors import ShopError

WORDS = MappingProxyType(
    {
        400: ("That did not arrive in one piece", "The form or address could not be read."),
        401: ("Please sign in", "This page needs to know who you are."),
        403: ("Not allowed", "Your role does not include this page."),
        404: ("Not here", "There is no such page, or it belongs to another site."),
        405: ("Not possible here", "This page cannot be used in that way."),
        408: ("Too slow", "The request took too long to arrive. Please try again."),
        413: ("Too large", "What was sent is larger than this page accepts."),
        415: ("Wrong kind of file", "This page does not take that kind of content."),
        429: ("Slow down a moment", "Too many tries. Wait a minute, then try again."),
        500: (
            "Something broke on our side",
            "Look whether your last step was done, then repeat it.",
        ),
        503: ("Busy", "The shop is busy right now. Please try again in a moment."),
    }
)

DRAWINGS = MappingProxyType(
    {
        "lot_expired": "expired",
        "lot_recalled": "recall",
        "lot_quarantined": "held",
        "not_enough_stock": "empty",
        "period_closed": "lock",
        "forbidden": "lock",
        "unauthorized": "key",
        "not_found": "question",
        "busy": "clock",
    }
)

STALE = (
    "This page has grown old",
    "It was open while somebody signed in or out. Go back, reload it and send it again.",
)

ApiAnswer = Callable[[Exception], ResponseReturnValue]
API_PREFIX = "/api/"


def is_api() -> bool:
    """Whether the request wants the API's kind of answer."""
    return request.path.startswith(API_PREFIX)


def _back() -> str | None:
    """The page the person came from, as a path on this very site; None where unknown."""
    came_from = request.referrer or ""
    host = request.host_url
    if not came_from.startswith(host) or came_from == request.url:
        return None
    return "/" + came_from[len(host) :]


def _page(status: int, code: str, title: str, message: str) -> ResponseReturnValue:
    body = render_template(
        "web/error.html",
        status=status,
        code=code,
        title=title,
        message=message,
        back=_back(),
        drawing=None if code.startswith("http_") else DRAWINGS.get(code, "warn"),
    )
    return body, status


def _http_page(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, CSRFError):
        return _page(400, "csrf", *STALE)
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    title, message = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    answer = _page(status, f"http_{status}", title, message)
    return (*answer, _kept_headers(error)) if isinstance(answer, tuple) else answer


def _kept_headers(error: HTTPException) -> dict[str, str]:
    """Headers of the error that mean something (Allow, Retry-After), not its content type."""
    wanted = {"Allow", "Retry-After", "WWW-Authenticate"}
    return {name: value for name, value in error.get_headers() if name in wanted}


def _shop_page(error: ShopError) -> ResponseReturnValue:
    return _page(error.status, error.code, error.title, error.message)


def register_error_pages(app: Flask, *, api_answer: ApiAnswer | None = None) -> None:
    """Pages for HTTP errors and `ShopError`; under /api/ `api_answer(error)` speaks instead.

    Without `api_answer` HTTP errors under /api/ keep Werkzeug's plain answer.
    """

    def on_http(error: HTTPException) -> ResponseReturnValue:
        if is_api():
            return api_answer(error) if api_answer else error
        return _http_page(error)

    def on_shop(error: ShopError) -> ResponseReturnValue:
        if is_api():
            return api_answer(error) if api_answer else InternalServerError()
        return _shop_page(error)

    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(ShopError, on_shop)
