"""Screens of the books: trial balance, journal, entries, account ledgers, periods."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.accounting import queries
from app.accounting.forms import (
    CloseForm,
    EntryForm,
    JournalForm,
    account_choices,
    entry_form,
    show_refusal,
)
from app.accounting.numbers import document_number
from app.accounting.queries import MANUAL, JournalFilter
from app.accounting.results import days_before
from app.accounting.results import profit_and_loss as results
from app.accounting.services import close_period, enter_manually
from app.accounting.statements import trial_balance as statement
from app.attachments.queries import files_of
from app.db import reading, transaction
from app.errors import ShopError, bad_field
from app.facts import ManualEntry, Posted
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.identity.queries import home_site
from app.values.document import DocumentRef
from app.web.fields import read_day

bp = Blueprint(
    "accounting",
    __name__,
    url_prefix="/books",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
P = Permission
ROWS = 50
DOCUMENT_PAGES = MappingProxyType(
    {
        "sale": "pos.sale",
        "sale_return": "pos.sale",
        "voucher_sale": "pos.receipt",
        "goods_receipt": "purchasing.receipt",
        "opening": "purchasing.opening",
        "count": "inventory.stock_count",
    }
)
"""Kind of document -> the page that shows it, in rooms this one does not know."""


def document_url(kind: str, number: str) -> str | None:
    """The page of a document, where there is one."""
    endpoint = DOCUMENT_PAGES.get(kind, "")
    return url_for(endpoint, number=number) if endpoint in current_app.view_functions else None


def lot_url(number: str | None) -> str | None:
    """The page of a lot, where there is one."""
    known = number and "inventory.lot" in current_app.view_functions
    return url_for("inventory.lot", number=number) if known else None


@bp.app_context_processor
def _words() -> dict[str, object]:
    return {"document_url": document_url, "lot_url": lot_url}


def _day(name: str) -> date | None:
    try:
        text = request.args.get(name, "")[:20]
        return read_day(text) if text else None
    except ValueError:
        return None


@bp.get("/trial-balance")
@needs(P.SEE_BOOKS)
def trial_balance() -> ResponseReturnValue:
    """Every account's balance at the end of a day."""
    as_of, site_id = _day("as_of"), actor().site_id
    with reading() as session:
        balances = queries.balances(session, as_of=as_of, site_id=site_id)
    found = statement(balances)
    return render_template("accounting/trial_balance.html", found=found, as_of=as_of)


def _range(session: Session) -> tuple[date, date]:
    """The days asked for, in either order; this month so far where none are named."""
    today = clock.local_day(clock.now(), home_site(session, actor()).time_zone)
    last = _day("last") or today
    first, last = sorted((_day("first") or last.replace(day=1), last))
    return first, last


@bp.get("/profit-and-loss")
@needs(P.SEE_BOOKS)
def profit_and_loss() -> ResponseReturnValue:
    """Income less expenses by account and site, beside as many days just before."""
    site_id = actor().site_id
    with reading() as session:
        first, last = _range(session)
        before = days_before(first, last)
        now = queries.turnovers(session, first, last, site_id=site_id)
        then = queries.turnovers(session, *before, site_id=site_id)
    shown = {"first": first, "last": last, "before": before, "found": results(now, then)}
    return render_template("accounting/profit_and_loss.html", **shown)


def _wanted(form: JournalForm) -> JournalFilter:
    document = (form.document.data or "").strip() or None
    account = form.account.data or None
    return JournalFilter(form.first.data, form.last.data, account, document, actor().site_id)


@bp.get("/journal")
@needs(P.SEE_BOOKS)
def journal() -> ResponseReturnValue:
    """Journal entries, newest first, by day, account or document."""
    form, cursor = JournalForm(request.args), request.args.get("cursor")
    form.validate()
    with reading() as session:
        form.account.choices = account_choices(queries.accounts(session), "All accounts")
        page = queries.journal(session, _wanted(form), limit=ROWS, cursor=cursor, newest_first=True)
    return render_template("accounting/journal.html", form=form, page=page)


