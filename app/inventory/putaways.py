"""Reads for putaway: the rules of a site, what waits for a place, and what is suggested for it.

What waits: everything at a dock; held and recalled goods where a till sells from; released goods
that still lie in quarantine. Goods brought back wait for a person, not for a shelf.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.identity.models import Site
from app.inventory.models import Location, Lot, StockBalance
from app.inventory.place_models import PutawayRule, Zone
from app.inventory.putaway import Bin, Goods, Rule, Suggestion, plan
from app.values.quantity import quantity_text

B = StockBalance
MOST = 200


@dataclass(frozen=True)
class Waiting:
    """Goods that wait for a place, with what is suggested."""

    row: Any
    said: Suggestion

    @property
    def exact(self) -> str:
        """How much of it, as a form sends it."""
        return quantity_text(self.row.on_hand)


def rules_of(session: Session, site_id: int) -> Sequence[Any]:
    """The rules of a site in the order they are asked, with the names of what they speak of."""
    rows = session.execute(
        select(
            PutawayRule,
            Product.sku,
            Product.name,
            Zone.code.label("zone"),
            Location.code.label("location"),
        )
        .outerjoin(Product, Product.id == PutawayRule.product_id)
        .outerjoin(Zone, Zone.id == PutawayRule.zone_id)
        .outerjoin(Location, Location.id == PutawayRule.location_id)
        .where(PutawayRule.site_id == site_id)
    ).all()
    return sorted(rows, key=lambda row: _rule(row.PutawayRule).order)


def _rule(row: PutawayRule) -> Rule:
    return Rule(
        row.id, row.rank, row.product_id, row.category, row.status, row.zone_id, row.location_id
    )


def _bins(session: Session, site_id: int) -> list[Bin]:
    """The stock and quarantine locations of a site with what lies in them."""
    places = session.scalars(
        select(Location)
        .where(Location.site_id == site_id, Location.kind.in_(("stock", "quarantine")))
        .order_by(Location.id)
    ).all()
    held: dict[int, list[Any]] = {place.id: [] for place in places}
    lying = select(B.location_id, B.lot_id, B.product_id, B.on_hand)
    for row in session.execute(lying.where(B.site_id == site_id, B.on_hand > 0)):
        if row.location_id in held:
            held[row.location_id].append(row)
    return [
        Bin(
            place.id,
            place.code,
            place.kind,
            place.zone_id,
            place.most_lots,
            place.most_units,
            frozenset(row.lot_id for row in held[place.id]),
            frozenset(row.product_id for row in held[place.id]),
            sum(row.on_hand for row in held[place.id]),
        )
        for place in places
    ]


def waiting(session: Session, site: Site, *, receipt: str = "") -> list[Waiting]:
    """What waits for a place at a site, or of one delivery, oldest lot first."""
    found = (
        select(
            B.on_hand,
            Lot,
            Product.sku,
            Product.name,
            Product.base_unit,
            Product.category,
            Location.code.label("location"),
            Location.kind,
        )
        .join(Lot, Lot.id == B.lot_id)
        .join(Product, Product.id == B.product_id)
        .join(Location, Location.id == B.location_id)
        .where(
            B.site_id == site.id,
            B.on_hand > 0,
            or_(
                Location.kind == "dock",
                and_(Lot.status != "released", Location.kind == "stock"),
                and_(Lot.status == "released", Location.kind == "quarantine"),
            ),
        )
        .order_by(Lot.id, Location.id)
        .limit(MOST)
    )
    if receipt:
        found = found.where(Lot.origin_kind == "goods_receipt", Lot.origin_number == receipt)
    rows = session.execute(found).all()
    goods = [
        Goods(row.Lot.id, row.Lot.product_id, row.category, row.Lot.status, row.on_hand)
        for row in rows
    ]
    rules = [_rule(row.PutawayRule) for row in rules_of(session, site.id)]
    said = plan(goods, rules, _bins(session, site.id))
    return [Waiting(row, each) for row, each in zip(rows, said, strict=True)]
