"""Pages of the shop floor: what to bring from where, in one press; what its places should hold."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from app import clock
from app.catalog.queries import product_by_sku
from app.db import reading, transaction
from app.errors import ShopError
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.actors import Actor
from app.identity.models import Site
from app.identity.permissions import Permission
from app.inventory import floors, shelves
from app.inventory.blueprint import bp
from app.inventory.forms import FloorLevelForm
from app.inventory.places import location_by_code
from app.inventory.services.replenish import Filled, remove_level, replenish, set_level
from app.inventory.views.bins import asked_site, saved

P = Permission
SAID_HERE = frozenset({400, 404, 409})


@bp.get("/replenish")
@needs(P.MOVE_STOCK)
def replenishment() -> ResponseReturnValue:
    """What to bring to the shop floor, and from where."""
    with reading() as session:
        site = asked_site(session, actor())
        today = clock.local_day(clock.now(), site.time_zone)
        shown = {"rows": floors.to_bring(session, site.id, today), "site": site, "today": today}
        shown |= {"mine": identity.sites_of(session, actor())}
        shown |= {"any_level": bool(floors.levels_of(session, site.id))}
        return render_template("inventory/replenish.html", **shown)


def _bring(session: Session, by: Actor) -> Filled:
    at, site = clock.now(), asked_site(session, by)
    return replenish(session, site.id, on=clock.local_day(at, site.time_zone), at=at, by=by)


@bp.post("/replenish")
@needs(P.MOVE_STOCK)
def bring_all() -> ResponseReturnValue:
    """Everything on the list was brought."""
    by = actor()
    try:
        done = transaction(lambda session: _bring(session, by))
    except ShopError as refused:
        if refused.status not in SAID_HERE:
            raise
        flash(refused.message, "error")
    else:
        flash(f"{done.number}: {len(done.lines)} brought to the shop floor.", "ok")
    return redirect(url_for("inventory.replenishment", site=request.values.get("site", "")[:64]))


def _level_form(session: Session, site: Site) -> FloorLevelForm:
    form = FloorLevelForm(prefix="level-")
    places = shelves.places_to_move(session, actor())
    form.place.choices = [
        SelectChoice(place.code, place.code)
        for place in places
        if place.site_id == site.id and place.kind == "stock"
    ]
    return form


def _levels_page(form: FloorLevelForm | None = None) -> ResponseReturnValue:
    with reading() as session:
        site = asked_site(session, actor())
        shown: dict[str, Any] = {"rows": floors.levels_of(session, site.id), "site": site}
        shown |= {"form": form or _level_form(session, site)}
        return render_template("inventory/floor_levels.html", **shown), 400 if form else 200


@bp.get("/replenish/levels")
@needs(P.EDIT_CATALOG)
def floor_levels() -> ResponseReturnValue:
    """What the places of a site should hold."""
    return _levels_page()


@bp.post("/replenish/levels")
@needs(P.EDIT_CATALOG)
def new_floor_level() -> ResponseReturnValue:
    """Say what a place should hold of a product."""
    at = clock.now()
    with reading() as session:
        site = asked_site(session, actor())
        form = _level_form(session, site)

    def work(session: Session, by: Actor) -> None:
        place = location_by_code(session, form.place.data, by)
        product = product_by_sku(session, form.sku.data)
        ends = {"least": form.least.data, "most": form.most.data}
        set_level(session, place, product, **ends, at=at, by=by)

    if saved(form, work, f"{form.place.data} is kept filled."):
        return redirect(url_for("inventory.floor_levels", site=site.code))
    return _levels_page(form)


@bp.post("/replenish/levels/remove")
@needs(P.EDIT_CATALOG)
def drop_floor_level() -> ResponseReturnValue:
    """Keep a place filled no longer."""
    by, at = actor(), clock.now()

    def work(session: Session) -> None:
        place = location_by_code(session, request.form.get("location", "")[:64], by)
        product = product_by_sku(session, request.form.get("sku", "")[:64])
        remove_level(session, place, product, at=at, by=by)

    transaction(work)
    flash("It is kept filled no longer.", "ok")
    return redirect(url_for("inventory.floor_levels", site=request.values.get("site", "")[:64]))
