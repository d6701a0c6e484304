"""Pages of recalls: the list, opening one with a look at what it would block, one in full."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.attachments.queries import files_of
from app.db import outside_transaction, reading, transaction
from app.errors import BadInput, NotFound, WrongState
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.inventory import queries
from app.inventory.blueprint import bp
from app.inventory.forms import RecallForm, show_refusal
from app.inventory.recall_outcome import Outcome
from app.inventory.recall_report import report_of, report_paper
from app.inventory.recall_scope import RecallScope
from app.inventory.recall_slip import shelf_slips
from app.inventory.services.recall import close_recall, lots_in_scope, open_recall
from app.values.document import DocumentRef
from app.web.paging import id_before, page_of
from printing.goods_slip import GoodsSlip, slip_pdf
from printing.pdf import PdfUnavailable

P = Permission
ROWS = 50
MOST_PREVIEWED = 200
SCOPE_WORDS = (
    ("lots", "Lots"),
    ("sku", "SKU"),
    ("supplier", "Supplier"),
    ("supplier_lot", "Supplier's lot code"),
    ("made_from", "Made from"),
    ("made_to", "Made to"),
)


@bp.get("/recalls")
@needs(P.TRACE)
def recalls() -> ResponseReturnValue:
    """Recalls, newest first, all or those that are open, or closed."""
    state, before = request.args.get("state", ""), id_before(request.args.get("cursor"))
    opened = {"open": True, "closed": False}.get(state)
    with reading() as session:
        rows = queries.recalls(session, opened=opened, before=before, limit=ROWS + 1)
        page = page_of(rows, ROWS, lambda row: (row.id,), first=before is None)
        return render_template("inventory/recalls.html", page=page, state=state)


@bp.get("/recalls/new")
@needs(P.RECALL)
def new_recall() -> ResponseReturnValue:
    """The form for a recall; a lot may be named by the page one comes from."""
    form = RecallForm(lots=request.args.get("lot", "")[:64])
    return render_template("inventory/recall_new.html", form=form, preview=None)


def _preview(session: Session, scope: RecallScope) -> dict[str, Any]:
    """The lots a scope would block: what they are, where they lie, what customers have of them."""
    ids, site_id = lots_in_scope(session, scope), actor().site_id
    shown = ids[:MOST_PREVIEWED]
    held = queries.balances(session, ids, site_id=site_id)
    return {
        "lots": len(ids),
        "on_hand": sum(1 for items in held.values() if items),
        "rows": queries.lots_by_id(session, shown),
        "held": held,
        "gone": queries.with_customers(session, shown) if site_id is None else None,
        "value": sum(spot.value for items in held.values() for spot in items),
        "sees_cost": actor().may(P.SEE_COST),
    }


def _form_page(form: RecallForm, status: int = 200, preview: Any = None) -> ResponseReturnValue:
    return render_template("inventory/recall_new.html", form=form, preview=preview), status


@bp.post("/recalls/new")
@needs(P.RECALL)
def add_recall() -> ResponseReturnValue:
    """Look first, then block every lot in scope, everywhere."""
    form, by, at = RecallForm(), actor(), clock.now()
    if not form.validate():
        return _form_page(form, 400)
    try:
        if "open" not in request.form:
            with reading() as session:
                return _form_page(form, preview=_preview(session, form.scope()))
        scope, reason = form.scope(), form.reason.data
        number = transaction(lambda s: open_recall(s, scope, reason=reason, at=at, by=by))
    except BadInput as refused:
        show_refusal(form, refused)
        return _form_page(form, 400)
    return redirect(url_for("inventory.recall", number=number))


def _said(text: str) -> list[tuple[str, str]]:
    """A stored scope in words."""
    scope = json.loads(text)
    return [
        (word, scope[name] if isinstance(scope[name], str) else ", ".join(scope[name]))
        for name, word in SCOPE_WORDS
        if scope.get(name)
    ]


def _became(session: Session, ids: list[int]) -> dict[int, Outcome] | None:
    """What became of the lots, for those who may see all sites."""
    return queries.outcomes(session, ids) if actor().site_id is None else None


@bp.get("/recalls/<number>")
@needs(P.TRACE)
def recall(number: str) -> ResponseReturnValue:
    """One recall: its lots, what is still on hand, who bought."""
    with reading() as session:
        found = queries.recall(session, number)
        lots = queries.recalled_lots(session, found.id)
        held = queries.balances(session, [row.Lot.id for row in lots], site_id=actor().site_id)
        became = _became(session, [row.Lot.id for row in lots])
        shown = {
            "became": became,
            "report": report_of(session, found.id) if became is not None else {},
            "it": found,
            "lots": lots,
            "held": held,
            "said": _said(found.scope),
            "files": files_of(session, DocumentRef("recall", found.number)),
        }
        return render_template("inventory/recall.html", **shown)


@bp.post("/recalls/<number>/close")
@needs(P.RECALL)
def close(number: str) -> ResponseReturnValue:
    """Close a recall; its lots stay blocked."""
    by, at = actor(), clock.now()
    try:
        transaction(lambda session: close_recall(session, number, at=at, by=by))
        flash(f"Recall {number} is closed and its report is kept. Its lots stay blocked.", "ok")
    except WrongState as refused:
        flash(refused.message, "error")
    return redirect(url_for("inventory.recall", number=number))


@bp.get("/recalls/<number>/slips.pdf")
@needs(P.TRACE)
def shelf_paper(number: str) -> ResponseReturnValue:
    """What to take off which shelf, a sheet per place."""
    with reading() as session:
        found = queries.recall(session, number)
        lots = queries.recalled_lots(session, found.id)
        held = queries.balances(session, [row.Lot.id for row in lots], site_id=actor().site_id)
        slips = shelf_slips(found, lots, held)
    outside_transaction("making a PDF")
    answer = _pdf(number, slips)
    return answer or redirect(url_for("inventory.recall", number=number))


@bp.get("/recalls/<number>/report.pdf")
@needs(P.TRACE)
def closing_report(number: str) -> ResponseReturnValue:
    """What had become of the goods when the recall was closed."""
    with reading() as session:
        found = queries.recall(session, number)
        lots, report = queries.recalled_lots(session, found.id), report_of(session, found.id)
        zone = identity.home_site(session, actor()).time_zone
    if not report or actor().site_id is not None:
        raise NotFound("There is no closing report.")
    outside_transaction("making a PDF")
    paper = report_paper(found, lots, report, at=clock.now(), zone=zone)
    return _pdf(number, [paper]) or redirect(url_for("inventory.recall", number=number))


def _pdf(number: str, slips: list[GoodsSlip]) -> Response | None:
    """The slips as PDF; None, and why, where there is nothing to print or no printer of PDFs."""
    if not slips:
        flash("Nothing of it is on hand.", "ok")
        return None
    try:
        answer = Response(slip_pdf(*slips), mimetype="application/pdf")
    except PdfUnavailable as missing:
        flash(str(missing), "warn")
        return None
    answer.headers.set("Content-Disposition", "inline", filename=f"{number}-shelves.pdf")
    return answer
