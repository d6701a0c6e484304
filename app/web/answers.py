"""How a page's own calls are read and answered: JSON in, JSON or a problem out.

Knows no rule: what a service refuses becomes a problem with its sentence and its fields.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.errors import BadInput, ShopError

MAX_BODY = 512 * 1024
View = Callable[..., Any]


def problem(error: ShopError) -> Response:
    """A refusal as problem+json."""
    body = {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "detail": error.message,
        "code": error.code,
        "errors": getattr(error, "errors", []),
    }
    answer = jsonify(body)
    answer.status_code = error.status
    answer.mimetype = "application/problem+json"
    return answer


def answers_json(view: View) -> View:
    """Turn what a view returns, or refuses, into JSON."""

    @wraps(view)
    def answered(**path: str) -> ResponseReturnValue:
        try:
            done = view(**path)
        except ShopError as error:
            return problem(error)
        answer = done if isinstance(done, Response) else jsonify(done)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return answered


def body_object() -> dict[str, Any]:
    """The JSON object that was sent; BadInput for anything else."""
    request.max_content_length = MAX_BODY
    try:
        data = request.get_json(force=True)
    except HTTPException:
        data = None
    if not isinstance(data, dict):
        raise BadInput("The page sent something that is not an object.")
    return data


def text_of(data: dict[str, Any], name: str, longest: int = 200) -> str:
    """A text field, empty where it is absent; BadInput where it is no text or too long.

    What no database keeps (NUL, half a surrogate pair) becomes a mark that nothing is called by.
    """
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest:
        raise BadInput(f"{name}: must be text", [(name, f"must be text of at most {longest}")])
    return value.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
