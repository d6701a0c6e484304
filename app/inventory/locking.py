"""Finding and locking the balances that goods will leave, in one statement and in id order.

Locks rows, writes nothing. What a lock returns is the newest committed truth, so status, date and
quantity are judged after locking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    bindparam,
    func,
    select,
    text,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from app.db import is_sqlite
from app.inventory.allocation import Candidate
from app.inventory.models import Lot, StockBalance
from app.rows import run
from app.values.money import share

_B = StockBalance.__table__
_L = Lot.__table__
_ORDER: dict[str, Callable[[FromClause], tuple[Any, ...]]] = {
    "fefo": lambda table: (table.c.expires_on, table.c.lot_id),
    "fifo": lambda table: (table.c.received_on, table.c.lot_id),
    "lifo": lambda table: (table.c.received_on.desc(), table.c.lot_id.desc()),
}
_COLUMNS = (
    _B.c.id,
    _B.c.lot_id,
    _B.c.location_id,
    _B.c.on_hand,
    _B.c.reserved,
    _B.c.value,
    _B.c.site_id,
    _B.c.product_id,
    _B.c.status,
    _B.c.expires_on,
    _B.c.received_on,
    _B.c.sellable_place,
    _L.c.number,
    _L.c.expiry_kind,
    _L.c.price.label("lot_price"),
)

MOST_SEARCHES = 48
RECALL_LOCK = 7102
MOST_LOCKS = 5000


@dataclass
class LockedBalance:
    """A balance under lock, as it stands after what this transaction has already taken."""

    id: int
    on_hand: int
    value: int

    def take(self, quantity: int) -> int:
        """Take a quantity; its value is its share, and the last unit takes the rest."""
        value = share(self.value, quantity, self.on_hand)
        self.on_hand -= quantity
        self.value -= value
        return value


class LockedStock:
    """The balances a transaction holds, by lot and location."""

    def __init__(self) -> None:
        self._held: dict[tuple[int, int], LockedBalance] = {}

    def add(self, rows: Iterable[Any]) -> None:
        """Remember newly locked rows; rows already held keep what was taken from them."""
        for row in rows:
            key = (row.lot_id, row.location_id)
            self._held.setdefault(key, LockedBalance(row.id, row.on_hand, row.value))

    def balance(self, lot_id: int, location_id: int) -> LockedBalance | None:
        """The held balance of a lot at a location."""
        return self._held.get((lot_id, location_id))


@dataclass(frozen=True)
class Wanted:
    """One search for candidates: so much of a product in an order, or one lot."""

    index: str
    quantity: int = 0
    product_id: int | None = None
    lot_id: int | None = None
    not_before: date = date.min


def _selling_places() -> Select[Any]:
    return select(_B).where(
        _B.c.site_id == bindparam("site"),
        _B.c.on_hand > 0,
        _B.c.on_hand > _B.c.reserved,
        _B.c.sellable_place == 1,
    )


def _date_of(shape: str) -> ColumnElement[Any]:
    """The date to filter by; wrapped where the order is another's, so that its index is walked."""
    return _B.c.expires_on if shape == "fefo" else func.coalesce(_B.c.expires_on, _B.c.received_on)


def _source(number: int, shape: str, limit: int) -> Select[Any]:
    """The ids of balances to lock: those of a lot, or the first of a product that suffice."""
    if shape == "lot":
        named = _selling_places().where(_B.c.lot_id == bindparam(f"lot{number}"))
        return select(named.limit(limit).subquery(f"s{number}").c.id)
    order = _ORDER[shape]
    first = (
        _selling_places()
        .where(
            _B.c.product_id == bindparam(f"product{number}"),
            _B.c.status == "released",
            _date_of(shape) >= bindparam(f"from{number}", type_=_B.c.expires_on.type),
        )
        .order_by(*order(_B))
        .limit(limit)
        .subquery(f"f{number}")
    )
    free = first.c.on_hand - first.c.reserved
    before = func.sum(free).over(order_by=[*order(first), first.c.id])
    found = select(first.c.id, (before - free).label("before")).subquery(f"s{number}")
    return select(found.c.id).where(found.c.before < bindparam(f"need{number}"))


def _ids(shapes: tuple[str, ...], limit: int) -> Select[Any] | CompoundSelect[Any]:
    sources = [_source(number, shape, limit) for number, shape in enumerate(shapes)]
    return union_all(*sources) if len(sources) > 1 else sources[0]


@lru_cache(maxsize=512)
def _finding(shapes: tuple[str, ...], limit: int) -> Select[Any] | CompoundSelect[Any]:
    return _ids(shapes, limit)


def _locking(ids: Any) -> Select[Any]:
    return (
        select(*_COLUMNS)
        .join(_L, _L.c.id == _B.c.lot_id)
        .where(_B.c.id.in_(ids))
        .order_by(_B.c.id)
        .with_for_update(of=_B)
    )


