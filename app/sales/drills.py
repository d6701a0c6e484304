"""Reading recall drills: the list, one with what was found, who bought of its lot. Writes nothing.

A drill covers all sites: who works at one of them sees none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.errors import Forbidden, NotFound
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.models import Location, Lot, StockBalance
from app.sales.drill_models import RecallDrill, RecallDrillFind
from app.sales.drill_rules import DrillFigures
from app.sales.lot_sales import CERTAIN
from app.sales.models import Customer, Sale, SaleAllocation

EVERYWHERE = "A recall drill covers all sites; you work at one of them."


class Reach(NamedTuple):
    """Who has some of a lot: sales, those whose customer can be told, and how the lot is known."""

    buyers: int = 0
    reachable: int = 0
    certain: int = 0
    possible: int = 0


def must_see_all(by: Actor) -> None:
    """Forbidden for somebody who works at one site."""
    if by.site_id is not None:
        raise Forbidden(EVERYWHERE)


def drills(session: Session, *, before: int | None = None, limit: int = 50) -> Sequence[Any]:
    """Drills with lot and product, newest first."""
    found = (
        select(RecallDrill, Lot.number.label("lot"), Product.name, Product.base_unit)
        .join(Lot, Lot.id == RecallDrill.lot_id)
        .join(Product, Product.id == Lot.product_id)
        .order_by(RecallDrill.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(RecallDrill.id < before)
    return session.execute(found).all()


def drill(session: Session, number: str) -> Any:
    """One drill with lot and product; NotFound where there is none."""
    row = session.execute(
        select(RecallDrill, Lot, Product.name, Product.sku, Product.base_unit)
        .join(Lot, Lot.id == RecallDrill.lot_id)
        .join(Product, Product.id == Lot.product_id)
        .where(RecallDrill.number == number)
    ).first()
    if row is None:
        raise NotFound("There is no such recall drill.")
    return row


def finds(session: Session, drill_id: int) -> Sequence[Any]:
    """What was found where, beside what was booked there."""
    return session.execute(
        select(
            Site.code.label("site"),
            Location.code.label("location"),
            RecallDrillFind.found,
            RecallDrillFind.booked,
        )
        .join(Location, Location.id == RecallDrillFind.location_id)
        .join(Site, Site.id == Location.site_id)
        .where(RecallDrillFind.drill_id == drill_id)
        .order_by(Location.code)
    ).all()


def figures_of(row: RecallDrill) -> DrillFigures:
    """The figures a finished drill keeps."""
    return DrillFigures(
        row.received,
        row.unaccounted,
        row.booked,
        row.found,
        row.buyers,
        row.reachable,
        row.minutes,
    )


def reach_of(session: Session, lot_id: int) -> Reach:
    """Who has some of a lot that did not come back, and how many of the sales lead to somebody."""
    told = or_(Customer.phone != "", Customer.email != "")
    known = SaleAllocation.certainty.in_(sorted(CERTAIN))
    each = (
        select(
            Sale.id,
            func.max(case((told, 1), else_=0)).label("told"),
            func.max(case((known, 1), else_=0)).label("known"),
        )
        .join(SaleAllocation, SaleAllocation.sale_id == Sale.id)
        .outerjoin(Customer, Customer.id == Sale.customer_id)
        .where(SaleAllocation.lot_id == lot_id, SaleAllocation.quantity > SaleAllocation.returned)
        .group_by(Sale.id)
        .subquery()
    )
    buyers, reachable, certain = session.execute(
        select(func.count(), func.sum(each.c.told), func.sum(each.c.known)).select_from(each)
    ).one()
    return Reach(int(buyers), int(reachable or 0), int(certain or 0), buyers - int(certain or 0))


def any_sold_lot(session: Session, pick: Callable[[int], int]) -> str:
    """The number of a lot that was sold, by chance; NotFound where nothing was sold yet.

    One that still lies somewhere is preferred: then there is something to look for.

    `pick(n)` answers a number from 0 to below n.
    """
    newest = session.scalar(select(func.max(Lot.id))) or 0
    sold = exists().where(SaleAllocation.lot_id == Lot.id)
    wanted = select(Lot.number).where(sold).order_by(Lot.id).limit(1)
    start = pick(newest) if newest else 0
    here = wanted.where(exists().where(StockBalance.lot_id == Lot.id, StockBalance.on_hand > 0))
    tried = (each for found in (here, wanted) for each in (found.where(Lot.id > start), found))
    number = next(filter(None, map(session.scalar, tried)), None)
    if number is None:
        raise NotFound("Nothing was sold yet: there is nothing to rehearse with.")
    return number
