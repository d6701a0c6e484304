"""Lists read by key, not by page number: opaque cursors and the page they lead to.

A cursor carries the sort key of the last row shown, nothing secret. One that was tampered with
raises ValueError, so the caller can answer 400. It never touches a database.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Generic, TypeVar

from app.errors import bad_field

Row = TypeVar("Row")
Key = str | int | date | datetime | None

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_CURSOR = 400
LAST_ID = 2**62
"""The largest id that any list asks for; both databases keep it."""
_SEAL = 6
_BAD = "cursor: not one of ours"


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One screenful: its rows, the next one's cursor (None at the end), whether it is first."""

    items: Sequence[Row]
    next: str | None = None
    is_first: bool = True


def _seal(body: bytes) -> bytes:
    """A few bytes that notice typing mistakes and tampering; not a secret."""
    return blake2b(body, digest_size=_SEAL, person=b"lotwise-page").digest()


def _to_plain(value: Key) -> list[object]:
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    return ["v", value]


def _from_plain(pair: object) -> Key:
    if not isinstance(pair, list) or len(pair) != 2:
        raise ValueError(_BAD)
    kind, value = pair
    if kind == "v" and (value is None or type(value) in {str, int}):
        return value  # type: ignore[no-any-return]
    if kind in {"d", "t"} and isinstance(value, str):
        return date.fromisoformat(value) if kind == "d" else datetime.fromisoformat(value)
    raise ValueError(_BAD)


def encode_cursor(*key: Key) -> str:
    """The sort key of a list's last row as an opaque, address-safe string."""
    body = json.dumps([_to_plain(part) for part in key], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_seal(body) + body).decode().rstrip("=")


def decode_cursor(text: str, length: int) -> tuple[Key, ...]:
    """The sort key again, of exactly `length` parts; ValueError for anything we did not make."""
    if len(text) > MAX_CURSOR or not text.isascii():
        raise ValueError(_BAD)
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        seal, body = raw[:_SEAL], raw[_SEAL:]
        parts = json.loads(body) if seal == _seal(body) else None
    except (binascii.Error, ValueError, RecursionError) as error:
        raise ValueError(_BAD) from error
    if not isinstance(parts, list) or len(parts) != length:
        raise ValueError(_BAD)
    return tuple(_from_plain(part) for part in parts)


def id_of(cursor: str) -> int:
    """The id that a cursor of one whole number carries; BadInput for anything else."""
    try:
        (last,) = decode_cursor(cursor, 1)
    except ValueError:
        last = None
    if not isinstance(last, int) or not 0 <= last <= LAST_ID:
        raise bad_field("cursor", "is not one of ours")
    return last


def id_before(cursor: str | None) -> int | None:
    """The same where a list may begin at its first row: no cursor, no id."""
    return id_of(cursor) if cursor else None


def clean_limit(text: str | None, default: int = DEFAULT_LIMIT, most: int = MAX_LIMIT) -> int:
    """How many rows were asked for: 1 to `most`; ValueError for anything else."""
    if text is None or text == "":
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 6 or not 1 <= int(text) <= most:
        raise ValueError(f"limit: must be a whole number from 1 to {most}")
    return int(text)


def page_of(
    rows: Sequence[Row], limit: int, key: Callable[[Row], tuple[Key, ...]], *, first: bool
) -> Page[Row]:
    """A page from `limit + 1` rows read: the extra one only says that there is more."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(shown, encode_cursor(*key(shown[-1])) if more else None, first)
