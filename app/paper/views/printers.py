"""Pages of printers: which there are, a new one, its settings, a page to test it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.db import reading, transaction
from app.errors import AlreadyExists, BadInput, WrongState
from app.identity.access import actor, needs
from app.identity.forms import ANY_SITE, show_refusal
from app.identity.permissions import Permission
from app.identity.queries import site_by_code, site_by_id, sites_of
from app.paper import worker
from app.paper.blueprint import bp
from app.paper.desk import Piece, put_on_paper, take_over_settings
from app.paper.forms import PrinterForm
from app.paper.models import Printer
from app.paper.queries import PrinterPlace, open_jobs, printers_of
from app.paper.services import printers as services
from app.values.document import DocumentRef
from printing.devices import open_device
from printing.documents import TestPage
from printing.errors import PrinterUrlError

PRINTER = "/printers/<int(max=2147483647):printer_id>"
REFUSED = (AlreadyExists, BadInput, WrongState)


def _filled(form: PrinterForm) -> PrinterForm:
    who = actor()
    with reading() as session:
        codes = [(site.code, f"{site.code}: {site.name}") for site in sites_of(session, who)]
    form.offer_sites(codes, bound=who.site_id is not None)
    return form


def _own(printer_id: int) -> Printer:
    with reading() as session:
        return services.own_printer(session, printer_id, actor())


def _saved(form: PrinterForm, save: Callable[[Session, services.PrinterWish], Any]) -> bool:
    """Whether what was typed could be kept; if not, the form says why."""
    if not form.validate_on_submit():
        return False

    def work(session: Session) -> None:
        code = form.site.data
        site = None if code == ANY_SITE else site_by_code(session, code, actor()).id
        station = form.station.data or None
        fields = (form.name.data, form.url.data, form.kind.data)
        save(session, services.PrinterWish(*fields, site_id=site, station=station))

    try:
        transaction(work)
    except REFUSED as refused:
        show_refusal(form, refused)
        return False
    return True


@bp.get("/printers")
@needs(Permission.MANAGE_PRINTERS)
def printers() -> ResponseReturnValue:
    """Every printer, what troubles it, and what waits for somebody to look."""
    take_over_settings(worker.settings_urls(current_app), at=clock.now())
    with reading() as session:
        rows, jobs = printers_of(session, actor()), open_jobs(session, actor())
    given = set(services.SETTINGS_NAMES.values())
    return render_template("paper/printers.html", printers=rows, jobs=jobs, given=given)


@bp.route("/printers/new", methods=["GET", "POST"])
@needs(Permission.MANAGE_PRINTERS)
def new_printer() -> ResponseReturnValue:
    """A new printer."""
    form, at = _filled(PrinterForm()), clock.now()
    by = actor()
    if _saved(form, lambda s, wish: services.add_printer(s, wish, by=by, at=at)):
        flash("The printer is added. Print a page to see whether all is set right.", "ok")
        return redirect(url_for("paper.printers"))
    return render_template("paper/printer.html", form=form, them=None), _status(form)


@bp.route(PRINTER, methods=["GET", "POST"])
@needs(Permission.MANAGE_PRINTERS)
def printer(printer_id: int) -> ResponseReturnValue:
    """One printer's settings."""
    present, by, at = _own(printer_id), actor(), clock.now()
    form = _filled(PrinterForm(data=_data(present)))
    if _saved(form, lambda s, wish: services.change_printer(s, printer_id, wish, by=by, at=at)):
        flash("The printer is changed.", "ok")
        return redirect(url_for("paper.printers"))
    given = present.name in services.SETTINGS_NAMES.values()
    page = render_template("paper/printer.html", form=form, them=present, given=given)
    return page, _status(form)


def _data(present: Printer) -> dict[str, Any]:
    with reading() as session:
        site = site_by_id(session, present.site_id).code if present.site_id else ANY_SITE
    named = {name: getattr(present, name) for name in ("name", "url", "kind", "station")}
    return {**named, "site": site}


def _status(form: PrinterForm) -> int:
    return 400 if form.errors else 200


@bp.post(f"{PRINTER}/switch/<any(on, off):way>")
@needs(Permission.MANAGE_PRINTERS)
def switch_printer(printer_id: int, way: str) -> ResponseReturnValue:
    """In or out of use."""
    by, at, on = actor(), clock.now(), way == "on"
    transaction(lambda s: services.switch_printer(s, printer_id, on=on, by=by, at=at))
    flash("The printer is in use." if on else "The printer is out of use.", "ok")
    return redirect(url_for("paper.printers"))


@bp.post(f"{PRINTER}/test")
@needs(Permission.MANAGE_PRINTERS)
def test_printer(printer_id: int) -> ResponseReturnValue:
    """A page that shows columns, letters, QR code and cut; how it answers is found out anew."""
    present, now = _own(printer_id), clock.now()
    try:
        page = _test_page(present, f"{now:%Y-%m-%d %H:%M} UTC")
    except PrinterUrlError as wrong:
        flash(str(wrong), "error")
        return redirect(url_for("paper.printers"))
    transaction(lambda session: services.forget_answers(session, printer_id))
    place = PrinterPlace(present.id, present.name, present.url, present.trouble)
    put_on_paper([page], place, by=actor(), at=now)
    worker.wake(current_app)
    flash(f"A test page is on its way to {present.name}. Reload to see what became of it.", "info")
    return redirect(url_for("paper.printers"))


def _test_page(present: Printer, printed_at: str) -> Piece:
    settings = open_device(present.url).settings.described()
    about = DocumentRef("test", f"{present.id}-{uuid4().hex}")
    return Piece("test", about, TestPage(present.name, settings, printed_at))
