"""How many labels a delivery wants: one of each lot, one per pack that came, one per piece. Pure.

A pack is what the goods were ordered or delivered in; what was begun counts as one. Goods that are
weighed or measured and came in no pack get one label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.values.quantity import MICRO

PER = ("lot", "pack", "unit")


@dataclass(frozen=True)
class Came:
    """A receipt line: our lot, and how much of it in which pack (millionths)."""

    lot: str
    base_unit: str
    quantity: int
    unit: str
    factor: int


@dataclass(frozen=True)
class Choice:
    """How many labels in all, and the lots with their numbers as the label page reads them."""

    per: str
    count: int
    lots: str


def label_count(line: Came, per: str) -> int:
    """So many labels of a line."""
    packed, pieces = line.unit != line.base_unit, line.base_unit == "each"
    if per == "lot" or not (packed or pieces):
        return 1
    size = MICRO if pieces and (per == "unit" or not packed) else line.factor
    return -(-line.quantity // size)


def choice(lines: Sequence[Came], per: str) -> Choice:
    """One way to label these lines."""
    counts = [(line.lot, label_count(line, per)) for line in lines]
    words = ",".join(lot if count == 1 else f"{lot}*{count}" for lot, count in counts)
    return Choice(per, sum(count for _, count in counts), words)


def choices(lines: Sequence[Came], *, most: int) -> list[Choice]:
    """The ways that differ and are not more labels than may be printed at once, fewest first."""
    found: list[Choice] = []
    for each in (choice(lines, per) for per in PER):
        if each.count <= most and each.lots not in {before.lots for before in found}:
            found.append(each)
    return found
