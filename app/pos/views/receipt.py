"""The paper of a sale, a return or a void: shown, as PDF, as printer bytes. Printing: slip.py."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.db import reading
from app.identity.access import needs
from app.identity.permissions import Permission
from app.pos.blueprint import bp
from app.pos.here import shop_here
from app.pos.public_address import public_address
from app.pos.receipt_printing import receipt_bytes, slip
from app.pos.return_slips import paper_of
from printing.documents import SalesReceipt
from printing.pdf import PdfUnavailable, receipt_css, receipt_fragment, receipt_pdf


def _receipt(number: str) -> SalesReceipt:
    shop = shop_here()
    how = {"by": shop.actor, "currency": shop.currency, "address": public_address()}
    with reading() as session:
        return paper_of(session, number, **how).document


@bp.get("/sales/<number>/receipt")
@needs(Permission.SEE_SALES)
def receipt(number: str) -> ResponseReturnValue:
    """The receipt as it would be printed; `?part=1` only the paper, for the till."""
    paper = Markup(receipt_fragment(_receipt(number)))  # noqa: S704 - escaped by the printing room
    if request.args.get("part"):
        return Response(paper, mimetype="text/html")
    stands = slip(number, shop=shop_here(), address=public_address())
    return render_template("pos/receipt.html", paper=paper, number=number, slip=stands)


@bp.get("/sales/<number>/receipt.pdf", endpoint="receipt_pdf")
@needs(Permission.SEE_SALES)
def receipt_as_pdf(number: str) -> ResponseReturnValue:
    """The receipt as PDF, as long as the paper would be."""
    try:
        data = receipt_pdf(_receipt(number))
    except PdfUnavailable as missing:
        flash(str(missing), "warn")
        return redirect(url_for("pos.receipt", number=number))
    return _download(data, "application/pdf", f"receipt-{number}.pdf", inline=True)


@bp.get("/sales/<number>/receipt.bin")
@needs(Permission.SEE_SALES)
def receipt_escpos(number: str) -> ResponseReturnValue:
    """The very bytes a receipt printer gets."""
    data = receipt_bytes(number, shop=shop_here(), address=public_address())
    return _download(data, "application/octet-stream", f"receipt-{number}.bin", inline=False)


@bp.get("/receipt.css")
@needs(Permission.SIGNED_IN)
def paper_css() -> ResponseReturnValue:
    """The style sheet of receipts, the same as on PDF."""
    answer = Response(receipt_css(), mimetype="text/css")
    answer.add_etag()
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


def _download(data: bytes, kind: str, name: str, *, inline: bool) -> Response:
    answer = Response(data, mimetype=kind)
    how = "inline" if inline else "attachment"
    answer.headers.set("Content-Disposition", how, filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
