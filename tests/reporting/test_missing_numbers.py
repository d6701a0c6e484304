"""Which number of a series is missing: told from spans, however long somebody makes them."""

import pytest

from app.reporting.checks_terminals import Span, first_missing

CASES: list[tuple[list[Span], int, int | None]] = [
    ([], 0, None),
    ([], 1, 1),
    ([(1, 1), (2, 2), (3, 3)], 3, None),
    ([(3, 3), (1, 1)], 3, 2),
    ([(1, 2)], 4, 3),
    ([(1, 1), (2, 10**12)], 10**12 + 1, 10**12 + 1),
    ([(1, 5), (2, 3), (4, 9)], 9, None),
]


@pytest.mark.parametrize(("spans", "last", "missing"), CASES)
def test_the_first_number_that_no_span_covers_is_missing(
    spans: list[Span], last: int, missing: int | None
) -> None:
    assert first_missing(spans, last) == missing
