"""From a file's bytes to its rows, and the two files to begin with. Touches no database."""

from __future__ import annotations

import hashlib
import io
from datetime import date
from decimal import Decimal

import xlsxwriter

from app.catalog.search_words import clean_line
from app.errors import bad_field
from app.purchasing.opening_rules import COLUMNS, DAYS, NUMBERS, opening_sheet
from app.purchasing.services.open_stock import OpeningFile
from app.values.sheet import MOST_BYTES, SheetError, read_csv
from app.values.xlsx import is_xlsx, read_xlsx

DECIMALS = ("", ",", ".")
SAMPLE = (
    "MAIN/STOCK",
    "MAIN",
    "",
    "4006381333931",
    "24",
    "each",
    "28.80",
    "",
    "",
    "L4711",
    "",
    "2027-03-31",
    "count of 30 June",
)
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def opening_file(name: str, data: bytes, decimal: str = "") -> OpeningFile:
    """The rows of a file and its fingerprint; a wrong field where it cannot be read."""
    if decimal not in DECIMALS:
        raise bad_field("decimal", 'must be "," or "."')
    if not data:
        raise bad_field("content", "the file is empty")
    if len(data) > MOST_BYTES:
        raise bad_field("content", f"the file has more than {MOST_BYTES // 1024 // 1024} MB")
    if data.startswith(_OLD_EXCEL):
        raise bad_field("content", "is an old or locked workbook; save it as .xlsx or as CSV")
    try:
        read = read_xlsx(data) if is_xlsx(data) else read_csv(data)
        sheet = opening_sheet(read, decimal)
    except SheetError as wrong:
        raise bad_field("content", str(wrong)) from None
    return OpeningFile(clean_line(name)[:200], hashlib.sha256(data).hexdigest(), sheet)


def template_csv() -> bytes:
    """A CSV file with the headings and one row to write over."""
    lines = (",".join(COLUMNS), ",".join(SAMPLE))
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def template_xlsx() -> bytes:
    """The same as a workbook: codes as text, so that no zero in front is lost; days as days."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("Opening stock")
    head = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, (name, sample) in enumerate(zip(COLUMNS, SAMPLE, strict=True)):
        look = None if name in NUMBERS else day if name in DAYS else text
        sheet.set_column(place, place, 16, look)
        sheet.write_string(0, place, name, head)
        if name in NUMBERS and sample:
            sheet.write_number(1, place, Decimal(sample))
        elif name in DAYS and sample:
            sheet.write_datetime(1, place, date.fromisoformat(sample), day)
        elif sample:
            sheet.write_string(1, place, sample, text)
    sheet.freeze_panes(1, 0)
    book.close()
    return made.getvalue()
