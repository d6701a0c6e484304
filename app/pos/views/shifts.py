"""Shifts: the list, one Z as it was frozen, its paper, and the X of a till."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app import clock
from app.db import reading
from app.errors import WrongState
from app.identity.access import needs
from app.identity.permissions import Permission
from app.pos.blueprint import bp
from app.pos.here import shop_here, till_asked
from app.pos.shift_papers import print_z, x_paper, z_paper
from app.sales.shifts import shifts_page
from app.web.paging import DEFAULT_LIMIT
from printing.documents import ZReport
from printing.pdf import PdfUnavailable
from printing.report_pdf import report_fragment, report_pdf

LONG = timedelta(hours=24)
"""A shift that is open for longer than this was forgotten."""


def _fragment(paper: ZReport) -> Markup:
    return Markup(report_fragment(paper))  # noqa: S704 - escaped by the printing room


@bp.get("/shifts")
@needs(Permission.SEE_SALES)
def shifts() -> ResponseReturnValue:
    """Shifts, newest first: when, who, what was over or short."""
    cursor = request.args.get("cursor")
    with reading() as session:
        page = shifts_page(session, shop_here().actor, limit=DEFAULT_LIMIT, cursor=cursor)
        stale = clock.now() - LONG
        return render_template("pos/shifts.html", page=page, stale=stale)


@bp.get("/shifts/<till>/<int:number>")
@needs(Permission.SEE_SALES)
def shift(till: str, number: int) -> ResponseReturnValue:
    """The Z of a closed shift; `?part=1` only the paper, for the till."""
    with reading() as session:
        found = z_paper(session, till, number, shop=shop_here())
    paper = _fragment(found.paper())
    if request.args.get("part"):
        return Response(paper, mimetype="text/html")
    return render_template("pos/shift.html", found=found, paper=paper)


@bp.get("/shifts/<till>/<int:number>.pdf", endpoint="shift_pdf")
@needs(Permission.SEE_SALES)
def shift_as_pdf(till: str, number: int) -> ResponseReturnValue:
    """The Z as PDF."""
    with reading() as session:
        found = z_paper(session, till, number, shop=shop_here())
    try:
        answer = Response(report_pdf(found.paper()), mimetype="application/pdf")
    except PdfUnavailable as missing:
        flash(str(missing), "warn")
        return redirect(url_for("pos.shift", till=till, number=number))
    answer.headers.set("Content-Disposition", "inline", filename=f"z-{till}-{number}.pdf")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/shifts/<till>/<int:number>/print")
@needs(Permission.RUN_SHIFT)
def print_shift(till: str, number: int) -> ResponseReturnValue:
    """Print the Z; the first time the original, then copies."""
    try:
        tone, sentence = "ok", print_z(till, number, shop=shop_here())
    except WrongState as refused:
        tone, sentence = "warn", refused.message
    if request.accept_mimetypes.best == "application/json":
        return {"tone": tone, "message": sentence}
    flash(sentence, tone)
    return redirect(url_for("pos.shift", till=till, number=number))


@bp.get("/till/x")
@needs(Permission.RUN_SHIFT)
def till_x() -> ResponseReturnValue:
    """The X of this till as paper, for its sheet; takings only for those who may see them."""
    with reading() as session:
        paper = x_paper(session, till_asked(session), shop=shop_here())
    answer = Response(_fragment(paper), mimetype="text/html")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
