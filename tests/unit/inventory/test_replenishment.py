"""What is brought to the shop floor: the page's examples, and what holds for any of them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.inventory.replenishment import Filling, Level, Source, fillings
from tests.unit.values.pages import rows_of

MILK = 7
LOTS = {3: "C", 4: "D", 5: "E"}
STORE = (
    Source(3, 30, MILK, 3, date(2026, 12, 5)),
    Source(4, 30, MILK, 10, date(2026, 12, 9)),
    Source(5, 31, MILK, 4, date(2026, 12, 2)),
)


def _level(place: int, here: str, least: str, most: str) -> list[Level]:
    return [Level(place, MILK, int(least), int(most), int(here))] if most else []


def _said(done: list[Filling], place: int) -> str:
    loads = [load for each in done if each.level.location_id == place for load in each.loads]
    return " ".join(f"{LOTS[load.source.lot_id]}{load.quantity}" for load in loads)


@pytest.mark.parametrize("row", rows_of("replenishment.md", "Worked examples"), ids=" ".join)
def test_the_examples_of_the_page(row: tuple[str, ...]) -> None:
    done = fillings([*_level(1, *row[:3]), *_level(2, *row[3:6])], STORE)
    assert (_said(done, 1), _said(done, 2)) == (row[6], row[7])
    assert sum(each.short for each in done) == int(row[8])


LEVELS = st.builds(
    lambda place, product, least, more, here: Level(place, product, least, least + more, here),
    st.integers(1, 3),
    st.integers(1, 2),
    st.integers(1, 5),
    st.integers(0, 5),
    st.integers(0, 9),
)
DATES = st.dates(date(2026, 1, 1), date(2026, 1, 9))
SOURCES = st.builds(
    Source, st.integers(1, 4), st.integers(8, 9), st.integers(1, 2), st.integers(1, 9), DATES
)


@given(
    st.lists(LEVELS, max_size=5, unique_by=lambda each: (each.location_id, each.product_id)),
    st.lists(SOURCES, max_size=6, unique_by=lambda each: (each.lot_id, each.location_id)),
)
def test_nothing_is_brought_twice_too_much_or_later_than_an_earlier_date(
    levels: list[Level], sources: list[Source]
) -> None:
    done = fillings(levels, sources)
    taken = {(each.lot_id, each.location_id): 0 for each in sources}
    for each in done:
        assert each.level.here < each.level.least
        assert 0 <= each.short <= each.level.wanted
        for load in each.loads:
            assert load.source.product_id == each.level.product_id
            taken[load.source.lot_id, load.source.location_id] += load.quantity
        dates = [load.source.expires_on for load in each.loads]
        assert dates == sorted(dates)
    for source in sources:
        assert taken[source.lot_id, source.location_id] <= source.free
    for each in done:
        left = [
            source.free - taken[source.lot_id, source.location_id]
            for source in sources
            if source.product_id == each.level.product_id
        ]
        assert not each.short or sum(left) == 0
