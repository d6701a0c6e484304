"""Locations: shelves, docks and cages of a site. The only writer of the location table."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.errors import AlreadyExists, bad_field
from app.identity.actors import Actor
from app.inventory.models import LOCATION_KINDS, Location, StockBalance

SELLABLE_KINDS = frozenset({"dock", "stock"})
"""A lot received at the dock is at once visible to the till."""


def create_location(session: Session, code: str, *, kind: str, site_id: int) -> int:
    """Add a location to a site; AlreadyExists where the code is taken."""
    if kind not in LOCATION_KINDS:
        raise bad_field("kind", f"must be one of {', '.join(LOCATION_KINDS)}")
    if session.scalar(select(Location.id).where(Location.code == code)) is not None:
        raise AlreadyExists(f"There is already a location {code}.")
    row = {"code": code, "kind": kind, "site_id": site_id}
    location_id: int = session.execute(insert(Location).returning(Location.id), row).scalar_one()
    return location_id


def location_by_code(
    session: Session, code: str, actor: Actor, *, field: str = "location"
) -> Location:
    """A location the actor may work at; a wrong code is a wrong field."""
    location = session.scalar(select(Location).where(Location.code == code))
    wrong_site = location and actor.site_id is not None and actor.site_id != location.site_id
    if location is None or wrong_site:
        raise bad_field(field, f"there is no location {code}")
    if location.kind == "transit":
        raise bad_field(field, "is on its way: receive, settle or cancel its transfer")
    return location


def location_of_kind(session: Session, site_id: int, kind: str) -> Location:
    """The first location of a kind at a site: where such goods go unless somebody says else."""
    location = session.scalars(
        select(Location)
        .where(Location.site_id == site_id, Location.kind == kind)
        .order_by(Location.id)
        .limit(1)
    ).first()
    if location is None:
        raise bad_field("location", f"the site has no location of kind {kind}")
    return location


def transit_ids(session: Session, lot_ids: Iterable[int]) -> frozenset[int]:
    """The transit locations where these lots are, or were, on their way."""
    found = (
        select(Location.id)
        .join(StockBalance, StockBalance.location_id == Location.id)
        .where(Location.kind == "transit", StockBalance.lot_id.in_(list(lot_ids)))
    )
    return frozenset(session.scalars(found))
