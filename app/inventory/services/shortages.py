"""Goods that were sold and that the books do not have: booked in as found, so balances stay >= 0.

Their value is provisional: what the lot cost when it came, else what the product last cost.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.facts import Posted
from app.identity.actors import Actor
from app.inventory.locking import LockedStock, lock_lots, lock_spots
from app.inventory.models import NEVER, Location, Lot, Movement, StockBalance
from app.inventory.places import SELLABLE_KINDS, location_of_kind
from app.inventory.services.move import LotRef, Move, Spot, carry, move
from app.inventory.services.receive import IncomingLot, receive
from app.inventory.services.take_fact import FactPick, FactStock, Shortage
from app.values.money import half_even

_CAME_IN = (
    select(Movement.quantity, Movement.value)
    .where(
        Movement.from_place.in_(("supplier", "opening", "conversion")),
        Movement.to_place == "stock",
        Movement.quantity > 0,
    )
    .order_by(Movement.id.desc())
    .limit(1)
)


def _worth(session: Session, shortage: Shortage) -> int:
    """What missing goods are booked at for now: the lot's own cost, else the product's last."""
    product = _CAME_IN.where(Movement.product_id == shortage.goods.id)
    lot = product.where(Movement.lot_id == shortage.lot_id)
    row = session.execute(lot).first() or session.execute(product).first()
    return half_even(row.value * shortage.quantity, row.quantity) if row else 0


def _home(session: Session, lot_id: int, site_id: int) -> Location:
    """Where a lot of the site belongs: where it lies or lay, a selling place first."""
    lay = (
        select(Location)
        .join(StockBalance, StockBalance.location_id == Location.id)
        .where(StockBalance.lot_id == lot_id, Location.site_id == site_id)
        .where(Location.kind != "transit")
        .order_by(StockBalance.sellable_place.desc(), StockBalance.id)
        .limit(1)
    )
    return session.scalars(lay).first() or location_of_kind(session, site_id, "stock")


def _make_up(
    session: Session, shortage: Shortage, *, posted: Posted, by: Actor, value: int
) -> FactPick:
    """Goods sold that never came in: they get a lot, so that what was sold has a name."""
    goods = shortage.goods
    shelf = location_of_kind(session, posted.site_id, "stock")
    undated = goods.expiry_kind == "use_by" and goods.shelf_life_days is None
    line = IncomingLot(
        goods.id,
        goods.sku,
        goods.tracked,
        goods.expiry_kind,
        goods.shelf_life_days,
        shortage.quantity,
        value,
        shortage.line,
        expires_on=posted.on + timedelta(days=goods.min_days or 0) if undated else None,
    )
    lots = receive(session, [line], location=shelf, posted=posted, by=by, source="shrinkage")
    return FactPick(shortage.line, lots[0], shelf.id, shortage.quantity, shortage.certainty)


def _find_again(
    session: Session, shortages: Iterable[Shortage], *, posted: Posted
) -> list[FactPick]:
    """Book missing goods of known lots in at their place, kind `shortage`."""
    known = [shortage for shortage in shortages if shortage.lot_id is not None]
    if not known:
        return []
    lots = {
        lot.id: lot
        for lot in session.scalars(select(Lot).where(Lot.id.in_([x.lot_id for x in known])))
    }
    lock_lots(session, lots, shared=True)
    outside, moves, picks = Spot("shrinkage", posted.site_id), [], []
    for each in known:
        lot = lots[each.lot_id]  # type: ignore[index]
        session.refresh(lot)
        ref = LotRef(
            lot.id, lot.number, each.goods.id, each.goods.sku, lot.status,
            lot.expires_on or NEVER, lot.received_on,
        )  # fmt: skip
        home = _home(session, lot.id, posted.site_id)
        inside = Spot("stock", posted.site_id, home.id, home.kind in SELLABLE_KINDS)
        value = _worth(session, each)
        moves.append(Move("shortage", ref, outside, inside, each.quantity, value, each.line))
        picks.append(FactPick(each.line, ref, home.id, each.quantity, each.certainty))
    locked = LockedStock()
    move(session, carry(moves, locked), posted=posted, locked=locked)
    return picks


def book_shortages(session: Session, stock: FactStock, *, posted: Posted, by: Actor) -> None:
    """Book in what is missing, under the fact's own document, and lock it with the rest."""
    if not stock.shortages:
        return
    stock.picks += _find_again(session, stock.shortages, posted=posted)
    for shortage in stock.shortages:
        if shortage.lot_id is None:
            value = _worth(session, shortage)
            stock.picks.append(_make_up(session, shortage, posted=posted, by=by, value=value))
    stock.locked = LockedStock()
    stock.locked.add(lock_spots(session, [(pick.lot.id, pick.location_id) for pick in stock.picks]))
