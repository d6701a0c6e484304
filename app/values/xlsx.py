"""The first sheet of an XLSX file as rows of cells (ECMA-376 part 1, chapter 18). Pure.

Made for files from strangers: what is unpacked is counted, markup with a DOCTYPE is refused, no
formula is worked out, no link followed. Writes nothing (that is XlsxWriter's).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from posixpath import join, normpath
from xml.parsers import expat

from app.values.sheet import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Sheet,
    SheetError,
    SheetRow,
    checked,
    too_many_rows,
)

MOST_UNPACKED = 64 * 1024 * 1024
MOST_PARTS = 2_000
MOST_DEPTH = 64
_PIECE = 64 * 1024
_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?", re.ASCII)
_DAY_STYLES = frozenset((14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)))
_IN_QUOTES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, RuntimeError),
    *(KeyError, EOFError, OSError),
)
Attributes = dict[str, str]


def is_xlsx(data: bytes) -> bool:
    """Whether the bytes begin as a ZIP archive does."""
    return data.startswith(b"PK")


@dataclass
class _Archive:
    """The parts of a file, unpacked piece by piece within one allowance."""

    zip: zipfile.ZipFile
    left: int = MOST_UNPACKED

    def feed(self, name: str, parser: expat.XMLParserType) -> None:
        """Give a part to a parser; SheetError once too much was unpacked."""
        with self.zip.open(name) as part:
            while piece := part.read(_PIECE):
                self.left -= len(piece)
                if self.left < 0:
                    raise SheetError("The file unpacks to far more than a table holds.")
                parser.Parse(piece)
        parser.Parse(b"", True)  # noqa: FBT003 - it takes no name


def _local(name: str) -> str:
    """An element's or attribute's name without its namespace."""
    return name.rpartition(" ")[2]


def _refuse_doctype(*_: object) -> None:
    raise SheetError("The file carries a DOCTYPE, which no spreadsheet program writes.")


def _deeper(inside: list[str], name: str) -> None:
    """Go into an element; SheetError where a file is nested as no table is."""
    if len(inside) >= MOST_DEPTH:
        raise SheetError("The file is nested as no table is.")
    inside.append(name)


def _parser(
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, found: start(
        _local(name), {_local(key): value for key, value in found.items()}
    )
    if end is not None:
        parser.EndElementHandler = lambda name: end(_local(name))
    if text is not None:
        parser.CharacterDataHandler = text
    return parser


@dataclass
class _Texts:
    """The shared texts: what stands in the `t` of each `si`, without phonetic readings."""

    found: list[str] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _inside: list[str] = field(default_factory=list)

    def start(self, name: str, _: Attributes) -> None:
        _deeper(self._inside, name)
        if name == "si":
            self._parts = []

    def end(self, name: str) -> None:
        self._inside.pop()
        if name == "si":
            self.found.append("".join(self._parts))

    def text(self, text: str) -> None:
        if self._inside[-1] == "t" and "rPh" not in self._inside:
            self._parts.append(text)


@dataclass
class _Styles:
    """For each cell style, whether it shows a day."""

    days: list[bool] = field(default_factory=list)
    _own: dict[int, bool] = field(default_factory=dict)
    _in_cells: bool = False

    def start(self, name: str, found: Attributes) -> None:
        if name == "numFmt":
            code = _IN_QUOTES.sub("", found.get("formatCode", "")).lower()
            self._own[_whole(found.get("numFmtId"))] = "d" in code or "y" in code
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            number = _whole(found.get("numFmtId"))
            self.days.append(self._own.get(number, number in _DAY_STYLES))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False


def _whole(text: str | None) -> int:
    """A whole number of the markup; 0 for anything else."""
    return int(text) if text and len(text) < 10 and text.isascii() and text.isdigit() else 0


def _column(reference: str) -> int:
    """The column of a reference such as "AB12", counted from 0; -1 where there is none."""
    letters = reference.rstrip("0123456789")
    if not 0 < len(letters) <= 3 or not (letters.isascii() and letters.isalpha()):
        return -1
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _plain(text: str) -> str:
    """A stored number as people write it: 15 digits count, as in the programs that stored it."""
    if not _NUMBER.fullmatch(text):
        raise ValueError
    number = Decimal(text)
    if number and number.adjusted() < 30:
        number = round(number, 14 - number.adjusted())
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _day(text: str, first: date) -> str:
    """The day of a serial number; ValueError where it is none, or carries a time of day."""
    days = int(_plain(text))
    if not 60 < days < 2_958_466:
        raise ValueError
    return (first + timedelta(days=days)).isoformat()


@dataclass
class _Rows:
    """The rows of a sheet as its markup goes by."""

    texts: list[str]
    days: list[bool]
    first: date
    found: list[SheetRow] = field(default_factory=list)
    row: int = 0
    seen: int = 0
    cells: dict[int, Cell] = field(default_factory=dict)
    column: int = -1
    kind: str = ""
    style: int = 0
    formula: bool = False
    value: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)

    def start(self, name: str, found: Attributes) -> None:
        _deeper(self.inside, name)
        if name == "row":
            self.row = _whole(found.get("r")) or self.row + 1
            self.cells, self.column = {}, -1
            self.seen += 1
        elif name == "c":
            placed = _column(found.get("r", ""))
            self.column = placed if placed >= 0 else self.column + 1
            self.kind, self.style = found.get("t", "n"), _whole(found.get("s"))
            self.formula, self.value = False, []
        elif name == "f":
            self.formula = True

    def text(self, text: str) -> None:
        within = self.inside[-1]
        if within == "v" or (within == "t" and "is" in self.inside and "rPh" not in self.inside):
            self.value.append(text)

    def end(self, name: str) -> None:
        self.inside.pop()
        if name == "c":
            self._keep(self._cell("".join(self.value)))
        elif name == "row" and any(cell.text.strip() for cell in self.cells.values()):
            if len(self.found) > MOST_ROWS:
                raise too_many_rows()
            last = max(self.cells)
            row = tuple(self.cells.get(place, Cell("")) for place in range(last + 1))
            self.found.append(SheetRow(self.row, row))

    def _keep(self, cell: Cell) -> None:
        if not cell.text and not cell.formula:
            return
        if self.column >= MOST_COLUMNS:
            raise SheetError(f"Row {self.row} has more than {MOST_COLUMNS} columns.")
        self.cells[self.column] = checked(cell, self.row)

    def _cell(self, value: str) -> Cell:
        if self.kind == "s":
            number = _whole(value.strip())
            known = value.strip().isdigit() and number < len(self.texts)
            return Cell(self.texts[number].strip() if known else "", "text", self.formula)
        if self.kind in {"str", "inlineStr"}:
            return Cell(value.strip(), "text", self.formula)
        if self.kind == "b":
            return Cell({"1": "TRUE", "0": "FALSE"}.get(value, value), "flag", self.formula)
        if self.kind == "e":
            return Cell(value, "error", self.formula)
        if self.kind == "d":
            return Cell(value[:10], "day", self.formula)
        return self._number(value.strip())

    def _number(self, value: str) -> Cell:
        if not value:
            return Cell("", "number", self.formula)
        shows_day = self.style < len(self.days) and self.days[self.style]
        try:
            text = _day(value, self.first) if shows_day else _plain(value)
        except (ValueError, OverflowError):
            return Cell(value[:40], "error", self.formula)
        return Cell(text, "day" if shows_day else "number", self.formula)


@dataclass
class _Book:
    """The sheets of a workbook in order, and the day its days count from."""

    sheets: list[tuple[str, str]] = field(default_factory=list)
    first: date = date(1899, 12, 30)

    def start(self, name: str, found: Attributes) -> None:
        if name == "sheet" and found.get("state", "visible") == "visible":
            self.sheets.append((found.get("name", ""), found.get("id", "")))
        elif name == "workbookPr" and found.get("date1904") in {"1", "true"}:
            self.first = date(1904, 1, 1)


def _targets(archive: _Archive) -> dict[str, str]:
    """Where the workbook's parts are, by relation."""
    found: dict[str, str] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            full = target.lstrip("/") if target.startswith("/") else join("xl", target)
            found[attributes.get("Id", "")] = normpath(full)

    archive.feed("xl/_rels/workbook.xml.rels", _parser(start))
    return found


