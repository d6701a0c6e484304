"""Reads of stock counts: the lists, one count with its figures, the balances a count is of.

Writes nothing, locks nothing. What a balance holds is never part of what a counter is shown before
a figure was entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, aliased

from app.catalog.models import Product
from app.errors import NotFound
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.count_models import StockCount, StockCountLine, StockCountTarget
from app.inventory.models import Location, Lot, Movement, StockBalance

B, C, L, T = StockBalance, StockCount, StockCountLine, StockCountTarget


def count(session: Session, number: str, actor: Actor) -> Any:
    """One count with its site and place; NotFound also where it is another site's."""
    row = session.execute(
        select(
            *C.__table__.c, Site.code.label("site"), Site.time_zone, Location.code.label("place")
        )
        .join(Site, Site.id == C.site_id)
        .outerjoin(Location, Location.id == C.location_id)
        .where(C.number == number.upper())
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such count.")
    actor.require_site(row.site_id, "count")
    return row


def counts(
    session: Session, actor: Actor, *, limit: int, before: int | None = None, status: str = ""
) -> Sequence[Any]:
    """Counts, newest first: those with an id below `before`, of a status where one is named."""
    found = (
        select(C, Site.code.label("site"))
        .join(Site, Site.id == C.site_id)
        .order_by(C.id.desc())
        .limit(limit)
    )
    if before is not None:
        found = found.where(C.id < before)
    if status:
        found = found.where(C.status == status)
    if actor.site_id is not None:
        found = found.where(C.site_id == actor.site_id)
    return session.execute(found).all()


def _last() -> Any:
    """Whether a line is the last that was entered for its balance."""
    later = aliased(L)
    return ~(
        select(later.line)
        .where(
            later.count_id == L.count_id,
            later.lot_id == L.lot_id,
            later.location_id == L.location_id,
            later.line > L.line,
        )
        .exists()
    )


def last_lines(session: Session, count_id: int) -> Sequence[Any]:
    """The figures that count: of each balance the last that was entered."""
    found = select(*L.__table__.c).where(L.count_id == count_id, _last()).order_by(L.line)
    return session.execute(found).all()


def next_line(session: Session, count_id: int) -> int:
    """The number of the next figure."""
    found = session.scalar(select(func.max(L.line)).where(L.count_id == count_id))
    return (found or 0) + 1


def _named(columns: Sequence[Any]) -> Select[Any]:
    return select(
        *columns,
        Lot.number.label("lot"),
        Lot.expires_on,
        Lot.expiry_kind,
        Lot.supplier_lot,
        Product.id.label("product_id"),
        Product.sku,
        Product.name,
        Product.base_unit,
        Location.code.label("location"),
    )


def figures(session: Session, it: Any) -> Sequence[Any]:
    """The figures that count, with their lots and what was really posted for each, if anything."""
    posted = (
        select(func.sum(case((Movement.from_place == "shrinkage", 1), else_=-1) * Movement.value))
        .where(
            Movement.document_kind == "count",
            Movement.document_number == it.number,
            Movement.document_line == L.line,
        )
        .scalar_subquery()
        .label("posted")
    )
    return session.execute(
        _named([*L.__table__.c, posted])
        .join(Lot, Lot.id == L.lot_id)
        .join(Product, Product.id == Lot.product_id)
        .join(Location, Location.id == L.location_id)
        .where(L.count_id == it.id, _last())
        .order_by(L.line)
    ).all()


def targets(session: Session, count_id: int) -> Sequence[Any]:
    """The balances a count is to look at, in order; without what they hold."""
    return session.execute(
        _named([T.lot_id, T.location_id])
        .join(Lot, Lot.id == T.lot_id)
        .join(Product, Product.id == Lot.product_id)
        .join(Location, Location.id == T.location_id)
        .where(T.count_id == count_id)
        .order_by(T.seq)
    ).all()


def lots_at(session: Session, lot_ids: Iterable[int], location_id: int) -> Sequence[Any]:
    """Lots as if they lay at a location, whether or not the books know of them there."""
    return session.execute(
        _named([Lot.id.label("lot_id")])
        .join(Product, Product.id == Lot.product_id)
        .join(Location, Location.id == location_id)
        .where(Lot.id.in_(sorted(lot_ids)))
        .order_by(Lot.id)
    ).all()


def counters(session: Session, it: Any) -> tuple[set[str], set[str]]:
    """Keys and names (case folded) of everybody who had a hand in a count."""
    rows = session.execute(
        select(L.entered_key, L.entered_by).where(L.count_id == it.id).distinct()
    ).all()
    keys = {it.started_key, it.finished_key, *(row.entered_key for row in rows)} - {None}
    names = {it.started_by, it.finished_by, *(row.entered_by for row in rows)} - {None}
    return keys, {name.casefold() for name in names}


def last_costs(session: Session, lot_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Quantity and value of the last movement of each lot: what it last cost."""
    newest = (
        select(Movement.lot_id, func.max(Movement.id).label("id"))
        .where(Movement.lot_id.in_(sorted(set(lot_ids))), Movement.quantity > 0)
        .group_by(Movement.lot_id)
        .subquery()
    )
    rows = session.execute(
        select(Movement.lot_id, Movement.quantity, Movement.value).join(
            newest, newest.c.id == Movement.id
        )
    )
    return {row.lot_id: (row.quantity, row.value) for row in rows}


def places(session: Session, location_ids: Iterable[int]) -> dict[int, Location]:
    """Locations by id."""
    found = session.scalars(select(Location).where(Location.id.in_(sorted(location_ids))))
    return {place.id: place for place in found}


def _spots(session: Session, *wanted: Any) -> list[tuple[int, int]]:
    rows = session.execute(
        select(B.lot_id, B.location_id)
        .join(Location, Location.id == B.location_id)
        .where(B.on_hand > 0, Location.kind != "transit", *wanted)
        .order_by(Location.code, B.product_id, B.expires_on, B.lot_id)
    )
    return [(row.lot_id, row.location_id) for row in rows]


def spots_at(session: Session, location_id: int) -> list[tuple[int, int]]:
    """The balances at a location that are not empty."""
    return _spots(session, B.location_id == location_id)


def spots_of_product(session: Session, product_id: int, site_id: int) -> list[tuple[int, int]]:
    """Where lots of a product lie at a site."""
    return _spots(session, B.product_id == product_id, B.site_id == site_id)


def spots_of_lot(session: Session, lot_id: int, site_id: int) -> list[tuple[int, int]]:
    """Where a lot lies at a site."""
    return _spots(session, B.lot_id == lot_id, B.site_id == site_id)


def lots_by_number(session: Session, numbers: Iterable[str], actor: Actor) -> dict[str, int]:
    """Lot ids by our number, in capitals; only lots that the actor's site has or had."""
    wanted = {number.upper() for number in numbers}
    found = select(Lot.number, Lot.id).where(Lot.number.in_(sorted(wanted)))
    if actor.site_id is not None:
        here = select(B.id).where(B.lot_id == Lot.id, B.site_id == actor.site_id)
        found = found.where(here.exists())
    return {row.number: row.id for row in session.execute(found)}
