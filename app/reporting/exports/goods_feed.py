"""Goods that come to a site or leave it, beside the journal's stream. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.catalog.models import Product
from app.inventory.models import Location, Lot, Movement


class Goods(NamedTuple):
    """A movement of goods or of their value, with what names the lot it is of."""

    id: int
    on: date
    entry_id: int | None
    lot_id: int
    quantity: int
    value: int
    from_site: int | None
    to_site: int | None
    lot: str
    received_on: date
    product_id: int
    sku: str
    unit: str
    document_kind: str
    document: str


def _goods() -> Any:
    source, target = aliased(Location), aliased(Location)
    return (
        select(
            Movement.id,
            Movement.moved_on,
            Movement.entry_id,
            Movement.lot_id,
            Movement.quantity,
            Movement.value,
            source.site_id.label("from_site"),
            target.site_id.label("to_site"),
            Lot.number,
            Lot.received_on,
            Lot.product_id,
            Product.sku,
            Product.base_unit,
            Movement.document_kind,
            Movement.document_number,
        )
        .join(Lot, Lot.id == Movement.lot_id)
        .join(Product, Product.id == Lot.product_id)
        .outerjoin(source, source.id == Movement.from_location_id)
        .outerjoin(target, target.id == Movement.to_location_id)
        .where(func.coalesce(source.site_id, 0) != func.coalesce(target.site_id, 0))
        .order_by(Movement.moved_on, Movement.id)
    )


def goods_of_entries(session: Session, entry_ids: Sequence[int]) -> dict[int, list[Goods]]:
    """What each entry moved, in order."""
    found: dict[int, list[Goods]] = {}
    for row in session.execute(_goods().where(Movement.entry_id.in_(entry_ids))):
        goods = Goods._make(row)
        found.setdefault(row.entry_id, []).append(goods)
    return found


def unposted_goods(
    session: Session, after: tuple[date, int] | None, upto: date | None, newest: int
) -> list[Goods]:
    """Goods worth nothing that no entry tells of, after a day and movement, through a day."""
    found = _goods().where(Movement.entry_id.is_(None), Movement.id <= newest)
    if upto is not None:
        found = found.where(Movement.moved_on <= upto)
    if after is not None:
        day, moved = after
        later = or_(Movement.moved_on > day, (Movement.moved_on == day) & (Movement.id > moved))
        found = found.where(Movement.moved_on >= day, later)
    return [Goods._make(row) for row in session.execute(found)]
