"""The table of application identifiers says what the GS1 dictionary says, all of it."""

from typing import Any

import pytest

from app.gs1.ai_table import TABLE, Identifier, find, matches
from app.gs1.checks import CHARSETS, CHECKS
from tests.unit.gs1.shared_facts import load

ROWS: list[dict[str, Any]] = load("gs1_ai_table.json")["ais"]


def _ais(row: dict[str, Any]) -> list[str]:
    first, _, last = row["ai"].partition("-")
    return [str(n).zfill(len(first)) for n in range(int(first), int(last or first) + 1)]


def _format(known: Identifier) -> str:
    written = []
    for part in known.parts:
        length = f"..{part.longest}" if part.shortest != part.longest else str(part.longest)
        body = part.charset + length
        body = f"[{body}]" if part.optional else body
        written.append(",".join((body, *part.checks)))
    return " ".join(written)


def _needs(known: Identifier) -> list[set[frozenset[str]]]:
    return [set(group) for group in known.needs]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["ai"]) for row in ROWS])
def test_each_row_says_what_the_dictionary_says(row: dict[str, Any]) -> None:
    for ai in _ais(row):
        known = TABLE[ai]
        assert _format(known) == row["spec"]
        assert known.fixed == row["predefined_length_no_fnc1"]
        assert known.attribute == row["digital_link_attribute"]
        assert known.key == row["digital_link_primary_key"]
        assert known.title == (row["title"] or "")
        assert _needs(known) == [
            {frozenset(option.split("+")) for option in group.split(",")}
            for group in row["requires"] or []
        ]
        assert ",".join(known.never_with) == ",".join(row["excludes"] or [])
        assert (
            "|".join(",".join(way) for way in known.qualifiers) == (row["dl_qualifiers"] or [""])[0]
        )


def test_it_holds_nothing_else() -> None:
    assert set(TABLE) == {ai for row in ROWS for ai in _ais(row)}


def test_every_check_it_names_exists() -> None:
    parts = [part for known in TABLE.values() for part in known.parts]
    assert {check for part in parts for check in part.checks} == set(CHECKS)
    assert {part.charset for part in parts} == set(CHARSETS)


def test_no_identifier_begins_another() -> None:
    for ai in TABLE:
        found = find(ai + "0000")
        assert found is not None
        assert found.ai == ai


def test_n_stands_for_any_digit() -> None:
    assert matches("310n", "3105")
    assert matches("31nn", "3165")
    assert not matches("310n", "3115")
    assert not matches("31nn", "310")
