"""Pages of purchase orders: list, one with its bar code, a new one, cancel."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.attachments.queries import files_of
from app.catalog.queries import products_by_sku, search, unit_factor
from app.db import outside_transaction, reading, transaction
from app.errors import BadInput, NotFound, ShopError, WrongState
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.actors import Actor
from app.identity.permissions import Permission
from app.mail.queries import mails_about
from app.mail.sending import send_one
from app.mail.services.outbox import Attachment
from app.purchasing import dock, queries
from app.purchasing.blueprint import bp
from app.purchasing.forms import MAX_LINES, OrderForm, OrderLineForm, show_refusal
from app.purchasing.models import PURCHASE_ORDER_STATUSES
from app.purchasing.order_paper import at_delivery, order_paper
from app.purchasing.services.order import OrderLine, cancel_order, open_order
from app.purchasing.services.send_order import send_order
from app.purchasing.views.deliveries import ROWS, before_cursor
from app.values.document import DocumentRef
from app.values.quantity import MICRO
from app.web.answers import text_of
from app.web.barcode import code128_svg
from app.web.paging import page_of
from printing.goods_slip import GoodsSlip, slip_pdf
from printing.pdf import PdfUnavailable

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


def _terms(lines: Sequence[Any]) -> dict[int, str]:
    """What goods must have at delivery, line by line; nothing where no line asks for anything."""
    words = {row.PurchaseOrderLine.line: at_delivery(row.PurchaseOrderLine) for row in lines}
    return words if any(words.values()) else {}


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
        about = DocumentRef("purchase_order", number)
        shown |= {"mails": mails_about(session, about), "files": files_of(session, about)}
        shown["terms"] = _terms(lines)
        shown["key"] = secrets.token_hex(8)
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
    days, least = form.min_days_left.data, form.min_temperature_c.data
    cost, most = form.unit_cost.data, form.max_temperature_c.data
    return OrderLine(product.id, quantity, unit, factor, cost, days, least, most)


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


def paper_of(number: str) -> GoodsSlip:
    """The order as paper for its supplier; without prices for those who may not see cost."""
    sees_cost = actor().may(P.SEE_COST) or actor().may(P.PURCHASE)
    with reading() as session:
        head = queries.order_head(session, number, actor())
        if head is None:
            raise NotFound("There is no such purchase order.")
        lines = queries.order_lines(session, head.PurchaseOrder.id)
        shop, currency = identity.shop(session), current_app.extensions["lotwise"].currency
        name = shop.name if shop else ""
        return order_paper(head, lines, shop_name=name, currency=currency, costs=sees_cost)


@bp.get("/purchase-orders/<number>/order.pdf")
@needs(P.SEE_STOCK)
def order_pdf(number: str) -> ResponseReturnValue:
    """The paper as PDF."""
    paper = paper_of(number)
    outside_transaction("making a PDF")
    try:
        answer = Response(slip_pdf(paper), mimetype="application/pdf")
    except PdfUnavailable as missing:
        flash(str(missing), "warn")
        return redirect(url_for("purchasing.order", number=number))
    answer.headers.set("Content-Disposition", "inline", filename=f"{number}.pdf")
    return answer


@bp.post("/purchase-orders/<number>/mail")
@needs(P.PURCHASE)
def mail_order(number: str) -> ResponseReturnValue:
    """Send the order to its supplier, the paper with it; once for each time the page was opened."""
    paper = paper_of(number)
    outside_transaction("making a PDF")
    by, at, key = actor(), clock.now(), text_of(dict(request.form), "key", 64)
    try:
        attached = Attachment(f"{number}.pdf", slip_pdf(paper))
        sent = transaction(lambda s: send_order(s, number, attached, key=key, at=at, by=by))
        send_one(sent)
        flash("The order is on its way. What became of it: Mail.", "ok")
    except (PdfUnavailable, BadInput, WrongState) as refused:
        flash(str(getattr(refused, "message", refused)), "error")
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
