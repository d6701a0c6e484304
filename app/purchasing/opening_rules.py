"""What the columns and cells of an opening stock file mean: rows in, exact values or faults out.

Pure: no database, no clock. Guesses nothing: what could be read in two ways is a fault that says
both. Whether a product or place exists is asked elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from app.values.sheet import Cell, Sheet, SheetError, SheetRow
from app.values.text import clean_text

COLUMNS = (
    "location",
    "site",
    "sku",
    "gtin",
    "quantity",
    "unit",
    "line_cost",
    "unit_cost",
    "supplier",
    "supplier_lot",
    "made_on",
    "expires_on",
    "reference",
)
ALSO_CALLED = MappingProxyType(
    {
        "shelf": "location",
        "store": "site",
        "article": "sku",
        "barcode": "gtin",
        "ean": "gtin",
        "qty": "quantity",
        "lot": "supplier_lot",
        "batch": "supplier_lot",
        "produced_on": "made_on",
        "expiry": "expires_on",
        "expiry_date": "expires_on",
        "best_before": "expires_on",
        "use_by": "expires_on",
    }
)
ONE_OF = (("sku", "gtin"), ("line_cost", "unit_cost"), ("location", "site"), ("quantity",))
NUMBERS = ("quantity", "line_cost", "unit_cost")
DAYS = ("made_on", "expires_on")
CODES = ("sku", "supplier_lot", "location", "reference")
MARKS = {",": "comma", ".": "point"}
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9000, 12, 31)
_SPACES = str.maketrans("", "", " \u00a0\u202f'’")
_GROUPED = {
    ",": re.compile(r"[0-9]{1,3}(,[0-9]{3})+", re.ASCII),
    ".": re.compile(r"[0-9]{1,3}(\.[0-9]{3})+", re.ASCII),
}
_PLAIN = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", re.ASCII)
_SOLID = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say about a row: an `error` keeps the file out, a `warn` is to be looked at."""

    tone: str
    column: str
    text: str


@dataclass(slots=True)
class OpeningRow:
    """A row as its cells read: texts as they are meant, exact numbers, days, and what is wrong."""

    number: int
    texts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, Decimal] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def error(self, column: str, text: str) -> None:
        """Note what keeps the row out."""
        self.findings.append(Finding("error", column, text))

    def warn(self, column: str, text: str) -> None:
        """Note what a person should look at."""
        self.findings.append(Finding("warn", column, text))

    @property
    def bad(self) -> bool:
        """Whether anything keeps the row out."""
        return any(finding.tone == "error" for finding in self.findings)


@dataclass(frozen=True)
class OpeningSheet:
    """The rows of a file, how it was read, and its decimal mark; "" where nothing showed one."""

    rows: tuple[OpeningRow, ...]
    said: str
    mark: str


def _heading(cell: Cell) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", cell.text.casefold()).strip("_")
    return ALSO_CALLED.get(words, words)


def columns_of(head: SheetRow) -> tuple[dict[str, int], list[str]]:
    """Where each known column stands, and the headings that mean nothing here.

    SheetError where one stands twice or a needed one is missing.
    """
    found: dict[str, int] = {}
    strange: list[str] = []
    for place, cell in enumerate(head.cells):
        name = _heading(cell)
        if name not in COLUMNS:
            strange += [cell.text[:40]] if cell.text else []
        elif name in found:
            raise SheetError(f"Two columns mean {name}. Take one of them out.")
        else:
            found[name] = place
    for names in ONE_OF:
        if not any(name in found for name in names):
            wanted = " or ".join(names)
            raise SheetError(f"There is no column {wanted}. The first row must name the columns.")
    return found, strange


def shown_mark(text: str) -> str | None:
    """The decimal mark a number shows beyond doubt; None where it shows none.

    "1.234" and "1,234" show none: they may be a thousand or one and a bit.
    """
    bare = text.translate(_SPACES).lstrip("-")
    comma, point = bare.count(","), bare.count(".")
    if comma and point:
        return "," if bare.rfind(",") > bare.rfind(".") else "."
    mark = "," if comma else "."
    count = comma + point
    if count != 1:
        return None if count == 0 else ("." if mark == "," else ",")
    head, _, tail = bare.partition(mark)
    doubtful = len(tail) == 3 and 1 <= len(head) <= 3 and head[0] != "0"
    return None if doubtful else mark


def mark_of(texts: Iterable[str]) -> str:
    """The decimal mark of a file: what its numbers show, where they agree; else ""."""
    found = {mark for mark in map(shown_mark, texts) if mark}
    return found.pop() if len(found) == 1 else ""


