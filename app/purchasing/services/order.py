"""Ordering from a supplier: purchase orders are opened, filled by goods receipts, or cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.accounting.numbers import document_number
from app.errors import BadInput, NotFound, WrongState, bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.identity.models import Site
from app.purchasing.models import PurchaseOrder, PurchaseOrderLine, Supplier
from app.purchasing.queries import lock_order
from app.values.document import DocumentRef


@dataclass(frozen=True)
class OrderLine:
    """A product to order: quantity in base units (millionths), cost per ordering unit."""

    product_id: int
    quantity: int
    unit: str
    factor: int
    unit_cost: int
    min_days_left: int | None = None
    min_temperature: int | None = None
    max_temperature: int | None = None


def _refuse_odd_ranges(lines: Sequence[OrderLine]) -> None:
    for number, line in enumerate(lines):
        least, most = line.min_temperature, line.max_temperature
        if least is not None and most is not None and least > most:
            raise bad_field(f"lines.{number}.max_temperature_c", "is below the lowest temperature")


def open_order(
    session: Session,
    supplier: Supplier,
    lines: Sequence[OrderLine],
    *,
    site: Site,
    at: datetime,
    by: Actor,
) -> str:
    """Open a purchase order at the terms the supplier has today; returns its number."""
    if not lines:
        raise BadInput("A purchase order needs a line.", [("lines", "must not be empty")])
    _refuse_odd_ranges(lines)
    number = document_number(session, "PO")
    row = {
        "number": number,
        "supplier_id": supplier.id,
        "site_id": site.id,
        "status": "open",
        "ordered_at": at,
        "ordered_by": by.name,
        "terms": supplier.terms,
    }
    order_id = session.execute(insert(PurchaseOrder).returning(PurchaseOrder.id), row).scalar_one()
    session.execute(
        insert(PurchaseOrderLine),
        [
            {"purchase_order_id": order_id, "line": number_, **vars(line)}
            for number_, line in enumerate(lines, 1)
        ],
    )
    audit.record(session, by, "order.opened", DocumentRef("purchase_order", number), at=at)
    return number


def cancel_order(session: Session, number: str, *, at: datetime, by: Actor) -> None:
    """Cancel what has not come yet; an order that was received stays as it is."""
    order = lock_order(session, number)
    if order is None:
        raise NotFound("There is no such purchase order.")
    if order.status in {"received", "cancelled"}:
        raise WrongState(f"The purchase order is {order.status}.")
    session.execute(
        update(PurchaseOrder).where(PurchaseOrder.id == order.id).values(status="cancelled")
    )
    audit.record(session, by, "order.cancelled", DocumentRef("purchase_order", number), at=at)
