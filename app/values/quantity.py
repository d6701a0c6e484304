"""Quantities: whole millionths of a product's base unit. Never a float.

GS1 weights carry up to five decimals (General Specifications 3.6.2), so millionths hold them all.
"""

from __future__ import annotations

import re
from decimal import Decimal

MICRO = 1_000_000
MAX_QUANTITY = 10**9 * MICRO
PLAIN_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)


def plain_decimal(text: str) -> Decimal:
    """A decimal string as people write it: no exponent, NaN, infinity, blanks or other digits.

    Raises ValueError with a sentence. At most 12 digits before and 6 after the point.
    """
    if not isinstance(text, str) or len(text) > 20 or not PLAIN_DECIMAL.fullmatch(text):
        raise ValueError("must be a decimal string such as 12.50")
    return Decimal(text)


def to_micro(amount: Decimal) -> int:
    """Whole millionths of a decimal with at most six places."""
    scaled = amount.scaleb(6)
    whole = int(scaled)
    if whole != scaled:
        raise ValueError("has more than 6 decimals")
    return whole


def from_micro(micro: int) -> Decimal:
    """The decimal that so many millionths stand for."""
    return Decimal(micro).scaleb(-6)


def decimal_text(micro: int, least_decimals: int = 0) -> str:
    """Millionths as a plain decimal string without needless zeros: 2500000 -> "2.5"."""
    sign, digits = ("-", -micro) if micro < 0 else ("", micro)
    whole, rest = divmod(digits, MICRO)
    decimals = f"{rest:06d}".rstrip("0").ljust(least_decimals, "0")
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def quantity_text(micro: int) -> str:
    """A quantity as the interface writes it."""
    return decimal_text(micro)