def read_number(text: str, mark: str) -> Decimal:
    """The exact number of a text whose file uses this decimal mark ("" where unknown).

    ValueError with a sentence: for what is no number, and for what could be two.
    """
    bare = text.translate(_SPACES).replace("\u2212", "-")
    shown = shown_mark(bare)
    if shown is None and not mark and ("," in bare or "." in bare):
        sign = "," if "," in bare else "."
        as_whole, as_part = bare.replace(sign, ""), bare.replace(sign, ".")
        raise ValueError(f"{text[:20]} may mean {as_whole} or {as_part}; say the decimal mark")
    used = shown or mark
    if mark and shown and shown != mark:
        raise ValueError(f"{text[:20]} has another decimal mark than the {MARKS[mark]}")
    other = "," if used == "." else "."
    whole, _, part = bare.partition(used) if used else (bare, "", "")
    if used and other in whole:
        if not _GROUPED[other].fullmatch(whole.lstrip("-")):
            raise ValueError(f"{text[:20]} is not a number such as 12.50")
        whole = whole.replace(other, "")
    plain = f"{whole}.{part}" if part else whole
    if not _PLAIN.fullmatch(plain):
        raise ValueError(f"{text[:20]} is not a number such as 12.50")
    return Decimal(plain)


def read_day(text: str) -> date:
    """A day in one of the orders that cannot be mistaken; ValueError with a sentence."""
    for shape, order in ((_ISO, (1, 2, 3)), (_DOTTED, (3, 2, 1)), (_SOLID, (1, 2, 3))):
        found = shape.fullmatch(text)
        if found:
            year, month, day = (int(found[place]) for place in order)
            try:
                read = date(year, month, day)
            except ValueError:
                raise ValueError(f"{text} is no day of the calendar") from None
            if not FIRST_DAY <= read <= LAST_DAY:
                raise ValueError(f"{text} is out of range")
            return read
    raise ValueError(f"{text[:20]} is not a day such as 2026-11-21")


def _number(row: OpeningRow, column: str, cell: Cell, mark: str) -> None:
    try:
        read = read_number(cell.text, "." if cell.kind == "number" else mark)
    except ValueError as wrong:
        row.error(column, str(wrong))
        return
    if read < 0:
        row.error(column, "is below zero")
        return
    row.numbers[column] = read


def _day(row: OpeningRow, column: str, cell: Cell) -> None:
    try:
        row.days[column] = read_day(cell.text)
    except ValueError as wrong:
        row.error(column, str(wrong))


def _text(row: OpeningRow, column: str, cell: Cell) -> None:
    if cell.kind == "day":
        row.error(column, f"was made a date by the spreadsheet program ({cell.text})")
        return
    try:
        text = clean_text(cell.text)
    except ValueError as wrong:
        row.error(column, str(wrong))
        return
    if len(text) > 64:
        row.error(column, "is longer than 64 characters")
    elif text:
        row.texts[column] = text
    if column == "supplier_lot" and cell.kind == "number":
        row.warn(column, "is stored as a number: leading zeros may be gone")


def _cell(row: OpeningRow, column: str, cell: Cell, mark: str) -> None:
    if cell.kind == "error":
        row.error(column, f"{cell.text[:20]} cannot be read")
    elif cell.formula and not cell.text:
        row.error(column, "is a formula without a result; save the file in a spreadsheet program")
    elif not cell.text:
        return
    elif column in NUMBERS:
        _number(row, column, cell, mark)
    elif column in DAYS:
        _day(row, column, cell)
    else:
        _text(row, column, cell)
    if cell.formula and cell.text:
        row.warn(column, "is the result of a formula")


def _row(sheet_row: SheetRow, places: dict[str, int], width: int, mark: str) -> OpeningRow:
    row = OpeningRow(sheet_row.number)
    if any(cell.text for cell in sheet_row.cells[width:]):
        row.error("", "has more cells than there are headings")
    for column, place in places.items():
        if place < len(sheet_row.cells):
            _cell(row, column, sheet_row.cells[place], mark)
    return row


def _number_texts(rows: Sequence[SheetRow], places: dict[str, int]) -> list[str]:
    columns = [places[name] for name in NUMBERS if name in places]
    return [
        row.cells[place].text
        for row in rows
        for place in columns
        if place < len(row.cells) and row.cells[place].kind == "text"
    ]


def opening_sheet(sheet: Sheet, decimal: str = "") -> OpeningSheet:
    """The rows of a file; `decimal` is the mark somebody said it uses, "" to see from the file.

    SheetError where the file has no rows or its headings do not do.
    """
    if not sheet.rows:
        raise SheetError("The file is empty.")
    places, strange = columns_of(sheet.rows[0])
    rows, width = sheet.rows[1:], len(sheet.rows[0].cells)
    if not rows:
        raise SheetError("The file has headings and no rows.")
    mark = decimal or mark_of(_number_texts(rows, places))
    read = tuple(_row(row, places, width, mark) for row in rows)
    ignored = f"; not used: {', '.join(strange)[:200]}" if strange else ""
    decimals = f"; decimal {MARKS[mark]}" if mark else ""
    return OpeningSheet(read, f"{sheet.said}{decimals}{ignored}", mark)
