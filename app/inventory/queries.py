"""Reads of lots, balances, movements and recalls. Writes nothing, locks nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.errors import NotFound
from app.gs1.codes import normalise_lot_code
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.models import Location, Lot, Movement, Recall, RecallLot, StockBalance
from app.inventory.recall_outcome import Outcome, outcome_of
from app.inventory.transfer_models import Transfer, TransferStep
from app.web.paging import Page, id_of, page_of

B = StockBalance


@dataclass(frozen=True)
class LotFilter:
    """Which lots of a list."""

    sku: str | None = None
    supplier_lot: str | None = None
    status: str | None = None
    site_id: int | None = None
    expires_before: date | None = None
    in_stock: bool | None = None
    text: str | None = None


def _conditions(wanted: LotFilter) -> list[Any]:
    found: list[Any] = []
    if wanted.sku is not None:
        found.append(Product.sku == wanted.sku)
    if wanted.supplier_lot is not None:
        found.append(Lot.supplier_lot_key == normalise_lot_code(wanted.supplier_lot))
    if wanted.status is not None:
        found.append(Lot.status == wanted.status)
    if wanted.expires_before is not None:
        found.append(Lot.expires_on < wanted.expires_before)
    if wanted.text:
        key = normalise_lot_code(wanted.text)
        word = wanted.text.casefold().replace("%", "").replace("_", "")
        found.append(
            or_(
                Lot.number == wanted.text.upper(),
                Lot.supplier_lot_key == key,
                Product.search_text.like(f"%{word}%"),
            )
        )
    return [*found, *_stock_conditions(wanted)]


def _stock_conditions(wanted: LotFilter) -> list[Any]:
    if wanted.site_id is None and wanted.in_stock is None:
        return []
    there = select(B.id).where(B.lot_id == Lot.id)
    if wanted.site_id is not None:
        there = there.where(B.site_id == wanted.site_id)
    if wanted.in_stock:
        there = there.where(B.on_hand > 0)
    return [there.exists()]


def _lots() -> Select[Any]:
    return select(
        Lot,
        Product.sku,
        Product.name,
        Product.base_unit,
        Product.min_days_at_sale,
        Product.price.label("product_price"),
    ).join(Product, Product.id == Lot.product_id)


def lots(
    session: Session, wanted: LotFilter, *, limit: int, cursor: str | None = None
) -> Page[Any]:
    """Lots, newest first."""
    found = _lots().where(*_conditions(wanted)).order_by(Lot.id.desc()).limit(limit + 1)
    if cursor:
        found = found.where(Lot.id < id_of(cursor))
    rows = session.execute(found).all()
    return page_of(rows, limit, lambda row: (row.Lot.id,), first=not cursor)


def lot(session: Session, number: str, actor: Actor) -> Any:
    """One lot with its product; NotFound where the person's site never had it nor was sent it."""
    row = session.execute(_lots().where(Lot.number == number.upper())).one_or_none()
    if row is None or not _seen_at(session, row.Lot.id, actor):
        raise NotFound(f"There is no lot {number[:40]}.")
    return row


def _seen_at(session: Session, lot_id: int, actor: Actor) -> bool:
    if actor.site_id is None:
        return True
    there = select(B.id).where(B.lot_id == lot_id, B.site_id == actor.site_id).limit(1)
    coming = (
        select(TransferStep.id)
        .join(Transfer, Transfer.id == TransferStep.transfer_id)
        .where(TransferStep.lot_id == lot_id, Transfer.to_site_id == actor.site_id)
        .limit(1)
    )
    return session.scalar(there) is not None or session.scalar(coming) is not None


def balances(
    session: Session, lot_ids: Iterable[int], *, site_id: int | None = None
) -> dict[int, list[Any]]:
    """Where lots lie, with quantity and value, by lot id; empty balances are left out."""
    found: dict[int, list[Any]] = {lot_id: [] for lot_id in lot_ids}
    if not found:
        return found
    statement = (
        select(
            B.lot_id,
            B.on_hand,
            B.reserved,
            B.value,
            B.site_id,
            B.sellable_place,
            Site.code.label("site"),
            Location.code.label("location"),
            Location.kind,
        )
        .join(Site, Site.id == B.site_id)
        .join(Location, Location.id == B.location_id)
        .where(B.lot_id.in_(found), B.on_hand > 0)
        .order_by(B.lot_id, Location.code)
    )
    if site_id is not None:
        statement = statement.where(B.site_id == site_id)
    for row in session.execute(statement):
        found[row.lot_id].append(row)
    return found


