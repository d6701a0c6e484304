"""Pages of the exports: which there are, and each as a file to keep."""

from __future__ import annotations

from datetime import date

from flask import Response, current_app, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.db import reading
from app.errors import bad_field
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.reporting.exports.asked import AskedExport, with_days
from app.reporting.exports.files import EXPORTS, Export, export
from app.reporting.views import bp
from app.web.fields import read_day

P = Permission


def _day(name: str) -> date | None:
    text = request.args.get(name, "")[:20].strip()
    try:
        return read_day(text) if text else None
    except ValueError as wrong:
        raise bad_field(name, str(wrong)) from None


def _asked(session: Session, chosen: Export) -> AskedExport:
    who, now, code = actor(), clock.now(), request.args.get("site", "")[:64]
    home = identity.home_site(session, who)
    site = identity.site_by_code(session, code, who) if code else None
    if site is None and who.site_id is not None:
        site = home
    plain = AskedExport(
        current_app.extensions["lotwise"].currency,
        now,
        clock.local_day(now, home.time_zone),
        home.time_zone,
        site_id=site.id if site else None,
        site=site.code if site else None,
    )
    first = _day("from") if chosen.ranged else None
    return with_days(plain, first, _day("to"), _day("as_of"))


@bp.get("/books/exports")
@needs(P.SEE_BOOKS)
def exports() -> ResponseReturnValue:
    """Which files there are, for which days and which site."""
    with reading() as session:
        offered = identity.sites_of(session, actor())
    ranged = {name: each for name, each in EXPORTS.items() if each.ranged}
    dated = {name: each for name, each in EXPORTS.items() if not each.ranged}
    return render_template("reporting/exports.html", ranged=ranged, dated=dated, offered=offered)


@bp.get("/books/exports/<name>")
@needs(P.SEE_BOOKS)
def export_file(name: str) -> ResponseReturnValue:
    """One of them; a long one is sent as it is made."""
    chosen = export(name)
    with reading() as session:
        asked = _asked(session, chosen)
    answer = Response(stream_with_context(chosen.make(asked)), mimetype=chosen.media)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
