"""What was made from a lot and still lies somewhere. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.identity.actors import Actor
from app.inventory.lineage import descendants
from app.inventory.models import Lot
from app.inventory.queries import balances


@dataclass(frozen=True)
class Made:
    """A lot that descends from another, and where it lies."""

    number: str
    sku: str
    name: str
    base_unit: str
    status: str
    expires_on: date | None
    spots: list[Any]

    @property
    def on_hand(self) -> int:
        """All of it that is seen, in millionths."""
        return sum(spot.on_hand for spot in self.spots)


def made_and_there(session: Session, lot_id: int, actor: Actor) -> list[Made]:
    """What descends from a lot and lies at the person's sites, over any number of steps."""
    ids = descendants(session, [lot_id])
    held = balances(session, ids, site_id=actor.site_id)
    there = [each for each in ids if held[each]]
    rows = session.execute(
        select(
            Lot.id,
            Lot.number,
            Lot.status,
            Lot.expires_on,
            Product.sku,
            Product.name,
            Product.base_unit,
        )
        .join(Product, Product.id == Lot.product_id)
        .where(Lot.id.in_(there))
        .order_by(Lot.id)
    )
    return [
        Made(x.number, x.sku, x.name, x.base_unit, x.status, x.expires_on, held[x.id]) for x in rows
    ]