def lots_named(session: Session, product_id: int, codes: Iterable[str]) -> Sequence[Lot]:
    """Lots of a product by these codes: ours by number, else the supplier's, oldest first."""
    texts = list(codes)
    if not texts:
        return []
    ours = session.scalars(
        select(Lot).where(
            Lot.product_id == product_id, Lot.number.in_([text.upper() for text in texts])
        )
    ).all()
    if ours:
        return ours
    keys = [normalise_lot_code(text) for text in texts]
    return session.scalars(
        select(Lot)
        .where(Lot.product_id == product_id, Lot.supplier_lot_key.in_(keys))
        .order_by(Lot.id)
    ).all()


def lots_anywhere(session: Session, codes: Iterable[str]) -> Sequence[Any]:
    """Lots of any product that go by these codes, with their SKUs, oldest first; at most 20."""
    texts = list(codes)
    if not texts:
        return []
    keys = [key for key in (normalise_lot_code(text) for text in texts) if key]
    return session.execute(
        select(Lot, Product.sku)
        .join(Product, Product.id == Lot.product_id)
        .where(
            or_(Lot.number.in_([text.upper() for text in texts]), Lot.supplier_lot_key.in_(keys))
        )
        .order_by(Lot.id)
        .limit(20)
    ).all()


def balances_for_sale(session: Session, product_id: int, site_id: int) -> Sequence[Any]:
    """On-hand balances of a product at a site's selling places, by date, with their lots."""
    return session.execute(
        select(
            B.lot_id,
            B.on_hand,
            B.status,
            Lot.number,
            Lot.supplier_lot,
            Lot.expires_on,
            Lot.expiry_kind,
            Lot.made_on,
            Lot.price,
        )
        .join(Lot, Lot.id == B.lot_id)
        .where(
            B.site_id == site_id,
            B.product_id == product_id,
            B.on_hand > 0,
            B.sellable_place == True,  # noqa: E712 - SQL
        )
        .order_by(B.expires_on, B.lot_id)
        .limit(200)
    ).all()


def movements(session: Session, lot_id: int, *, limit: int, after: int = 0) -> Sequence[Any]:
    """A lot's movements in order."""
    source, target = Location.__table__.alias("source"), Location.__table__.alias("target")
    return session.execute(
        select(Movement, source.c.code.label("source"), target.c.code.label("target"))
        .outerjoin(source, source.c.id == Movement.from_location_id)
        .outerjoin(target, target.c.id == Movement.to_location_id)
        .where(Movement.lot_id == lot_id, Movement.id > after)
        .order_by(Movement.id)
        .limit(limit)
    ).all()


_FLOW = (
    select(
        Movement.from_place,
        Movement.to_place,
        func.sum(Movement.quantity).label("quantity"),
        func.sum(Movement.value).label("value"),
    )
    .where(Movement.lot_id == bindparam("lot"))
    .group_by(Movement.from_place, Movement.to_place)
)


def flows(session: Session, lot_id: int) -> dict[tuple[str, str], tuple[int, int]]:
    """How much of a lot went between which kinds of place: (from, to) -> (quantity, value)."""
    rows = session.execute(_FLOW, {"lot": lot_id})
    return {(row.from_place, row.to_place): (int(row.quantity), int(row.value)) for row in rows}


def stock(
    session: Session, *, sku: str | None, site_id: int | None, as_of: date | None
) -> Sequence[Any]:
    """On hand per product, and how much of it lies released at selling places."""
    return (
        _stock_now(session, sku, site_id)
        if as_of is None
        else _stock_on(session, sku, site_id, as_of)
    )