def _open(data: bytes) -> Sheet:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = packed.namelist()
        if len(names) > MOST_PARTS or "xl/workbook.xml" not in names:
            raise SheetError("The file is no XLSX workbook. Save it as .xlsx or as CSV.")
        archive, book, texts, styles = _Archive(packed), _Book(), _Texts(), _Styles()
        archive.feed("xl/workbook.xml", _parser(book.start))
        targets = _targets(archive)
        if "xl/sharedStrings.xml" in names:
            parser = _parser(texts.start, texts.end, texts.text)
            archive.feed("xl/sharedStrings.xml", parser)
        if "xl/styles.xml" in names:
            archive.feed("xl/styles.xml", _parser(styles.start, styles.end))
        if not book.sheets:
            raise SheetError("The workbook has no sheet that can be seen.")
        title, relation = book.sheets[0]
        rows = _Rows(texts.found, styles.days, book.first)
        archive.feed(targets[relation], _parser(rows.start, rows.end, rows.text))
    more = f", the first of {len(book.sheets)} sheets" if len(book.sheets) > 1 else ""
    return Sheet(tuple(rows.found), f'XLSX, sheet "{title[:40]}"{more}')


def read_xlsx(data: bytes) -> Sheet:
    """The rows of the first visible sheet; SheetError where the file is broken or hostile."""
    try:
        return _open(data)
    except _BROKEN as broken:
        raise SheetError("The file is broken, or locked with a password.") from broken
