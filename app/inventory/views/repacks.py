"""Pages of lots made from lots: the list, a new one by scan, one in full, its slip."""

from __future__ import annotations

from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms.fields import SelectChoice

from app import clock
from app.catalog.scanning import resolve
from app.catalog.search_words import clean_line
from app.db import outside_transaction, reading, transaction
from app.errors import ShopError
from app.gs1.parse import read
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.inventory import repacks as queries
from app.inventory.blueprint import bp
from app.inventory.lineage_rules import KINDS
from app.inventory.repack_form import RepackForm
from app.inventory.repack_slip import TITLES, repack_slip
from app.inventory.services.repack import repack as repack_lots
from app.inventory.services.repack_forms import Made
from app.inventory.services.take_apart import Lost, Taken
from app.inventory.views.lots import own_number
from app.web.paging import id_before, page_of
from printing.goods_slip import slip_pdf
from printing.pdf import PdfUnavailable

P = Permission
ROWS = 50
HINTS = MappingProxyType(
    {
        "split": "Part of a lot gets a number of its own.",
        "merge": "Several lots of one product become one.",
        "repack": "A case becomes singles, a sack becomes bags.",
        "kit": "Several products become one.",
    }
)
"""What each form is for."""


@bp.get("/repacks")
@needs(P.SEE_STOCK)
def repacks() -> ResponseReturnValue:
    """Lots made from lots, newest first; a scanned slip leads straight to its document."""
    word = clean_line(request.args.get("q", "")[:64]).upper()
    if word:
        return redirect(url_for("inventory.repack", number=word))
    before = id_before(request.args.get("cursor"))
    with reading() as session:
        rows = queries.repacks(session, actor(), before=before, limit=ROWS + 1)
        page = page_of(rows, ROWS, lambda row: (row.Repack.id,), first=before is None)
        return render_template("inventory/repacks.html", page=page, titles=TITLES)


def _form_page(form: RepackForm, status: int = 200) -> ResponseReturnValue:
    hints = dict(HINTS)
    return render_template("inventory/repack_new.html", form=form, hints=hints), status


def _form(**given: Any) -> RepackForm:
    """The form with the person's sites; filled from the request where it was sent."""
    form = RepackForm(**given)
    with reading() as session:
        sites = identity.sites_of(session, actor())
        form.site.choices = [SelectChoice(site.code, site.name) for site in sites]
        if form.site.data is None:
            form.site.data = identity.home_site(session, actor()).code
    return form


def _site_of(lot: str) -> str | None:
    """The one site where a lot lies; None where that is no one site."""
    try:
        with reading() as session:
            return queries.site_of_work(session, actor(), lot, ()).code if lot else None
    except ShopError:
        return None


@bp.get("/repacks/new")
@needs(P.MOVE_STOCK)
def new_repack() -> ResponseReturnValue:
    """What is taken, what becomes of it; a lot may be named by the page one comes from."""
    asked, lot = request.args.get("kind", ""), clean_line(request.args.get("lot", "")[:64])
    form = _form(formdata=None, kind=asked if asked in KINDS else "split", site=_site_of(lot))
    form.inputs[0].form.lot.data = lot
    return _form_page(form)


def _lot_of(text: str, today: date) -> str:
    """Our lot number in what was scanned, else what was typed."""
    return own_number(text, today) or text


def _sku_of(session: Session, text: str, today: date) -> str | None:
    """The product in what was scanned, else what was typed; None where nothing was."""
    if not text:
        return None
    rcn = current_app.extensions["lotwise"].in_store
    product = resolve(session, read(text, today=today, rcn=rcn)).product
    return product.sku if product else text


def _make(session: Session, form: RepackForm, at: datetime) -> str:
    by = actor()
    site = identity.site_by_code(session, form.site.data, by)
    today = clock.local_day(at, site.time_zone)
    rows = [(_lot_of(row.lot.data, today), row) for _, row in form.taken()]
    return repack_lots(
        session,
        form.kind.data,
        [Taken(lot, row.quantity.data) for lot, row in rows],
        [
            Made(
                row.quantity.data,
                _sku_of(session, row.sku.data, today),
                None,
                row.share.data,
                row.expires_on.data,
            )
            for _, row in form.made()
        ],
        site=site,
        lost=[Lost(lot, row.lost.data) for lot, row in rows if row.lost.data],
        reason=form.reason.data,
        on=today,
        at=at,
        by=by,
    )


@bp.post("/repacks/new")
@needs(P.MOVE_STOCK)
def make_repack() -> ResponseReturnValue:
    """Make the lots, all or nothing; `more` only adds a line to the form."""
    form, at = _form(), clock.now()
    if "more" in request.form:
        form.more(request.form["more"])
        return _form_page(form)
    if not form.validate():
        return _form_page(form, 400)
    try:
        number = transaction(lambda session: _make(session, form, at))
    except ShopError as refused:
        form.show(refused)
        return _form_page(form, refused.status)
    return redirect(url_for("inventory.repack", number=number))


@bp.get("/repacks/<number>")
@needs(P.SEE_STOCK)
def repack(number: str) -> ResponseReturnValue:
    """One document: what it took, what it made, what was lost."""
    with reading() as session:
        head = queries.repack_head(session, number, actor())
        taken = queries.taken_by(session, head.Repack.id)
        shown = {
            "head": head,
            "it": head.Repack,
            "title": TITLES[head.Repack.kind],
            "taken": taken,
            "made": queries.made_by(session, head.Repack.id),
            "warnings": queries.warnings_of(taken),
            "sees_cost": actor().may(P.SEE_COST),
        }
        return render_template("inventory/repack.html", **shown)


@bp.get("/repacks/<number>/slip.pdf")
@needs(P.SEE_STOCK)
def repack_paper(number: str) -> ResponseReturnValue:
    """The slip for the bench."""
    with reading() as session:
        head = queries.repack_head(session, number, actor())
        taken = queries.taken_by(session, head.Repack.id)
        slip = repack_slip(head, taken, queries.made_by(session, head.Repack.id))
    outside_transaction("making a PDF")
    try:
        answer = Response(slip_pdf(slip), mimetype="application/pdf")
    except PdfUnavailable as missing:
        flash(str(missing), "warn")
        return redirect(url_for("inventory.repack", number=number))
    answer.headers.set("Content-Disposition", "inline", filename=f"{slip.number}.pdf")
    return answer
