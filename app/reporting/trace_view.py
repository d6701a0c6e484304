"""Pages of a lot's trace: one screen in both directions, all its sales as CSV, and on paper."""

from __future__ import annotations

from typing import Any

from flask import (
    Response,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.db import outside_transaction, reading, stream_reading
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.inventory import queries
from app.inventory.journey import journey
from app.inventory.trace_picture import WIDTH
from app.reporting.trace_paper import trace_paper
from app.reporting.tracing import sale_rows, traced
from app.reporting.views import bp
from app.sales.lot_sales import certainty_word, sales_of_lots
from app.values.csv_text import csv_lines
from app.web.paging import id_before, page_of
from printing.goods_slip import slip_pdf
from printing.pdf import PdfUnavailable

P = Permission
ROWS = 50
STEPS = 100


def _page(session: Session, number: str) -> dict[str, Any]:
    who, after = actor(), id_before(request.args.get("cursor"))
    found = traced(session, number, who)
    lot_id = found.row.Lot.id
    moves = queries.movements(session, lot_id, limit=STEPS + 1)
    rows = sales_of_lots(session, [lot_id], limit=ROWS + 1, after=after or 0, site_id=who.site_id)
    return {
        "it": found,
        "lot": found.row.Lot,
        "steps": journey(moves[:STEPS]),
        "more_steps": len(moves) > STEPS,
        "page": page_of(rows, ROWS, lambda row: (row.id,), first=after is None),
        "certainty": certainty_word,
        "width": WIDTH,
        "sees_cost": who.may(P.SEE_COST),
        "sees_names": who.may(P.SEE_CUSTOMERS),
    }


@bp.get("/lots/<number>/trace")
@needs(P.TRACE)
def lot_trace(number: str) -> ResponseReturnValue:
    """A lot from its origin to its buyers, with a picture of its journey."""
    with reading() as session:
        return render_template("reporting/trace.html", **_page(session, number))


@bp.get("/lots/<number>/trace.csv")
@needs(P.TRACE)
def lot_trace_csv(number: str) -> ResponseReturnValue:
    """Every sale line of a lot, as they are read."""
    who = actor()
    with reading() as session:
        queries.lot(session, number, who)  # not found is said before the first line
    lines = stream_reading(lambda session: csv_lines(sale_rows(session, number, who)))
    answer = Response(stream_with_context(lines), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{number}-sales.csv")
    return answer


@bp.get("/lots/<number>/trace.pdf")
@needs(P.TRACE)
def lot_trace_pdf(number: str) -> ResponseReturnValue:
    """The trace on paper, for an inspector: figures, kin, and the journey's steps."""
    with reading() as session:
        found = traced(session, number, actor())
        zone = identity.home_site(session, actor()).time_zone
        steps = journey(queries.movements(session, found.row.Lot.id, limit=STEPS))
        paper = trace_paper(found, steps, at=clock.now(), zone=zone)
    outside_transaction("making a PDF")
    try:
        answer = Response(slip_pdf(paper), mimetype="application/pdf")
    except PdfUnavailable as missing:
        flash(str(missing), "warn")
        return redirect(url_for("reporting.lot_trace", number=number))
    answer.headers.set("Content-Disposition", "inline", filename=f"{number}-trace.pdf")
    return answer
