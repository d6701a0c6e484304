"""A slip that travels with goods, on A4: what it is, from whom to whom, lot by lot, signatures.

Every amount and day arrives as text. Its code is the document's number.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as proof: its name and note, its media type, its bytes."""

    words: str
    media_type: str
    data: bytes


def _picture(photo: Photo) -> str:
    source = f"data:{photo.media_type};base64,{b64encode(photo.data).decode()}"
    return templates().get_template("photo.html.j2").render(words=photo.words, source=source)


def slip_html(*slips: GoodsSlip, photos: Sequence[Photo] = ()) -> str:
    """Slips as a whole document, each on a page of its own, and photos after them."""
    title = f"{slips[0].title} {slips[0].number}"
    body = [*map(_article, slips), *map(_picture, photos)]
    return page_html("".join(body), slip_css(), title=title)


def slip_pdf(*slips: GoodsSlip, photos: Sequence[Photo] = ()) -> bytes:
    """Slips as one PDF. Raises PdfUnavailable; never call it inside a transaction."""
    return html_to_pdf(slip_html(*slips, photos=photos))
