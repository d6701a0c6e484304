"""How a lot becomes inventory positions held at cost: exact, whole, and never more than two. Pure.

Ours is a quantity with its value; a position is units at one cost each. A value that does not
divide is held at two costs that lie next to each other, so that both sides are equal to the minor
unit. Each document changes a lot by the difference between two such holdings, so nothing is ever
taken that is not held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.values.quantity import MICRO

FINER: Mapping[str, int] = MappingProxyType({"g": 3})
"""Further decimals of a cost per base unit, where one unit costs less than the smallest coin."""
Holding = Mapping[int, int]
"""Cost of a base unit (minor units, with the further decimals) -> quantity in millionths."""


def holding(quantity: int, value: int, finer: int = 0) -> Holding:
    """Units and their value (minor units) as at most two positions that are worth exactly that.

    Three for 10.00 are two at 3.33 and one at 3.34.
    """
    if quantity == 0:
        return {}
    worth = value * MICRO * 10**finer
    low, dearer = divmod(worth, quantity)
    both = {low: quantity - dearer, low + 1: dearer}
    return {cost: units for cost, units in both.items() if units}


def change(before: Holding, after: Holding) -> list[tuple[int, int]]:
    """What is taken from and put to each cost, what is taken first: (cost, quantity)."""
    steps = [(cost, after.get(cost, 0) - before.get(cost, 0)) for cost in sorted({*before, *after})]
    return sorted((step for step in steps if step[1]), key=lambda step: step[1] > 0)


@dataclass
class LotState:
    """A lot at a site as documents pass by in the order of their days.

    `ahead` is value that was moved before the goods it belongs to, by the order of days: a sale
    of Monday that came in on Wednesday, of goods that were found on Tuesday. It is carried apart
    until goods and value make sense again.
    """

    quantity: int = 0
    value: int = 0
    held_quantity: int = 0
    held_value: int = 0

    @property
    def ahead(self) -> int:
        """The value that is moved and not yet held."""
        return self.value - self.held_value

    @property
    def settled(self) -> bool:
        """Whether nothing of it is left to say."""
        return not (self.quantity or self.value or self.held_quantity or self.held_value)

    def _possible(self) -> bool:
        if self.quantity <= 0:
            return self.quantity == 0 and self.value == 0
        return self.value >= 0

    def pass_by(self, quantity: int, value: int, finer: int) -> tuple[list[tuple[int, int]], int]:
        """Take a document's change in; what it changes in positions, and in value carried apart."""
        was_ahead = self.ahead
        self.quantity += quantity
        self.value += value
        if not self._possible():
            return [], self.ahead - was_ahead
        before = holding(self.held_quantity, self.held_value, finer)
        after = holding(self.quantity, self.value, finer)
        self.held_quantity, self.held_value = self.quantity, self.value
        return change(before, after), self.ahead - was_ahead
