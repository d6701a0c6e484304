"""Reads for swap settlements: what a count found of which lot, which sales may be wrong, what was
settled. Writes nothing, locks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.catalog.models import Product
from app.inventory.count_models import StockCountLine
from app.inventory.models import Location, Lot, Movement
from app.inventory.swap_rules import GUESSES, Off, Pair, Posted, attribute, pairs
from app.sales.models import Sale, SaleAllocation
from app.sales.queries import LEFT
from app.sales.swap_models import LotSwap, LotSwapLine

MOST_LINES = 1000
"""Sales that one settlement re-attributes; what is left is settled by the next."""
_A, _M = SaleAllocation, Movement


@dataclass(frozen=True)
class Found:
    """What a posted count found of one lot, less what is settled of it."""

    lot_id: int
    lot: str
    product_id: int
    sku: str
    name: str
    unit: str
    expires_on: date | None
    received_on: date
    posted: Posted
    difference: int
    counted_at: datetime

    @property
    def off(self) -> Off:
        """As the rules want it."""
        return Off(self.lot_id, self.product_id, self.difference)


@dataclass(frozen=True)
class Proposal:
    """Sales of the over lot that a count says were of the short one, and how much of each."""

    over: Found
    short: Found
    quantity: int
    taken: tuple[tuple[Any, int], ...]

    @property
    def covered(self) -> int:
        """How much of the difference those sales explain."""
        return sum(part for _row, part in self.taken)


def _moved(session: Session, number: str) -> Sequence[Any]:
    """What a count moved, by lot: found counts, missing counts below nothing."""
    sign = case((_M.from_place == "shrinkage", 1), else_=-1)
    return session.execute(
        select(
            _M.lot_id,
            func.sum(sign * _M.quantity).label("quantity"),
            func.sum(sign * _M.value).label("value"),
            func.max(_M.id).label("last"),
        )
        .where(_M.document_kind == "count", _M.document_number == number)
        .group_by(_M.lot_id)
    ).all()


def _settled(session: Session, count_id: int) -> dict[int, int]:
    """How much of a count's differences is settled, by lot."""
    done: dict[int, int] = {}
    for side in (LotSwap.from_lot_id, LotSwap.to_lot_id):
        rows = select(side, func.sum(LotSwap.quantity)).where(LotSwap.count_id == count_id)
        for lot_id, quantity in session.execute(rows.group_by(side)):
            done[lot_id] = done.get(lot_id, 0) + int(quantity)
    return done


def _taken_back(session: Session, row: Any, count: Any) -> bool:
    """Whether a later count at the site found the opposite of this lot: then this one was wrong."""
    here = exists().where(
        Location.id == func.coalesce(_M.from_location_id, _M.to_location_id),
        Location.site_id == count.site_id,
    )
    opposite = _M.from_place == "shrinkage" if row.quantity < 0 else _M.to_place == "shrinkage"
    later = select(_M.id).where(
        _M.lot_id == row.lot_id, _M.id > row.last, _M.document_kind == "count", opposite, here
    )
    return session.scalar(later.limit(1)) is not None


def _found(session: Session, count: Any) -> list[Found]:
    rows = {row.lot_id: row for row in _moved(session, count.number) if row.quantity}
    done = _settled(session, count.id)
    named = session.execute(
        select(
            Lot.id,
            Lot.number,
            Lot.product_id,
            Lot.expires_on,
            Lot.received_on,
            Product.sku,
            Product.name,
            Product.base_unit,
            func.max(StockCountLine.entered_at).label("counted_at"),
        )
        .join(Product, Product.id == Lot.product_id)
        .join(StockCountLine, StockCountLine.lot_id == Lot.id)
        .where(
            StockCountLine.count_id == count.id, Lot.id.in_(sorted(rows)), Lot.tracked.in_([True])
        )
        .group_by(*Lot.__table__.primary_key, Product.id)
        .order_by(Lot.id)
    ).all()
    found = []
    for lot in named:
        row, settled = rows[lot.id], done.get(lot.id, 0)
        difference = int(row.quantity)
        left = difference - settled if difference > 0 else difference + settled
        posted = Posted(
            abs(difference), max(0, int(row.value) * (1 if difference > 0 else -1)), settled
        )
        if left and not _taken_back(session, row, count):
            found.append(
                Found(lot.id, lot.number, lot.product_id, lot.sku, lot.name, lot.base_unit,
                      lot.expires_on, lot.received_on, posted, left, lot.counted_at)
            )  # fmt: skip
    return found


