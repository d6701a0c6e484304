"""Costs that come late: the tables of docs/algorithms/late-costs.md, and what always holds."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.inventory.late_cost_rules import (
    CLAIM_ORDER,
    MadeInto,
    Node,
    Units,
    back_share,
    bear,
    claimed,
)

PAGE = Path(__file__).resolve().parents[3] / "docs/algorithms/late-costs.md"
MICRO = 1_000_000
_MADE = re.compile(r"made \((.*?)\) (\d+)")


def _rows(head: str) -> list[list[str]]:
    text = PAGE.read_text(encoding="utf-8").partition(f"| {head}")[2].split("\n\n")[0]
    rows = [line for line in text.splitlines()[2:] if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def _minor(text: str) -> int:
    return int(Decimal(text) * 100)


def _units(text: str) -> Units:
    rank, quantity, worth = text.replace(":", "").split()
    place = "stock" if rank == "held" else rank
    return Units(1, place, 1, None, rank, int(quantity) * MICRO, _minor(worth))


def _nodes(text: str) -> list[Node]:
    if text == "nowhere":
        return []
    made = _MADE.search(text)
    plain = _MADE.sub("", text).strip(" ,")
    nodes: list[Node] = [_units(each) for each in plain.split(", ") if each]
    if made:
        inside = tuple(_units(each) for each in made[1].split(", "))
        nodes.append(MadeInto(int(made[2]) * MICRO, inside))
    return nodes


@pytest.mark.parametrize("row", _rows("units now | late cost"), ids=lambda row: " ".join(row[:2]))
def test_every_unit_bears_its_part_where_it_is(row: list[str]) -> None:
    borne, left = bear(_minor(row[1]), _nodes(row[0]))
    told = ", ".join(f"{each.units.rank} {Decimal(each.amount) / 100:.2f}" for each in borne)
    assert (told or "nobody", f"{Decimal(left) / 100:.2f}") == (row[2], row[3])


@pytest.mark.parametrize("row", _rows("units now | claimed"), ids=lambda row: " ".join(row[:2]))
def test_a_claim_about_some_units_means_those_that_spoiled(row: list[str]) -> None:
    taken = claimed(_nodes(row[0]), int(row[1]) * MICRO)
    told = [f"{n.rank} {n.quantity // MICRO}: {Decimal(n.room) / 100:.2f}" for n in taken]
    assert ", ".join(told) == row[2]


_SIMPLE = st.builds(
    Units,
    st.just(1),
    st.sampled_from(["stock", "customer", "waste"]),
    st.integers(1, 3),
    st.none(),
    st.sampled_from(CLAIM_ORDER),
    st.integers(1, 9 * MICRO),
    st.integers(0, 5000),
)
_NODE = st.one_of(
    _SIMPLE,
    st.builds(MadeInto, st.integers(1, 9 * MICRO), st.lists(_SIMPLE, min_size=1).map(tuple)),
)


@given(st.integers(-9000, 9000), st.lists(_NODE, max_size=6))
def test_nothing_is_lost_and_nobody_is_worth_less_than_nothing(
    amount: int, nodes: list[Node]
) -> None:
    borne, left = bear(amount, nodes)
    assert sum(each.amount for each in borne) + left == amount
    assert all(each.units.value + each.amount >= 0 for each in borne)
    assert all(each.amount * amount > 0 for each in borne)
    if amount < 0:
        assert -left == max(0, -amount - sum(node.room for node in nodes))


@given(st.lists(_NODE, max_size=6), st.integers(1, 60 * MICRO))
def test_a_claim_never_takes_more_units_or_worth_than_there_are(
    nodes: list[Node], quantity: int
) -> None:
    taken = claimed(nodes, quantity)
    assert sum(n.quantity for n in taken) == min(quantity, sum(n.quantity for n in nodes))
    assert sum(n.room for n in taken) <= sum(n.room for n in nodes)


@given(st.integers(0, 5000), st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_what_comes_back_bit_by_bit_is_all_of_it(value: int, parts: list[int]) -> None:
    gone, back = 0, 0
    for part in parts:
        back += back_share(value, sum(parts), (gone, back), part)
        gone += part
    assert back == value
