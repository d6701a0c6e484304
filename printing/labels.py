"""Lot labels: PDF pages, printer sheets and ESC/POS, each with a GS1 DataMatrix that says the lot.

Draws what it is given; the element string is made and checked by the gs1 room.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from markupsafe import Markup

from printing.documents import LotLabel
from printing.pdf import html_to_pdf, page_html, templates
from printing.symbols import datamatrix_svg

Cell = tuple[LotLabel, Markup] | None


@dataclass(frozen=True, slots=True)
class LabelSize:
    """A label stock. Lengths in millimetres, fonts in points.

    `across` x `down` labels on a page of `page_width` x `page_height`; `code` is the side of the
    DataMatrix with its quiet zone.
    """

    name: str
    width: int
    height: int
    page_width: int
    page_height: int
    code: int
    font: str
    hri: str
    padding: int
    across: int = 1
    down: int = 1
    margin_top: str = "0"
    margin_left: str = "0"

    @property
    def text_height(self) -> int:
        """Room for the text beside the code, down to the human-readable line."""
        return self.height - 2 * self.padding - 3

    @property
    def per_page(self) -> int:
        """Labels on one page."""
        return self.across * self.down


_SIZES = (
    LabelSize("62x29", 62, 29, 62, 29, 18, "7", "5", 2),
    LabelSize("57x32", 57, 32, 57, 32, 18, "7", "5", 2),
    LabelSize("100x50", 100, 50, 100, 50, 34, "12", "8", 4),
    LabelSize("a4-3x8", 70, 37, 210, 297, 22, "8", "5.5", 4, 3, 8, margin_top="0.5"),
)
LABEL_SIZES: Mapping[str, LabelSize] = MappingProxyType({size.name: size for size in _SIZES})


class LabelSizeUnknown(ValueError):
    """There is no label stock of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Label size {name!r} is not one of {', '.join(LABEL_SIZES)}.")


def lot_labels_html(labels: Iterable[LotLabel], size_name: str, *, skip: int = 0) -> str:
    """Labels as a document of pages; each label as often as its `copies`.

    `skip` leaves the first cells of a sheet empty, for a sheet already begun. Raises
    LabelSizeUnknown, and SymbolError where a payload is not a GS1 element string.
    """
    size = LABEL_SIZES.get(size_name)
    if size is None:
        raise LabelSizeUnknown(size_name)
    pages = _pages(_cells(labels, skip % size.per_page), size.per_page)
    body = templates().get_template("labels.html.j2").render(pages=pages)
    css = templates().get_template("labels.css.j2").render(size=size)
    return page_html(body, css, title="Lot labels")


def lot_labels_pdf(labels: Iterable[LotLabel], size_name: str, *, skip: int = 0) -> bytes:
    """The labels as PDF; see lot_labels_html. Raises PdfUnavailable where Pango is missing."""
    return html_to_pdf(lot_labels_html(labels, size_name, skip=skip))


def _cells(labels: Iterable[LotLabel], skip: int) -> list[Cell]:
    cells: list[Cell] = [None] * skip
    for label in labels:
        code = Markup(datamatrix_svg(label.payload))  # noqa: S704
        cells.extend([(label, code)] * label.copies)
    return cells


def _pages(cells: Sequence[Cell], per_page: int) -> list[Sequence[Cell]]:
    return [cells[start : start + per_page] for start in range(0, len(cells), per_page)]
