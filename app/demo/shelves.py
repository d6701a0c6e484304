"""What the demo believes to be on the shelves, so that its customers ask for what is there.

A copy in memory beside the real stock, counted from what the services answered. Touches no
database and decides nothing: the sale chooses and refuses lots as for anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.catalog.queries import ProductRow
from app.inventory.allocation import Verdict, sellable
from app.inventory.services.issue import ChosenLot


@dataclass
class ShelfLot:
    """A lot at a site as far as customers can buy it; `left` in millionths of the base unit."""

    id: int
    number: str
    sku: str
    site: str
    supplier_lot: str
    expiry_kind: str
    expires_on: date | None
    status: str
    left: int

    @property
    def chosen(self) -> ChosenLot:
        """The lot as a scan names it."""
        return ChosenLot(self.id, self.number, self.status, self.expiry_kind, self.expires_on)


class Shelves:
    """All lots of the demo, by site and product."""

    def __init__(self) -> None:
        self._lots: dict[int, ShelfLot] = {}
        self._placed: dict[tuple[str, str], list[ShelfLot]] = {}

    def put(self, lot: ShelfLot) -> None:
        """A lot has come."""
        self._lots[lot.id] = lot
        placed = self._placed.setdefault((lot.site, lot.sku), [])
        placed.append(lot)
        placed.sort(key=lambda each: (each.expires_on or date.max, each.id))

    def change(self, lot_id: int, quantity: int) -> None:
        """So much more (or, negative, less) of a lot is there."""
        self._lots[lot_id].left += quantity

    def named(self, supplier_lot: str, site: str) -> ShelfLot:
        """The lot of a site that carries this supplier's code."""
        return next(
            lot
            for lot in self._lots.values()
            if lot.supplier_lot == supplier_lot and lot.site == site
        )

    def set_status(self, supplier_lot: str, status: str) -> None:
        """Lots with this supplier's code are held, released or recalled."""
        for lot in self._lots.values():
            if lot.supplier_lot == supplier_lot:
                lot.status = status

    def sellable(self, site: str, product: ProductRow, on: date) -> list[ShelfLot]:
        """Lots of a product that may be sold on a day, the first to expire first."""
        return [
            lot
            for lot in self._placed.get((site, product.sku), ())
            if lot.left and _is_sellable(lot, product, on)
        ]

    def lasting(self, site: str, product: ProductRow, on: date, days: int) -> int:
        """How much will still be sellable in so many days."""
        return sum(lot.left for lot in self.sellable(site, product, on + timedelta(days=days)))

    def expired(self, site: str, on: date) -> Iterator[ShelfLot]:
        """Lots on hand whose last day was before `on` and that may not be sold any more."""
        for lot in list(self._lots.values()):
            past = lot.expires_on is not None and lot.expires_on < on
            if lot.site == site and lot.left and past and lot.expiry_kind == "use_by":
                yield lot


def _is_sellable(lot: ShelfLot, product: ProductRow, on: date) -> bool:
    verdict = sellable(
        lot.status, lot.expiry_kind, lot.expires_on, on, min_days=product.min_days_at_sale
    )
    return verdict is Verdict.OK
