"""What measured sales take from the containers open at a till, and what was sold of each.

A line without a lot takes the opened lot while the container covers it; else it is left to the
product's policy. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.catalog.queries import ProductRow
from app.inventory.allocation import Verdict, sellable
from app.inventory.models import OpenedContainer
from app.inventory.opened import measured, open_at
from app.inventory.services.issue import ChosenLot
from app.sales.models import Sale, SaleAllocation, Till
from app.sales.tills import TillPlace

OPENED = "opened"
_C = OpenedContainer
_OF_CONTAINER = and_(
    Till.code == _C.station,
    Sale.sold_at >= _C.opened_at,
    or_(_C.closed_at.is_(None), Sale.sold_at <= _C.closed_at),
)


def sold_of(session: Session, containers: Iterable[Any]) -> dict[int, int]:
    """How much was sold of each container at its station (millionths), by the container's id.

    Not what a count says was cut from another lot.
    """
    ids = [row.id for row in containers]
    sold = dict.fromkeys(ids, 0)
    if not ids:
        return sold
    found = (
        select(_C.id, func.sum(SaleAllocation.quantity - SaleAllocation.moved))
        .join(
            SaleAllocation,
            and_(SaleAllocation.lot_id == _C.lot_id, SaleAllocation.certainty == OPENED),
        )
        .join(Sale, Sale.id == SaleAllocation.sale_id)
        .join(Till, Till.id == Sale.till_id)
        .where(_C.id.in_(ids), _OF_CONTAINER)
        .group_by(_C.id)
    )
    return sold | {row[0]: int(row[1]) for row in session.execute(found)}


@dataclass(frozen=True)
class OpenedHere:
    """A container open at a till, and how much of it a sale may still take (millionths)."""

    container: int
    sku: str
    lot: str
    quantity: int
    left: int
    opened_at: datetime


def _left(row: Any, sold: int) -> int:
    """Neither more than the container holds nor than the lot still has."""
    return max(0, min(row.quantity - sold, row.on_hand))


def opened_here(session: Session, till_code: str) -> list[OpenedHere]:
    """What is open at a till, oldest first."""
    rows = open_at(session, till_code)
    sold = sold_of(session, rows)
    return [
        OpenedHere(row.id, row.sku, row.lot, row.quantity, _left(row, sold[row.id]), row.opened_at)
        for row in rows
    ]


@dataclass
class OpenedLots:
    """The opened lots that the lines of one sale take, counted down line by line."""

    lots: dict[int, ChosenLot] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)

    def take(self, product: ProductRow, quantity: int) -> tuple[ChosenLot, ...]:
        """The opened lot for a line, or none where it does not cover the line."""
        lot = self.lots.get(product.id)
        if lot is None or self.left[product.id] < quantity:
            return ()
        self.left[product.id] -= quantity
        return (lot,)


def opened_lots(
    session: Session,
    till: TillPlace,
    products: Sequence[ProductRow],
    *,
    on: date,
    at: datetime,
) -> OpenedLots:
    """The lots open at a till that a sale at this moment may take for these products."""
    wanted = {p.id for p in products if measured(p.base_unit) and p.tracking == "lot"}
    found = OpenedLots()
    rows = open_at(session, till.code, wanted) if wanted else []
    sold = sold_of(session, rows)
    for row in rows:
        judged = sellable(
            row.status, row.expiry_kind, row.expires_on, on, min_days=row.min_days_at_sale
        )
        if judged is Verdict.OK and row.opened_at <= at:
            found.lots[row.product_id] = ChosenLot(
                row.lot_id, row.lot, row.status, row.expiry_kind, row.expires_on, row.price
            )
            found.left[row.product_id] = _left(row, sold[row.id])
    return found
