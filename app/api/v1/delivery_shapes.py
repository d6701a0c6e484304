"""Bodies and answers of the calls for purchase orders and goods receipts. No rule of its own."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from app.api.v1.catalog_shapes import Limit
from app.api.v1.fields import (
    Answer,
    Body,
    Code,
    Day,
    LotCode,
    Money,
    Note,
    Quantity,
    Sku,
    Temperature,
    UnitPrice,
    YesNo,
)
from app.api.v1.lot_shapes import Cursor
from app.api.v1.selling_shapes import word_of
from app.purchasing.condition import CONDITIONS, LONGEST_NOTE, OK
from app.web.paging import DEFAULT_LIMIT

MAX_LINES = 5000
RECEIPT_STATUSES = ("released", "quarantined")
DAYS_LIMIT = 36500


def _days(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= DAYS_LIMIT:
        raise ValueError(f"must be a whole number from 0 to {DAYS_LIMIT}")
    return value


def _receipt_status(value: Any) -> str:
    if value not in RECEIPT_STATUSES:
        raise ValueError(f"must be one of {', '.join(RECEIPT_STATUSES)}")
    return str(value)


class OrderLineBody(Body):
    """A product to order; cost per the unit it is ordered in."""

    sku: Sku
    quantity: Quantity
    unit: Code | None = None
    unit_cost: UnitPrice
    min_days_left: Annotated[int, BeforeValidator(_days)] | None = None
    min_temperature_c: Temperature | None = None
    max_temperature_c: Temperature | None = None


class OrderBody(Body):
    """A purchase order."""

    supplier: Code
    site: Code
    lines: Annotated[list[OrderLineBody], Field(min_length=1, max_length=MAX_LINES)]


class ReceiptLineBody(Body):
    """One delivered lot, by SKU or by scan; its cost per unit or for the line."""

    sku: Sku | None = None
    scan: Annotated[str, Field(max_length=1000)] | None = None
    quantity: Quantity | None = None
    unit: Code | None = None
    unit_cost: UnitPrice | None = None
    line_cost: Money | None = None
    supplier_lot: LotCode | None = None
    expires_on: Day | None = None
    made_on: Day | None = None
    status: Annotated[str, BeforeValidator(_receipt_status)] = "released"
    temperature_c: Temperature | None = None
    condition: Annotated[str, word_of(CONDITIONS)] = OK
    condition_note: Annotated[Note, Field(max_length=LONGEST_NOTE)] = ""
    accepted: YesNo = False

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if (self.sku is None) == (self.scan is None):
            raise ValueError("name either sku or scan")
        if self.unit_cost is not None and self.line_cost is not None:
            raise ValueError("name either unit_cost or line_cost")
        if self.sku is not None and self.quantity is None:
            raise ValueError("quantity is missing")
        if self.made_on and self.expires_on and self.expires_on < self.made_on:
            raise ValueError("expires_on is before made_on")
        return self


class ReceiptBody(Body):
    """A delivery."""

    supplier: Code
    site: Code
    location: Code | None = None
    purchase_order: Code | None = None
    received_on: Day | None = None
    reference: Note = ""
    lines: Annotated[list[ReceiptLineBody], Field(min_length=1, max_length=MAX_LINES)]


class DocumentAnswer(Answer):
    """A document's number and lines."""

    number: str
    lines: list[dict[str, Any]]


class ListQuery(Body):
    """A page of a list."""

    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor | None = None