def candidates(session: Session, over: Found, short: Found, site_id: int) -> Sequence[Any]:
    """Sales of the over lot that nobody saw the lot of, made before it was counted here.

    Not where the line has the short lot too, nor before the short lot came.
    """
    other = aliased(_A)
    also = exists().where(
        other.sale_id == _A.sale_id, other.line == _A.line, other.lot_id == short.lot_id
    )
    return session.execute(
        select(*_A.__table__.c, LEFT.label("left"), Sale.number, Sale.sold_at)
        .join(Sale, Sale.id == _A.sale_id)
        .where(
            _A.lot_id == over.lot_id,
            _A.certainty.in_(GUESSES),
            LEFT > 0,
            Sale.site_id == site_id,
            Sale.recorded_at <= over.counted_at,
            Sale.sold_on >= short.received_on,
            ~also,
        )
        .order_by(case((_A.certainty == GUESSES[0], 0), else_=1), _A.sale_id.desc(), _A.line)
        .limit(MOST_LINES)
    ).all()


def proposal(session: Session, count: Any, over: Found, short: Found, quantity: int) -> Proposal:
    """Which sales would be re-attributed for so much of a pair."""
    rows = candidates(session, over, short, count.site_id)
    return Proposal(over, short, quantity, tuple(attribute(rows, quantity)))


def found_by_lot(session: Session, count: Any) -> dict[str, Found]:
    """What a posted count found and is not settled, by our lot number."""
    return {each.lot: each for each in _found(session, count)} if count.status == "posted" else {}


def proposals(session: Session, count: Any) -> list[Proposal]:
    """Every pair of a posted count with the sales that would be re-attributed."""
    by_id = {each.lot_id: each for each in found_by_lot(session, count).values()}
    made: Iterable[Pair] = pairs(each.off for each in by_id.values())
    return [
        proposal(session, count, by_id[pair.over_id], by_id[pair.short_id], pair.quantity)
        for pair in made
    ]


def settlements(session: Session, count_id: int) -> Sequence[Any]:
    """What was settled of a count, with its lots and values, oldest first."""
    over, short = aliased(Lot), aliased(Lot)
    return session.execute(
        select(
            LotSwap,
            over.number.label("over"),
            short.number.label("short"),
            Product.sku,
            Product.name,
            Product.base_unit.label("unit"),
            func.sum(LotSwapLine.value_out).label("value_out"),
            func.sum(LotSwapLine.value_in).label("value_in"),
        )
        .join(LotSwapLine, LotSwapLine.swap_id == LotSwap.id)
        .join(over, over.id == LotSwap.from_lot_id)
        .join(short, short.id == LotSwap.to_lot_id)
        .join(Product, Product.id == over.product_id)
        .where(LotSwap.count_id == count_id)
        .group_by(LotSwap.id, over.id, short.id, Product.id)
        .order_by(LotSwap.id)
    ).all()


def settled_sales(session: Session, swap_ids: Iterable[int]) -> dict[int, list[Any]]:
    """The sale lines that settlements re-attributed, by settlement."""
    found: dict[int, list[Any]] = {}
    rows = session.execute(
        select(LotSwapLine, Sale.number, Sale.sold_at)
        .join(Sale, Sale.id == LotSwapLine.sale_id)
        .where(LotSwapLine.swap_id.in_(sorted(swap_ids)))
        .order_by(LotSwapLine.swap_id, LotSwapLine.line)
    )
    for row in rows:
        found.setdefault(row.LotSwapLine.swap_id, []).append(row)
    return found
