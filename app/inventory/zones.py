"""Reads of zones, and of how full the locations are. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import bad_field
from app.identity.models import Site
from app.inventory.models import Location, StockBalance
from app.inventory.place_models import Zone

B = StockBalance


@dataclass(frozen=True)
class Fill:
    """What lies at a location: how many lots, and how much of everything (millionths)."""

    lots: int = 0
    units: int = 0


def zones_of(session: Session, site_ids: Sequence[int]) -> Sequence[Any]:
    """The zones of some sites with their sites, by code."""
    return session.execute(
        select(Zone, Site.code.label("site"), Site.name.label("site_name"))
        .join(Site, Site.id == Zone.site_id)
        .where(Zone.site_id.in_(list(site_ids)))
        .order_by(Site.code, Zone.code)
    ).all()


def zone_by_code(session: Session, site_id: int, code: str, *, field: str = "zone") -> Zone:
    """A zone of a site; a wrong code is a wrong field."""
    found = session.scalar(select(Zone).where(Zone.site_id == site_id, Zone.code == code))
    if found is None:
        raise bad_field(field, f"there is no zone {code[:64]} at this site")
    return found


def zone_of(session: Session, location: Location | None) -> Zone | None:
    """The zone a location is in."""
    return session.get(Zone, location.zone_id) if location and location.zone_id else None


def fills(session: Session, location_ids: Sequence[int]) -> dict[int, Fill]:
    """How full some locations are, by id."""
    rows = session.execute(
        select(B.location_id, func.count(B.id), func.sum(B.on_hand))
        .where(B.location_id.in_(list(location_ids)), B.on_hand > 0)
        .group_by(B.location_id)
    )
    found = {place: Fill(int(lots), int(units)) for place, lots, units in rows}
    return {place: found.get(place, Fill()) for place in location_ids}


def fill(session: Session, location: Location | None) -> Fill:
    """How full one location is."""
    return fills(session, [location.id])[location.id] if location else Fill()
