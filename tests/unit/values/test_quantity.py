"""Quantities by table: what is read as a decimal, and what never is."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.document import DocumentRef
from app.values.quantity import (
    MAX_QUANTITY,
    decimal_text,
    from_micro,
    plain_decimal,
    quantity_text,
    to_micro,
)
from tests.hostile.values import AMOUNTS

READ = (
    ("0", 0),
    ("1", 1_000_000),
    ("12.50", 12_500_000),
    ("0.000001", 1),
    ("-0.5", -500_000),
    ("007", 7_000_000),
    ("999999999999", 999_999_999_999_000_000),
)
NEVER_READ = {name: value for name, value in AMOUNTS.items() if name != "negative"}


@pytest.mark.parametrize(("text", "micro"), READ)
def test_a_plain_decimal_is_read_exactly(text: str, micro: int) -> None:
    assert to_micro(plain_decimal(text)) == micro


@pytest.mark.parametrize("value", NEVER_READ.values(), ids=NEVER_READ)
def test_nothing_else_is_read_as_a_decimal(value: Any) -> None:
    with pytest.raises(ValueError, match="decimal string"):
        plain_decimal(value)


def test_more_than_six_decimals_are_refused() -> None:
    with pytest.raises(ValueError, match="6 decimals"):
        to_micro(Decimal("0.0000001"))


@given(micro=st.integers(-MAX_QUANTITY, MAX_QUANTITY))
def test_a_quantity_is_written_as_it_is_read(micro: int) -> None:
    text = quantity_text(micro)
    assert to_micro(plain_decimal(text)) == micro
    assert from_micro(micro) == Decimal(text)
    assert "e" not in text.lower()


@pytest.mark.parametrize(
    ("micro", "least", "text"),
    [(2_500_000, 0, "2.5"), (2_500_000, 2, "2.50"), (-1, 0, "-0.000001")],
)
def test_needless_zeros_are_left_out(micro: int, least: int, text: str) -> None:
    assert decimal_text(micro, least) == text


def test_a_document_is_named_by_kind_and_number() -> None:
    assert str(DocumentRef("sale", "MAIN-T1-1-000042")) == "sale MAIN-T1-1-000042"
