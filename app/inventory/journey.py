"""A lot's journey in words: each movement as one step of a time line. Pure; reads nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from app.values.document import DocumentRef

STEPS: Mapping[tuple[str, str], tuple[str, str, str]] = MappingProxyType(
    {
        ("supplier", "stock"): ("Received", "truck", "ok"),
        ("opening", "stock"): ("Opening stock", "opened", "plain"),
        ("stock", "customer"): ("Sold", "till", "info"),
        ("customer", "stock"): ("Returned by customer", "undo", "warn"),
        ("customer", "waste"): ("Returned and thrown away", "trash", "error"),
        ("stock", "supplier"): ("Back to supplier", "truck", "warn"),
        ("stock", "waste"): ("Written off", "trash", "error"),
        ("stock", "shrinkage"): ("Missing at count", "minus", "error"),
        ("shrinkage", "stock"): ("Found at count", "plus", "ok"),
        ("stock", "stock"): ("Moved", "arrow", "plain"),
        ("stock", "transit"): ("Sent to another site", "truck", "info"),
        ("transit", "stock"): ("Arrived", "warehouse", "ok"),
        ("transit", "shrinkage"): ("Lost on the way", "minus", "error"),
        ("stock", "conversion"): ("Made into other lots", "box", "info"),
        ("conversion", "stock"): ("Made from other lots", "box", "ok"),
        ("customer", "shrinkage"): ("Sold of another lot, a count says", "undo", "warn"),
        ("shrinkage", "customer"): ("Sold, a count says", "till", "info"),
    }
)
"""From place to place -> what it is called, its drawing, its tone."""
_LATE = {True: ("Became cheaper", "minus", "info"), False: ("Became dearer", "plus", "info")}
"""Value alone between a place and the supplier: the supplier takes it for a credit."""


@dataclass(frozen=True)
class Step:
    """One movement as people read it. Quantity in millionths, value in minor units."""

    at: datetime
    word: str
    icon: str
    tone: str
    source: str
    target: str
    quantity: int
    value: int
    document: DocumentRef
    reason: str


def journey(rows: Iterable[Any]) -> list[Step]:
    """The steps of a lot in order, from its movements."""
    return [_step(row) for row in rows]


def _step(row: Any) -> Step:
    move = row.Movement
    places = (move.from_place, move.to_place)
    late = _LATE[move.to_place == "supplier"] if move.kind == "late_cost" else None
    word, icon, tone = late or STEPS.get(
        places, (move.kind.replace("_", " ").capitalize(), "dot", "plain")
    )
    return Step(
        move.recorded_at,
        word,
        icon,
        tone,
        row.source or "",
        row.target or "",
        move.quantity,
        move.value,
        DocumentRef(move.document_kind, move.document_number),
        move.reason,
    )
