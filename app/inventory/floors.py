"""Reads for the shop floor: what each place should hold, and what is to be brought from where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.inventory.allocation import last_sellable_floor
from app.inventory.models import Location, Lot, StockBalance
from app.inventory.place_models import FloorLevel
from app.inventory.replenishment import Filling, Level, Source, fillings

B = StockBalance


@dataclass(frozen=True)
class ToBring:
    """One place that lacks something: its level's row, the filling, and the rows it comes from."""

    row: Any
    filling: Filling
    sources: Sequence[Any]

    @property
    def loads(self) -> list[tuple[Any, int]]:
        """The balances to take from, with how much."""
        quantities = [load.quantity for load in self.filling.loads]
        return list(zip(self.sources, quantities, strict=True))


def levels_of(session: Session, site_id: int) -> Sequence[Any]:
    """What the places of a site should hold, by place and product."""
    return session.execute(
        select(
            FloorLevel,
            Location,
            Product.sku,
            Product.name,
            Product.base_unit,
            Product.expiry_kind,
            Product.min_days_at_sale,
        )
        .join(Location, Location.id == FloorLevel.location_id)
        .join(Product, Product.id == FloorLevel.product_id)
        .where(Location.site_id == site_id)
        .order_by(Location.code, Product.name, Product.sku)
    ).all()


def _fit_for_sale(
    session: Session, site_id: int, levels: Sequence[Any], today: date
) -> Sequence[Any]:
    """Balances of these products that a till of the site may sell today."""
    floors = {
        row.FloorLevel.product_id: last_sellable_floor(row.expiry_kind, row.min_days_at_sale, today)
        for row in levels
    }
    found = (
        select(B, Lot.number, Location.code)
        .join(Lot, Lot.id == B.lot_id)
        .join(Location, Location.id == B.location_id)
        .where(B.site_id == site_id, B.product_id.in_(floors), B.on_hand > 0)
        .where(B.status == "released", B.sellable_place == True)  # noqa: E712 - SQL
    )
    rows = session.execute(found).all()
    return [
        row for row in rows if row.StockBalance.expires_on >= floors[row.StockBalance.product_id]
    ]


def to_bring(session: Session, site_id: int, today: date) -> list[ToBring]:
    """What is to be brought to the shop floor of a site, place by place.

    A place that has a level of a product is no source of that product for another.
    """
    levels = levels_of(session, site_id)
    rows = _fit_for_sale(session, site_id, levels, today)
    own = {(row.FloorLevel.location_id, row.FloorLevel.product_id): row for row in levels}
    here = dict.fromkeys(own, 0)
    sources: dict[tuple[int, int], tuple[Any, Source]] = {}
    for row in rows:
        it = row.StockBalance
        spot = it.location_id, it.product_id
        if spot in own:
            here[spot] += it.on_hand
        elif it.on_hand > it.reserved:
            free = it.on_hand - it.reserved
            source = Source(it.lot_id, it.location_id, it.product_id, free, it.expires_on)
            sources[it.lot_id, it.location_id] = row, source
    asked = [
        Level(*spot, row.FloorLevel.least, row.FloorLevel.most, here[spot])
        for spot, row in own.items()
    ]
    done = fillings(asked, [source for _row, source in sources.values()])
    return [_named(own, sources, filling) for filling in done]


def _named(own: Any, sources: Any, filling: Filling) -> ToBring:
    level = filling.level
    taken = [load.source for load in filling.loads]
    rows = [sources[source.lot_id, source.location_id][0] for source in taken]
    return ToBring(own[level.location_id, level.product_id], filling, rows)
