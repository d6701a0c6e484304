"""A table from somebody else's program, CSV or XLSX, as rows of text cells. Pure and bounded.

Says how it read the file (encoding, separator) and refuses what could be read in two ways. Knows
no column and no product; never evaluates a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 64
MOST_CHARACTERS = 1_000
SEPARATORS = (",", ";", "\t")
SEPARATOR_WORDS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8", "UTF-8"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)


class SheetError(ValueError):
    """The file as a whole cannot be read; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: its text and its kind: text, number, day, flag or error.

    A `number` is written plainly with a point, a `day` as YYYY-MM-DD, whatever the file shows.
    `formula`: the text is the result that the other program kept.
    """

    text: str
    kind: str = "text"
    formula: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with the number that a spreadsheet program shows beside it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """The rows that hold something, the headings first, and how the file was read."""

    rows: tuple[SheetRow, ...]
    said: str


def too_many_rows() -> SheetError:
    """The refusal of a file with more rows than one document holds."""
    return SheetError(f"The file has more than {MOST_ROWS} rows; make several files of it.")


def checked(cell: Cell, row: int) -> Cell:
    """The cell, if it is of a sane length."""
    if len(cell.text) > MOST_CHARACTERS:
        raise SheetError(f"Row {row} has a cell of more than {MOST_CHARACTERS} characters.")
    return cell


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a CSV file and the name of its encoding.

    A byte order mark decides; else what is valid UTF-8 is UTF-8; else every second byte zero is
    UTF-16; else it is Windows-1252, if it can be.
    """
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], codec, name), name
    zeros = data[:400:2].count(0), data[1:400:2].count(0)
    if max(zeros) > len(data[:400]) // 4:
        return _strictly(data, "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le", "UTF-16"), (
            "UTF-16"
        )
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _strictly(data, "cp1252", "Windows-1252"), "Windows-1252"


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        raise SheetError(f"The file is no text in {name}. Save it again as CSV UTF-8.") from None


def _separator(head: str) -> str:
    """The separator that makes the most columns of the headings."""
    counts = {each: len(next(_records(head, each), [])) for each in SEPARATORS}
    most = max(counts.values())
    best = [each for each, count in counts.items() if count == most]
    if most > 1 and len(best) > 1:
        raise SheetError("The headings fit two separators. Save the file as CSV with commas.")
    return best[0]


def _records(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error as wrong:
        raise SheetError(f"The file is no sound CSV: {wrong} (line {reader.line_num}).") from None


def read_csv(data: bytes) -> Sheet:
    """The rows of a CSV file; SheetError where it cannot be read in one way only."""
    text, encoding = decoded(data)
    if "\0" in text:
        raise SheetError("The file is neither CSV nor XLSX.")
    named, shift = "", 0
    if text[:4].lower() == "sep=" and text[4:5] in SEPARATORS:
        named, text, shift = text[4], text[5:].lstrip("\r\n"), 1
    separator = named or _separator(text[:20_000].lstrip("\r\n").split("\n", 1)[0])
    rows: list[SheetRow] = []
    for number, record in enumerate(_records(text, separator), 1 + shift):
        if not any(cell.strip() for cell in record):
            continue
        if len(rows) > MOST_ROWS:
            raise too_many_rows()
        if len(record) > MOST_COLUMNS:
            raise SheetError(f"Row {number} has more than {MOST_COLUMNS} columns.")
        cells = tuple(checked(Cell(cell.strip()), number) for cell in record)
        rows.append(SheetRow(number, cells))
    return Sheet(tuple(rows), f"CSV, {encoding}, separated by {SEPARATOR_WORDS[separator]}")
