"""Pages of purchase orders: list, one with its bar code, a new one, cancel."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.catalog.queries import products_by_sku, search, unit_factor
from app.db import reading, transaction
from app.errors import BadInput, NotFound, ShopError, WrongState
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.actors import Actor
from app.identity.permissions import Permission
from app.purchasing import dock, queries
from app.purchasing.blueprint import bp
from app.purchasing.forms import MAX_LINES, OrderForm, OrderLineForm, show_refusal
from app.purchasing.models import PURCHASE_ORDER_STATUSES
from app.purchasing.services.order import OrderLine, cancel_order, open_order
from app.purchasing.views.deliveries import ROWS, before_cursor
from app.values.quantity import MICRO
from app.web.barcode import code128_svg
from app.web.paging import page_of

P = Permission
OFFERED_SKUS = 200


@bp.get("/purchase-orders")
@needs(P.SEE_STOCK)
def orders() -> ResponseReturnValue:
    """Purchase orders, newest first, all or of one status."""
    asked = request.args.get("status", "")
    status = asked if asked in PURCHASE_ORDER_STATUSES else None
    before = before_cursor()
    with reading() as session:
        rows = queries.orders(session, actor(), status=status, before=before, limit=ROWS + 1)
        page = page_of(rows, ROWS, lambda row: (row.PurchaseOrder.id,), first=before is None)
        words = ("", *PURCHASE_ORDER_STATUSES)
        return render_template("purchasing/orders.html", page=page, status=status, words=words)


@bp.get("/purchase-orders/<number>")
@needs(P.SEE_STOCK)
def order(number: str) -> ResponseReturnValue:
    """One purchase order with its bar code for the dock."""
    with reading() as session:
        head = queries.order_head(session, number, actor())
        if head is None:
            raise NotFound("There is no such purchase order.")
        lines = queries.order_lines(session, head.PurchaseOrder.id)
        drawing = code128_svg(number, f"Purchase order {number}")
        sees_cost = actor().may(P.SEE_COST) or actor().may(P.PURCHASE)
        shown = {"head": head, "lines": lines, "drawing": drawing, "sees_cost": sees_cost}
        return render_template("purchasing/order.html", **shown)


def _form_page(form: OrderForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        products = search(session, "", limit=OFFERED_SKUS, active=True).items
    return render_template("purchasing/order_new.html", form=form, products=products), status


def _form() -> OrderForm:
    form = OrderForm()
    with reading() as session:
        form.offer(dock.suppliers(session), identity.sites_of(session, actor()))
    return form


@bp.get("/purchase-orders/new")
@needs(P.PURCHASE)
def new_order() -> ResponseReturnValue:
    """The form for a purchase order."""
    return _form_page(_form())


def _order_line(session: Session, number: int, form: OrderLineForm, products: Any) -> OrderLine:
    """One line as the service takes it; what is counted in a pack is stored in base units."""
    product = products.get(form.sku.data)
    if product is None:
        raise BadInput("No such product.", [(f"lines.{number}.sku", "There is no such SKU.")])
    unit = form.unit.data or product.base_unit
    try:
        factor = unit_factor(session, product, unit)
    except BadInput as wrong:
        raise BadInput(wrong.message, [(f"lines.{number}.unit", wrong.message)]) from None
    quantity = form.quantity.data * factor // MICRO
    if form.quantity.data * factor % MICRO:
        raise BadInput("Too fine.", [(f"lines.{number}.quantity", "That is too fine.")])
    days = form.min_days_left.data
    return OrderLine(product.id, quantity, unit, factor, form.unit_cost.data, days)


def _opened(session: Session, form: OrderForm, by: Actor) -> str:
    written = form.written()
    products = products_by_sku(session, {line.sku.data for line in written})
    lines = [_order_line(session, n, line, products) for n, line in enumerate(written)]
    supplier = queries.supplier_by_code(session, form.supplier.data)
    site = identity.site_by_code(session, form.site.data, by)
    return open_order(session, supplier, lines, site=site, at=clock.now(), by=by)


@bp.post("/purchase-orders/new")
@needs(P.PURCHASE)
def add_order() -> ResponseReturnValue:
    """Open a purchase order as typed."""
    form, by = _form(), actor()
    if "more" in request.form or not form.validate():
        if "more" in request.form and len(form.lines) < MAX_LINES:
            form.lines.append_entry()
        return _form_page(form, 200 if "more" in request.form else 400)
    try:
        number = transaction(lambda session: _opened(session, form, by))
    except ShopError as refused:
        show_refusal(form, refused)
        return _form_page(form, refused.status)
    flash(f"Purchase order {number} is open.", "ok")
    return redirect(url_for("purchasing.order", number=number))


@bp.post("/purchase-orders/<number>/cancel")
@needs(P.PURCHASE)
def cancel(number: str) -> ResponseReturnValue:
    """Cancel what has not come yet."""
    by = actor()
    with reading() as session:
        if queries.order_head(session, number, by) is None:
            raise NotFound("There is no such purchase order.")
    try:
        transaction(lambda session: cancel_order(session, number, at=clock.now(), by=by))
        flash(f"Purchase order {number} is cancelled.", "ok")
    except WrongState as refused:
        flash(refused.message, "error")
    return redirect(url_for("purchasing.order", number=number))
