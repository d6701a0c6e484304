"""Which lot is taken: the tables of docs/algorithms/lot-allocation.md, ties, what holds always."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.models import EXPIRY_KINDS
from app.inventory.allocation import (
    CHOSEN,
    POLICIES,
    SELLABLE,
    Allocation,
    Candidate,
    Shelf,
    Verdict,
    allocate,
    last_sellable_floor,
    sellable,
    shelf,
)
from app.inventory.models import LOT_STATUSES
from app.values.quantity import MICRO
from tests.unit.values.pages import params, rows_of

PAGE = "lot-allocation.md"
TODAY = date(2026, 11, 21)
STOCK = {
    "A": (5, date(2026, 11, 1), date(2026, 12, 20)),
    "B": (3, date(2026, 11, 2), date(2026, 12, 10)),
    "C": (4, date(2026, 11, 3), date(2026, 12, 10)),
}


def _day(text: str) -> date | None:
    return None if text == "-" else date.fromisoformat(text)


def _candidate(number: int, lot: str, on_hand: int, received: date, expires: date) -> Candidate:
    lot_id = ord(lot)
    where = (number, lot_id, lot, 1, on_hand, "released", "best_before")
    return Candidate(*where, expires_on=expires, received_on=received)


def _stock() -> list[Candidate]:
    return [_candidate(n, lot, *held) for n, (lot, held) in enumerate(STOCK.items(), 1)]


def _said(found: Allocation) -> str:
    return " ".join(f"{pick.candidate.lot}{pick.quantity}" for pick in found.picks) or "-"


@pytest.mark.parametrize(
    ("status", "kind", "expires", "least", "verdict"), params(PAGE, "May it be sold")
)
def test_the_page_tells_what_may_be_sold(
    status: str, kind: str, expires: str, least: str, verdict: str
) -> None:
    min_days = None if least == "-" else int(least)
    assert sellable(status, kind, _day(expires), TODAY, min_days=min_days) == verdict


@pytest.mark.parametrize(("policy", "wanted", "taken", "missing"), params(PAGE, "What is taken"))
def test_the_page_tells_what_is_taken(policy: str, wanted: str, taken: str, missing: str) -> None:
    stock = _stock()
    left = {item.balance_id: item.on_hand for item in stock}
    done = [allocate(stock, left, int(part), POLICIES[policy]) for part in wanted.split(";")]
    assert "; ".join(map(_said, done)) == taken
    assert sum(each.missing for each in done) == int(missing)


def test_the_page_names_every_policy() -> None:
    explained = {row[0].strip("`") for row in rows_of(PAGE, "The questions, in order")}
    assert explained == set(POLICIES)
    assert {row[0] for row in rows_of(PAGE, "What is taken")} == set(POLICIES)


def test_the_truth_table_has_an_answer_for_everything() -> None:
    assert set(SELLABLE) == {(status, dated) for status in LOT_STATUSES for dated in Shelf}
    blocked = {status: Verdict(status) for status in LOT_STATUSES if status != "released"}
    for (status, dated), verdict in SELLABLE.items():
        usual = Verdict.OK if dated in {Shelf.GOOD, Shelf.PAST_BEST} else Verdict.EXPIRED
        assert verdict is blocked.get(status, usual)


@given(
    kind=st.sampled_from(EXPIRY_KINDS),
    days=st.integers(-40, 40),
    least=st.one_of(st.none(), st.integers(0, 30)),
)
def test_what_the_index_skips_could_not_be_sold(kind: str, days: int, least: int | None) -> None:
    expires = TODAY + timedelta(days=days)
    skipped = expires < last_sellable_floor(kind, least, TODAY)
    may = sellable("released", kind, expires, TODAY, min_days=least) is Verdict.OK
    assert may is not skipped


def test_a_lot_is_good_through_its_last_day_and_not_a_day_longer() -> None:
    assert shelf("use_by", TODAY, TODAY) is Shelf.GOOD
    assert shelf("use_by", TODAY - timedelta(days=1), TODAY) is Shelf.EXPIRED
    assert shelf("best_before", TODAY - timedelta(days=1), TODAY) is Shelf.PAST_BEST


def test_named_lots_serve_together_by_date_whatever_the_policy() -> None:
    stock = _stock()[::-1]
    left = {item.balance_id: item.on_hand for item in stock}
    assert _said(allocate(stock, left, 4, CHOSEN)) == "B3 C1"


def test_one_lot_at_two_places_counts_as_one_lot() -> None:
    day = date(2026, 12, 1)
    stock = [_candidate(1, "A", 2, TODAY, day), _candidate(2, "A", 2, TODAY, day)]
    left = {1: 2, 2: 2}
    assert _said(allocate(stock, left, 3, POLICIES["same_lot"])) == "A2 A1"
    assert left == {1: 0, 2: 1}


def test_nothing_on_hand_leaves_everything_missing() -> None:
    for policy in POLICIES.values():
        assert allocate([], {}, MICRO, policy) == Allocation((), MICRO)


LOTS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 5), st.integers(0, 5)), min_size=0, max_size=8
)


@given(
    lots=LOTS, wanted=st.lists(st.integers(1, 12), max_size=4), name=st.sampled_from([*POLICIES])
)
def test_no_sale_ever_takes_more_than_there_is(
    lots: list[tuple[int, int, int]], wanted: list[int], name: str
) -> None:
    policy = POLICIES[name]
    stock = [
        Candidate(
            number, number, f"L{number}", 1, on_hand, "released", "best_before",
            TODAY + timedelta(days=expires), TODAY - timedelta(days=received),
        )
        for number, (on_hand, expires, received) in enumerate(lots)
    ]  # fmt: skip
    left = {item.balance_id: item.on_hand for item in stock}
    there = sum(left.values())
    taken = 0
    for quantity in wanted:
        before = dict(left)
        found = allocate(stock, left, quantity, policy)
        picked = sum(pick.quantity for pick in found.picks)
        taken += picked
        assert picked + found.missing == quantity
        assert min(left.values(), default=0) >= 0
        order = [policy.order(pick.candidate) for pick in found.picks]
        assert order == sorted(order)
        if policy.one_lot:
            assert len({pick.candidate.lot_id for pick in found.picks}) <= 1
            assert not found.missing or left == before
    assert there - taken == sum(left.values())
