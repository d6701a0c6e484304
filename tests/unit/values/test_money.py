"""Money by table: minor units, rounding, shares and spreads that never lose a cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.money import (
    currency,
    extended,
    half_even,
    half_up,
    money_text,
    price_text,
    share,
    spread,
    to_minor,
)
from app.values.quantity import MICRO

WRITTEN = (
    ("USD", 1250, "12.50"),
    ("USD", -5, "-0.05"),
    ("USD", 0, "0.00"),
    ("JPY", 1250, "1250"),
    ("KWD", 1250, "1.250"),
    ("KWD", -1, "-0.001"),
)
ROUNDED = (
    # numerator, denominator, half up, half to even
    (5, 2, 3, 2),
    (7, 2, 4, 4),
    (1, 3, 0, 0),
    (2, 3, 1, 1),
    (15, 10, 2, 2),
    (25, 10, 3, 2),
    (0, 7, 0, 0),
)


@pytest.mark.parametrize(("code", "minor", "text"), WRITTEN)
def test_money_is_written_with_its_currency_s_decimals(code: str, minor: int, text: str) -> None:
    assert money_text(minor, currency(code)) == text
    assert to_minor(Decimal(text), currency(code)) == minor


@pytest.mark.parametrize(("code", "text"), [("USD", "0.001"), ("JPY", "0.5"), ("KWD", "0.0001")])
def test_money_finer_than_its_currency_is_refused(code: str, text: str) -> None:
    with pytest.raises(ValueError, match="decimals"):
        to_minor(Decimal(text), currency(code))


@pytest.mark.parametrize(("top", "bottom", "up", "even"), ROUNDED)
def test_prices_round_half_up_and_costs_half_to_even(
    top: int, bottom: int, up: int, even: int
) -> None:
    assert (half_up(top, bottom), half_even(top, bottom)) == (up, even)
    assert half_up(-top, bottom) == half_up(top, -bottom) == -up


def test_thirteen_units_for_fifteen_carry_fifteen() -> None:
    value, left, carried = 1500, 13, []
    while left:
        carried.append(share(value, 1, left))
        value, left = value - carried[-1], left - 1
    assert sum(carried) == 1500
    assert set(carried) <= {115, 116}
    assert share(1500, 13, 13) == 1500


@given(value=st.integers(0, 10**12), steps=st.lists(st.integers(1, 10**9), min_size=1, max_size=20))
def test_an_emptied_balance_is_worth_nothing(value: int, steps: list[int]) -> None:
    left, worth = sum(steps), value
    for step in steps:
        part = share(worth, step, left)
        assert 0 <= part <= worth
        left, worth = left - step, worth - part
    assert (left, worth) == (0, 0)


SPREADS = (
    (100, [1, 1, 1], [34, 33, 33]),
    (2, [3, 3, 3], [1, 1, 0]),
    (-2, [3, 3, 3], [-1, -1, 0]),
    (5, [0, 0], [5, 0]),
    (5, [0, 1], [0, 5]),
    (1, [1, 2], [0, 1]),
    (0, [1, 2], [0, 0]),
    (7, [], []),
)


@pytest.mark.parametrize(("total", "weights", "parts"), SPREADS)
def test_cents_are_spread_to_the_largest_remainder_first(
    total: int, weights: list[int], parts: list[int]
) -> None:
    assert spread(total, weights) == parts


@given(total=st.integers(-(10**12), 10**12), weights=st.lists(st.integers(0, 10**9), min_size=1))
def test_a_spread_always_adds_up(total: int, weights: list[int]) -> None:
    parts = spread(total, weights)
    assert sum(parts) == total
    base = sum(weights)
    if base:
        exact = [
            abs(part * base - total * weight) for part, weight in zip(parts, weights, strict=True)
        ]
        assert max(exact) < base


EXTENDED = (
    (12_500_000, 2 * MICRO, 2500),
    (5_000, MICRO, 1),
    (4_999, MICRO, 0),
    (19_900_000, 333_000, 663),
    (0, 9 * MICRO, 0),
    (10**15, 10**15, 10**20),
)


@pytest.mark.parametrize(("price", "quantity", "minor"), EXTENDED)
def test_price_times_quantity_rounds_once_half_up(price: int, quantity: int, minor: int) -> None:
    assert extended(price, quantity, currency("USD")) == minor


@pytest.mark.parametrize(
    ("micro", "text"), [(12_500_000, "12.50"), (12_500, "0.0125"), (0, "0.00"), (1, "0.000001")]
)
def test_a_unit_price_keeps_all_its_decimals(micro: int, text: str) -> None:
    assert price_text(micro, currency("USD")) == text
