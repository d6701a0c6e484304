"""Bodies and answers of the calls for sales and returns. No rule of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

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
from app.sales.card_guard import holds_card_number
from app.sales.models import CERTAINTIES, DISPOSITIONS, OVERRIDES, TENDERS
from app.sales.notes import LINE_NOTE, SALE_NOTE
from app.sales.refunds import ORIGINAL
from app.sales.services.desk_return import PROOFS

MAX_LINES = 2000


def word_of(words: Sequence[str]) -> Any:
    """A field that is one of these words."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return value

    return BeforeValidator(check)


class OverrideBody(Body):
    """Something beyond the usual on a line: why, and whose yes it stands on."""

    kind: Annotated[str, word_of(OVERRIDES)]
    reason: Annotated[Note, Field(max_length=200)] = ""
    approval: Annotated[str, Field(max_length=100)] | None = None


class EffortBody(Body):
    """What a line cost the cashier."""

    taps: Annotated[int, Field(ge=0, le=10_000, strict=True)]
    ms: Annotated[int, Field(ge=0, le=86_400_000, strict=True)]
    choice: Annotated[str, word_of(CERTAINTIES)]


def no_card(value: str) -> str:
    """A text that holds no card's own number."""
    if holds_card_number(value):
        raise ValueError("looks like a card number; write the number on the terminal's slip")
    return value


def no_card_at_all(value: str) -> str:
    """A note that holds no card's own number."""
    if holds_card_number(value):
        raise ValueError("looks like a card number; never write it down")
    return value


class SaleLineBody(Body):
    """One line: by SKU or by scan; a lot where one was chosen."""

    sku: Sku | None = None
    scan: Annotated[str, Field(max_length=1000)] | None = None
    quantity: Quantity | None = None
    lot: LotCode | None = None
    unit_price: UnitPrice | None = None
    discount: Money = 0
    overrides: Annotated[list[OverrideBody], Field(default_factory=list, max_length=3)]
    effort: EffortBody | None = None
    note: Annotated[Note, Field(max_length=LINE_NOTE), AfterValidator(no_card_at_all)] = ""

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        if (self.sku is None) == (self.scan is None):
            raise ValueError("name either sku or scan")
        return self


class PaymentBody(Body):
    """Money handed over; a card's own number is refused wherever it is written."""

    tender: Annotated[str, word_of(TENDERS)]
    amount: Money
    reference: Annotated[Note, Field(max_length=100), AfterValidator(no_card)] = ""


class SaleBody(Body):
    """A sale."""

    till: Code
    customer: Code | None = None
    sold_at: Moment | None = None
    offline: YesNo = False
    note: Annotated[Note, Field(max_length=SALE_NOTE), AfterValidator(no_card_at_all)] = ""
    lines: Annotated[list[SaleLineBody], Field(min_length=1, max_length=MAX_LINES)]
    payments: Annotated[list[PaymentBody], Field(default_factory=list, max_length=20)]


class SaleAnswer(Answer):
    """A completed sale."""

    number: str
    receipt_number: str
    total: Decimals
    tax: Decimals
    change: Decimals
    rounding: Decimals
    receipt_token: str | None
    note: str
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
    """How the money goes back: in one tender, or `original`, as it was paid."""

    tender: Annotated[str, word_of((*TENDERS, ORIGINAL))]


class ReturnBody(Body):
    """A return of part of a sale."""

    till: Code
    lines: Annotated[list[ReturnLineBody], Field(min_length=1, max_length=MAX_LINES)]
    refund: RefundBody
    proof: Annotated[str, word_of(PROOFS)] = "receipt"
    approval: Annotated[str, Field(max_length=100)] | None = None


class VoidBody(Body):
    """Undoing a whole sale, at the till it was made at unless another is named."""

    till: Code | None = None
    reason: Reason


class ReturnAnswer(Answer):
    """A return or void."""

    number: str
    total: Decimals
    lines: list[dict[str, Any]]
