"""HTML and PDF of receipts, by Jinja (autoescape always on) and WeasyPrint.

The PDF engine can reach nothing: neither a file nor the network, only data: addresses written in
the document itself. Templates are ours; no text of people is ever one.
"""

from __future__ import annotations

import math
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from printing.documents import SalesReceipt
from printing.symbols import SymbolError, qr_svg
from printing.text import clean

_TEMPLATES = Path(__file__).with_name("templates")
_LONGEST_ROLL = 4800  # mm; a PDF page ends at 200 inches
_MM_PER_PX = 25.4 / 96
_END = "end"
_NOWHERE = "nowhere://nowhere/"  # relative addresses resolve to what the fetcher refuses


class PdfUnavailable(RuntimeError):
    """This machine cannot make PDF because the text engine Pango is not installed."""


@cache
def templates() -> Environment:
    """Our templates, with autoescape on for every file and undefined names refused."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_safe,
    )


def _safe(value: Any) -> Any:
    """Text of people without controls; what is already markup stays."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def page_html(body: str, css: str, *, title: str, language: str = "en") -> str:
    """A whole HTML document around a fragment and its style sheet, both already safe."""
    return (
        templates()
        .get_template("page.html.j2")
        .render(
            body=Markup(body),  # noqa: S704 - made by our own escaping templates
            css=Markup(css),  # noqa: S704
            title=title,
            language=language,
        )
    )


def html_to_pdf(html: str) -> bytes:
    """The document as PDF. Raises PdfUnavailable where Pango is missing.

    Takes a tenth of a second to several: never call it inside a transaction.
    """
    pdf: bytes = _laid_out(html).write_pdf()
    return pdf


def _laid_out(html: str) -> Any:
    engine = _engine()
    """Relative addresses need a base (without one WeasyPrint raises), so they get a dead one."""
    fetcher = engine.urls.URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    return engine.HTML(string=html, base_url=_NOWHERE, url_fetcher=fetcher).render()


def _engine() -> Any:
    """WeasyPrint, imported late: it takes a second and needs Pango from the system."""
    try:
        return import_module("weasyprint")
    except OSError as error:
        raise PdfUnavailable(
            "PDF needs Pango. On Debian or Ubuntu: "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0."
        ) from error


def receipt_css() -> str:
    """The style sheet of a receipt fragment; every rule is scoped to .receipt names."""
    return (_TEMPLATES / "receipt.css").read_text(encoding="utf-8")


def slip_css() -> str:
    """The style sheet of a slip that travels with goods."""
    return (_TEMPLATES / "goods_slip.css").read_text(encoding="utf-8")


def stylesheet(name: str) -> str:
    """A style sheet of ours."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def receipt_fragment(receipt: SalesReceipt) -> str:
    """The receipt as an <article>, for a page that links receipt_css()."""
    return templates().get_template("receipt.html.j2").render(receipt=receipt, qr=_qr(receipt.qr))


def _qr(payload: str) -> Markup | str:
    """The drawn code; a payload too long for one is shown as text, so nothing is lost."""
    safe = clean(payload)
    if not safe:
        return ""
    try:
        return Markup(qr_svg(safe))  # noqa: S704
    except SymbolError:
        return safe


def receipt_html(receipt: SalesReceipt, *, height_mm: int | None = None) -> str:
    """The receipt as a whole document for an 80 mm roll."""
    page = (
        f"@page {{ size: 80mm {height_mm or 297}mm; margin: 0 }}\n"
        f"body {{ margin: 0 }} #{_END} {{ display: block }}\n"
    )
    return page_html(
        receipt_fragment(receipt) + f'<a id="{_END}"></a>',
        page + receipt_css(),
        title=f"{receipt.words.receipt} {receipt.receipt_number}",
        language=receipt.language,
    )


def receipt_pdf(receipt: SalesReceipt) -> bytes:
    """The receipt on one page as long as it needs to be, like paper off the roll.

    Laid out twice: once on a very long page to learn where it ends. A receipt longer than PDF
    allows goes on several pages.
    """
    measured = _laid_out(receipt_html(receipt, height_mm=_LONGEST_ROLL))
    if len(measured.pages) > 1 or _END not in measured.pages[0].anchors:
        pdf: bytes = measured.write_pdf()
        return pdf
    _, end = measured.pages[0].anchors[_END][:2]
    return html_to_pdf(receipt_html(receipt, height_mm=math.ceil(end * _MM_PER_PX) + 2))
