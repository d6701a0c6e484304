"""Pages of recall drills: the list and how one begins, one while it runs, one that is over."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.db import reading, transaction
from app.errors import ShopError
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.inventory import queries as stock
from app.pos.blueprint import bp
from app.pos.drill_form import BeginDrillForm, FinishDrillForm
from app.pos.here import shop_here
from app.sales import drills as read
from app.sales.drill_rules import SLOW_MIN
from app.sales.services.drill import begin_drill, finish_drill
from app.web.paging import id_before, page_of

P = Permission
ROWS = 50


def _list(form: BeginDrillForm, status: int = 200) -> ResponseReturnValue:
    read.must_see_all(actor())
    before = id_before(request.args.get("cursor"))
    with reading() as session:
        rows = read.drills(session, before=before, limit=ROWS + 1)
    page = page_of(rows, ROWS, lambda row: (row.RecallDrill.id,), first=before is None)
    figures = {row.RecallDrill.id: read.figures_of(row.RecallDrill) for row in page.items}
    return render_template("pos/drills.html", page=page, form=form, figures=figures), status


@bp.get("/recalls/drills")
@needs(P.TRACE)
def drills() -> ResponseReturnValue:
    """Recall drills, newest first."""
    return _list(BeginDrillForm(formdata=None, lot=request.args.get("lot", "")[:64]))


@bp.post("/recalls/drills")
@needs(P.RECALL)
def begin() -> ResponseReturnValue:
    """Begin a drill, with the lot that was named or with any that was sold."""
    form, shop = BeginDrillForm(), shop_here()
    if not form.validate():
        return _list(form, 400)

    def begun(session: Session) -> str:
        lot = form.lot.data or read.any_sold_lot(session, secrets.randbelow)
        return begin_drill(session, lot, reason=form.reason.data, at=shop.now, by=shop.actor)

    try:
        number = transaction(begun)
    except ShopError as refused:
        form.lot.errors = [refused.message]
        return _list(form, refused.status)
    return redirect(url_for("pos.drill", number=number))


def _one(session: Session, number: str, form: FinishDrillForm | None) -> dict[str, Any]:
    read.must_see_all(actor())
    row = read.drill(session, number)
    spots = stock.balances(session, [row.Lot.id])[row.Lot.id]
    if form is None:
        form = FinishDrillForm(formdata=None)
        form.offer(spot.location for spot in spots)
    return {
        "it": row.RecallDrill,
        "row": row,
        "form": form,
        "figures": read.figures_of(row.RecallDrill),
        "finds": read.finds(session, row.RecallDrill.id),
        "reach": read.reach_of(session, row.Lot.id),
        "due": row.RecallDrill.started_at + timedelta(minutes=SLOW_MIN),
    }


@bp.get("/recalls/drills/<number>")
@needs(P.TRACE)
def drill(number: str) -> ResponseReturnValue:
    """A drill: what to look for while it runs, its score once it is over."""
    with reading() as session:
        return render_template("pos/drill.html", **_one(session, number, None))


@bp.post("/recalls/drills/<number>")
@needs(P.RECALL)
def finish(number: str) -> ResponseReturnValue:
    """End a drill with what was found."""
    form, shop = FinishDrillForm(), shop_here()
    if form.validate():
        found, note = form.found(), form.note.data
        try:
            transaction(
                lambda s: finish_drill(s, number, found, note=note, at=shop.now, by=shop.actor)
            )
        except ShopError as refused:
            form.form_errors.append(refused.message)
        else:
            flash(f"Drill {number} is over. Its figures are kept.", "ok")
            return redirect(url_for("pos.drill", number=number))
    with reading() as session:
        return render_template("pos/drill.html", **_one(session, number, form)), 400
