"""Strict JSON in: no floats, no duplicate keys, no NaN, bounded size and depth.

A body that cannot be trusted to mean one thing is refused with 400; it never costs more than it
is long.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from app.errors import BadInput

MAX_DEPTH = 32
MAX_INT_DIGITS = 19


def _refuse(what: str) -> NoReturn:
    raise BadInput(f"The body is not acceptable JSON: {what}.", [("body", what)])


def _no_float(text: str) -> NoReturn:
    _refuse(f'number {text[:20]} must be written as a decimal string such as "12.50"')


def _no_constant(text: str) -> NoReturn:
    _refuse(f"{text} is not a value")


def _whole(text: str) -> int:
    if len(text) > MAX_INT_DIGITS:
        _refuse("a number is out of range")
    return int(text)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            _refuse(f"the field {key[:40]!r} appears twice")
        found[key] = value
    return found


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while level:
        deepest += 1
        if deepest > MAX_DEPTH:
            return deepest
        inner: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                inner.extend(v for v in item.values() if isinstance(v, dict | list))
            elif isinstance(item, list):
                inner.extend(v for v in item if isinstance(v, dict | list))
        level = inner
    return deepest


def load_object(raw: bytes) -> dict[str, Any]:
    """A JSON object from a request body; BadInput with the reason for anything else."""
    try:
        value = json.loads(
            raw.decode("utf-8"),
            parse_float=_no_float,
            parse_constant=_no_constant,
            parse_int=_whole,
            object_pairs_hook=_no_duplicates,
        )
    except (UnicodeDecodeError, json.JSONDecodeError):
        _refuse("it is not JSON in UTF-8")
    except RecursionError:
        _refuse("it is nested too deeply")
    if not isinstance(value, dict):
        _refuse("it must be an object")
    if _depth(value) > MAX_DEPTH:
        _refuse("it is nested too deeply")
    return value
