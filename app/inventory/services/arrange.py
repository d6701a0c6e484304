"""The order in a store: zones are made, locations put into them and given their room.

A location's kind is never changed here: what lies there was judged by it. Moves no goods.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.errors import AlreadyExists, bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.inventory.models import Location
from app.inventory.place_models import Zone
from app.inventory.places import create_location
from app.values.document import DocumentRef
from app.values.quantity import MAX_QUANTITY, quantity_text

MOST_LOTS = 9999


@dataclass(frozen=True)
class Room:
    """Where a location is and how much fits: lots, and units of everything (millionths).

    None: it is in no zone, or nobody said how much fits.
    """

    zone: Zone | None = None
    most_lots: int | None = None
    most_units: int | None = None


def create_zone(
    session: Session, code: str, *, name: str, site_id: int, at: datetime, by: Actor
) -> int:
    """Add a zone to a site; AlreadyExists where the code is taken there."""
    taken = select(Zone.id).where(Zone.site_id == site_id, Zone.code == code)
    if session.scalar(taken) is not None:
        raise AlreadyExists(f"There is already a zone {code} at this site.")
    row = {"code": code, "name": name, "site_id": site_id}
    zone_id: int = session.execute(insert(Zone).returning(Zone.id), row).scalar_one()
    audit.record(session, by, "zone.created", DocumentRef("zone", code), at=at)
    return zone_id


def _check(room: Room, site_id: int) -> None:
    if room.zone is not None and room.zone.site_id != site_id:
        raise bad_field("zone", "is at another site")
    if room.most_lots is not None and not 0 < room.most_lots <= MOST_LOTS:
        raise bad_field("most_lots", f"must be from 1 to {MOST_LOTS}")
    if room.most_units is not None and not 0 < room.most_units <= MAX_QUANTITY:
        raise bad_field("most_quantity", "must be above 0 and at most 1000000000")


def _set_room(session: Session, location_id: int, room: Room) -> None:
    values = {
        "zone_id": room.zone.id if room.zone else None,
        "most_lots": room.most_lots,
        "most_units": room.most_units,
    }
    session.execute(update(Location).where(Location.id == location_id).values(values))


def add_place(
    session: Session,
    code: str,
    *,
    kind: str,
    site_id: int,
    room: Room,
    at: datetime,
    by: Actor,
) -> int:
    """Add a location with its zone and its room."""
    _check(room, site_id)
    location_id = create_location(session, code, kind=kind, site_id=site_id)
    _set_room(session, location_id, room)
    audit.record(session, by, "location.created", DocumentRef("location", code), at=at)
    return location_id


def arrange(session: Session, location: Location, room: Room, *, at: datetime, by: Actor) -> None:
    """Put a location into another zone, or say how much fits; what lies there stays."""
    if location.kind == "transit":
        raise bad_field("location", "goods on their way have no shelf")
    _check(room, location.site_id)
    _set_room(session, location.id, room)
    detail = {
        "zone": room.zone.code if room.zone else None,
        "most_lots": room.most_lots,
        "most_quantity": quantity_text(room.most_units) if room.most_units else None,
    }
    subject = DocumentRef("location", location.code)
    audit.record(session, by, "location.arranged", subject, at=at, detail=detail)
