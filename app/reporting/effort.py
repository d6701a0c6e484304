"""Seconds saved because the till chose the lot by itself, from what lines cost the cashiers.

The rule and its source stand in docs/algorithms/effort.md. Reads a span of days, writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.inventory.models import Lot
from app.sales.models import LineEffort, Sale, SaleAllocation

FEWEST_CHOSEN = 5
"""With fewer lines chosen by hand their median says nothing."""
USUAL_GAIN_MS = 3950
"""Keystroke-level model (Card, Moran, Newell 1980): decide 1.35 s + two taps of 1.10 + 0.20 s."""


@dataclass(frozen=True)
class Span:
    """The days looked at, both included, at one site or at all."""

    first: date
    last: date
    site_id: int | None = None


@dataclass(frozen=True)
class Lines:
    """Lines whose lot came one way: how many, and the median of their milliseconds."""

    count: int
    median_ms: int


@dataclass(frozen=True)
class Saved:
    """What automatic choice saved: whole seconds, over how many lines, how much on each.

    `measured` is False where the usual gain stands in for a median of too few lines.
    """

    seconds: int
    lines: int
    ms_each: int
    measured: bool


def seconds_saved(automatic: Lines, chosen: Lines) -> Saved:
    """Automatic lines times what a line chosen by hand costs more than they do; never below 0."""
    measured = chosen.count >= FEWEST_CHOSEN
    gain = chosen.median_ms - automatic.median_ms if measured else USUAL_GAIN_MS
    each = max(0, gain)
    return Saved(automatic.count * each // 1000, automatic.count, each, measured)


def median(low: int, high: int) -> int:
    """Between the two values in the middle, rounded down; they are one where the count is odd."""
    return (low + high) // 2


def _efforts(span: Span, choice: str) -> Select[Any]:
    """The milliseconds of lines of lot-tracked goods whose lot came that way."""
    tracked = (
        select(SaleAllocation.lot_id)
        .join(Lot, Lot.id == SaleAllocation.lot_id)
        .where(SaleAllocation.sale_id == LineEffort.sale_id)
        .where(SaleAllocation.line == LineEffort.line, Lot.tracked.in_([True]))
    )
    found = (
        select(LineEffort.ms)
        .join(Sale, Sale.id == LineEffort.sale_id)
        .where(Sale.sold_on.between(span.first, span.last), LineEffort.choice == choice)
        .where(tracked.exists())
    )
    return found if span.site_id is None else found.where(Sale.site_id == span.site_id)


def lines_of(session: Session, span: Span, choice: str) -> Lines:
    """The lines of a span of days whose lot came one way (`auto`, `chosen`, ...)."""
    found = _efforts(span, choice)
    count = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    if not count:
        return Lines(0, 0)
    ranked = found.order_by(LineEffort.ms)
    middle = session.scalars(ranked.offset((count - 1) // 2).limit(2 - count % 2)).all()
    return Lines(count, median(middle[0], middle[-1]))


def saved_in(session: Session, span: Span) -> Saved:
    """What automatic choice saved in a span of days."""
    automatic, chosen = (lines_of(session, span, choice) for choice in ("auto", "chosen"))
    return seconds_saved(automatic, chosen)
