"""Opening a store or warehouse: the site and the locations every site has."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Forbidden, bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.identity.services import create_site
from app.inventory.models import Location
from app.inventory.places import create_location
from app.values.document import DocumentRef

USUAL_LOCATIONS = (
    ("DOCK", "dock"),
    ("STOCK", "stock"),
    ("QUARANTINE", "quarantine"),
    ("RETURNS", "returns"),
)


def open_site(
    session: Session,
    code: str,
    *,
    name: str,
    kind: str,
    time_zone: str,
    at: datetime,
    by: Actor,
) -> int:
    """Add a site with its dock, stock, quarantine and returns; AlreadyExists for a known code."""
    if by.site_id is not None:
        raise Forbidden("You work at one site; somebody of all sites has to open another.")
    if "/" in code:
        raise bad_field("code", "must not hold a slash: locations are written SITE/PLACE")
    site_id = create_site(session, code, name=name, kind=kind, time_zone=time_zone, at=at)
    for place, place_kind in USUAL_LOCATIONS:
        full = f"{code}/{place}"
        if session.scalar(select(Location.id).where(Location.code == full)) is None:
            create_location(session, full, kind=place_kind, site_id=site_id)
    audit.record(session, by, "site.created", DocumentRef("site", code), at=at)
    return site_id
