"""The rules of a stock count: what a difference is worth, who must look at it, what to count first.

Pure: figures in, figures out. Amounts are minor units, quantities millionths.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.values.money import half_even, share

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "cycle": "Regular count",
        "recount": "Counted again",
        "theft": "Theft suspected",
        "damage": "Damaged or spoilt",
        "mislabelled": "Wrong label or place",
        "delivery": "Delivery was booked wrong",
        "year_end": "Year-end stock take",
        "other": "Other",
    }
)
"""Reason codes of a count -> their words. A program may also give a reason of its own."""


def reason_words(reason: str) -> str:
    """A stored reason as people read it: the code's words and the note, or what a program said."""
    code, _, note = reason.partition(": ")
    words = REASONS.get(code)
    return reason if words is None else ". ".join(filter(None, (words, note)))


ALLOWED_ALONE: Mapping[str, int] = MappingProxyType(
    {"cashier": 0, "receiver": 5_000, "manager": 10_000, "accountant": 0}
    | {"owner": 10_000, "admin": 10_000, "device": 0}
)
"""Role -> what the differences of a count may be worth, in minor units and without their signs,
before a second person has to approve it."""

NEAR: tuple[tuple[int, int], ...] = ((0, 4), (7, 3), (30, 2))
"""Days left at most -> how much more a balance matters; further away and undated goods: once."""
MOST_VARIANCE = 100


@dataclass(frozen=True)
class Known:
    """What the books say of a lot: here, in all places together, and what it last cost."""

    on_hand: int = 0
    value: int = 0
    all_on_hand: int = 0
    all_value: int = 0
    last_quantity: int = 0
    last_value: int = 0


def difference_value(counted: int, known: Known) -> int:
    """What a difference is worth, below zero where goods are missing.

    Missing goods take their share of the balance. Found goods come in at the lot's own unit value:
    of this balance, else of the lot wherever it lies, else at what it last cost.
    """
    over = counted - known.on_hand
    if over <= 0:
        return -share(known.value, -over, known.on_hand) if over else 0
    for quantity, value in (
        (known.on_hand, known.value),
        (known.all_on_hand, known.all_value),
        (known.last_quantity, known.last_value),
    ):
        if quantity > 0:
            return half_even(value * over, quantity)
    return 0


def gross(values: Iterable[int]) -> int:
    """What differences are worth without their signs: over and short do not cancel."""
    return sum(abs(value) for value in values)


def needs_second(value: int, role: str) -> bool:
    """Whether differences of this worth need somebody else's approval."""
    return value > ALLOWED_ALONE[role]


def nearness(days_left: int | None) -> int:
    """How much more goods matter because of their date."""
    if days_left is None:
        return 1
    return next((factor for most, factor in NEAR if days_left <= most), 1)


def variance_percent(differences: int, expected: int) -> int:
    """How far past counts of a product were off, in percent of what was expected, at most 100."""
    if expected <= 0:
        return MOST_VARIANCE if differences else 0
    return min(MOST_VARIANCE, half_even(100 * differences, expected))


def risk(value: int, days_left: int | None, variance: int) -> int:
    """How urgent it is to count a balance: value x nearness of its date x past variance.

    Past variance counts from once (never off) to five times (off by all of it).
    """
    return value * nearness(days_left) * (100 + 4 * variance) // 100
