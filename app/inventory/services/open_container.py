"""A wheel, bottle or roll is opened at a station: from now on measured sales there take its lot.

Moves no stock: what lies open is still on hand until it is sold or lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.errors import NotEnoughStock, WrongState, bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.inventory.allocation import Verdict, sellable
from app.inventory.locking import lock_balances_of, lock_lots
from app.inventory.models import Lot, OpenedContainer
from app.inventory.opened import measured, open_at
from app.inventory.queries import lot as lot_seen_by
from app.inventory.services.issue import REFUSALS
from app.values.document import DocumentRef
from app.values.quantity import quantity_text


@dataclass(frozen=True)
class Station:
    """A till as the place where something is opened: its code, its site, the site's day."""

    code: str
    site_id: int
    today: date


def _refuse_blocked(lot: Any, product: Product, today: date) -> None:
    verdict = sellable(
        lot.status, lot.expiry_kind, lot.expires_on, today, min_days=product.min_days_at_sale
    )
    if verdict is Verdict.OK:
        return
    error, why = REFUSALS[verdict]
    raise error(f"Lot {lot.number} of {product.name} {why}.", lot=lot.number, sku=product.sku)


def _refuse_second(session: Session, station: Station, product: Product) -> None:
    for other in open_at(session, station.code, [product.id]):
        raise WrongState(
            f"Lot {other.lot} of {product.name} is open at {station.code}. Close it first.",
            lot=other.lot,
            container=other.id,
        )


def _amount(rows: list[Any], wanted: int | None, lot: Lot) -> int:
    there = sum(row.on_hand for row in rows)
    if not there or (wanted or 0) > there:
        text = quantity_text(there)
        raise NotEnoughStock(f"Lot {lot.number}: {text} on hand here.", lot=lot.number)
    return wanted or there


def open_container(
    session: Session,
    number: str,
    station: Station,
    *,
    quantity: int | None,
    at: datetime,
    by: Actor,
) -> int:
    """Open a lot at a station; without a quantity (millionths) all of it at the site. Its id.

    Raises BadInput for goods sold by the piece, NotEnoughStock, WrongState where another lot of
    the product is open there, and LotExpired, LotQuarantined or LotRecalled.
    """
    lot = lot_seen_by(session, number, by).Lot
    product = session.scalars(select(Product).where(Product.id == lot.product_id)).one()
    if not (measured(product.base_unit) and lot.tracked):
        raise bad_field("lot", f"{product.sku} is sold by the piece; nothing is opened of it")
    (held,) = lock_lots(session, [lot.id], shared=True)
    _refuse_blocked(held, product, station.today)
    _refuse_second(session, station, product)
    rows = [
        row
        for row in lock_balances_of(session, [lot.id])
        if row.site_id == station.site_id and row.sellable_place
    ]
    row = {
        "station": station.code,
        "site_id": station.site_id,
        "product_id": product.id,
        "lot_id": lot.id,
        "quantity": _amount(rows, quantity, lot),
        "opened_at": at,
        "opened_by": by.name,
    }
    added = insert(OpenedContainer).returning(OpenedContainer.id)
    made: int = session.execute(added, row).scalar_one()
    detail = {"container": made, "station": station.code, "quantity": row["quantity"]}
    subject = DocumentRef("lot", lot.number)
    audit.record(session, by, "container.opened", subject, at=at, detail=detail)
    return made
