"""Keeps card numbers out of the shop: tells whether a text holds what could be one. Pure.

A card number has 13 to 19 digits and passes the Luhn check (ISO/IEC 7812-1, annex B). Nothing
here ever needs one: the terminal's slip has a reference of its own.
"""

from __future__ import annotations

import re

_DIGITS = re.compile(r"[0-9](?:[ .\-/]?[0-9]){12,}", re.ASCII)
SHORTEST, LONGEST = 13, 19
_ALL_BUT_FOUR = re.compile(r"[0-9](?=(?:[^0-9]*[0-9]){4})", re.ASCII)


def luhn(digits: str) -> bool:
    """Whether the digits pass the Luhn check."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def holds_card_number(text: str) -> bool:
    """Whether 13 to 19 digits in a text, spaced or not, could be a card's number.

    Groups of digits count alone and together with those after them: an expiry date behind the
    number hides nothing.
    """
    for found in _DIGITS.findall(text):
        groups = re.findall(r"[0-9]+", found)
        for first in range(len(groups)):
            digits = ""
            for group in groups[first : first + LONGEST]:
                digits += group
                if SHORTEST <= len(digits) <= LONGEST and luhn(digits):
                    return True
    return False


def masked(text: str) -> str:
    """A text whose every digit but the last four is a star."""
    return _ALL_BUT_FOUR.sub("*", text)
