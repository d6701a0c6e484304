"""Bodies, queries and answers of the calls for lots and stock. No rule of its own."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from app.api.v1.catalog_shapes import Limit
from app.api.v1.fields import (
    Answer,
    Body,
    Code,
    Day,
    Decimals,
    LotCode,
    Quantity,
    Reason,
    Sku,
    UnitPrice,
)
from app.inventory.models import LOT_STATUSES
from app.web.paging import DEFAULT_LIMIT, MAX_CURSOR


def _status_word(value: Any) -> str:
    if value not in LOT_STATUSES:
        raise ValueError(f"must be one of {', '.join(LOT_STATUSES)}")
    return str(value)


Cursor = Annotated[str, Field(max_length=MAX_CURSOR)]


class LotQuery(Body):
    """Which lots."""

    sku: Sku | None = None
    supplier_lot: LotCode | None = None
    status: Annotated[str, BeforeValidator(_status_word)] | None = None
    site: Code | None = None
    expires_before: Day | None = None
    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor | None = None


class LotAnswer(Answer):
    """A lot; `value` only where the role sees cost."""

    lot: str
    sku: str
    supplier_lot: str | None
    made_on: str | None
    expires_on: str | None
    received_on: str
    status: str
    price: Decimals | None
    expired: bool
    sellable: bool
    on_hand: Decimals
    reserved: Decimals
    available: Decimals
    balances: list[dict[str, Any]]


class ReasonBody(Body):
    """Why."""

    reason: Reason


class HoldBody(ReasonBody):
    """Why, and whether what was made from the lot stays on sale."""

    alone: bool = False


class LotPriceBody(Body):
    """What a base unit of the lot costs; null: what the product costs. And why."""

    price: UnitPrice | None
    reason: Reason


class WriteOffBody(Body):
    """Why, and how much of it from where; all of it where nothing is said."""

    reason: Reason
    quantity: Quantity | None = None
    location: Code | None = None


class MoveLine(Body):
    """So much of a lot from one location to another of the same site."""

    lot: LotCode
    quantity: Quantity
    from_: Annotated[Code, Field(alias="from")]
    to: Code


class MoveBody(Body):
    """Moves to do together."""

    lines: Annotated[list[MoveLine], Field(min_length=1, max_length=500)]


class StockQuery(Body):
    """Of which product, at which site, on which day."""

    sku: Sku | None = None
    site: Code | None = None
    as_of: Day | None = None
