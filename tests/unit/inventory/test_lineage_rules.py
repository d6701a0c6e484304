"""What a lot made from lots costs and how long it lasts (docs/algorithms/lineage.md)."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.inventory.lineage_rules import Link, Origin, children_of, links, mixed_date, shared
from tests.unit.values.pages import rows_of

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=6).filter(any)


def _origin(text: str) -> Origin:
    kind, _, day = text.partition(" ")
    return Origin(kind, date.fromisoformat(day) if day else None)


def _cents(text: str) -> list[int]:
    return [int(each.replace(".", "")) for each in text.split()]


def test_the_worked_examples_of_the_page_are_true() -> None:
    costs, dates = 0, 0
    for left, right in rows_of("lineage.md", "Worked example"):
        if left[0].isdigit():
            assert shared(1000, [int(each) for each in left.split()]) == _cents(right)
            costs += 1
        elif not left.startswith(("parts", "-")):
            kind, day = mixed_date("none", [_origin(each) for each in left.split(", ")])
            assert f"{kind} {day or ''}".strip() == right
            dates += 1
    assert (costs, dates) == (4, 4)


@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**9)), min_size=1), WEIGHTS)
def test_whatever_is_used_is_in_what_is_made_to_the_cent(
    used: list[tuple[int, int]], weights: list[int]
) -> None:
    parents = [Link(quantity, value) for quantity, value in used]
    rows = links(parents, weights)
    assert sum(children_of(rows)) == sum(parent.value for parent in parents)
    for parent, row in zip(parents, rows, strict=True):
        assert sum(link.quantity for link in row) == parent.quantity
        assert all(link.value >= 0 and link.quantity >= 0 for link in row)


@given(
    st.lists(
        st.builds(Origin, st.sampled_from(["best_before", "use_by"]), st.dates()), min_size=1
    ).map(tuple)
)
def test_no_mix_outlives_any_of_its_parts(parts: tuple[Origin, ...]) -> None:
    kind, day = mixed_date("none", parts)
    assert day is not None
    assert all(part.expires_on is None or day <= part.expires_on for part in parts)
    assert (kind == "use_by") == any(part.expiry_kind == "use_by" for part in parts)


def test_a_products_own_kind_is_never_made_milder() -> None:
    best = Origin("best_before", date(2027, 1, 1))
    assert mixed_date("use_by", [best]) == ("use_by", date(2027, 1, 1))
    assert mixed_date("use_by", [Origin("none")]) == ("use_by", None)
