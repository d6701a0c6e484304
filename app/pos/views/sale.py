"""Sales: the list, one sale with its lots, goods brought back, a sale undone."""

from __future__ import annotations

from uuid import uuid4

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.db import reading
from app.errors import BadInput, ReturnRefused, ShopError, WrongState
from app.identity.access import needs
from app.identity.permissions import Permission
from app.pos.blueprint import bp
from app.pos.forms import ReturnForm, SalesFilterForm, VoidForm, show_refusal
from app.pos.here import shop_here, tills_here
from app.pos.receipts import TENDER_WORDS
from app.pos.sale_page import SalePage, sale_of_return, sale_page
from app.pos.take_back import return_goods, undo_sale
from app.sales import queries
from app.web.paging import DEFAULT_LIMIT

REFUSED = (ReturnRefused, WrongState, BadInput)


@bp.get("/sales")
@needs(Permission.SEE_SALES)
def sales() -> ResponseReturnValue:
    """Sales, newest first, by number or day."""
    form, shop = SalesFilterForm(request.args), shop_here()
    form.validate()
    wanted = queries.SaleFilter(
        (form.number.data or "").strip(), form.from_on.data, form.to_on.data, shop.actor.site_id
    )
    cursor = request.args.get("cursor")
    with reading() as session:
        page = queries.sales(session, wanted, limit=DEFAULT_LIMIT, cursor=cursor)
        states = queries.return_states(session, [row.Sale.id for row in page.items])
        return render_template("pos/sales.html", form=form, page=page, states=states)


def _shown(number: str, *, back: ReturnForm | None = None, undo: VoidForm | None = None) -> str:
    with reading() as session:
        found = sale_page(session, number, shop_here())
        return render_template(
            "pos/sale.html",
            found=found,
            back=back or _return_form(found),
            undo=undo or VoidForm(formdata=None, key=uuid4().hex),
            tenders=TENDER_WORDS,
            journal=_journal_url(found),
        )


def _return_form(found: SalePage) -> ReturnForm:
    form = ReturnForm(formdata=None, key=uuid4().hex)
    form.offer((row.line, row.number) for row in found.returnable)
    return form


def _journal_url(found: SalePage) -> str | None:
    """Where the journal shows this sale, if that page is there and this person may see it."""
    known = "accounting.journal" in current_app.view_functions
    may = shop_here().actor.may(Permission.SEE_BOOKS)
    return url_for("accounting.journal", document=found.sale.number) if known and may else None


@bp.get("/sales/<number>")
@needs(Permission.SEE_SALES)
def sale(number: str) -> ResponseReturnValue:
    """One sale: lines, lots, payments, what came back. A return's number leads to its sale."""
    with reading() as session:
        answered = sale_of_return(session, number, shop_here().actor)
    if answered:
        return redirect(url_for("pos.sale", number=answered))
    return _shown(number)


def _till_code() -> str:
    with reading() as session:
        return tills_here(session)[0].code


@bp.post("/sales/<number>/return")
@needs(Permission.RETURN)
def take_back(number: str) -> ResponseReturnValue:
    """Goods brought back."""
    form = ReturnForm()
    if not form.validate_on_submit():
        return _shown(number, back=form), 400
    try:
        done = return_goods(number, form, till=_till_code(), shop=shop_here())
    except REFUSED as refused:
        return _refused(number, refused, back=form)
    flash(f"Return {done} is booked and the money may go back.", "ok")
    return redirect(url_for("pos.sale", number=number))


@bp.post("/sales/<number>/void")
@needs(Permission.VOID)
def void(number: str) -> ResponseReturnValue:
    """A whole sale undone."""
    form = VoidForm()
    if not form.validate_on_submit():
        return _shown(number, undo=form), 400
    try:
        done = undo_sale(number, form, till=_till_code(), shop=shop_here())
    except REFUSED as refused:
        return _refused(number, refused, undo=form)
    flash(f"The sale is undone by {done}.", "ok")
    return redirect(url_for("pos.sale", number=number))


def _refused(
    number: str,
    refused: ShopError,
    *,
    back: ReturnForm | None = None,
    undo: VoidForm | None = None,
) -> ResponseReturnValue:
    show_refusal(back or undo, refused)
    return _shown(number, back=back, undo=undo), refused.status