def _stock_now(session: Session, sku: str | None, site_id: int | None) -> Sequence[Any]:
    found = (
        select(
            B.product_id,
            Product.sku,
            Product.expiry_kind,
            Product.min_days_at_sale,
            B.status,
            B.sellable_place,
            B.expires_on,
            func.sum(B.on_hand).label("on_hand"),
            func.sum(B.reserved).label("reserved"),
            func.sum(case((Location.kind == "transit", B.on_hand), else_=0)).label("in_transit"),
        )
        .join(Product, Product.id == B.product_id)
        .join(Location, Location.id == B.location_id)
        .where(B.on_hand > 0)
        .group_by(
            B.product_id,
            Product.sku,
            Product.expiry_kind,
            Product.min_days_at_sale,
            B.status,
            B.sellable_place,
            B.expires_on,
        )
        .order_by(Product.sku)
    )
    if sku is not None:
        found = found.where(Product.sku == sku)
    if site_id is not None:
        found = found.where(B.site_id == site_id)
    return session.execute(found).all()


def _stock_on(session: Session, sku: str | None, site_id: int | None, as_of: date) -> Sequence[Any]:
    source, target = Location.__table__.alias("source"), Location.__table__.alias("target")
    came = case((target.c.id.is_not(None), Movement.quantity), else_=0)
    went = case((source.c.id.is_not(None), Movement.quantity), else_=0)
    if site_id is not None:
        came = case((target.c.site_id == site_id, Movement.quantity), else_=0)
        went = case((source.c.site_id == site_id, Movement.quantity), else_=0)
    found = (
        select(Product.sku, func.sum(came - went).label("on_hand"))
        .join(Product, Product.id == Movement.product_id)
        .outerjoin(source, source.c.id == Movement.from_location_id)
        .outerjoin(target, target.c.id == Movement.to_location_id)
        .where(Movement.moved_on <= as_of)
        .group_by(Product.sku)
        .order_by(Product.sku)
    )
    if sku is not None:
        found = found.where(Product.sku == sku)
    return session.execute(found).all()


def recall(session: Session, number: str) -> Recall:
    """A recall by number."""
    found = session.scalar(select(Recall).where(Recall.number == number))
    if found is None:
        raise NotFound("There is no such recall.")
    return found


def lots_by_id(session: Session, lot_ids: Iterable[int]) -> Sequence[Any]:
    """Some lots with their products, in order of number."""
    return session.execute(_lots().where(Lot.id.in_(list(lot_ids))).order_by(Lot.id)).all()


def with_customers(session: Session, lot_ids: Iterable[int]) -> dict[int, int]:
    """How much of some lots went to customers and did not come back, by lot id (millionths)."""
    moved = Movement
    signed = case((moved.to_place == "customer", moved.quantity), else_=-moved.quantity)
    found = (
        select(moved.lot_id, func.sum(signed).label("gone"))
        .where(moved.lot_id.in_(list(lot_ids)))
        .where(or_(moved.to_place == "customer", moved.from_place == "customer"))
        .group_by(moved.lot_id)
    )
    return {row.lot_id: int(row.gone) for row in session.execute(found)}


def outcomes(session: Session, lot_ids: Iterable[int]) -> dict[int, Outcome]:
    """What became of some lots, at all sites together, by lot id."""
    ids = list(lot_ids)
    moved: dict[int, dict[tuple[str, str], int]] = {lot_id: {} for lot_id in ids}
    columns = (Movement.lot_id, Movement.from_place, Movement.to_place)
    went = select(*columns, func.sum(Movement.quantity)).where(Movement.lot_id.in_(ids))
    for lot_id, source, target, quantity in session.execute(went.group_by(*columns)):
        moved[lot_id][source, target] = int(quantity)
    held = balances(session, ids)
    return {
        lot_id: outcome_of(moved[lot_id], sum(spot.on_hand for spot in held[lot_id]))
        for lot_id in ids
    }


def recalls(
    session: Session, *, opened: bool | None = None, before: int | None = None, limit: int = 100
) -> Sequence[Recall]:
    """Recalls, newest first: all, or only those that are open, or closed."""
    found = select(Recall).order_by(Recall.id.desc()).limit(limit)
    if opened is not None:
        ended = Recall.closed_at.is_(None) if opened else Recall.closed_at.is_not(None)
        found = found.where(ended)
    if before is not None:
        found = found.where(Recall.id < before)
    return session.scalars(found).all()


def recalled_lots(session: Session, recall_id: int) -> Sequence[Any]:
    """The lots of a recall with their products."""
    return session.execute(
        _lots()
        .join(RecallLot, RecallLot.lot_id == Lot.id)
        .where(RecallLot.recall_id == recall_id)
        .order_by(Lot.id)
    ).all()
