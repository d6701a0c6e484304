"""Pages of locations: what lies where, and moving goods between them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.db import reading, transaction
from app.errors import ShopError
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.actors import Actor
from app.identity.permissions import Permission
from app.inventory import queries, shelves, zones
from app.inventory.blueprint import bp
from app.inventory.forms import MoveForm, show_refusal
from app.inventory.places import location_by_code
from app.inventory.services.relocate import Relocation, relocate
from app.inventory.views.lots import own_number
from app.web.paging import id_before, page_of

P = Permission
ROWS = 50
SAID_HERE = frozenset({400, 404, 409})


@bp.get("/locations")
@needs(P.SEE_STOCK)
def locations() -> ResponseReturnValue:
    """Every location with how much lies there."""
    with reading() as session:
        rows = shelves.locations(session, actor())
        sees_cost = actor().may(P.SEE_COST)
        return render_template("inventory/locations.html", rows=rows, sees_cost=sees_cost)


@bp.get("/locations/<path:code>")
@needs(P.SEE_STOCK)
def location(code: str) -> ResponseReturnValue:
    """What lies at one location."""
    after = id_before(request.args.get("cursor")) or 0
    with reading() as session:
        row = shelves.location(session, code, actor())
        found = shelves.contents(session, row.Location.id, limit=ROWS + 1, after=after)
        page = page_of(found, ROWS, lambda item: (item.Lot.id,), first=after == 0)
        today = clock.local_day(clock.now(), row.Site.time_zone)
        shown = {"row": row, "page": page, "today": today, "sees_cost": actor().may(P.SEE_COST)}
        shown |= {"zone": zones.zone_of(session, row.Location)}
        return render_template("inventory/location.html", **shown)


def _form() -> MoveForm:
    form = MoveForm(prefix="move-")
    with reading() as session:
        form.offer(place.code for place in shelves.places_to_move(session, actor()))
    return form


@bp.get("/moves/new")
@needs(P.MOVE_STOCK)
def new_move() -> ResponseReturnValue:
    """The form for a move."""
    form = _form()
    form.lot.data = request.args.get("lot", "")[:64]
    form.source.data = request.args.get("source", "")[:64]
    return render_template("inventory/move.html", form=form)


def _moved(session: Session, form: MoveForm, by: Actor) -> str:
    at = clock.now()
    source = location_by_code(session, form.source.data, by, field="source")
    target = location_by_code(session, form.target.data, by, field="target")
    today = clock.local_day(at, identity.site_by_id(session, source.site_id).time_zone)
    number = own_number(form.lot.data, today) or form.lot.data
    queries.lot(session, number, by)
    line = Relocation(number, form.quantity.data, source, target)
    relocate(session, [line], on=today, at=at, by=by)
    return number.upper()


@bp.post("/moves/new")
@needs(P.MOVE_STOCK)
def move_goods() -> ResponseReturnValue:
    """Move goods as typed; the value goes along."""
    form, by = _form(), actor()
    if not form.validate():
        return render_template("inventory/move.html", form=form), 400
    try:
        number = transaction(lambda session: _moved(session, form, by))
    except ShopError as refused:
        if refused.status not in SAID_HERE:
            raise
        show_refusal(form, refused)
        return render_template("inventory/move.html", form=form), refused.status
    flash(f"Lot {number}: moved to {form.target.data}.", "ok")
    if request.form.get("again"):
        return redirect(url_for("inventory.new_move", source=form.source.data))
    return redirect(url_for("inventory.lot", number=number))
