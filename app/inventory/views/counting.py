"""The counting page with its own calls, and the review before a count is finished."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.catalog.search_words import clean_line
from app.db import reading, transaction
from app.errors import BadInput, ShopError, bad_field
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.actors import Actor
from app.identity.permissions import Permission
from app.inventory import counts
from app.inventory.blueprint import bp
from app.inventory.count_scan import Floor, count_scan, sheet
from app.inventory.counting import REASONS
from app.inventory.places import location_by_code
from app.inventory.services.count import (
    Figure,
    cancel_count,
    enter_figures,
    finish_count,
    hold_count,
)
from app.inventory.views.counts import decide
from app.values.quantity import MAX_QUANTITY, plain_decimal, to_micro
from app.web.answers import answers_json, body_object, text_of

P = Permission
LONGEST_SCAN = 2048
SAID_HERE = frozenset({400, 409})


@bp.get("/counts/<number>/work")
@needs(P.COUNT)
def count_work(number: str) -> ResponseReturnValue:
    """Count, lot by lot; what the books expect is not shown."""
    with reading() as session:
        it = counts.count(session, number, actor())
        if it.status != "counting":
            return redirect(url_for("inventory.stock_count", number=it.number))
        today = clock.local_day(clock.now(), it.time_zone)
        return render_template("inventory/count_work.html", it=it, today=today)


@bp.get("/counts/<number>/sheet")
@needs(P.COUNT)
@answers_json
def count_sheet(number: str) -> Any:
    """What is to be counted and what was entered."""
    with reading() as session:
        return {"items": sheet(session, counts.count(session, number, actor()))}


@bp.post("/counts/<number>/scan")
@needs(P.COUNT)
@answers_json
def scan_counted(number: str) -> Any:
    """What one scan means in this count."""
    data = text_of(body_object(), "data", LONGEST_SCAN)
    with reading() as session:
        it = counts.count(session, number, actor())
        today = clock.local_day(clock.now(), it.time_zone)
        rcn = current_app.extensions["lotwise"].in_store
        return count_scan(session, Floor(it, today, actor(), rcn), data)


def _counted(data: dict[str, Any]) -> int:
    try:
        micro = to_micro(plain_decimal(text_of(data, "counted", 30)))
    except ValueError as error:
        raise bad_field("counted", str(error)) from None
    if not 0 <= micro <= MAX_QUANTITY:
        raise bad_field("counted", "must be from 0 to 1000000000")
    return micro


def _figure(session: Session, it: Any, data: dict[str, Any], by: Actor) -> Figure:
    """A figure for a balance on the list, or for a lot found at the place that is counted."""
    number = text_of(data, "lot", 64).upper()
    lot_id = counts.lots_by_number(session, [number], by).get(number)
    place = location_by_code(session, text_of(data, "location", 64), by)
    listed = {(row.lot_id, row.location_id) for row in counts.targets(session, it.id)}
    if lot_id is None:
        raise bad_field("lot", f"there is no lot {number[:40]}")
    if (lot_id, place.id) not in listed and place.id != it.location_id:
        raise bad_field("lot", "is not on the list of this count")
    return Figure(lot_id, place.id, _counted(data), goes_on=data.get("goes_on") is True)


@bp.post("/counts/<number>/figures")
@needs(P.COUNT)
@answers_json
def enter_figure(number: str) -> Any:
    """Write down what was counted of one lot at one place."""
    data, by = body_object(), actor()

    def work(session: Session) -> None:
        it = hold_count(session, number, by)
        figure = _figure(session, it, data, by)
        enter_figures(session, it, [figure], at=clock.now(), by=by)

    transaction(work)
    return {"entered": True}


def _review(number: str, error: str = "", code: int = 200) -> ResponseReturnValue:
    with reading() as session:
        it = counts.count(session, number, actor())
        if it.status != "counting":
            return redirect(url_for("inventory.stock_count", number=it.number))
        rows = counts.figures(session, it)
        done = {(row.lot_id, row.location_id) for row in rows}
        listed = counts.targets(session, it.id)
        open_rows = [row for row in listed if (row.lot_id, row.location_id) not in done]
        shown = {"it": it, "rows": rows, "open_rows": open_rows, "error": error}
        shown |= {"reasons": REASONS, "sees_cost": actor().may(P.SEE_COST)}
        return render_template("inventory/count_review.html", **shown), code


@bp.get("/counts/<number>/review")
@needs(P.COUNT)
def review_count(number: str) -> ResponseReturnValue:
    """The differences of what was counted, before it is finished."""
    return _review(number)


def _finish(session: Session, number: str, reason: str, by: Actor) -> str:
    at, it = clock.now(), hold_count(session, number, by)
    site = identity.site_by_id(session, it.site_id)
    return finish_count(
        session,
        it,
        reason=reason,
        complete="complete" in request.form,
        on=clock.local_day(at, site.time_zone),
        at=at,
        by=by,
    )


@bp.post("/counts/<number>/finish")
@needs(P.COUNT)
def finish(number: str) -> ResponseReturnValue:
    """Finish: small differences are posted, large ones wait for a second person."""
    by, reason = actor(), request.form.get("reason", "")
    note = clean_line(request.form.get("note", "")[:400])
    try:
        if reason not in REASONS:
            raise BadInput("Choose a reason.", [("reason", "choose one")])
        said = f"{reason}: {note}" if note else reason
        status = transaction(lambda session: _finish(session, number, said, by))
    except ShopError as refused:
        if refused.status not in SAID_HERE:
            raise
        return _review(number, refused.message, refused.status)
    news = {"posted": "posted", "needs_approval": "waiting for a second person"}[status]
    flash(f"Count {number} is {news}.", "ok" if status == "posted" else "warn")
    return redirect(url_for("inventory.stock_count", number=number))


@bp.post("/counts/<number>/cancel")
@needs(P.COUNT)
def give_up(number: str) -> ResponseReturnValue:
    """Give a count up; nothing is posted."""
    at = clock.now()
    return decide(
        number,
        lambda session, count, by: cancel_count(session, count, at=at, by=by),
        f"Count {number} is given up; nothing was posted.",
    )
