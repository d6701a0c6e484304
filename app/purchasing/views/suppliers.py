"""Pages of suppliers: who delivers, adding one, changing one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.catalog.search_words import LONGEST_QUERY, clean_line
from app.db import reading, transaction
from app.errors import ShopError, bad_field
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.purchasing import claims, returns
from app.purchasing.blueprint import bp
from app.purchasing.forms import SupplierChangesForm, SupplierForm, show_refusal
from app.purchasing.suppliers import (
    CHANGEABLE,
    change_supplier,
    create_supplier,
    find_supplier,
    find_suppliers,
)
from app.web.paging import decode_cursor, page_of

P = Permission
ROWS = 50


def _after() -> str | None:
    text = request.args.get("cursor")
    if not text:
        return None
    try:
        (last,) = decode_cursor(text, 1)
    except ValueError:
        last = None
    if not isinstance(last, str) or not last.isprintable():
        raise bad_field("cursor", "is not one of ours")
    return last


@bp.get("/suppliers")
@needs(P.SEE_STOCK)
def suppliers() -> ResponseReturnValue:
    """Everybody who delivers."""
    words, after = clean_line(request.args.get("q", "")[:LONGEST_QUERY]), _after()
    with reading() as session:
        rows = find_suppliers(session, words, after=after, limit=ROWS + 1)
        page = page_of(rows, ROWS, lambda row: (row.code,), first=after is None)
        return render_template("purchasing/suppliers.html", page=page, words=words)


@bp.get("/suppliers/<code>")
@needs(P.SEE_STOCK)
def supplier(code: str) -> ResponseReturnValue:
    """One supplier, with what was claimed and given back lately."""
    with reading() as session:
        found = find_supplier(session, code)
        rows = returns.returns(session, actor(), supplier_id=found.id, limit=ROWS)
        claimed = ()
        if actor().may(P.SEE_COST):
            claimed = claims.claims(session, actor(), supplier_id=found.id, limit=ROWS)
        shown = {"supplier": found, "rows": rows, "claimed": claimed}
        return render_template("purchasing/supplier.html", **shown)


@bp.get("/suppliers/new")
@needs(P.PURCHASE)
def new_supplier() -> ResponseReturnValue:
    """The form for a supplier."""
    return render_template("purchasing/supplier_new.html", form=SupplierForm())


@bp.post("/suppliers/new")
@needs(P.PURCHASE)
def add_supplier() -> ResponseReturnValue:
    """Add a supplier as typed."""
    form, by, status = SupplierForm(), actor(), 400
    if form.validate():
        given = {name: form[name].data for name in ("code", *CHANGEABLE)}
        try:
            transaction(lambda session: create_supplier(session, **given, at=clock.now(), by=by))
        except ShopError as refused:
            show_refusal(form, refused)
            status = refused.status
        else:
            flash(f"{form.name.data} can deliver now.", "ok")
            return redirect(url_for("purchasing.suppliers"))
    return render_template("purchasing/supplier_new.html", form=form), status


@bp.get("/suppliers/<code>/edit")
@needs(P.PURCHASE)
def edit_supplier(code: str) -> ResponseReturnValue:
    """The form with what is known of a supplier."""
    with reading() as session:
        form = SupplierChangesForm(obj=find_supplier(session, code))
    return render_template("purchasing/supplier_edit.html", form=form, code=code)


@bp.post("/suppliers/<code>/edit")
@needs(P.PURCHASE)
def change(code: str) -> ResponseReturnValue:
    """Change a supplier as typed."""
    form, by = SupplierChangesForm(), actor()
    with reading() as session:
        find_supplier(session, code)
    if not form.validate():
        return render_template("purchasing/supplier_edit.html", form=form, code=code), 400
    given = {name: form[name].data for name in CHANGEABLE}
    transaction(lambda session: change_supplier(session, code, given, at=clock.now(), by=by))
    flash(f"{form.name.data} is changed.", "ok")
    return redirect(url_for("purchasing.supplier", code=code))
