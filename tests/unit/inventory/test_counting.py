"""What a difference is worth, who looks at it, what is counted first: docs/algorithms/counts.md."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.identity.models import ROLES
from app.inventory.counting import (
    ALLOWED_ALONE,
    REASONS,
    Known,
    difference_value,
    gross,
    needs_second,
    reason_words,
    risk,
    variance_percent,
)
from app.values.quantity import MICRO
from tests.unit.values.pages import params, rows_of

PAGE = "counts.md"


def _minor(text: str) -> int:
    return int(Decimal(text) * 100)


def _held(text: str) -> tuple[int, int]:
    quantity, _, value = text.partition(" for ")
    return int(quantity) * MICRO, _minor(value)


@pytest.mark.parametrize(
    ("counted", "here", "everywhere", "last", "worth"),
    params(PAGE, "What a difference is worth"),
)
def test_the_page_tells_what_a_difference_is_worth(
    counted: str, here: str, everywhere: str, last: str, worth: str
) -> None:
    known = Known(*_held(here), *_held(everywhere), *_held(last))
    assert difference_value(int(counted) * MICRO, known) == _minor(worth)


@pytest.mark.parametrize(
    ("value", "days", "variance", "urgency"), params(PAGE, "What to count first")
)
def test_the_page_tells_what_to_count_first(
    value: str, days: str, variance: str, urgency: str
) -> None:
    left = None if days == "-" else int(days)
    assert risk(_minor(value), left, int(variance)) == _minor(urgency)


def test_the_page_tells_what_each_role_may_post_alone() -> None:
    told = {role: int(most) for role, most in rows_of(PAGE, "The second person")}
    assert told == {role: most for role, most in ALLOWED_ALONE.items() if most}
    assert set(ALLOWED_ALONE) == {*ROLES, "device"}


def test_the_limit_itself_needs_nobody_else() -> None:
    assert not needs_second(5_000, "receiver")
    assert needs_second(5_001, "receiver")


def test_over_and_short_do_not_cancel() -> None:
    assert gross([-300, 280]) == 580


@pytest.mark.parametrize(
    ("off", "expected", "percent"), [(0, 0, 0), (1, 0, 100), (3, 12, 25), (50, 10, 100)]
)
def test_variance_is_a_share_of_what_was_expected(off: int, expected: int, percent: int) -> None:
    assert variance_percent(off, expected) == percent


def test_a_reason_is_told_in_words() -> None:
    assert reason_words("cycle") == REASONS["cycle"]
    assert reason_words("theft: back door") == "Theft suspected. back door"
    assert reason_words("what a program says: x") == "what a program says: x"


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 10**9))
def test_missing_goods_never_take_more_than_there_is(
    counted: int, on_hand: int, value: int
) -> None:
    worth = difference_value(min(counted, on_hand), Known(on_hand, value, on_hand, value))
    assert -value <= worth <= 0
    assert difference_value(0, Known(on_hand, value)) == -value
