"""Which lots were sold for each other and which sales are re-attributed: the page's own tables."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.inventory.swap_rules import Off, Pair, Posted, attribute, pairs
from tests.unit.values.pages import params

PAGE = "swaps.md"


@dataclass(frozen=True)
class Row:
    """A sale line as the rules see it."""

    sale_id: int
    left: int
    certainty: str
    line: int = 1


def _minor(text: str) -> int:
    return int(Decimal(text) * 100)


@pytest.mark.parametrize(("found", "wanted"), params(PAGE, "Which lots"))
def test_the_page_tells_which_lots_are_a_pair(found: str, wanted: str) -> None:
    offs = [Off(int(lot), 7, int(off)) for lot, off in (f.split(": ") for f in found.split(", "))]
    told = [f"{p.over_id} to {p.short_id}: {p.quantity}" for p in pairs(offs)]
    assert ", ".join(told) == wanted.replace("none", "")


@pytest.mark.parametrize(("sales", "wanted"), params(PAGE, "Which sales"))
def test_the_page_tells_which_sales_are_re_attributed(sales: str, wanted: str) -> None:
    rows = []
    for each in sales.split(", "):
        number, _, rest = each.partition(": ")
        left, certainty = rest.split()
        rows.append(Row(int(number), int(left), certainty))
    told = [f"{row.sale_id}: {part}" for row, part in attribute(rows, 3)]
    assert ", ".join(told) == wanted.replace("none", "")


@pytest.mark.parametrize(("held", "parts", "worth"), params(PAGE, "In parts"))
def test_the_page_tells_what_each_part_of_a_settlement_is_worth(
    held: str, parts: str, worth: str
) -> None:
    value, quantity = held.split(" for ")
    before, told = 0, []
    for part in map(int, parts.split(", ")):
        told.append(Posted(int(quantity), _minor(value), before).worth(part))
        before += part
    assert told == [_minor(each) for each in worth.split(", ")]


def test_places_of_a_lot_are_added_up() -> None:
    found = [Off(1, 7, 3), Off(1, 7, -3), Off(2, 7, -1), Off(2, 7, -1), Off(3, 7, 2)]
    assert pairs(found) == [Pair(3, 2, 2)]


def test_lots_of_other_products_are_no_pair() -> None:
    assert pairs([Off(1, 7, 3), Off(2, 8, -3)]) == []


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 3), st.integers(-5, 5)), max_size=12))
def test_pairs_never_take_more_than_was_found(found: list[tuple[int, int, int]]) -> None:
    offs = [Off(lot + 10 * product, product, off) for lot, product, off in found]
    left: dict[int, int] = {}
    for each in offs:
        left[each.lot_id] = left.get(each.lot_id, 0) + each.difference
    for pair in pairs(offs):
        assert pair.quantity > 0
        assert left[pair.over_id] >= pair.quantity
        assert left[pair.short_id] <= -pair.quantity
        left[pair.over_id] -= pair.quantity
        left[pair.short_id] += pair.quantity
    products = {each.lot_id: each.product_id for each in offs}
    for product in set(products.values()):
        rest = [off for lot, off in left.items() if products[lot] == product]
        assert min(rest, default=0) >= 0 or max(rest, default=0) <= 0


@given(
    st.integers(1, 50),
    st.integers(0, 9999),
    st.lists(st.integers(1, 5), min_size=1, max_size=20),
)
def test_parts_add_up_to_the_counts_value(quantity: int, value: int, parts: list[int]) -> None:
    done = worth = 0
    for part in parts:
        part = min(part, quantity - done)
        if part:
            worth += Posted(quantity, value).worth(part, done)
            done += part
    left = quantity - done
    assert worth + (Posted(quantity, value, done).worth(left) if left else 0) == value
