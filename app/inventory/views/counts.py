"""Pages of stock counts: the history, beginning one, one in full, the second person's decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.attachments.queries import files_of
from app.catalog.scanning import resolve
from app.catalog.search_words import clean_line
from app.db import reading, transaction
from app.errors import BadInput, Forbidden, ShopError, bad_field
from app.gs1.parse import read
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.actors import Actor
from app.identity.permissions import Permission
from app.inventory import counts, shelves
from app.inventory.blueprint import bp
from app.inventory.count_models import COUNT_STATUSES
from app.inventory.count_risk import most_urgent
from app.inventory.counting import reason_words
from app.inventory.places import location_by_code
from app.inventory.services.count import Begun, hold_count, start_count
from app.inventory.services.post_count import approve_count, reject_count
from app.inventory.swap_rules import Off, pairs
from app.inventory.views.lots import own_number
from app.values.document import DocumentRef
from app.web.paging import id_before, page_of

P = Permission
ROWS = 50
SHOWN_AS = ("", "needs_approval", "counting", "posted")
Spots = list[tuple[int, int]]


@bp.get("/counts")
@needs(P.SEE_STOCK)
def stock_counts() -> ResponseReturnValue:
    """Counts, newest first."""
    status, before = request.args.get("status", ""), id_before(request.args.get("cursor"))
    status = status if status in COUNT_STATUSES else ""
    with reading() as session:
        rows = counts.counts(session, actor(), limit=ROWS + 1, before=before, status=status)
        page = page_of(rows, ROWS, lambda row: (row.StockCount.id,), first=before is None)
        shown = {"page": page, "status": status, "statuses": SHOWN_AS, "words": reason_words}
        return render_template("inventory/counts.html", **shown, sees_cost=actor().may(P.SEE_COST))


def _start_page(error: str = "", code: int = 200) -> ResponseReturnValue:
    with reading() as session:
        site = identity.home_site(session, actor())
        today = clock.local_day(clock.now(), site.time_zone)
        urgent = most_urgent(session, site.id, today)
        places = shelves.places_to_move(session, actor())
        shown = {"urgent": urgent, "places": places, "site": site, "error": error}
        return render_template("inventory/count_new.html", **shown), code


@bp.get("/counts/new")
@needs(P.COUNT)
def new_count() -> ResponseReturnValue:
    """What to count: a place, a product, a lot, or what is most at risk."""
    return _start_page()


def _at_place(session: Session, code: str, by: Actor) -> tuple[Begun, Spots]:
    place = location_by_code(session, code, by)
    begun = Begun("location", place.code, place.site_id, place)
    return begun, counts.spots_at(session, place.id)


def _of_thing(session: Session, text: str, by: Actor) -> tuple[Begun, Spots]:
    """A lot by its label, a product by SKU or barcode, or a place by its code."""
    site = identity.home_site(session, by)
    today = clock.local_day(clock.now(), site.time_zone)
    number = own_number(text, today)
    lots = counts.lots_by_number(session, [number], by) if number else {}
    for lot, lot_id in lots.items():
        return Begun("lot", lot, site.id), counts.spots_of_lot(session, lot_id, site.id)
    rcn = current_app.extensions["lotwise"].in_store
    product = resolve(session, read(text, today=today, rcn=rcn)).product
    if product is not None:
        spots = counts.spots_of_product(session, product.id, site.id)
        return Begun("product", product.sku, site.id), spots
    if shelves.is_place(session, text):
        return _at_place(session, text, by)
    raise bad_field("thing", "no lot, product or place has this code")


def _at_risk(session: Session, by: Actor) -> tuple[Begun, Spots]:
    site = identity.home_site(session, by)
    urgent = most_urgent(session, site.id, clock.local_day(clock.now(), site.time_zone))
    spots = [(each.row.lot_id, each.row.location_id) for each in urgent]
    return Begun("risk", "by risk", site.id), spots


def _begin(session: Session, by: Actor) -> str:
    place = clean_line(request.form.get("location", "")[:64])
    thing = request.form.get("thing", "")[:200].strip()
    if place:
        begun, spots = _at_place(session, place, by)
    elif thing:
        begun, spots = _of_thing(session, thing, by)
    elif "risk" in request.form:
        begun, spots = _at_risk(session, by)
    else:
        raise bad_field("thing", "say what to count")
    if not spots and begun.location is None:
        raise bad_field("thing", f"the books have nothing of {begun.subject} here")
    return start_count(session, begun, spots, at=clock.now(), by=by)


@bp.post("/counts/new")
@needs(P.COUNT)
def begin_count() -> ResponseReturnValue:
    """Begin a count and go to the shelf."""
    by = actor()
    try:
        number = transaction(lambda session: _begin(session, by))
    except BadInput as refused:
        return _start_page(refused.errors[0]["message"] if refused.errors else "", 400)
    return redirect(url_for("inventory.count_work", number=number))


def _off(row: Any) -> Off:
    return Off(row.lot_id, row.product_id, row.counted - row.expected)


@bp.get("/counts/<number>")
@needs(P.SEE_STOCK)
def stock_count(number: str) -> ResponseReturnValue:
    """One count: who counted, what was off, what was posted. Blind while it is going on."""
    with reading() as session:
        it = counts.count(session, number, actor())
        rows = [] if it.status == "counting" else counts.figures(session, it)
        keys, names = counts.counters(session, it)
        own = actor().key in keys or actor().name.casefold() in names
        swapped = it.status == "posted" and bool(pairs(map(_off, rows)))
        shown = {"it": it, "rows": rows, "own": own, "words": reason_words, "swapped": swapped}
        shown["files"] = files_of(session, DocumentRef("stock_count", it.number))
        return render_template("inventory/count.html", **shown, sees_cost=actor().may(P.SEE_COST))


def decide(
    number: str, work: Callable[[Session, Any, Actor], None], news: str
) -> ResponseReturnValue:
    """One decision in one transaction, then back to the count with what became of it."""
    by = actor()
    try:
        transaction(lambda session: work(session, hold_count(session, number, by), by))
        flash(news, "ok")
    except Forbidden as refused:
        if not by.may(P.APPROVE_COUNT):
            raise
        flash(refused.message, "error")
    except ShopError as refused:
        if refused.status != 409:
            raise
        flash(refused.message, "error")
    return redirect(url_for("inventory.stock_count", number=number))


def _note() -> str:
    return clean_line(request.form.get("note", "")[:500])


def _approve(session: Session, count: Any, by: Actor) -> None:
    at, site = clock.now(), identity.site_by_id(session, count.site_id)
    on = clock.local_day(at, site.time_zone)
    approve_count(session, count, note=_note(), on=on, at=at, by=by)


@bp.post("/counts/<number>/approve")
@needs(P.APPROVE_COUNT)
def approve(number: str) -> ResponseReturnValue:
    """The second person says yes: stock and books are corrected."""
    return decide(number, _approve, f"Count {number} is approved and posted.")


@bp.post("/counts/<number>/reject")
@needs(P.APPROVE_COUNT)
def reject(number: str) -> ResponseReturnValue:
    """The second person says no: nothing is posted."""
    note, at = _note(), clock.now()
    return decide(
        number,
        lambda session, count, by: reject_count(session, count, note=note, at=at, by=by),
        f"Count {number} is rejected; nothing was posted.",
    )
