"""A delivery held against its order: every kind of discrepancy, by table."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.purchasing.condition import Range
from app.purchasing.matching import DeliveredLine, OrderedLine, match
from app.values.quantity import MICRO

TODAY = date(2026, 11, 21)
ORDERED = OrderedLine(1, 7, "MILK", 10 * MICRO, 0, MICRO, 1_200_000, None)
CAME = DeliveredLine(1, 7, "MILK", 10 * MICRO, MICRO, 1_200_000, None, None)
COOLED = replace(ORDERED, temperatures=Range(2 * MICRO, 7 * MICRO))
SOON = TODAY + timedelta(days=4)

CASES = {
    "all as ordered": ([ORDERED], [CAME], []),
    "cost not told": ([ORDERED], [replace(CAME, unit_cost=None)], []),
    "too few": (
        [ORDERED],
        [replace(CAME, quantity=8 * MICRO)],
        [(1, "quantity", "MILK: 10 ordered, 8 received, 2 short")],
    ),
    "too many": (
        [ORDERED],
        [replace(CAME, quantity=11_500_000)],
        [(1, "quantity", "MILK: 10 ordered, 11.5 received, 1.5 over")],
    ),
    "the rest of a part delivery": (
        [replace(ORDERED, received=6 * MICRO)],
        [replace(CAME, quantity=4 * MICRO)],
        [],
    ),
    "two lots of one line": (
        [ORDERED],
        [replace(CAME, quantity=4 * MICRO), replace(CAME, line=2, quantity=6 * MICRO)],
        [],
    ),
    "dearer": (
        [ORDERED],
        [replace(CAME, unit_cost=1_250_000)],
        [(1, "price", "MILK: 1.25 charged, 1.20 agreed")],
    ),
    "same price by the dozen": (
        [ORDERED],
        [replace(CAME, factor=12 * MICRO, unit_cost=14_400_000)],
        [],
    ),
    "dearer by the dozen": (
        [ORDERED],
        [replace(CAME, factor=12 * MICRO, unit_cost=14_500_000)],
        [(1, "price", "MILK: 14.50 charged, 14.40 agreed")],
    ),
    "shorter dated than the order says": (
        [replace(ORDERED, min_days_left=5)],
        [replace(CAME, expires_on=SOON)],
        [(1, "short_dated", "MILK: 4 days left, at least 5 agreed")],
    ),
    "shorter dated than the product says": (
        [replace(ORDERED, min_days_left=2)],
        [replace(CAME, expires_on=SOON, min_days_at_receipt=9)],
        [(1, "short_dated", "MILK: 4 days left, at least 9 agreed")],
    ),
    "just long enough": ([replace(ORDERED, min_days_left=4)], [replace(CAME, expires_on=SOON)], []),
    "expired on arrival": (
        [ORDERED],
        [replace(CAME, expires_on=TODAY - timedelta(days=1))],
        [(1, "short_dated", "MILK: -1 days left, at least 0 agreed")],
    ),
    "not ordered": (
        [ORDERED],
        [CAME, replace(CAME, line=2, product_id=8, sku="TEA")],
        [(2, "unordered", "TEA is not on the purchase order")],
    ),
    "too warm": (
        [COOLED],
        [replace(CAME, temperature=7 * MICRO + 1)],
        [(1, "temperature", "MILK: 7.000001 °C measured, 2 to 7 °C ordered")],
    ),
    "too cold": (
        [COOLED],
        [replace(CAME, temperature=1_900_000)],
        [(1, "temperature", "MILK: 1.9 °C measured, 2 to 7 °C ordered")],
    ),
    "as warm and as cold as may be": (
        [COOLED],
        [
            replace(CAME, quantity=5 * MICRO, temperature=2 * MICRO),
            replace(CAME, line=2, quantity=5 * MICRO, temperature=7 * MICRO),
        ],
        [],
    ),
    "thawed": (
        [replace(ORDERED, temperatures=Range(most=-18 * MICRO))],
        [replace(CAME, temperature=-17_500_000)],
        [(1, "temperature", "MILK: -17.5 °C measured, at most -18 °C ordered")],
    ),
    "chilled that must not be": (
        [replace(ORDERED, temperatures=Range(least=10 * MICRO))],
        [replace(CAME, temperature=4 * MICRO)],
        [(1, "temperature", "MILK: 4 °C measured, at least 10 °C ordered")],
    ),
    "no temperature ordered": ([ORDERED], [replace(CAME, temperature=40 * MICRO)], []),
    "not in order, without an order": (
        None,
        [replace(CAME, temperature=40 * MICRO, condition="open", condition_note="two cups")],
        [(1, "condition", "MILK: open (two cups)")],
    ),
    "no order at all": (None, [CAME], []),
    "no order, short dated": (
        None,
        [replace(CAME, expires_on=SOON, min_days_at_receipt=5)],
        [(1, "short_dated", "MILK: 4 days left, at least 5 agreed")],
    ),
}


@pytest.mark.parametrize(("ordered", "came", "expected"), CASES.values(), ids=CASES)
def test_a_delivery_says_where_it_differs(
    ordered: list[OrderedLine] | None,
    came: list[DeliveredLine],
    expected: list[tuple[int, str, str]],
) -> None:
    found = match(ordered, came, received_on=TODAY).differences
    assert [(item.line, item.kind, item.detail) for item in found] == expected


def test_ordered_lines_of_a_product_are_filled_in_order_and_the_last_takes_the_rest() -> None:
    second = replace(ORDERED, line=2, quantity=5 * MICRO)
    came = [replace(CAME, line=n, quantity=5 * MICRO) for n in (1, 2, 3, 4)]
    found = match([ORDERED, second], came, received_on=TODAY)
    assert found.ordered_line == {1: 1, 2: 1, 3: 2, 4: 2}
    assert [item.detail for item in found.differences] == ["MILK: 5 ordered, 10 received, 5 over"]


def test_a_product_that_did_not_come_at_all_is_left_open_without_a_word() -> None:
    other = replace(ORDERED, line=2, product_id=8, sku="TEA")
    assert match([ORDERED, other], [CAME], received_on=TODAY).differences == ()
