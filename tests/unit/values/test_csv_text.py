"""CSV that a spreadsheet program takes for no formula."""

import csv
import io

import pytest

from app.values.csv_text import AT_ONCE, csv_lines, safe_text


@pytest.mark.parametrize("text", ["=1+1", "+49", "-2", "@x", "\tx", "\rx"])
def test_what_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == f"'{text}"


def test_rows_come_back_as_they_were_written() -> None:
    rows = [("a", "b"), ("with, comma", 'and "quotes"'), ("two\nlines", None), ("plain", -5)]
    found = list(csv.reader(io.StringIO("".join(csv_lines(rows)), newline="")))
    assert found == [
        ["a", "b"], ["with, comma", 'and "quotes"'], ["two\nlines", ""], ["plain", "-5"],
    ]  # fmt: skip


def test_a_long_list_is_written_in_parts() -> None:
    parts = list(csv_lines((str(number),) for number in range(2 * AT_ONCE + 1)))
    assert [part.count("\r\n") for part in parts] == [AT_ONCE, AT_ONCE, 1]
    assert list(csv_lines([])) == [""]
