"""Tables as CSV text and as workbooks: numbers are numbers, texts are never formulas, totals below.

Pure but for the file it writes into. A text that begins like a formula keeps an apostrophe in CSV;
in a workbook a text cell is a text, whatever it says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import IO, Any

import xlsxwriter

from app.errors import WrongState
from app.reporting.exports.tables import Column, Row, Table
from app.values.csv_text import csv_lines
from app.values.money import Currency
from app.values.quantity import quantity_text

TOTAL = "Total"
MOST_ROWS = 1_048_000
"""What a sheet of a workbook holds, with room for heading and total."""


def money_cell(minor: int, currency: Currency) -> Decimal:
    """Minor units as an exact number: -1250 -> -12.50."""
    return Decimal(minor).scaleb(-currency.decimals)


def quantity_cell(micro: int) -> Decimal:
    """Millionths as an exact number without needless zeros."""
    return Decimal(quantity_text(micro))


def moment_text(at: datetime) -> str:
    """A moment as programs read it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _plain(value: Any, _currency: Currency) -> Any:
    return value


_CELL: MappingProxyType[str, Callable[[Any, Currency], Any]] = MappingProxyType(
    {
        "text": _plain,
        "whole": _plain,
        "day": lambda value, _currency: value.isoformat(),
        "moment": lambda value, _currency: moment_text(value),
        "money": money_cell,
        "quantity": lambda value, _currency: quantity_cell(value),
    }
)


class Sums:
    """The sums of the columns that have one, taken as rows pass by."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.sums = [0] * len(columns)
        self.summed = [index for index, column in enumerate(columns) if column.summed]

    def passing(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The same rows, added up."""
        for row in rows:
            for index in self.summed:
                self.sums[index] += row[index] or 0
            yield row

    def row(self) -> Row:
        """The last row: the word in the first column, sums in theirs, nothing elsewhere."""
        cells = [
            total if column.summed else None
            for column, total in zip(self.columns, self.sums, strict=True)
        ]
        return (TOTAL, *cells[1:])


def _csv_rows(table: Table, currency: Currency) -> Iterator[Sequence[object]]:
    yield [column.name for column in table.columns]
    cells = [_CELL[column.kind] for column in table.columns]
    sums = Sums(table.columns)
    for row in sums.passing(table.rows):
        yield [
            None if value is None else cell(value, currency)
            for cell, value in zip(cells, row, strict=True)
        ]
    first, *rest = sums.row()
    yield [first, *(None if value is None else money_cell(value, currency) for value in rest)]


def table_csv(table: Table, currency: Currency) -> Iterator[str]:
    """The table as CSV, a few hundred rows at a time, the totals last."""
    return csv_lines(_csv_rows(table, currency))


class _Sheet:
    """One sheet being written row by row, in the same memory for any number of rows."""

    def __init__(self, book: Any, table: Table, currency: Currency) -> None:
        self.table, self.currency = table, currency
        self.sheet = book.add_worksheet("Export")
        decimals = "." + "0" * currency.decimals if currency.decimals else ""
        looks = {
            "money": f"#,##0{decimals};[Red]-#,##0{decimals}",
            "quantity": "#,##0.######",
            "day": "yyyy-mm-dd",
            "moment": "yyyy-mm-dd hh:mm:ss",
            "text": "@",
            "whole": "0",
        }
        self.looks = {kind: book.add_format({"num_format": look}) for kind, look in looks.items()}
        total = {"bold": True, "top": 1, "num_format": looks["money"]}
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.total = book.add_format(total)
        for place, column in enumerate(table.columns):
            self.sheet.set_column(place, place, column.width, self.looks[column.kind])

    def _cell(self, at: int, place: int, kind: str, value: Any) -> None:
        look = self.looks[kind]
        if kind == "text":
            self.sheet.write_string(at, place, value, look)
        elif kind in {"day", "moment"}:
            self.sheet.write_datetime(at, place, _naive(value), look)
        else:
            self.sheet.write_number(at, place, _CELL[kind](value, self.currency), look)

    def _heading(self) -> None:
        for place, column in enumerate(self.table.columns):
            self.sheet.write_string(0, place, column.name, self.head)
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_header(f"&L{self.table.title}&RPage &P of &N")

    def _totals(self, at: int, sums: Sums) -> None:
        self.sheet.write_string(at, 0, TOTAL, self.total)
        for place, column in enumerate(self.table.columns[1:], 1):
            if not column.summed:
                self.sheet.write_blank(at, place, None, self.total)
                continue
            letter = chr(ord("A") + place)
            known = money_cell(sums.sums[place], self.currency)
            formula = f"=SUM({letter}2:{letter}{at})"
            self.sheet.write_formula(at, place, formula, self.total, known)

    def write(self) -> None:
        """Heading, rows, totals."""
        self._heading()
        sums, at = Sums(self.table.columns), 0
        for at, row in enumerate(sums.passing(self.table.rows), 1):
            if at > MOST_ROWS:
                raise WrongState("There are too many rows for a workbook; take the CSV file.")
            for place, (column, value) in enumerate(zip(self.table.columns, row, strict=True)):
                if value is not None:
                    self._cell(at, place, column.kind, value)
        last = max(at, 1)
        self.sheet.autofilter(0, 0, last, len(self.table.columns) - 1)
        self._totals(last + 1, sums)


def _naive(value: date) -> date:
    """A workbook knows no zones: moments are written in UTC."""
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value


def table_workbook(table: Table, currency: Currency, into: IO[bytes]) -> None:
    """The table as a workbook (XLSX) with a frozen heading, widths and sums that reckon."""
    book = xlsxwriter.Workbook(into, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    _Sheet(book, table, currency).write()
    book.close()
