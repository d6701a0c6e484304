"""Bodies, queries and answers of the calls for transfers between sites. No rule of its own."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from app.api.v1.catalog_shapes import Limit
from app.api.v1.fields import Answer, Body, Code, LotCode, Note, Quantity, Reason, YesNo
from app.api.v1.lot_shapes import Cursor
from app.inventory.transfer_rules import OUTCOMES, STATUSES
from app.web.paging import DEFAULT_LIMIT


def _word(words: tuple[str, ...]) -> Any:
    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return value

    return BeforeValidator(check), WithJsonSchema({"type": "string", "enum": list(words)})


Status = Annotated[str, *_word(STATUSES)]
Outcome = Annotated[str, *_word(OUTCOMES)]


class TransferLineBody(Body):
    """So much of a lot, from one location where it is named, else from where it is sold."""

    lot: LotCode
    quantity: Quantity
    location: Code | None = None


class TransferBody(Body):
    """What goes from which site to which. Lots past their date need a reason."""

    from_site: Code
    to_site: Code
    lines: Annotated[list[TransferLineBody], Field(min_length=1, max_length=500)]
    reason: Annotated[Note, Field(max_length=500)] = ""


class ArrivalLine(Body):
    """So much of a lot that came, and where it was put; the dock, or quarantine if blocked."""

    lot: LotCode
    quantity: Quantity
    location: Code | None = None


class ArrivalBody(Body):
    """What came. `complete`: nothing more will, so what is missing is a claim."""

    lines: Annotated[list[ArrivalLine], Field(max_length=500)]
    complete: YesNo = False


class SettlementLine(Body):
    """What became of a lot's difference; all that is open of it without a quantity."""

    lot: LotCode
    outcome: Outcome
    quantity: Quantity | None = None


class SettlementBody(Body):
    """How open differences end, and why."""

    lines: Annotated[list[SettlementLine], Field(min_length=1, max_length=500)]
    reason: Reason


class TransferQuery(Body):
    """Which transfers."""

    site: Code | None = None
    status: Status | None = None
    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor | None = None


class TransferAnswer(Answer):
    """A transfer with its lots; `differences` are what is open of it."""

    number: str
    status: Status
    from_site: str
    to_site: str
    lines: list[dict[str, Any]]
    differences: list[dict[str, Any]]
