"""Bodies, queries and answers of the calls for shifts and cash. No rule of its own."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from app.api.v1.fields import Answer, Body, Decimals, Money, Note, Reason
from app.api.v1.selling_shapes import word_of
from app.sales.cash_reasons import CASH_REASONS
from app.sales.till_models import CASH_DIRECTIONS

MOST_PIECES = 100_000
MOST_SHIFTS = 2**31
ALL_REASONS = tuple(sorted({reason.code for reason in CASH_REASONS}))


def _words(words: tuple[str, ...]) -> Any:
    return word_of(words), WithJsonSchema({"type": "string", "enum": list(words)})


def _number(value: Any) -> int:
    """The number of a shift, as the address says it."""
    if not isinstance(value, str) or not (value.isascii() and value.isdecimal()):
        raise ValueError("must be a whole number")
    if not 1 <= int(value[:12]) < MOST_SHIFTS or len(value) > 12:
        raise ValueError("is no shift's number")
    return int(value)


class OpenShiftBody(Body):
    """The float counted into the drawer."""

    opening_cash: Money


class PileBody(Body):
    """So many pieces of a note or coin."""

    value: Money
    pieces: Annotated[int, Field(ge=0, le=MOST_PIECES, strict=True)]


class CloseShiftBody(Body):
    """What was counted, in all or pile by pile too; an approval where it is off by much."""

    counted_cash: Money
    piles: Annotated[list[PileBody], Field(default_factory=list, max_length=40)]
    note: Annotated[Note, Field(max_length=500)] = ""
    approval: Annotated[str, Field(min_length=1, max_length=100)] | None = None


class CashBody(Body):
    """Money put in or taken out."""

    direction: Annotated[str, *_words(CASH_DIRECTIONS)]
    reason: Annotated[str, *_words(ALL_REASONS)]
    amount: Money
    note: Annotated[Note, Field(max_length=200)] = ""


class DrawerBody(Body):
    """Why the drawer is opened without a sale."""

    reason: Reason


class ReportQuery(Body):
    """Which shift's Z; the last one where none is named."""

    number: Annotated[int, BeforeValidator(_number), WithJsonSchema({"type": "integer"})] | None = (
        None
    )


class ShiftAnswer(Answer):
    """An open shift."""

    till: str
    number: int
    opened_at: str
    opened_by: str
    opening_cash: Decimals


class ReportAnswer(Answer):
    """An X or Z report; of an X, takings only for those who may see them."""

    report: str
    number: int
    till: str
    opening_cash: Decimals
    sales: dict[str, Any]
    cash_moves: list[dict[str, Any]]
    incidents: list[dict[str, Any]]


class CashAnswer(Answer):
    """A cash movement."""

    number: str
    till: str
    shift: int
    direction: str
    reason: str
    amount: Decimals


class DrawerAnswer(Answer):
    """An opened drawer: the shift or till it is written under, and whether a printer opens it."""

    till: str
    recorded: str
    pulse: bool
