"""How many labels a delivery wants, by table."""

import pytest

from app.purchasing.label_counts import Came, Choice, choices, label_count
from app.values.quantity import MICRO

CASES = {
    "cases of pieces": (Came("L1", "each", 60 * MICRO, "case", 12 * MICRO), (1, 5, 60)),
    "a case that was begun": (Came("L1", "each", 61 * MICRO, "case", 12 * MICRO), (1, 6, 61)),
    "single pieces": (Came("L1", "each", 20 * MICRO, "each", MICRO), (1, 20, 20)),
    "loose by weight": (Came("L1", "kg", 12_500_000, "kg", MICRO), (1, 1, 1)),
    "crates by weight": (Came("L1", "kg", 25 * MICRO, "crate", 5 * MICRO), (1, 5, 5)),
}


@pytest.mark.parametrize(("line", "counts"), CASES.values(), ids=CASES)
def test_a_line_is_labelled_per_lot_pack_or_piece(line: Came, counts: tuple[int, ...]) -> None:
    assert tuple(label_count(line, per) for per in ("lot", "pack", "unit")) == counts


def test_ways_that_are_the_same_are_offered_once_and_too_many_labels_never() -> None:
    loose = Came("L1", "kg", MICRO, "kg", MICRO)
    assert choices([loose], most=1000) == [Choice("lot", 1, "L1")]
    cases = Came("L2", "each", 1200 * MICRO, "case", 12 * MICRO)
    ways = choices([loose, cases], most=1000)
    assert ways == [Choice("lot", 2, "L1,L2"), Choice("pack", 101, "L1,L2*100")]
