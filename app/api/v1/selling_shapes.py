"""Bodies and answers of the calls for sales and returns. No rule of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from app.api.v1.fields import (
    Answer,
    Body,
    Code,
    Decimals,
    LotCode,
    Moment,
    Money,
    Note,
    Quantity,
    Reason,
    Sku,
    UnitPrice,
    YesNo,
)
from app.sales.models import DISPOSITIONS, TENDERS

MAX_LINES = 2000


def word_of(words: Sequence[str]) -> Any:
    """A field that is one of these words."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return value

    return BeforeValidator(check)


class SaleLineBody(Body):
    """One line: by SKU or by scan; a lot where one was chosen."""

    sku: Sku | None = None
    scan: Annotated[str, Field(max_length=1000)] | None = None
    quantity: Quantity | None = None
    lot: LotCode | None = None
    unit_price: UnitPrice | None = None
    discount: Money = 0

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        if (self.sku is None) == (self.scan is None):
            raise ValueError("name either sku or scan")
        return self


class PaymentBody(Body):
    """Money handed over."""

    tender: Annotated[str, word_of(TENDERS)]
    amount: Money
    reference: Annotated[Note, Field(max_length=100)] = ""


class SaleBody(Body):
    """A sale."""

    till: Code
    customer: Code | None = None
    sold_at: Moment | None = None
    offline: YesNo = False
    lines: Annotated[list[SaleLineBody], Field(min_length=1, max_length=MAX_LINES)]
    payments: Annotated[list[PaymentBody], Field(default_factory=list, max_length=20)]


class SaleAnswer(Answer):
    """A completed sale."""

    number: str
    receipt_number: str
    total: Decimals
    tax: Decimals
    change: Decimals
    lines: list[dict[str, Any]]
    exceptions: list[dict[str, Any]]


class ReturnLineBody(Body):
    """So much of a line brought back."""

    line: Annotated[int, Field(ge=1, le=MAX_LINES, strict=True)]
    quantity: Quantity
    lot: LotCode | None = None
    disposition: Annotated[str, word_of(DISPOSITIONS)]
    reason: Reason


class RefundBody(Body):
    """How the money goes back."""

    tender: Annotated[str, word_of(TENDERS)]


class ReturnBody(Body):
    """A return of part of a sale."""

    till: Code
    lines: Annotated[list[ReturnLineBody], Field(min_length=1, max_length=MAX_LINES)]
    refund: RefundBody


class VoidBody(Body):
    """Undoing a whole sale, at the till it was made at unless another is named."""

    till: Code | None = None
    reason: Reason


class ReturnAnswer(Answer):
    """A return or void."""

    number: str
    total: Decimals
    lines: list[dict[str, Any]]
