"""Files of strangers: every encoding and separator read, hostile ones refused in a sentence."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from app.values import xlsx
from app.values.sheet import MOST_ROWS, Sheet, SheetError, read_csv
from app.values.xlsx import read_xlsx
from tests.unit.values.workbooks import MAIN, book_xml, inline, sheet_xml, workbook

TABLE = "sku,quantity,note\r\nMILK,2,été €\r\n"


def _texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in sheet.rows]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (TABLE.encode(), "CSV, UTF-8, separated by commas"),
        (b"\xef\xbb\xbf" + TABLE.encode(), "CSV, UTF-8, separated by commas"),
        (TABLE.encode("utf-16"), "CSV, UTF-16, separated by commas"),
        (b"\xfe\xff" + TABLE.encode("utf-16-be"), "CSV, UTF-16, separated by commas"),
        (TABLE.encode("utf-16-le"), "CSV, UTF-16, separated by commas"),
        (TABLE.encode("utf-16-be"), "CSV, UTF-16, separated by commas"),
        (TABLE.encode("cp1252"), "CSV, Windows-1252, separated by commas"),
        (TABLE.replace(",", ";").encode(), "CSV, UTF-8, separated by semicolons"),
        (TABLE.replace(",", "\t").encode(), "CSV, UTF-8, separated by tabs"),
        (("sep=;\r\n" + TABLE.replace(",", ";")).encode(), "CSV, UTF-8, separated by semicolons"),
    ],
)
def test_every_writing_of_a_table_reads_the_same(data: bytes, said: str) -> None:
    sheet = read_csv(data)
    assert sheet.said == said
    assert _texts(sheet) == [["sku", "quantity", "note"], ["MILK", "2", "été €"]]


def test_rows_keep_the_numbers_that_a_spreadsheet_shows() -> None:
    sheet = read_csv(b'sku,note\n\nA,"two\nlines"\n , \nB,\n')
    assert [row.number for row in sheet.rows] == [1, 3, 5]
    named = read_csv(b"sep=;\na;b\n1;2\n")
    assert [row.number for row in named.rows] == [2, 3]


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"a,b;c\n1,2;3\n", "two separators"),
        (b'a,b\n"open,2\n', "no sound CSV"),
        (b"a,b\n\x81,2\n", "no text in Windows-1252"),
        (b"\xff\xfea", "no text in UTF-16"),
        (b"a,b\n\x00,2\n", "neither CSV nor XLSX"),
        (b"a,b\n" + b"1,2\n" * (MOST_ROWS + 1), "make several files"),
        (b"a,b\n" + b"x" * 1001 + b",2\n", "1000 characters"),
        (b"a,b\n" + b"," * 70 + b"2\n", "64 columns"),
    ],
)
def test_a_csv_that_could_mean_two_things_or_too_much_is_refused(data: bytes, wrong: str) -> None:
    with pytest.raises(SheetError, match=wrong):
        read_csv(data)


def test_a_workbook_as_programs_write_it_is_read_with_exact_numbers_and_days() -> None:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("Count")
    book.add_worksheet("Notes").write(0, 0, "not this")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    money = book.add_format({"num_format": '"day" #,##0.00'})
    sheet.write_row(0, 0, ["sku", "quantity", "expires_on", "cost", "flag", "sum"])
    sheet.write_string(2, 0, "00123")
    sheet.write_number(2, 1, 0.1 + 0.2)
    sheet.write_datetime(2, 2, date(2027, 3, 31), day)
    sheet.write_number(2, 3, 1234.5, money)
    sheet.write_boolean(2, 4, True)
    sheet.write_formula(2, 5, "=B3*2", None, 0.6)
    book.close()
    read = read_xlsx(made.getvalue())
    assert read.said == 'XLSX, sheet "Count", the first of 2 sheets'
    assert [row.number for row in read.rows] == [1, 3]
    row = read.rows[1].cells
    assert [cell.text for cell in row] == ["00123", "0.3", "2027-03-31", "1234.5", "TRUE", "0.6"]
    assert [cell.kind for cell in row] == ["text", "number", "day", "number", "flag", "number"]
    assert [cell.formula for cell in row] == [False] * 5 + [True]


def test_cells_without_references_and_texts_in_pieces_are_read() -> None:
    pieces = "<si><r><t>Mi</t></r><r><t>lk</t></r><rPh><t>reading</t></rPh></si>"
    shared = f'<sst xmlns="{MAIN}">{pieces}</sst>'
    rows = inline("sku", "a & b") + '<row r="4"><c r="B4" t="s"><v>0</v></c></row>'
    sheet = read_xlsx(workbook(rows, sharedStrings=shared))
    assert _texts(sheet) == [["sku", "a & b"], ["", "Milk"]]
    assert [row.number for row in sheet.rows] == [1, 4]


def test_days_count_from_1904_where_it_is_said_and_hidden_sheets_are_passed_over() -> None:
    looks = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    styles = f'<styleSheet xmlns="{MAIN}">{looks}</styleSheet>'
    hidden = (
        '<sheet name="H" sheetId="1" state="hidden" r:id="rId1"/>'
        '<sheet name="S" sheetId="2" r:id="rId2"/>'
    )
    cells = '<row r="1"><c r="A1" s="1"><v>45000</v></c><c r="B1" s="1"><v>1.5</v></c></row>'
    book = book_xml(more='<workbookPr date1904="1"/>', sheets=hidden)
    data = workbook(
        inline("not this"),
        workbook=book,
        styles=styles,
        **{"worksheets/sheet2": sheet_xml(cells)},
    )
    (row,) = read_xlsx(data).rows
    assert [(cell.text, cell.kind) for cell in row.cells] == [
        ("2027-03-16", "day"),
        ("1.5", "error"),
    ]


def _bomb() -> bytes:
    return workbook("<row><c><v>1</v></c></row>" + " " * (xlsx.MOST_UNPACKED + 1))


def _entities() -> bytes:
    doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    return workbook(inline("x"), workbook=doctype + book_xml())


def _deep() -> bytes:
    return workbook("<row><c><is>" + "<t>" * 100_000)


def _many_parts() -> bytes:
    made = io.BytesIO(workbook(inline("x")))
    with zipfile.ZipFile(made, "a") as packed:
        for number in range(xlsx.MOST_PARTS):
            packed.writestr(f"junk/{number}", "")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (_bomb(), "far more than a table"),
        (_entities(), "DOCTYPE"),
        (_deep(), "nested"),
        (_many_parts(), "no XLSX workbook"),
        (workbook("<row/><row>" * 3), "broken"),
        (workbook(inline("a", "b") * (MOST_ROWS + 2)), "make several files"),
        (workbook('<row><c r="ZZ1"><v>1</v></c></row>'), "64 columns"),
        (workbook(inline("x"), workbook=book_xml(sheets="")), "no sheet"),
        (workbook(inline("x"))[:-40], "broken"),
        (b"PK\x03\x04 and nothing", "broken"),
    ],
)
def test_a_hostile_workbook_is_refused_in_a_sentence(data: bytes, wrong: str) -> None:
    with pytest.raises(SheetError, match=wrong):
        read_xlsx(data)


@pytest.mark.parametrize("stored", ["1e99", "NaN", "1" * 30, "1.2.3", "0x10", "-"])
def test_a_number_that_is_none_is_an_error_cell(stored: str) -> None:
    (row,) = read_xlsx(workbook(f"<row><c><v>{stored}</v></c></row>")).rows
    assert row.cells[0].kind in {"error", "number"}
    assert row.cells[0].kind == "error" or len(row.cells[0].text) == 100
