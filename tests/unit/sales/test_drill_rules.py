"""The score of a recall drill: what is explained, who can be told, how long it took."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sales.drill_rules import DrillFigures, minutes_between, share
from tests.unit.values.pages import rows_of

PERFECT = DrillFigures(
    received=100, unaccounted=0, booked=40, found=40, buyers=3, reachable=3, minutes=60
)


def test_all_found_all_told_within_an_hour_is_a_hundred_points() -> None:
    assert (PERFECT.score, PERFECT.passed, PERFECT.gap) == (100, True, 0)


@pytest.mark.parametrize(
    ("change", "score", "passed"),
    [
        ({"found": 39}, 99, False),
        ({"found": 41}, 99, False),
        ({"unaccounted": 50}, 70, False),
        ({"unaccounted": 1, "found": 41}, 100, True),
        ({"reachable": 0}, 80, True),
        ({"buyers": 0, "reachable": 0}, 100, True),
        ({"minutes": 150}, 90, True),
        ({"minutes": 240}, 80, True),
        ({"minutes": 241}, 80, False),
        ({"received": 0, "booked": 0, "found": 0}, 100, True),
    ],
)
def test_a_drill_loses_points_for_what_nobody_knows_and_for_time(
    change: dict[str, int], score: int, passed: bool
) -> None:
    figures = replace(PERFECT, **change)
    assert (figures.score, figures.passed) == (score, passed)


def test_a_begun_minute_counts_as_one() -> None:
    assert [minutes_between(s) for s in (-5, 0, 1, 60, 61)] == [0, 0, 1, 1, 2]
    assert share(1, 3) == 333_333


def test_the_worked_example_of_the_page_holds() -> None:
    for found, buyers, reachable, minutes, percent, score, passed in rows_of(
        "drills.md", "Worked example"
    ):
        figures = DrillFigures(100, 0, 40, int(found), int(buyers), int(reachable), int(minutes))
        shown = f"{figures.explained // 10_000}.{figures.explained % 10_000 // 1_000}"
        assert (shown, str(figures.score)) == (percent, score)
        assert figures.passed is (passed == "yes")


AMOUNT = st.integers(0, 10**15)


@given(AMOUNT, st.integers(-(10**15), 10**15), AMOUNT, AMOUNT, AMOUNT, AMOUNT, AMOUNT)
def test_no_figures_make_less_than_nothing_or_more_than_a_hundred(
    received: int, unaccounted: int, booked: int, found: int, one: int, other: int, minutes: int
) -> None:
    buyers, reachable = max(one, other), min(one, other)
    figures = DrillFigures(received, unaccounted, booked, found, buyers, reachable, minutes)
    assert 0 <= figures.score <= 100
