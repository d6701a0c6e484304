"""The picture of a lot's journey: as wide as the share of what came in, nothing left out."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.inventory.trace_picture import GAP, HEIGHT, LEAST, amounts, picture

PAIRS = (
    ("supplier", "stock"),
    ("stock", "customer"),
    ("customer", "stock"),
    ("customer", "waste"),
    ("stock", "waste"),
    ("stock", "shrinkage"),
    ("shrinkage", "stock"),
    ("stock", "supplier"),
    ("stock", "conversion"),
)


def test_a_lot_that_is_half_sold_is_half_as_wide_there() -> None:
    drawn = picture({("supplier", "stock"): 10, ("stock", "customer"): 5}, 5)
    assert [(end.key, end.quantity, end.height) for end in drawn.sources] == [
        ("from-supplier", 10, HEIGHT)
    ]
    assert [(end.key, end.top, end.height, end.inner) for end in drawn.ends] == [
        ("customer", 0, HEIGHT // 2, 0),
        ("stock", HEIGHT // 2 + GAP, HEIGHT // 2, HEIGHT // 2),
    ]


def test_what_came_back_is_not_with_customers_and_what_was_thrown_away_is_waste() -> None:
    flows = {
        ("supplier", "stock"): 10,
        ("stock", "customer"): 6,
        ("customer", "stock"): 2,
        ("customer", "waste"): 1,
        ("stock", "waste"): 3,
    }
    _, went = amounts(flows, 3)
    assert [(key, quantity) for key, _, _, quantity in went] == [
        ("customer", 3), ("stock", 3), ("waste", 4),
    ]  # fmt: skip


def test_more_found_than_lost_comes_in_from_the_left() -> None:
    came, went = amounts({("supplier", "stock"): 5, ("shrinkage", "stock"): 2}, 7)
    assert [key for key, *_ in came] == ["from-supplier", "found"]
    assert [key for key, *_ in went] == ["stock"]


def test_a_lot_of_which_nothing_is_known_has_a_picture_too() -> None:
    drawn = picture({}, 0)
    assert (drawn.sources, drawn.ends, drawn.height) == ((), (), LEAST)


@given(st.dictionaries(st.sampled_from(PAIRS), st.integers(0, 10**12)), st.integers(0, 10**12))
def test_streams_never_overlap_and_what_is_there_is_seen(
    flows: dict[tuple[str, str], int], on_hand: int
) -> None:
    drawn = picture(flows, on_hand)
    for side in (drawn.sources, drawn.ends):
        assert all(end.height >= LEAST for end in side)
        for above, below in pairwise(side):
            assert above.top + above.height + GAP == below.top
            assert above.inner + above.height == below.inner
        assert all(end.top + end.height <= drawn.height for end in side)
