"""Which lots of a count were taken for each other, and which sales are held to be wrong. Pure.

Worked example: docs/algorithms/swaps.md. Quantities in millionths of the base unit, values in
minor units.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.values.money import share

GUESSES = ("auto", "opened")
"""How a lot is known that may be re-attributed, the least certain first: never what was seen."""


@dataclass(frozen=True)
class Off:
    """What a count found of one lot and is not settled yet: below nothing is short."""

    lot_id: int
    product_id: int
    difference: int


@dataclass(frozen=True)
class Pair:
    """So much was sold of the short lot while the till wrote down the over lot."""

    over_id: int
    short_id: int
    quantity: int


def pairs(found: Iterable[Off]) -> list[Pair]:
    """Short and over lots of the same product, equal differences first, else in lot order."""
    left: dict[int, int] = {}
    product: dict[int, int] = {}
    for each in found:
        left[each.lot_id] = left.get(each.lot_id, 0) + each.difference
        product[each.lot_id] = each.product_id
    over = sorted(lot for lot, off in left.items() if off > 0)
    short = sorted(lot for lot, off in left.items() if off < 0)
    fitting = [(o, s) for o in over for s in short if product[o] == product[s]]
    fitting.sort(key=lambda each: left[each[0]] != -left[each[1]])
    made = []
    for over_id, short_id in fitting:
        quantity = min(left[over_id], -left[short_id])
        if quantity > 0:
            made.append(Pair(over_id, short_id, quantity))
            left[over_id] -= quantity
            left[short_id] += quantity
    return made


def attribute(sold: Sequence[Any], quantity: int) -> list[tuple[Any, int]]:
    """Which sales are re-attributed and how much of each: least certain first, then newest.

    Rows have `certainty`, `sale_id`, `line` and `left`. Less than `quantity` where they are few.
    """
    ordered = sorted(
        (row for row in sold if row.certainty in GUESSES and row.left > 0),
        key=lambda row: (GUESSES.index(row.certainty), -row.sale_id, row.line),
    )
    taken = []
    for row in ordered:
        part = min(quantity, row.left)
        if part:
            taken.append((row, part))
            quantity -= part
    return taken


@dataclass(frozen=True)
class Posted:
    """What a count moved of one lot, and how much of that is settled already."""

    quantity: int
    value: int
    settled: int = 0

    def worth(self, quantity: int, after: int = 0) -> int:
        """What the count's value says of `quantity` more, once `after` more are settled too.

        Shares of the running sum, so that all of them together are the count's value.
        """
        start = self.settled + after
        return self._share(start + quantity) - self._share(start)

    def _share(self, quantity: int) -> int:
        return share(self.value, quantity, self.quantity)
