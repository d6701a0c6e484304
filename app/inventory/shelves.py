"""Reads for the pages of stock: what lies where, lot by lot. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.errors import NotFound
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.models import Location, Lot, LotStatusChange, StockBalance
from app.inventory.place_models import Zone

B = StockBalance


def locations(session: Session, actor: Actor, *, zone_id: int | None = None) -> Sequence[Any]:
    """Every location the actor may see, or those of a zone, with what lies there."""
    held = (
        select(
            B.location_id,
            func.count(B.id).label("lots"),
            func.count(B.product_id.distinct()).label("products"),
            func.sum(B.value).label("value"),
        )
        .where(B.on_hand > 0)
        .group_by(B.location_id)
        .subquery()
    )
    found = (
        select(Location, Site, Zone, held.c.lots, held.c.products, held.c.value)
        .join(Site, Site.id == Location.site_id)
        .outerjoin(Zone, Zone.id == Location.zone_id)
        .outerjoin(held, held.c.location_id == Location.id)
        .where((Location.kind != "transit") | (held.c.lots > 0))
        .order_by(Site.code, Zone.code.is_(None), Zone.code, Location.code)
    )
    if zone_id is not None:
        found = found.where(Location.zone_id == zone_id)
    if actor.site_id is not None:
        found = found.where(Location.site_id == actor.site_id)
    return session.execute(found).all()


def location(session: Session, code: str, actor: Actor) -> Any:
    """A location with its site; NotFound also where it is another site's."""
    row = session.execute(
        select(Location, Site).join(Site, Site.id == Location.site_id).where(Location.code == code)
    ).one_or_none()
    if row is None or (actor.site_id is not None and actor.site_id != row.Site.id):
        raise NotFound("There is no such location.")
    return row


def is_place(session: Session, code: str) -> bool:
    """Whether a code is a location's."""
    return session.scalar(select(Location.id).where(Location.code == code)) is not None


def contents(session: Session, location_id: int, *, limit: int, after: int = 0) -> Sequence[Any]:
    """What lies at a location: lots in the order they came, those with an id above `after`."""
    return session.execute(
        select(Lot, Product.name, Product.sku, Product.base_unit, B.on_hand, B.value)
        .join(Lot, Lot.id == B.lot_id)
        .join(Product, Product.id == B.product_id)
        .where(B.location_id == location_id, B.on_hand > 0, Lot.id > after)
        .order_by(Lot.id)
        .limit(limit)
    ).all()


def places_to_move(session: Session, actor: Actor) -> Sequence[Location]:
    """Locations goods may be moved between by hand, by code."""
    found = select(Location).where(Location.kind != "transit").order_by(Location.code)
    if actor.site_id is not None:
        found = found.where(Location.site_id == actor.site_id)
    return session.scalars(found).all()


def status_changes(session: Session, lot_id: int) -> Sequence[LotStatusChange]:
    """Why and by whom a lot was held, released or recalled, oldest first."""
    return session.scalars(
        select(LotStatusChange)
        .where(LotStatusChange.lot_id == lot_id)
        .order_by(LotStatusChange.id)
        .limit(200)
    ).all()
