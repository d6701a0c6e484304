"""A slip that travels with goods, on A4: what it is, from whom to whom, lot by lot, signatures.

Every amount and day arrives as text. Its code is the document's number.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from printing.pdf import html_to_pdf, page_html, slip_css, templates
from printing.symbols import qr_svg


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One lot: product, SKU, our lot number, the supplier's, its date, how much.

    `last` fills the last column, which is blank to write in otherwise.
    """

    name: str
    sku: str
    lot: str
    supplier_lot: str
    expires: str
    quantity: str
    last: str = ""


@dataclass(frozen=True, slots=True)
class GoodsSlip:
    """A slip: its heading as pairs of words, its lines, what is said below them, who signs."""

    title: str
    number: str
    heading: tuple[tuple[str, str], ...]
    lines: tuple[SlipLine, ...]
    signatures: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ("Product", "Lot", "Supplier lot", "Date", "Quantity", "Counted")


def _article(slip: GoodsSlip) -> str:
    code = Markup(qr_svg(slip.number))  # noqa: S704 - drawn by us
    return templates().get_template("goods_slip.html.j2").render(slip=slip, code=code)


def slip_html(*slips: GoodsSlip) -> str:
    """Slips as a whole document, each on a page of its own."""
    title = f"{slips[0].title} {slips[0].number}"
    return page_html("".join(_article(slip) for slip in slips), slip_css(), title=title)


def slip_pdf(*slips: GoodsSlip) -> bytes:
    """Slips as one PDF. Raises PdfUnavailable; never call it inside a transaction."""
    return html_to_pdf(slip_html(*slips))