@bp.get("/journal/<int:entry_id>")
@needs(P.SEE_BOOKS)
def entry(entry_id: int) -> ResponseReturnValue:
    """One entry with its lines; leads to its document, accounts and lots."""
    with reading() as session:
        found = queries.entry(session, min(entry_id, 2**62), site_id=actor().site_id)
        beside = queries.entries_of(session, found.document_kind, found.document)
        files = files_of(session, DocumentRef("journal_entry", str(entry_id)))
        zone = home_site(session, actor()).time_zone
    others = [each for each in beside if each.id != found.id]
    shown = {"found": found, "others": others, "zone": zone, "files": files}
    return render_template("accounting/entry.html", **shown)


@bp.get("/accounts/<code>")
@needs(P.SEE_BOOKS)
def account(code: str) -> ResponseReturnValue:
    """An account's postings, oldest first, with the balance after each."""
    wanted = JournalFilter(_day("first"), _day("last"), site_id=actor().site_id)
    cursor = request.args.get("cursor")
    with reading() as session:
        found = queries.account_ledger(session, code, wanted, limit=ROWS, cursor=cursor)
        return render_template("accounting/account.html", found=found, wanted=wanted)


def _periods(form: CloseForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        closings = queries.closings(session)
        zone = home_site(session, actor()).time_zone
        shown = {"form": form, "closings": closings, "zone": zone}
        return render_template("accounting/periods.html", **shown), status


@bp.get("/periods")
@needs(P.SEE_BOOKS)
def periods() -> ResponseReturnValue:
    """Through which day the books are closed, and closing them."""
    return _periods(CloseForm())


def _close(session: Session, through: date) -> None:
    who, at = actor(), clock.now()
    today = clock.local_day(at, home_site(session, who).time_zone)
    close_period(session, through=through, today=today, at=at, by=who)


@bp.post("/periods")
@needs(P.CLOSE_PERIOD)
def close() -> ResponseReturnValue:
    """Close the books through a day."""
    form = CloseForm()
    if not form.validate():
        return _periods(form, 400)
    through: date = form.through.data  # type: ignore[assignment]
    try:
        transaction(lambda session: _close(session, through))
    except ShopError as refused:
        show_refusal(form, refused)
        return _periods(form, refused.status)
    flash(f"The books are closed through {through.isoformat()}.", "ok")
    return redirect(url_for("accounting.periods"))


def _form() -> EntryForm:
    made = entry_form(current_app.extensions["lotwise"].currency)()
    with reading() as session:
        made.offer(queries.accounts(session))
    return made


@bp.get("/entries/new")
@needs(P.POST_ENTRIES)
def new_entry() -> ResponseReturnValue:
    """An empty entry, for today."""
    form = _form()
    with reading() as session:
        zone = home_site(session, actor()).time_zone
    form.on.data = clock.local_day(clock.now(), zone)
    return render_template("accounting/new_entry.html", form=form)


def _entered(session: Session, form: EntryForm) -> int:
    who, at = actor(), clock.now()
    site, on = home_site(session, who), form.day
    if on > clock.local_day(at, site.time_zone):
        raise bad_field("on", "is in the future")
    document = DocumentRef(MANUAL, document_number(session, "JE"))
    posted = Posted(on, at, site.id, document, form.memo.data)
    return enter_manually(session, ManualEntry(posted, form.postings()), by=who)


@bp.post("/entries/new")
@needs(P.POST_ENTRIES)
def add_entry() -> ResponseReturnValue:
    """Post the entry as typed."""
    form = _form()
    if not form.validate():
        return render_template("accounting/new_entry.html", form=form), 400
    try:
        entry_id = transaction(lambda session: _entered(session, form))
    except ShopError as refused:
        show_refusal(form, refused)
        return render_template("accounting/new_entry.html", form=form), refused.status
    flash("The entry is posted.", "ok")
    return redirect(url_for("accounting.entry", entry_id=entry_id))