@lru_cache(maxsize=512)
def _statement(shapes: tuple[str, ...], limit: int) -> Select[Any]:
    return _locking(_ids(shapes, limit))


_BY_ID = _locking(bindparam("ids", expanding=True))


def _asked(site_id: int, wanted: Sequence[Wanted]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The shape of a search, by which its statement is kept, and its values."""
    values: dict[str, Any] = {"site": site_id}
    for number, want in enumerate(wanted):
        if want.lot_id is not None:
            values[f"lot{number}"] = want.lot_id
        else:
            values[f"product{number}"] = want.product_id
            values[f"from{number}"] = want.not_before
            values[f"need{number}"] = want.quantity
    return tuple("lot" if want.lot_id is not None else want.index for want in wanted), values


def _lock_many(
    session: Session, site_id: int, wanted: Sequence[Wanted], limit: int
) -> Sequence[Any]:
    """Find the candidates of a long document part by part, then lock them all in id order.

    A database takes only so many parts in one statement (SQLite 500).
    """
    found: set[int] = set()
    for start in range(0, len(wanted), MOST_SEARCHES):
        shapes, values = _asked(site_id, wanted[start : start + MOST_SEARCHES])
        found.update(session.execute(_finding(shapes, limit), values).scalars())
    ids = sorted(found)
    rows: list[Any] = []
    for start in range(0, len(ids), MOST_LOCKS):
        part = ids[start : start + MOST_LOCKS]
        rows += session.execute(_BY_ID, {"ids": part}).all()
    return rows


def lock_candidates(
    session: Session, site_id: int, wanted: Sequence[Wanted], *, limit: int
) -> Sequence[Any]:
    """Lock the balances each search needs, in id order, and read what they hold now.

    Looks at no more than `limit` balances for each; locks only the first that suffice.
    """
    if len(wanted) > MOST_SEARCHES:
        return _lock_many(session, site_id, wanted, limit)
    shapes, values = _asked(site_id, wanted)
    return run(session, _statement(shapes, limit), values).all()  # type: ignore[no-any-return]


def free_of(row: Any) -> int:
    """What of a balance may be sold: on hand less what is kept for others."""
    return max(0, row.on_hand - row.reserved)


def candidate(row: Any) -> Candidate:
    """A locked row as the rules see it; what is reserved is not there for anybody else."""
    return Candidate(
        balance_id=row.id,
        lot_id=row.lot_id,
        lot=row.number,
        location_id=row.location_id,
        on_hand=free_of(row),
        status=row.status,
        expiry_kind=row.expiry_kind,
        expires_on=row.expires_on,
        received_on=row.received_on,
        price=row.lot_price,
    )


_EXACT = (
    select(*_COLUMNS)
    .join(_L, _L.c.id == _B.c.lot_id)
    .where(tuple_(_B.c.lot_id, _B.c.location_id).in_(bindparam("spots", expanding=True)))
    .order_by(_B.c.id)
    .with_for_update(of=_B)
)


def lock_spots(session: Session, spots: Iterable[tuple[int, int]]) -> Sequence[Any]:
    """Lock the balances of (lot, location) pairs, in id order."""
    return session.execute(_EXACT, {"spots": sorted(set(spots))}).all()


_OF_LOTS = (
    select(*_COLUMNS)
    .join(_L, _L.c.id == _B.c.lot_id)
    .where(_B.c.lot_id.in_(bindparam("lots", expanding=True)))
    .order_by(_B.c.id)
    .with_for_update(of=_B)
)
_LOTS = (
    select(_L.c.id, _L.c.number, _L.c.product_id, _L.c.status, _L.c.expiry_kind, _L.c.expires_on)
    .where(_L.c.id.in_(bindparam("lots", expanding=True)))
    .order_by(_L.c.id)
)


def lock_lots(session: Session, lot_ids: Iterable[int], *, shared: bool = False) -> Sequence[Any]:
    """Lock lots in id order: shared to keep their status still, else to change it.

    Foreign key checks of sales under way are let through, so they cannot wait in a ring.
    """
    lots = _LOTS.with_for_update(read=shared, key_share=not shared)
    return session.execute(lots, {"lots": sorted(set(lot_ids))}).all()


def lock_balances_of(session: Session, lot_ids: Iterable[int]) -> Sequence[Any]:
    """Lock every balance of some lots, in id order."""
    return session.execute(_OF_LOTS, {"lots": sorted(set(lot_ids))}).all()


def wait_for_recalls(session: Session, *, shared: bool) -> None:
    """Keep recalls and arriving goods apart until commit: shared for goods, else to open one.

    Without it each could miss the other's rows, which are not committed yet. SQLite has one writer.
    """
    if not is_sqlite(session):
        how = "_shared" if shared else ""
        session.execute(text(f"SELECT pg_advisory_xact_lock{how}({RECALL_LOCK})"))
