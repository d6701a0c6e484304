"""Who bought a lot: the sale lines behind lots, for trace and recall. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.inventory.models import Lot
from app.sales.models import Customer, Sale, SaleAllocation

CERTAIN = frozenset({"scanned", "chosen"})
"""How a lot is known for certain: somebody saw it. The rest are guesses of a policy or an open
container, or follow from a count, which knows how many were sold and not on which receipt."""


def certainty_word(certainty: str) -> str:
    """`certain` or `possible`, as a recall sorts its buyers."""
    return "certain" if certainty in CERTAIN else "possible"


def sales_statement(
    lot_ids: Iterable[int], *, after: int = 0, site_id: int | None = None
) -> Select[Any]:
    """What asks for the sales of some lots, oldest first; with `site_id` of that site alone."""
    here = () if site_id is None else (Sale.site_id == site_id,)
    return (
        select(
            Sale.id,
            Sale.number,
            Sale.sold_at,
            Sale.site_id,
            SaleAllocation.line,
            SaleAllocation.quantity,
            SaleAllocation.returned,
            SaleAllocation.certainty,
            Lot.number.label("lot"),
            Customer.code.label("customer"),
            Customer.name.label("customer_name"),
            Customer.email,
            Customer.phone,
            SaleAllocation.moved,
            SaleAllocation.lot_id,
            Sale.customer_id,
        )
        .join(SaleAllocation, SaleAllocation.sale_id == Sale.id)
        .join(Lot, Lot.id == SaleAllocation.lot_id)
        .outerjoin(Customer, Customer.id == Sale.customer_id)
        .where(SaleAllocation.lot_id.in_(list(lot_ids)), Sale.id > after, *here)
        .order_by(Sale.id, SaleAllocation.line)
    )


def sales_of_lots(
    session: Session,
    lot_ids: Iterable[int],
    *,
    limit: int,
    after: int = 0,
    site_id: int | None = None,
) -> Sequence[Any]:
    """Sales of some lots with quantity, what came back, certainty and customer, oldest first.

    With `site_id` only those of that site.
    """
    found = sales_statement(lot_ids, after=after, site_id=site_id)
    return session.execute(found.limit(limit)).all()


def sold_of_lots(
    session: Session, lot_ids: Iterable[int], *, site_id: int | None = None
) -> tuple[int, int]:
    """How much of some lots was sold, at one site or all, and how much came back (millionths).

    As it is held to be since counts: what was re-attributed is no more sold of its first lot.
    """
    sold_now = SaleAllocation.quantity - SaleAllocation.moved
    summed = select(func.sum(sold_now), func.sum(SaleAllocation.returned)).where(
        SaleAllocation.lot_id.in_(list(lot_ids))
    )
    if site_id is not None:
        summed = summed.join(Sale, Sale.id == SaleAllocation.sale_id).where(Sale.site_id == site_id)
    sold, back = session.execute(summed).one()
    return int(sold or 0), int(back or 0)


def cogs_of(session: Session, sale_id: int) -> int:
    """What the lots of a sale cost, as it is held to be since counts (minor units)."""
    cost = func.sum(SaleAllocation.value - SaleAllocation.moved_value)
    found = select(cost).where(SaleAllocation.sale_id == sale_id)
    return int(session.scalar(found) or 0)
