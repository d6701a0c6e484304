"""The chain's pure rules: which change of a record's values changes its hash, which must not."""

import pytest

from app.sales.chain import HEADS, PARTS, content_hash, link_hash

KINDS = sorted(HEADS)


def _document(kind: str) -> tuple[dict[str, object], dict[str, list[dict[str, object]]]]:
    head: dict[str, object] = {name: f"{name} 1" for name in HEADS[kind]}
    parts = {
        part: [{name: f"{name} {row}" for name in names} for row in (1, 2)]
        for part, names in PARTS[kind].items()
    }
    return head, parts  # type: ignore[return-value]


@pytest.mark.parametrize("kind", KINDS)
def test_the_order_in_which_rows_are_read_does_not_matter(kind: str) -> None:
    head, parts = _document(kind)
    turned = {part: list(reversed(rows)) for part, rows in parts.items()}
    assert content_hash(kind, head, parts) == content_hash(kind, head, turned)


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_of_the_head_is_in_the_hash(kind: str) -> None:
    head, parts = _document(kind)
    known = content_hash(kind, head, parts)
    for name in HEADS[kind]:
        assert content_hash(kind, head | {name: "other"}, parts) != known, name


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_of_every_row_is_in_the_hash(kind: str) -> None:
    head, parts = _document(kind)
    known = content_hash(kind, head, parts)
    for part, names in PARTS[kind].items():
        for name in names:
            rows = [parts[part][0] | {name: "other"}, parts[part][1]]
            assert content_hash(kind, head, parts | {part: rows}) != known, (part, name)


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_more_or_less_is_another_hash(kind: str) -> None:
    head, parts = _document(kind)
    known = content_hash(kind, head, parts)
    for part in PARTS[kind]:
        assert content_hash(kind, head, parts | {part: parts[part][:1]}) != known


def test_a_link_depends_on_everything_before_it_and_on_its_number() -> None:
    first = link_hash("", 1, "sale", 1, 1, "c1")
    assert (
        len(
            {
                first,
                link_hash("x", 1, "sale", 1, 1, "c1"),
                link_hash("", 2, "sale", 1, 1, "c1"),
                link_hash("", 1, "sale_return", 1, 1, "c1"),
                link_hash("", 1, "sale", 2, 1, "c1"),
                link_hash("", 1, "sale", 1, 2, "c1"),
                link_hash("", 1, "sale", 1, 1, "c2"),
            }
        )
        == 7
    )
