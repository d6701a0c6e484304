"""HTML and PDF of till reports (X and Z), on an 80 mm roll like the receipts."""

from __future__ import annotations

from printing.documents import ZReport
from printing.pdf import html_to_pdf, page_html, receipt_css, templates

_PAGE = "@page { size: 80mm 297mm; margin: 4mm 0 }\nbody { margin: 0 }\n"


def report_fragment(report: ZReport) -> str:
    """The report as an <article>, for a page that links the receipts' style sheet."""
    return templates().get_template("till_report.html.j2").render(report=report)


def report_pdf(report: ZReport) -> bytes:
    """The report as PDF. Raises PdfUnavailable; never call it inside a transaction."""
    body = report_fragment(report)
    return html_to_pdf(page_html(body, _PAGE + receipt_css(), title=report.title))
