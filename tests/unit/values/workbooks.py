"""XLSX files for tests: sound ones by hand, as other programs write them, and hostile ones."""

import io
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def book_xml(*, more: str = "", sheets: str = '<sheet name="One" sheetId="1" r:id="rId1"/>') -> str:
    """A workbook's own part."""
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{more}<sheets>{sheets}</sheets></workbook>'
    )


def sheet_xml(rows: str) -> str:
    """A worksheet around its rows."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def inline(*texts: str) -> str:
    """A row of texts that stand in their cells, without references, as some programs write them."""
    cells = "".join(f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>' for text in texts)
    return f"<row>{cells}</row>"


def workbook(rows: str, **parts: str) -> bytes:
    """A workbook of one sheet; parts by file name (`styles`, `sharedStrings`, `workbook`)."""
    made = io.BytesIO()
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="x" Target="{target}"/>'
        for n, target in ((1, "worksheets/sheet1.xml"), (2, "/xl/worksheets/sheet2.xml"))
    )
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", parts.pop("workbook", book_xml()))
        packed.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>',
        )
        packed.writestr("xl/worksheets/sheet1.xml", sheet_xml(rows))
        for name, text in parts.items():
            packed.writestr(f"xl/{name}.xml", text)
    return made.getvalue()
