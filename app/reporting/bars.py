"""Small bar charts as plain numbers for an SVG: no script, no style, a table always beside them.

Pure. Heights are whole units of the chart's own box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 560, 120, 4


@dataclass(frozen=True)
class Bar:
    """One bar: its box, its label, its text, and whether it is the one meant."""

    x: int
    y: int
    width: int
    height: int
    label: str
    text: str
    marked: bool


def bars(amounts: Sequence[int], labels: Sequence[str], texts: Sequence[str]) -> list[Bar]:
    """Bars side by side; the last is marked. Amounts below zero have no height."""
    if not amounts:
        return []
    most = max(1, *amounts)
    step = WIDTH // len(amounts)
    heights = [max(0, amount) * HEIGHT // most for amount in amounts]
    last = len(amounts) - 1
    return [
        Bar(n * step, HEIGHT - tall, step - GAP, tall, labels[n], texts[n], n == last)
        for n, tall in enumerate(heights)
    ]
