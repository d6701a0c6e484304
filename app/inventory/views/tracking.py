"""The wizard that switches a product to lots: what lies where, which lots it is, done at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.catalog.queries import products_by_sku
from app.db import reading, transaction
from app.errors import NotFound, ShopError
from app.identity.access import actor, needs
from app.identity.actors import Actor
from app.identity.permissions import Permission
from app.inventory.blueprint import bp
from app.inventory.services.track_product import track_product
from app.inventory.tracking_form import MOST_ROWS, TrackingForm
from app.inventory.untracked import by_location, lying, problems

P = Permission


def _there(session: Session, sku: str) -> tuple[Any, dict[str, int]]:
    product = products_by_sku(session, [sku]).get(sku)
    if product is None:
        raise NotFound("There is no such product.")
    return product, by_location(lying(session, product.id))


def _page(sku: str, form: TrackingForm, status: int = 200, **more: Any) -> ResponseReturnValue:
    with reading() as session:
        product, there = _there(session, sku)
    return render_template(
        "inventory/track.html", product=product, there=there, form=form, **more
    ), status


@bp.get("/tracking/<path:sku>")
@needs(P.OPEN_STOCK)
def track(sku: str) -> ResponseReturnValue:
    """What lies of the product, a row for each location, to be told apart."""
    form = TrackingForm(formdata=None)
    with reading() as session:
        _product, there = _there(session, sku)
    form.propose(there, f"PRE-{clock.now():%Y-%m-%d}")
    return _page(sku, form)


def _done(session: Session, sku: str, form: TrackingForm, at: datetime, by: Actor) -> list[str]:
    return track_product(
        session,
        sku,
        form.written(),
        reason=form.reason.data,
        on=lambda site: clock.local_day(at, site.time_zone),
        at=at,
        by=by,
    )


def _looked(sku: str, form: TrackingForm) -> ResponseReturnValue:
    """Every row that does not fit, and nothing written."""
    with reading() as session:
        product, there = _there(session, sku)
        found = problems(product, there, form.written())
    told = [_said(field, words) for field, words in found]
    return _page(sku, form, looked=True, told=told)


def _said(field: str, words: str) -> str:
    number = field.split(".")[1] if field.count(".") == 2 else ""
    return f"Row {int(number) + 1}: {words}" if number else words


@bp.post("/tracking/<path:sku>")
@needs(P.OPEN_STOCK)
def do_track(sku: str) -> ResponseReturnValue:
    """Look at the rows, add one, or do it: all of it or nothing."""
    form, at, by = TrackingForm(), clock.now(), actor()
    if "more" in request.form and len(form.rows) < MOST_ROWS:
        form.rows.append_entry({"location": request.form["more"]})
        return _page(sku, form)
    if not form.validate() or "look" in request.form:
        return _page(sku, form, 400) if form.errors else _looked(sku, form)
    try:
        done = transaction(lambda session: _done(session, sku, form, at, by))
    except ShopError as refused:
        errors = getattr(refused, "errors", ()) or [{"field": "", "message": refused.message}]
        told = [_said(each["field"], each["message"]) for each in errors]
        return _page(sku, form, refused.status, told=told)
    flash(f"{sku} is counted by lots now: {len(done)} locations have lot numbers.", "ok")
    return redirect(url_for("inventory.lots", q=sku))
