"""What a transfer's steps add up to: the worked example of docs/algorithms/transfers.md."""

from app.inventory.transfer_rules import (
    OUTCOMES,
    SETTLES,
    STATUSES,
    STEP_KINDS,
    Tally,
    status_of,
    tallies,
)
from tests.unit.values.pages import rows_of


def test_the_worked_example_of_the_page_is_true() -> None:
    tally = Tally()
    rows = rows_of("transfers.md", "Worked example")
    assert len(rows) >= 7
    for step, quantity, missing, extra, status in rows:
        tally.add(step, int(quantity))
        shown = (tally.missing, tally.extra, status_of({1: tally}, complete=False))
        assert shown == (int(missing), int(extra), status), step


def test_every_step_and_outcome_has_its_place() -> None:
    assert set(SETTLES.values()) < set(STEP_KINDS)
    assert {outcome for _difference, outcome in SETTLES} == set(OUTCOMES)
    assert ("extra", "lost") not in SETTLES


def test_steps_are_summed_lot_by_lot() -> None:
    found = tallies([(1, "sent", 5), (2, "sent", 3), (1, "received", 5), (2, "extra", 1)])
    assert list(found) == [1, 2]
    assert (found[1].missing, found[2].missing, found[2].extra) == (0, 3, 1)
    assert status_of(found, complete=False) == "partly_received"


def test_who_says_that_this_was_all_makes_missing_goods_a_claim() -> None:
    short = tallies([(1, "sent", 5), (1, "received", 4)])
    assert status_of(short, complete=False) == "partly_received"
    assert status_of(short, complete=True) == "received"
    short[1].add("lost", 1)
    assert status_of(short, complete=True) == "settled"


def test_a_transfer_that_was_called_back_is_cancelled() -> None:
    found = tallies([(1, "sent", 5), (1, "cancelled", 5)])
    assert status_of(found, complete=False) == "cancelled"
    assert found[1].open == 0
    assert set(STATUSES) >= {"sent", "cancelled"}
