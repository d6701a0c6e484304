"""Pages that put a store in order: zones and locations are made and given room, labels printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from app import clock
from app.db import reading, transaction
from app.errors import ShopError, bad_field
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.actors import Actor
from app.identity.models import Site
from app.identity.permissions import Permission
from app.inventory import shelves, zones
from app.inventory.blueprint import bp
from app.inventory.forms import PlaceForm, RoomForm, ZoneForm, show_refusal
from app.inventory.services.arrange import Room, add_place, arrange, create_zone
from app.web.barcode import code128_svg

P = Permission
SAID_HERE = frozenset({400, 404, 409})
MOST_LABELS = 500


def saved(form: Any, work: Callable[[Session, Actor], Any], news: str) -> bool:
    """Whether the form was right and its work was done; else the form says what was not."""
    by = actor()
    if not form.validate():
        return False
    try:
        transaction(lambda session: work(session, by))
    except ShopError as refused:
        if refused.status not in SAID_HERE:
            raise
        show_refusal(form, refused)
        return False
    flash(news, "ok")
    return True


def _zone_form() -> ZoneForm:
    form = ZoneForm(prefix="zone-")
    with reading() as session:
        mine = identity.sites_of(session, actor())
        form.site.choices = [SelectChoice(site.code, site.name) for site in mine]
    return form


@bp.route("/zones/new", methods=["GET", "POST"])
@needs(P.EDIT_CATALOG)
def new_zone() -> ResponseReturnValue:
    """Add a zone."""
    form, at = _zone_form(), clock.now()

    def work(session: Session, by: Actor) -> None:
        site = identity.site_by_code(session, form.site.data, by)
        create_zone(session, form.code.data, name=form.name.data, site_id=site.id, at=at, by=by)

    if request.method == "POST" and saved(form, work, f"Zone {form.code.data} is there."):
        return redirect(url_for("inventory.locations"))
    return render_template("inventory/zone.html", form=form), 400 if form.errors else 200


def _room(session: Session, site_id: int, form: RoomForm) -> Room:
    code = form.zone.data
    zone = zones.zone_by_code(session, site_id, code) if code else None
    return Room(zone, form.most_lots.data, form.most_quantity.data)


def asked_site(session: Session, by: Actor) -> Site:
    code = request.values.get("site", "")[:64]
    return identity.site_by_code(session, code, by) if code else identity.home_site(session, by)


def _place_form() -> tuple[PlaceForm, Any, Any]:
    """The form of a new location, the site it is for, and the sites there are."""
    form = PlaceForm(prefix="place-")
    with reading() as session:
        site, mine = asked_site(session, actor()), identity.sites_of(session, actor())
        form.offer(row.Zone for row in zones.zones_of(session, [site.id]))
        if request.method == "GET":
            form.code.data = f"{site.code}/"
        return form, site, mine


@bp.route("/places/new", methods=["GET", "POST"])
@needs(P.EDIT_CATALOG)
def new_place() -> ResponseReturnValue:
    """Add a location to a site."""
    (form, site, mine), at = _place_form(), clock.now()

    def work(session: Session, by: Actor) -> None:
        prefix, slash, _rest = form.code.data.partition("/")
        if slash and prefix != site.code:
            raise bad_field("code", f"must begin with {site.code}/")
        room, kind = _room(session, site.id, form), form.kind.data
        add_place(session, form.code.data, kind=kind, site_id=site.id, room=room, at=at, by=by)

    if request.method == "POST" and saved(form, work, f"{form.code.data} is there."):
        return redirect(url_for("inventory.location", code=form.code.data))
    shown = {"form": form, "site": site, "mine": mine}
    return render_template("inventory/place_new.html", **shown), 400 if form.errors else 200


def _room_form(code: str) -> tuple[RoomForm, Any]:
    form = RoomForm(prefix="room-")
    with reading() as session:
        row = shelves.location(session, code, actor())
        form.offer(each.Zone for each in zones.zones_of(session, [row.Site.id]))
        if request.method == "GET":
            zone = zones.zone_of(session, row.Location)
            form.zone.data = zone.code if zone else ""
            form.most_lots.data = row.Location.most_lots
            form.most_quantity.data = row.Location.most_units
        return form, row


@bp.route("/places/room/<path:code>", methods=["GET", "POST"])
@needs(P.EDIT_CATALOG)
def place_room(code: str) -> ResponseReturnValue:
    """Put a location into a zone and say how much fits."""
    (form, row), at = _room_form(code), clock.now()

    def work(session: Session, by: Actor) -> None:
        place = shelves.location(session, code, by).Location
        arrange(session, place, _room(session, place.site_id, form), at=at, by=by)

    if request.method == "POST" and saved(form, work, f"{code} is changed."):
        return redirect(url_for("inventory.location", code=code))
    return render_template("inventory/place_room.html", form=form, row=row), (
        400 if form.errors else 200
    )


@bp.get("/places/labels")
@needs(P.SEE_STOCK)
def place_labels() -> ResponseReturnValue:
    """Labels of locations, to print and stick to the shelf: of one, of a zone, or of all."""
    code, zone = request.args.get("code", "")[:64], request.args.get("zone", "")[:20]
    zone_id = int(zone) if zone.isascii() and zone.isdigit() else None
    with reading() as session:
        every = shelves.locations(session, actor(), zone_id=zone_id)
        rows = [
            row
            for row in every
            if row.Location.kind != "transit" and code in {"", row.Location.code}
        ]
        drawn = [(row, code128_svg(row.Location.code, row.Location.code)) for row in rows]
        return render_template("inventory/place_labels.html", drawn=drawn[:MOST_LABELS])
