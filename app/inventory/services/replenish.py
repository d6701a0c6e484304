"""The shop floor is told what it should hold, and is filled: one document moves all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.catalog.queries import ProductRow
from app.errors import NotFound, WrongState, bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.inventory import floors
from app.inventory.models import Location
from app.inventory.place_models import FloorLevel
from app.inventory.services.relocate import Relocation, relocate
from app.values.document import DocumentRef
from app.values.quantity import MICRO, quantity_text


@dataclass(frozen=True)
class Filled:
    """The move that was made, and what it brought."""

    number: str
    lines: Sequence[Relocation]


def _remove(session: Session, location: Location, product_id: int) -> int:
    gone = session.execute(
        delete(FloorLevel).where(
            FloorLevel.location_id == location.id, FloorLevel.product_id == product_id
        )
    )
    return int(gone.rowcount)


def set_level(
    session: Session,
    location: Location,
    product: ProductRow,
    *,
    least: int,
    most: int,
    at: datetime,
    by: Actor,
) -> None:
    """Say how much of a product a selling place should hold (millionths); again: other figures."""
    if location.kind != "stock":
        raise bad_field("location", "only a place of kind stock is kept filled")
    if not 0 < least <= most:
        raise bad_field("least", "must be above 0 and at most what it is filled to")
    for name, figure in (("least", least), ("most", most)):
        if product.base_unit == "each" and figure % MICRO:
            raise bad_field(name, f"{product.sku} is counted in whole pieces")
    _remove(session, location, product.id)
    row = {"location_id": location.id, "product_id": product.id, "least": least, "most": most}
    session.execute(insert(FloorLevel), row)
    detail = {"sku": product.sku, "least": quantity_text(least), "most": quantity_text(most)}
    subject = DocumentRef("location", location.code)
    audit.record(session, by, "floor_level.set", subject, at=at, detail=detail)


def remove_level(
    session: Session, location: Location, product: ProductRow, *, at: datetime, by: Actor
) -> None:
    """Keep a place filled no longer; NotFound where it was not."""
    if not _remove(session, location, product.id):
        raise NotFound("There is no such level.")
    subject = DocumentRef("location", location.code)
    detail = {"sku": product.sku}
    audit.record(session, by, "floor_level.removed", subject, at=at, detail=detail)


def replenish(session: Session, site_id: int, *, on: date, at: datetime, by: Actor) -> Filled:
    """Bring everything that is on the list of a site now; WrongState where nothing is."""
    places = {
        place.id: place
        for place in session.scalars(select(Location).where(Location.site_id == site_id))
    }
    lines = [
        Relocation(
            source.number, quantity, places[source.StockBalance.location_id], item.row.Location
        )
        for item in floors.to_bring(session, site_id, on)
        for source, quantity in item.loads
    ]
    if not lines:
        raise WrongState("There is nothing to bring.")
    return Filled(relocate(session, lines, on=on, at=at, by=by), lines)
