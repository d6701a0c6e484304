"""Reads of goods given back to suppliers, and the slip that travels with them. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.errors import NotFound
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.models import Lot
from app.purchasing.models import Supplier, SupplierReturn, SupplierReturnLine
from app.web.filters import day, instant, quantity
from printing.goods_slip import GoodsSlip, SlipLine

_HEAD = (
    select(SupplierReturn, Supplier, Site)
    .join(Supplier, Supplier.id == SupplierReturn.supplier_id)
    .join(Site, Site.id == SupplierReturn.site_id)
)


def return_head(session: Session, number: str, actor: Actor) -> Any:
    """A return with its supplier and site; NotFound also where it is another site's."""
    row = session.execute(_HEAD.where(SupplierReturn.number == number.upper())).one_or_none()
    if row is None or (actor.site_id is not None and actor.site_id != row.Site.id):
        raise NotFound("There is no such supplier return.")
    return row


def return_lines(session: Session, return_id: int) -> Sequence[Any]:
    """The lots of a return with their products, in order."""
    return session.execute(
        select(SupplierReturnLine, Lot, Product)
        .join(Lot, Lot.id == SupplierReturnLine.lot_id)
        .join(Product, Product.id == Lot.product_id)
        .where(SupplierReturnLine.supplier_return_id == return_id)
        .order_by(SupplierReturnLine.line)
    ).all()


def returns(
    session: Session,
    actor: Actor,
    *,
    supplier_id: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Sequence[Any]:
    """Returns of the actor's sites, newest first."""
    found = _HEAD.order_by(SupplierReturn.id.desc()).limit(limit)
    if supplier_id is not None:
        found = found.where(SupplierReturn.supplier_id == supplier_id)
    if before is not None:
        found = found.where(SupplierReturn.id < before)
    if actor.site_id is not None:
        found = found.where(SupplierReturn.site_id == actor.site_id)
    return session.execute(found).all()


def return_slip(head: Any, lines: Sequence[Any]) -> GoodsSlip:
    """The paper that goes back with the goods."""
    it = head.SupplierReturn
    return GoodsSlip(
        title="Return to supplier",
        number=it.number,
        heading=(
            ("To", f"{head.Supplier.name} ({head.Supplier.code})"),
            ("From", f"{head.Site.name} ({head.Site.code})"),
            ("Handed over", f"{instant(it.returned_at, head.Site.time_zone)}, {it.returned_by}"),
            ("Reason", it.reason),
            *((("Your reference", it.reference),) if it.reference else ()),
        ),
        lines=tuple(
            SlipLine(
                row.Product.name,
                row.Product.sku,
                row.Lot.number,
                row.Lot.supplier_lot or "",
                day(row.Lot.expires_on) if row.Lot.expires_on else "",
                quantity(row.SupplierReturnLine.quantity, row.Product.base_unit),
            )
            for row in lines
        ),
        signatures=("Handed over by", "Taken by"),
    )
