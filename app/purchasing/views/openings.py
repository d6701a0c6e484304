"""Pages of opening stock: the files that came in, a new one looked at first, one with its lots."""

from __future__ import annotations

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.db import reading
from app.errors import NotFound, bad_field
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.purchasing import openings as queries
from app.purchasing.blueprint import bp
from app.purchasing.opening_file import template_csv, template_xlsx
from app.purchasing.opening_rules import COLUMNS
from app.purchasing.views.deliveries import ROWS, before_cursor
from app.values.sheet import MOST_BYTES, MOST_ROWS
from app.web.paging import decode_cursor, page_of

P = Permission
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATES = {"csv": (template_csv, "text/csv"), "xlsx": (template_xlsx, XLSX)}


def _download(data: bytes, kind: str, name: str) -> Response:
    answer = Response(data, mimetype=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.get("/stock/opening")
@needs(P.OPEN_STOCK)
def openings() -> ResponseReturnValue:
    """Look at a file, take it in; below, the files that came in, newest first."""
    before = before_cursor()
    with reading() as session:
        rows = queries.openings(session, actor(), before=before, limit=ROWS + 1)
        page = page_of(rows, ROWS, lambda row: (row.id,), first=before is None)
        shown = {"page": page, "columns": COLUMNS, "most": (MOST_ROWS, MOST_BYTES)}
        return render_template(
            "purchasing/openings.html", sees_cost=actor().may(P.SEE_COST), **shown
        )


@bp.get("/stock/opening/template.<kind>")
@needs(P.OPEN_STOCK)
def opening_template(kind: str) -> ResponseReturnValue:
    """A file with the headings to fill in."""
    if kind not in TEMPLATES:
        raise NotFound("There is no such file.")
    make, mime = TEMPLATES[kind]
    return _download(make(), mime, f"opening-stock.{kind}")


def _after() -> int:
    text = request.args.get("cursor")
    if not text:
        return 0
    try:
        (last,) = decode_cursor(text, 1)
    except ValueError:
        last = None
    if not isinstance(last, int) or not 0 <= last <= 32_767:
        raise bad_field("cursor", "is not one of ours")
    return last


@bp.get("/stock/opening/<number>")
@needs(P.OPEN_STOCK)
def opening(number: str) -> ResponseReturnValue:
    """One file that came in, with the lots its rows became."""
    after = _after()
    with reading() as session:
        it = queries.opening(session, number, actor())
        found = queries.opening_lines(session, it.id, after=after, limit=ROWS + 1)
        page = page_of(found, ROWS, lambda row: (row.OpeningLine.line,), first=after == 0)
        labels = " ".join(row.Lot.number for row in page.items)
        shown = {"it": it, "page": page, "labels": labels, "sees_cost": actor().may(P.SEE_COST)}
        return render_template("purchasing/opening.html", **shown)


@bp.get("/stock/opening/<number>/result.csv")
@needs(P.OPEN_STOCK)
def opening_result(number: str) -> ResponseReturnValue:
    """Which row became which lot of ours, to keep."""
    with reading() as session:
        it = queries.opening(session, number, actor())
        rows = queries.opening_lines(session, it.id)
        money = current_app.extensions["lotwise"].currency
        data = queries.result_csv(rows, money, costs=actor().may(P.SEE_COST))
    return _download(data, "text/csv", f"{it.number}-lots.csv")
