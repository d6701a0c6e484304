"""A table on A4 that goes over many pages: its heading on each, amounts to the right, a total.

Every amount and day arrives as text.
"""

from __future__ import annotations

from dataclasses import dataclass

from printing.pdf import html_to_pdf, page_html, stylesheet, templates


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column: its word, and whether its cells are numbers."""

    name: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class TablePaper:
    """A table: what it is, of whom and when, its columns, rows and the last row's sums."""

    title: str
    heading: tuple[tuple[str, str], ...]
    columns: tuple[PaperColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...]
    note: str = ""


def table_html(paper: TablePaper) -> str:
    """The table as a whole document."""
    body = templates().get_template("table_paper.html.j2").render(paper=paper)
    return page_html(body, stylesheet("table_paper.css"), title=paper.title)


def table_pdf(paper: TablePaper) -> bytes:
    """The table as PDF. Raises PdfUnavailable; never call it inside a transaction."""
    return html_to_pdf(table_html(paper))
