"""Goods without lot numbers: where they lie, and whether what is written fits them. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.identity.models import Site
from app.inventory.models import Location, Lot, StockBalance
from app.values.quantity import MICRO, quantity_text


@dataclass(frozen=True)
class FirstLot:
    """What lies at a location and is of one lot: how much (millionths), their code, its days."""

    location: str
    quantity: int
    supplier_lot: str = ""
    made_on: date | None = None
    expires_on: date | None = None


def lying(session: Session, product_id: int, *, locked: bool = False) -> Sequence[Any]:
    """What lies of a product in lots nobody sees: balance, lot, location and site, in order."""
    found = (
        select(StockBalance, Lot, Location, Site)
        .join(Lot, Lot.id == StockBalance.lot_id)
        .join(Location, Location.id == StockBalance.location_id)
        .join(Site, Site.id == StockBalance.site_id)
        .where(Lot.product_id == product_id, Lot.tracked == 0, StockBalance.on_hand > 0)
        .order_by(StockBalance.id)
    )
    if locked:
        found = found.with_for_update(of=StockBalance).execution_options(populate_existing=True)
    return session.execute(found).all()


def by_location(rows: Sequence[Any]) -> dict[str, int]:
    """How much lies at each location, in order."""
    found: dict[str, int] = {}
    for row in rows:
        code = row.Location.code
        found[code] = found.get(code, 0) + row.StockBalance.on_hand
    return found


def problems(product: Product, there: dict[str, int], lots: Sequence[FirstLot]) -> list[Any]:
    """Every row that does not fit, as (field, sentence): a dry run of the whole."""
    found: list[tuple[str, str]] = []
    said: dict[str, int] = {}
    for number, each in enumerate(lots):
        where = f"rows.{number}"
        if each.location not in there:
            found.append((f"{where}.location", f"none of it lies at {each.location[:40]}"))
        if product.base_unit == "each" and each.quantity % MICRO:
            found.append((f"{where}.quantity", "is counted in whole pieces"))
        if product.expiry_kind == "use_by" and each.expires_on is None:
            found.append((f"{where}.expires_on", "it has a use-by date; read one and say which"))
        said[each.location] = said.get(each.location, 0) + each.quantity
    for code, quantity in there.items():
        if said.get(code, 0) != quantity:
            told = f"{quantity_text(said.get(code, 0))} of {quantity_text(quantity)}"
            found.append(("rows", f"at {code} {told} are named; count it first if that is wrong"))
    return found
