"""Reads of what is opened: a wheel, bottle or roll at a station, its lot, what the lot still holds.

A station is a till's code. What was sold from it is known above (app/sales/opened.py).
Writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.errors import NotFound
from app.identity.actors import Actor
from app.inventory.models import Lot, OpenedContainer, StockBalance

_C = OpenedContainer
_B = StockBalance
LAST_ID = 2**62


def measured(base_unit: str) -> bool:
    """Whether goods in this unit are cut or poured from a container: all but pieces."""
    return base_unit != "each"


def _on_hand() -> Any:
    """What the lot still has free at the site's selling places."""
    free = case((_B.on_hand > _B.reserved, _B.on_hand - _B.reserved), else_=0)
    return (
        select(func.coalesce(func.sum(free), 0))
        .where(
            _B.lot_id == _C.lot_id,
            _B.site_id == _C.site_id,
            _B.sellable_place == True,  # noqa: E712 - SQL
        )
        .scalar_subquery()
        .label("on_hand")
    )


def _rows() -> Select[Any]:
    return (
        select(
            _C.id,
            _C.station,
            _C.site_id,
            _C.product_id,
            _C.lot_id,
            _C.quantity,
            _C.opened_at,
            _C.opened_by,
            _C.closed_at,
            _C.closed_by,
            _C.loss,
            _C.document,
            Product.sku,
            Product.name,
            Product.base_unit,
            Product.min_days_at_sale,
            Lot.number.label("lot"),
            Lot.status,
            Lot.expiry_kind,
            Lot.expires_on,
            Lot.price,
            _on_hand(),
        )
        .join(Product, Product.id == _C.product_id)
        .join(Lot, Lot.id == _C.lot_id)
    )


def open_at(session: Session, station: str, products: Collection[int] = ()) -> Sequence[Any]:
    """What is open at a station, oldest first; with `products` only of those."""
    found = _rows().where(_C.station == station, _C.closed_at.is_(None)).order_by(_C.id)
    if products:
        found = found.where(_C.product_id.in_(products))
    return session.execute(found).all()


def containers_at(session: Session, station: str, *, limit: int = 20) -> Sequence[Any]:
    """What is or was open at a station, newest first."""
    found = _rows().where(_C.station == station).order_by(_C.id.desc()).limit(limit)
    return session.execute(found).all()


def containers_of(session: Session, lot_id: int, *, limit: int = 50) -> Sequence[Any]:
    """Every container of a lot, newest first."""
    found = _rows().where(_C.lot_id == lot_id).order_by(_C.id.desc()).limit(limit)
    return session.execute(found).all()


def container(session: Session, container_id: str | int, actor: Actor) -> Any:
    """One container; NotFound where there is none at a site the actor works at."""
    text = str(container_id)
    known = text.isascii() and text.isdecimal() and int(text) < LAST_ID
    row = session.execute(_rows().where(_C.id == int(text))).one_or_none() if known else None
    if row is None:
        raise NotFound("There is no such container.")
    actor.require_site(row.site_id, "container")
    return row


def loss_percent(loss: int, quantity: int) -> str:
    """How much of a container was lost, in percent with one decimal, rounded half up."""
    tenths = (loss * 2000 + quantity) // (2 * quantity)
    return f"{tenths // 10}.{tenths % 10}"
