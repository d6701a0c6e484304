"""What became of recalled goods, from where they moved between places. Pure.

Every unit that came in is with a customer, destroyed, back at the supplier, made into other lots,
still here, or nobody can say: the last is shown, never spread over the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Moved = Mapping[tuple[str, str], int]
"""How much went from one place to another (millionths)."""
ORIGINS = frozenset({"supplier", "opening", "conversion"})
"""Places from which goods come that are new to the stock."""
_OF_ANOTHER = ("customer", "shrinkage")
"""Recorded as sold, and of another lot as a count says: neither sold nor recovered."""


@dataclass(frozen=True)
class Outcome:
    """What became of a lot (millionths of the base unit)."""

    received: int = 0
    sold: int = 0
    recovered: int = 0
    destroyed: int = 0
    to_supplier: int = 0
    on_hand: int = 0
    made_into: int = 0

    @property
    def with_customers(self) -> int:
        """Sold and not come back."""
        return self.sold - self.recovered

    @property
    def unaccounted(self) -> int:
        """Came in and is nowhere; below nothing where more was found than came."""
        known = self.with_customers + self.destroyed + self.to_supplier + self.on_hand
        known += self.made_into
        return self.received - known


def outcome_of(moved: Moved, on_hand: int) -> Outcome:
    """What became of a lot that moved so and of which so much is here."""
    return Outcome(
        received=sum(q for (source, _), q in moved.items() if source in ORIGINS),
        sold=sum(q for (_, target), q in moved.items() if target == "customer")
        - moved.get(_OF_ANOTHER, 0),
        recovered=sum(q for (source, _), q in moved.items() if source == "customer")
        - moved.get(_OF_ANOTHER, 0),
        destroyed=sum(q for (_, target), q in moved.items() if target == "waste"),
        to_supplier=sum(q for (_, target), q in moved.items() if target == "supplier"),
        on_hand=on_hand,
        made_into=sum(q for (_, target), q in moved.items() if target == "conversion"),
    )
