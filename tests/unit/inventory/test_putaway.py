"""Where goods are put away: the page's examples, and what holds for any goods, rules and bins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.inventory.putaway import Bin, Goods, Rule, plan, suggest
from tests.unit.values.pages import rows_of

PRODUCTS = {"milk": 1, "yogurt": 2, "rice": 3}
CATEGORY = {"milk": "dairy", "yogurt": "dairy", "rice": "dry"}
BINS = (
    Bin(1, "A1", "stock", zone_id=9, most_lots=2),
    Bin(2, "A2", "stock", zone_id=9, most_units=10),
    Bin(3, "B1", "stock"),
    Bin(4, "Q", "quarantine"),
)
RULES = (
    Rule(1, 50, product_id=1, zone_id=9),
    Rule(2, 50, category="dairy", location_id=3),
    Rule(3, 10, status="quarantined", location_id=4),
)


def _goods(name: str, status: str, units: int, lot: int = 99) -> Goods:
    return Goods(lot, PRODUCTS[name], CATEGORY[name], status, units)


def _lying(text: str) -> list[Bin]:
    """The page's bins with what its column says: `rice in A1: 1, yogurt in A1: 1`."""
    bins = {each.code: each for each in BINS}
    for number, part in enumerate(filter(None, text.split(", ")), 1):
        name, _in, place, units = part.replace(":", "").split()
        bins[place] = bins[place].filled(_goods(name, "released", int(units), number))
    return list(bins.values())


@pytest.mark.parametrize(
    ("name", "status", "units", "lying", "code", "why"),
    rows_of("putaway.md", "Worked examples"),
)
def test_the_examples_of_the_page(
    name: str, status: str, units: str, lying: str, code: str, why: str
) -> None:
    said = suggest(_goods(name, status, int(units)), RULES, _lying(lying))
    assert said.bin is not None
    assert (said.bin.code, said.why) == (code, why)


def test_a_full_store_suggests_nothing_and_says_so() -> None:
    bins = [Bin(1, "A", "stock", most_units=3), Bin(2, "Q", "quarantine")]
    said = suggest(_goods("rice", "released", 4), RULES, bins)
    assert (said.bin, said.why) == (None, "full")


def test_what_was_placed_takes_its_room_from_the_next() -> None:
    three = [_goods("milk", "released", 6, lot) for lot in (1, 2, 3)]
    codes = [said.bin.code for said in plan(three, RULES, BINS) if said.bin]
    assert codes == ["A1", "A1", "A2"]


STATUSES = st.sampled_from(["released", "quarantined", "recalled"])
SOME = st.none() | st.integers(1, 3)
ANY_GOODS = st.builds(
    Goods,
    st.integers(1, 5),
    st.integers(1, 3),
    st.sampled_from(["dairy", "dry"]),
    STATUSES,
    st.integers(1, 9),
)
ANY_RULE = st.builds(
    Rule,
    st.integers(1, 99),
    st.integers(1, 3),
    product_id=SOME,
    category=st.none() | st.sampled_from(["dairy", "dry"]),
    status=st.none() | STATUSES,
    zone_id=SOME,
    location_id=st.none() | st.integers(1, 4),
)
KINDS = st.tuples(st.sampled_from(["stock", "quarantine", "returns"]), SOME, SOME, SOME)


@given(st.lists(ANY_GOODS, max_size=6), st.lists(ANY_RULE, max_size=5), st.lists(KINDS, max_size=5))
def test_no_rule_puts_goods_where_they_do_not_belong_or_overfills_a_bin(
    goods: list[Goods], rules: list[Rule], kinds: list[tuple[str, int | None, int | None, int]]
) -> None:
    bins = [
        Bin(number, f"B{number}", kind, zone, lots, units)
        for number, (kind, zone, lots, units) in enumerate(kinds, 1)
    ]
    said = plan(goods, rules, bins)
    assert len(said) == len(goods)
    into: dict[int, list[Goods]] = {}
    for item, each in zip(goods, said, strict=True):
        if each.bin is None:
            assert each.why == "full"
            continue
        assert each.bin.kind == ("stock" if item.status == "released" else "quarantine")
        into.setdefault(each.bin.id, []).append(item)
    for bin_ in bins:
        came = into.get(bin_.id, [])
        assert bin_.most_lots is None or len({item.lot_id for item in came}) <= bin_.most_lots
        assert bin_.most_units is None or sum(item.quantity for item in came) <= bin_.most_units
