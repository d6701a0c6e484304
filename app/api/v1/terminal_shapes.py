"""Bodies and answers of the calls of terminals. No rule of its own.

An act inside a batch is taken as it is: what is wrong in it is the inbox's business, so that one
broken act never holds up the others.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from app.api.v1.fields import Answer, Body, Code, Moment, Name, Reason, YesNo

MOST_OPS = 50
MOST_COUNTED = 10**12
_KEY_PART = r"^[A-Za-z0-9_-]{43}$"


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_COUNTED:
        raise ValueError("must be a whole number from 0")
    return value


Count = Annotated[int, BeforeValidator(_count), WithJsonSchema({"type": "integer", "minimum": 0})]
Hash = Annotated[str, Field(max_length=200, pattern=r"^[0-9a-f]*$")]


class KeyBody(Body):
    """A public key as browsers export it (JSON Web Key, P-256)."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: Annotated[str, Field(pattern=_KEY_PART)]
    y: Annotated[str, Field(pattern=_KEY_PART)]


class DeviceBody(Body):
    """A browser that becomes a till's terminal."""

    till: Code
    name: Name
    public_key: KeyBody
    replace: YesNo = False


class RevokeBody(Body):
    """Why a terminal is closed."""

    reason: Reason


class DeviceAnswer(Answer):
    """A terminal as enrolled."""

    device: int
    name: str
    till: str
    site: str
    epoch: int


class OpsBody(Body):
    """What a terminal recorded, in its order."""

    ops: Annotated[list[dict[str, Any]], Field(max_length=MOST_OPS)]
    queue_length: Count | None = None


class OpsAnswer(Answer):
    """What became of each act, and how far the server knows the series."""

    results: list[dict[str, Any]]
    last_op: int
    head: str


class OpBody(Body):
    """One act: word for word as it was hashed and signed."""

    seq: Count
    key: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Annotated[str, Field(min_length=1, max_length=40)]
    number: Annotated[str, Field(max_length=100)] | None = None
    body: str
    prev: Hash
    hash: Hash
    signature: Annotated[str, Field(max_length=100)]
    made_at: Annotated[str, Field(max_length=40)]


class HeartbeatBody(Body):
    """What a till says of itself; a browser that is no terminal may say nothing."""

    now: Moment | None = None
    till: Code | None = None
    queue_length: Count | None = None
    oldest: Moment | None = None
    last_op: Count | None = None
    head: Hash | None = None
    news_seen: Count | None = None
    persisted: YesNo | None = None


class HeartbeatAnswer(Answer):
    """What a till is told every few seconds."""

    now: str
    news: dict[str, Any]
    catalogue: str
    lots: str
    people: str
    shift: dict[str, Any] | None
    revoked: bool
    till: dict[str, Any] | None
