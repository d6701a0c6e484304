"""Bodies, queries and answers of the calls for stock counts. No rule of its own."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from app.api.v1.catalog_shapes import Limit
from app.api.v1.fields import Answer, Body, Code, Counted, LotCode, Note, Reason, YesNo
from app.api.v1.lot_shapes import Cursor
from app.inventory.count_models import COUNT_STATUSES
from app.web.paging import DEFAULT_LIMIT


def _status_word(value: Any) -> str:
    if value not in COUNT_STATUSES:
        raise ValueError(f"must be one of {', '.join(COUNT_STATUSES)}")
    return str(value)


class CountLine(Body):
    """So much of a lot is there."""

    lot: LotCode
    counted: Counted


class CountBody(Body):
    """What was counted at a location, and why; `complete`: lots not named are not there."""

    location: Code
    lines: Annotated[list[CountLine], Field(max_length=500)]
    reason: Reason
    complete: YesNo = False


class CountQuery(Body):
    """Which counts."""

    status: Annotated[str, BeforeValidator(_status_word)] | None = None
    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor | None = None


class NoteBody(Body):
    """What the second person says to it."""

    note: Note = ""


class CountAnswer(Answer):
    """A count; `value` of its differences only where the role sees cost."""

    number: str
    status: str
    differences: list[dict[str, Any]]
