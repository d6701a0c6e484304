"""Pages of goods given back to suppliers: the list, a new one by scan, one with its slip."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.attachments.queries import files_of
from app.catalog.search_words import clean_line
from app.db import outside_transaction, reading
from app.errors import NotFound
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.inventory import queries as stock
from app.purchasing import dock
from app.purchasing import returns as queries
from app.purchasing.blueprint import bp
from app.purchasing.views.deliveries import ROWS, before_cursor
from app.values.document import DocumentRef
from app.web.paging import page_of
from printing.goods_slip import slip_pdf
from printing.pdf import PdfUnavailable

P = Permission


@bp.get("/supplier-returns")
@needs(P.SEE_STOCK)
def returns() -> ResponseReturnValue:
    """Goods given back, newest first."""
    before = before_cursor()
    with reading() as session:
        rows = queries.returns(session, actor(), before=before, limit=ROWS + 1)
        page = page_of(rows, ROWS, lambda row: (row.SupplierReturn.id,), first=before is None)
        return render_template("purchasing/returns.html", page=page)


def _given_lot(session: Session) -> tuple[list[dict[str, Any]], str]:
    """The lot the page was opened for, as the page's script takes it, and its supplier."""
    number = clean_line(request.args.get("lot", "")[:64])
    if not number:
        return [], ""
    try:
        row = stock.lot(session, number, actor())
    except NotFound:
        return [], ""
    line = {"lot": row.Lot.number, "sku": row.sku, "name": row.name, "unit": row.base_unit}
    return [{**line, "quantity": "", "expected": None, "note": ""}], row.Lot.supplier_code or ""


@bp.get("/supplier-returns/new")
@needs(P.PURCHASE)
def new_return() -> ResponseReturnValue:
    """Scan lots that go back to their supplier."""
    with reading() as session:
        lines, supplier = _given_lot(session)
        shown = {
            "lines": json.dumps(lines),
            "supplier": supplier,
            "suppliers": dock.suppliers(session),
            "sites": identity.sites_of(session, actor()),
            "home": identity.home_site(session, actor()),
        }
        return render_template("purchasing/return_new.html", **shown)


@bp.get("/supplier-returns/<number>")
@needs(P.SEE_STOCK)
def supplier_return(number: str) -> ResponseReturnValue:
    """One return to a supplier."""
    with reading() as session:
        head = queries.return_head(session, number, actor())
        lines = queries.return_lines(session, head.SupplierReturn.id)
        shown = {"head": head, "it": head.SupplierReturn, "lines": lines}
        shown["files"] = files_of(session, DocumentRef("supplier_return", shown["it"].number))
        sees_cost = actor().may(P.SEE_COST)
        return render_template("purchasing/return.html", sees_cost=sees_cost, **shown)


@bp.get("/supplier-returns/<number>/slip.pdf")
@needs(P.SEE_STOCK)
def return_paper(number: str) -> ResponseReturnValue:
    """The slip that goes back with the goods."""
    with reading() as session:
        head = queries.return_head(session, number, actor())
        slip = queries.return_slip(head, queries.return_lines(session, head.SupplierReturn.id))
    outside_transaction("making a PDF")
    try:
        answer = Response(slip_pdf(slip), mimetype="application/pdf")
    except PdfUnavailable as missing:
        flash(str(missing), "warn")
        return redirect(url_for("purchasing.supplier_return", number=number))
    answer.headers.set("Content-Disposition", "inline", filename=f"{slip.number}.pdf")
    return answer
