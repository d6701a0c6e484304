"""Bodies, queries and answers of the calls for lots made from lots. No rule of its own."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from app.api.v1.catalog_shapes import Limit
from app.api.v1.fields import (
    Answer,
    Body,
    Code,
    Counted,
    Day,
    Decimals,
    LotCode,
    Quantity,
    Reason,
    Sku,
)
from app.api.v1.lot_shapes import Cursor
from app.inventory.lineage_rules import KINDS
from app.web.paging import DEFAULT_LIMIT

MOST_LINES = 100


def _kind(value: Any) -> str:
    if not isinstance(value, str) or value not in KINDS:
        raise ValueError(f"must be one of {', '.join(KINDS)}")
    return value


Kind = Annotated[
    str, BeforeValidator(_kind), WithJsonSchema({"type": "string", "enum": list(KINDS)})
]


class TakenBody(Body):
    """So much of a lot, from one location where it is named, else from where it is sold."""

    lot: LotCode
    quantity: Quantity
    location: Code | None = None


class MadeBody(Body):
    """A lot to be made; `share` is its weight in the cost, `expires_on` a nearer day."""

    sku: Sku | None = None
    quantity: Quantity
    location: Code | None = None
    share: Counted | None = None
    expires_on: Day | None = None


class LostBody(Body):
    """So much of what is taken of a lot that is lost."""

    lot: LotCode
    quantity: Quantity


class RepackBody(Body):
    """What is made of what, and why."""

    kind: Kind
    inputs: Annotated[list[TakenBody], Field(min_length=1, max_length=MOST_LINES)]
    outputs: Annotated[list[MadeBody], Field(min_length=1, max_length=MOST_LINES)]
    loss: Annotated[list[LostBody], Field(default_factory=list, max_length=MOST_LINES)]
    site: Code | None = None
    reason: Reason


class RepackQuery(Body):
    """Which page of repacks."""

    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor | None = None


class RepackAnswer(Answer):
    """A repack with what it took and made; `value` only where the role sees cost."""

    number: str
    kind: Kind
    site: str
    inputs: list[dict[str, Any]]
    outputs: list[dict[str, Any]]
    warnings: list[str]
    value: Decimals | None = None
