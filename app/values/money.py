"""Money: whole minor units of the shop's currency; unit prices: millionths of the currency unit.

Rounding has two rules and no others: what people pay rounds half up (`half_up`), what leaves a
balance rounds half to even (`share`, banker's rounding), so that neither drifts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision

from app.values.quantity import MICRO, decimal_text

MAX_MONEY = 10**12


@dataclass(frozen=True)
class Currency:
    """An ISO 4217 currency and how many decimals its minor unit has (JPY 0, USD 2, KWD 3)."""

    code: str
    decimals: int

    @property
    def unit(self) -> int:
        """Minor units in one unit of the currency."""
        return int(10**self.decimals)


def currency(code: str) -> Currency:
    """The currency of an ISO code."""
    return Currency(code, get_currency_precision(code))


def to_minor(amount: Decimal, cur: Currency) -> int:
    """Whole minor units; ValueError where the amount is finer than the currency."""
    scaled = amount.scaleb(cur.decimals)
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"has more than {cur.decimals} decimals")
    return whole


def money_text(minor: int, cur: Currency) -> str:
    """Minor units as a plain decimal string: 1250 -> "12.50"."""
    if cur.decimals == 0:
        return str(minor)
    sign, digits = ("-", -minor) if minor < 0 else ("", minor)
    whole, rest = divmod(digits, cur.unit)
    return f"{sign}{whole}.{rest:0{cur.decimals}d}"


def price_text(micro: int, cur: Currency) -> str:
    """A unit price in millionths as a decimal string: 12500000 -> "12.50", 12500 -> "0.0125"."""
    return decimal_text(micro, cur.decimals)


def half_up(numerator: int, denominator: int) -> int:
    """Quotient rounded half away from zero, as prices and taxes are rounded in trade."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    quotient, rest = divmod(abs(numerator), denominator)
    rounded = quotient + (2 * rest >= denominator)
    return -rounded if numerator < 0 else rounded


def half_even(numerator: int, denominator: int) -> int:
    """Quotient rounded half to even; both arguments not negative, denominator above zero."""
    quotient, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and quotient % 2):
        return quotient + 1
    return quotient


def share(value: int, part: int, whole: int) -> int:
    """What `part` of `whole` takes along of `value`; the whole takes everything (IAS 2.25)."""
    return value if part == whole else half_even(value * part, whole)


def extended(price_micro: int, quantity_micro: int, cur: Currency) -> int:
    """Unit price x quantity in minor units, rounded half up."""
    return half_up(price_micro * quantity_micro * cur.unit, MICRO * MICRO)


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` by weights so that the parts sum to it; largest remainder, earlier line first.

    All weights zero: the first part takes all. Weights are not negative.
    """
    if not weights:
        return []
    base = sum(weights)
    if base == 0:
        return [total, *([0] * (len(weights) - 1))]
    sign, amount = (-1, -total) if total < 0 else (1, total)
    parts = [amount * weight // base for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % base), i))
    for index in by_remainder[: amount - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]
