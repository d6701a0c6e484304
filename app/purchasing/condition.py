"""How goods came: their temperature against what was ordered, and their condition. Pure.

Temperatures are millionths of a degree Celsius. Says what is wrong; whether the goods are held
for it is decided where they are received.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.values.quantity import decimal_text

OK, OTHER = "ok", "other"
CONDITIONS = (OK, "damaged", "wet", "open", "dirty", OTHER)
HOLDS = frozenset({"temperature", "condition"})
"""Kinds of discrepancy for which goods come in on hold, unless a person says otherwise."""
LONGEST_NOTE = 200


@dataclass(frozen=True)
class Range:
    """The temperatures goods may have; either end may be open."""

    least: int | None = None
    most: int | None = None

    def holds(self, measured: int) -> bool:
        """Whether a temperature lies within, the ends included."""
        above = self.least is None or measured >= self.least
        return above and (self.most is None or measured <= self.most)

    @property
    def text(self) -> str:
        """`2 to 7 °C`, `at least 2 °C`, `at most -18 °C`; empty where both ends are open."""
        if self.least is None and self.most is None:
            return ""
        if self.most is None:
            return f"at least {decimal_text(self.least or 0)} °C"
        if self.least is None:
            return f"at most {decimal_text(self.most)} °C"
        return f"{decimal_text(self.least)} to {decimal_text(self.most)} °C"


ANY = Range()


def temperature_words(measured: int | None, ordered: Range) -> str:
    """What is wrong with a temperature; empty where nothing is or none was taken."""
    if measured is None or ordered.holds(measured):
        return ""
    return f"{decimal_text(measured)} °C measured, {ordered.text} ordered"


def condition_words(condition: str, note: str) -> str:
    """What is wrong with the goods themselves; empty where they are in order."""
    if condition == OK:
        return ""
    if condition == OTHER:
        return note
    return f"{condition} ({note})" if note else condition


class AsItCame(Protocol):
    """A receipt line with what was measured and seen."""

    temperature: int | None
    condition: str
    condition_note: str


def came_words(line: AsItCame) -> str:
    """`9.5 °C, damaged (dented)`; empty where nothing was measured and all is in order."""
    degrees = "" if line.temperature is None else f"{decimal_text(line.temperature)} °C"
    words = condition_words(line.condition, line.condition_note)
    return ", ".join(part for part in (degrees, words) if part)
