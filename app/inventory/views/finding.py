"""The page that answers a scan anywhere in the store: what is in here, where is this."""

from __future__ import annotations

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.db import reading
from app.identity import queries as identity
from app.identity.access import actor, needs
from app.identity.permissions import Permission
from app.inventory import zones
from app.inventory.blueprint import bp
from app.inventory.finding import find
from app.web.fields import MAX_SCAN

P = Permission


@bp.get("/find")
@needs(P.SEE_STOCK)
def find_goods() -> ResponseReturnValue:
    """What a scanned label means: a location's goods, or the places of a lot."""
    data = request.args.get("q", "")[:MAX_SCAN]
    with reading() as session:
        home = identity.home_site(session, actor())
        today = clock.local_day(clock.now(), home.time_zone)
        rcn = current_app.extensions["lotwise"].in_store
        found = find(session, data, today=today, actor=actor(), rcn=rcn) if data.strip() else None
        place = found.place.Location if found and found.place else None
        shown = {"zone": zones.zone_of(session, place), "fill": zones.fill(session, place)}
        shown |= {"q": data.strip(), "found": found, "today": today}
        return render_template("inventory/find.html", **shown)
