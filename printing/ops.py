"""The neutral lines a document becomes before any printer language is spoken.

Each operation is already laid out: text fits the paper. Nothing here knows bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    """Where a line stands on the paper."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """One printed line. `wide` and `tall` double its size; wide halves the columns."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    wide: bool = False
    tall: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the whole paper drawn with one character."""

    char: str = "-"


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code, centred."""

    payload: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """A GS1 DataMatrix of a GS1 element string, centred."""

    payload: str


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of one piece of paper."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """Opens the cash drawer."""


Op = Text | Rule | Feed | Qr | Matrix | Cut | Pulse
