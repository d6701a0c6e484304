"""A receipt entered from paper: out of a gap of a terminal's series, under its printed number."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.db import reading, transaction
from app.errors import ShopError
from app.identity.access import needs
from app.identity.permissions import Permission
from app.pos.blueprint import bp
from app.pos.here import shop_here
from app.pos.paper_form import MAX_LINES, PaperForm, paper_form, show_refusal
from app.sales.terminals.reenter import gap_of, reenter

GAP = "/terminals/gaps/<int(max=2147483647):gap_id>/enter"


def _shown(gap_id: int, form: PaperForm) -> str:
    with reading() as session:
        gap = gap_of(session, gap_id, shop_here())
        return render_template("pos/reentry.html", form=form, gap=gap)


def _wants_more(form: PaperForm) -> bool:
    """Whether only another line was asked for; it is there then, as long as one fits."""
    wanted = "more" in request.form
    if wanted and len(form.lines) < MAX_LINES:
        form.lines.append_entry()
    return wanted


@bp.get(GAP)
@needs(Permission.SETTLE_EXCEPTIONS)
def reentry(gap_id: int) -> ResponseReturnValue:
    """The form, with the first number that is missing."""
    form = paper_form(shop_here().currency)(formdata=None)
    with reading() as session:
        form.receipt.data = gap_of(session, gap_id, shop_here()).first
    return _shown(gap_id, form)


@bp.post(GAP)
@needs(Permission.SETTLE_EXCEPTIONS)
def enter_from_paper(gap_id: int) -> ResponseReturnValue:
    """Book it as it was printed; `more` only adds lines to the form."""
    shop = shop_here()
    form = paper_form(shop.currency)()
    if _wants_more(form) or not form.validate_on_submit():
        return _shown(gap_id, form)
    try:
        with reading() as session:
            paper = form.paper(gap_of(session, gap_id, shop).time_zone)
        done = transaction(lambda session: reenter(session, gap_id, paper, shop=shop))
    except ShopError as refused:
        show_refusal(form, refused)
        return _shown(gap_id, form)
    flash(f"Receipt {done.number} is in the books.", "ok")
    return redirect(url_for("pos.sale", number=done.number))
