"""Holds a delivery against its purchase order and the agreed terms. Pure.

Says where they differ; decides nothing and stops nothing. Quantities in millionths of the base
unit, costs in millionths of the currency per ordering unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.purchasing.condition import ANY, OK, Range, condition_words, temperature_words
from app.values.quantity import decimal_text, quantity_text


@dataclass(frozen=True)
class OrderedLine:
    """A line of the purchase order as it stands before this delivery."""

    line: int
    product_id: int
    sku: str
    quantity: int
    received: int
    factor: int
    unit_cost: int
    min_days_left: int | None
    temperatures: Range = ANY


@dataclass(frozen=True)
class DeliveredLine:
    """A line of the delivery."""

    line: int
    product_id: int
    sku: str
    quantity: int
    factor: int
    unit_cost: int | None
    expires_on: date | None
    min_days_at_receipt: int | None
    temperature: int | None = None
    condition: str = OK
    condition_note: str = ""


@dataclass(frozen=True)
class Difference:
    """One discrepancy: of a delivered line, its kind, and a sentence."""

    line: int | None
    kind: str
    detail: str


@dataclass(frozen=True)
class Match:
    """Which ordered line each delivered line fills, and what differs."""

    ordered_line: dict[int, int]
    differences: tuple[Difference, ...]


def _assign(ordered: Sequence[OrderedLine], delivered: Sequence[DeliveredLine]) -> dict[int, int]:
    """Fill ordered lines of the product in order; what is over goes to the last of them."""
    left = {item.line: item.quantity - item.received for item in ordered}
    found: dict[int, int] = {}
    for item in delivered:
        lines = [o.line for o in ordered if o.product_id == item.product_id]
        if lines:
            found[item.line] = next((line for line in lines if left[line] > 0), lines[-1])
            left[found[item.line]] -= item.quantity
    return found


def _quantity(ordered: OrderedLine, delivered: Sequence[DeliveredLine]) -> Difference | None:
    got = ordered.received + sum(item.quantity for item in delivered)
    if got == ordered.quantity:
        return None
    word = "over" if got > ordered.quantity else "short"
    detail = (
        f"{ordered.sku}: {quantity_text(ordered.quantity)} ordered, "
        f"{quantity_text(got)} received, {quantity_text(abs(got - ordered.quantity))} {word}"
    )
    return Difference(delivered[0].line, "quantity", detail)


def _price(ordered: OrderedLine, item: DeliveredLine) -> Difference | None:
    if item.unit_cost is None:
        return None
    agreed = Fraction(ordered.unit_cost, ordered.factor)
    if Fraction(item.unit_cost, item.factor) == agreed:
        return None
    per_unit = decimal_text(int(agreed * item.factor), 2)
    detail = f"{item.sku}: {decimal_text(item.unit_cost, 2)} charged, {per_unit} agreed"
    return Difference(item.line, "price", detail)


def _short_dated(
    item: DeliveredLine, min_days_left: int | None, received_on: date
) -> Difference | None:
    least = max(
        (days for days in (min_days_left, item.min_days_at_receipt) if days is not None),
        default=None,
    )
    if item.expires_on is None or least is None:
        least = 0
    if item.expires_on is None or (item.expires_on - received_on).days >= least:
        return None
    days = (item.expires_on - received_on).days
    detail = f"{item.sku}: {days} days left, at least {least} agreed"
    return Difference(item.line, "short_dated", detail)


def _as_it_came(item: DeliveredLine, ordered: Range) -> list[Difference]:
    """Too warm, too cold, or not in order."""
    words = {
        "temperature": temperature_words(item.temperature, ordered),
        "condition": condition_words(item.condition, item.condition_note),
    }
    return [Difference(item.line, kind, f"{item.sku}: {w}") for kind, w in words.items() if w]


def match(
    ordered: Sequence[OrderedLine] | None,
    delivered: Sequence[DeliveredLine],
    *,
    received_on: date,
) -> Match:
    """Compare a delivery with its purchase order (None: there is none) line by line."""
    by_line = {item.line: item for item in ordered or ()}
    found = _assign(ordered or (), delivered)
    differences: list[Difference | None] = []
    for item in delivered:
        terms = by_line.get(found.get(item.line, 0))
        if ordered is not None and terms is None:
            detail = f"{item.sku} is not on the purchase order"
            differences.append(Difference(item.line, "unordered", detail))
        if terms is not None:
            differences.append(_price(terms, item))
        least = terms.min_days_left if terms else None
        differences.append(_short_dated(item, least, received_on))
        differences += _as_it_came(item, terms.temperatures if terms else ANY)
    for line, terms in by_line.items():
        filling = [item for item in delivered if found.get(item.line) == line]
        if filling:
            differences.append(_quantity(terms, filling))
    return Match(found, tuple(item for item in differences if item is not None))
