"""Cells of an opening stock file: exact where they mean one thing, else told as a fault."""

from datetime import date
from decimal import Decimal

import pytest

from app.purchasing.opening_rules import (
    OpeningSheet,
    mark_of,
    opening_sheet,
    read_day,
    read_number,
    shown_mark,
)
from app.values.sheet import Cell, Sheet, SheetError, SheetRow, read_csv
from tests.unit.values.pages import params


def _read(text: str, decimal: str = "") -> OpeningSheet:
    return opening_sheet(read_csv(text.encode()), decimal)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("12", None), ("1,234", None), ("1.234", None), ("12,50", ","), ("12.5", "."),
        ("0,125", ","), ("0.125", "."), ("1234,567", ","), ("1.234,50", ","), ("1,234.50", "."),
        ("1.234.567", ","), ("1,234,567", "."), ("1 234,50", ","), ("-1,5", ","),
    ],
)  # fmt: skip
def test_a_number_shows_its_decimal_mark_or_leaves_it_open(text: str, mark: str | None) -> None:
    assert shown_mark(text) == mark


def test_a_file_has_the_mark_that_all_its_numbers_show() -> None:
    assert mark_of(["12", "1,234", "12,50"]) == ","
    assert mark_of(["12.5", "12,50"]) == ""
    assert mark_of(["1.234"]) == ""


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("1,234", ",", "1.234"), ("1,234", ".", "1234"), ("1.234", ",", "1234"),
        ("1.234,5", "", "1234.5"), ("12", "", "12"), ("1 234", "", "1234"),
        ("1'234.50", "", "1234.50"),
        ("0,5", ",", "0.5"), ("1.234.567", "", "1234567"),
    ],
)  # fmt: skip
def test_numbers_are_exact(text: str, mark: str, number: str) -> None:
    assert read_number(text, mark) == Decimal(number)


@pytest.mark.parametrize(("text", "mark", "means"), params("opening-stock.md", "Numbers"))
def test_the_page_says_how_numbers_are_read(text: str, mark: str, means: str) -> None:
    if means == "fault":
        with pytest.raises(ValueError, match=r"may mean|another decimal|not a number"):
            read_number(text, mark)
    else:
        assert read_number(text, mark) == Decimal(means)


@pytest.mark.parametrize(
    ("text", "mark", "wrong"),
    [
        ("1,234", "", "may mean 1234 or 1.234"), ("12.50", ",", "another decimal mark"),
        ("12,34,5", "", "not a number"), ("1e3", "", "not a number"),
        ("twelve", "", "not a number"), ("1.2345678", "", "not a number"),
        ("٣", "", "not a number"), ("1234567890123", "", "not a number"),
        (",", "", "not a number"),
    ],
)  # fmt: skip
def test_what_could_be_two_numbers_or_none_is_a_fault(text: str, mark: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        read_number(text, mark)


def test_days_are_read_in_orders_that_cannot_be_mistaken() -> None:
    for text in ("2027-03-31", "31.3.2027", "31.03.2027", "20270331", "2027-3-31"):
        assert read_day(text) == date(2027, 3, 31)
    for text in ("03/04/2027", "31-03-2027", "46112", "270331", "2027-02-30", "1800-01-01", "x"):
        with pytest.raises(ValueError, match=r"not a day|no day|out of range"):
            read_day(text)


def test_headings_are_known_in_any_order_and_strange_ones_are_named() -> None:
    head = "Best before;QTY;Barcode;Colour;Line cost;Site"
    sheet = _read(f"{head}\n31.3.2027;2;4006381333931;red;3;MAIN\n")
    assert sheet.said == "CSV, UTF-8, separated by semicolons; not used: Colour"
    (row,) = sheet.rows
    assert (row.number, row.texts) == (2, {"gtin": "4006381333931", "site": "MAIN"})
    assert row.numbers == {"quantity": Decimal(2), "line_cost": Decimal(3)}
    assert row.days == {"expires_on": date(2027, 3, 31)}
    assert row.findings == []


@pytest.mark.parametrize(
    ("head", "wrong"),
    [
        ("sku,qty,quantity,line_cost,site", "Two columns mean quantity"),
        ("quantity,line_cost,site", "no column sku or gtin"),
        ("sku,quantity,site", "no column line_cost or unit_cost"),
        ("sku,quantity,cost,site", "no column line_cost or unit_cost"),
        ("sku,quantity,line_cost", "no column location or site"),
        ("sku,line_cost,site", "no column quantity"),
    ],
)
def test_a_file_without_its_columns_is_refused(head: str, wrong: str) -> None:
    with pytest.raises(SheetError, match=wrong):
        _read(f"{head}\nA,1,2,3,4\n")
    with pytest.raises(SheetError, match="no rows"):
        _read("sku,quantity,line_cost,site\n")
    with pytest.raises(SheetError, match="empty"):
        _read("\n")


def test_a_said_decimal_mark_settles_what_the_file_leaves_open() -> None:
    text = 'sku,quantity,line_cost,site\nA,"1,234",5,MAIN\n'
    assert [each.text for each in _read(text).rows[0].findings] == [
        "1,234 may mean 1234 or 1.234; say the decimal mark"
    ]
    assert _read(text, ",").rows[0].numbers["quantity"] == Decimal("1.234")
    assert _read(text, ".").rows[0].numbers["quantity"] == Decimal(1234)


def test_cells_that_a_spreadsheet_spoiled_are_told() -> None:
    head = tuple(Cell(n) for n in ("sku", "quantity", "line_cost", "site", "supplier_lot"))
    row = (
        Cell("2027-03-31", "day"),
        Cell("", "number", formula=True),
        Cell("#N/A", "error"),
        Cell("MAIN"),
        Cell("4711", "number"),
        Cell("too far right"),
    )
    sheet = opening_sheet(Sheet((SheetRow(1, head), SheetRow(2, row)), "XLSX"))
    found = {each.column: (each.tone, each.text[:22]) for each in sheet.rows[0].findings}
    assert found == {
        "": ("error", "has more cells than th"),
        "sku": ("error", "was made a date by the"),
        "quantity": ("error", "is a formula without a"),
        "line_cost": ("error", "#N/A cannot be read"),
        "supplier_lot": ("warn", "is stored as a number:"),
    }
