"""Lots made from lots: which forms there are, what a new lot takes after, who bears the cost. Pure.

Worked examples: docs/algorithms/lineage.md. Quantities in millionths of the base unit, values in
minor units.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.values.money import share

KINDS = ("split", "merge", "repack", "kit")
KEEPS_PRODUCT = frozenset({"split", "merge"})
"""Forms whose new lots are of the product they were taken from, unit for unit."""
TRACK = "track"
"""Goods without lot numbers become lots: a repack of their own product, by the wizard alone."""
STRICTNESS = ("none", "best_before", "use_by")
"""Expiry kinds; the one further right decides."""


@dataclass(frozen=True)
class Origin:
    """What a new lot may take after one of its parents."""

    expiry_kind: str
    expires_on: date | None = None
    made_on: date | None = None
    received_on: date = date.max
    supplier: str | None = None
    supplier_lot: str | None = None
    supplier_lot_key: str | None = None
    price: int | None = None


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """A total shared by weights, half to even one after the other; the last takes the rest.

    The weights are not negative, and not all zero.
    """
    left, weight_left, parts = total, sum(weights), []
    for weight in weights:
        part = share(left, weight, weight_left) if weight_left else 0
        left -= part
        weight_left -= weight
        parts.append(part)
    return parts


def mixed_date(own_kind: str, parts: Iterable[Origin]) -> tuple[str, date | None]:
    """The expiry kind and day of a mix: the strictest kind and the earliest day of its parts.

    A product's own kind is never made milder. Parts without a day say nothing.
    """
    said = [(part.expiry_kind, part.expires_on) for part in parts if part.expires_on is not None]
    kinds = [own_kind, *(kind for kind, _ in said)]
    return max(kinds, key=STRICTNESS.index), min((day for _, day in said), default=None)


def dates_differ(parts: Iterable[Origin]) -> bool:
    """Whether parts of a mix have not all the same day."""
    return len({(part.expiry_kind, part.expires_on) for part in parts}) > 1


def _agreed(words: Iterable[str | None]) -> str | None:
    """What all say alike; nothing where they differ."""
    said = set(words)
    return said.pop() if len(said) == 1 else None


def origin_of_mix(own_kind: str, parts: Sequence[Origin], *, keeps_product: bool) -> Origin:
    """What a new lot takes after its parents.

    Earliest dates; supplier and supplier's lot code where all agree; their own price only where
    the product stays the same and all agree.
    """
    kind, day = mixed_date(own_kind, parts)
    supplier = _agreed(part.supplier for part in parts)
    key = _agreed(part.supplier_lot_key for part in parts) if supplier else None
    prices = {part.price for part in parts}
    return Origin(
        kind,
        day,
        min((part.made_on for part in parts if part.made_on), default=None),
        min(part.received_on for part in parts),
        supplier,
        parts[0].supplier_lot if key else None,
        key,
        prices.pop() if keeps_product and len(prices) == 1 else None,
    )


@dataclass(frozen=True)
class Link:
    """So much of one parent's goods and value in one child."""

    quantity: int
    value: int


def links(used: Sequence[Link], weights: Sequence[int]) -> list[list[Link]]:
    """How what was used of each parent goes into the children, row by parent, column by child."""
    return [
        [
            Link(quantity, value)
            for quantity, value in zip(
                shared(parent.quantity, weights), shared(parent.value, weights), strict=True
            )
        ]
        for parent in used
    ]


def children_of(rows: Sequence[Sequence[Link]]) -> list[int]:
    """What each child is worth: the sum of what it has of its parents."""
    return [sum(link.value for link in column) for column in zip(*rows, strict=True)]
