"""Who descends from whom: lots made from lots, down and up, over any number of steps.

Reads only. A lot's parents are older than it is, so every walk ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.catalog.models import Product
from app.inventory.models import Lot
from app.inventory.repack_models import LotParent, Repack

_LINK = LotParent.__table__
MOST_ASKED = 10_000


def _walk(session: Session, lot_ids: Iterable[int], source: Any, target: Any) -> list[int]:
    asked, found = sorted(set(lot_ids)), set[int]()
    for start in range(0, len(asked), MOST_ASKED):
        begin = select(target).where(source.in_(asked[start : start + MOST_ASKED]))
        walk = begin.cte("walk", recursive=True)
        step = select(target).join(walk, walk.c[target.name] == source)
        found.update(session.scalars(select(walk.union(step))))
    return sorted(found)


def descendants(session: Session, lot_ids: Iterable[int]) -> list[int]:
    """Every lot that was made from one of these, over any number of steps, in order of age."""
    return _walk(session, lot_ids, _LINK.c.parent_id, _LINK.c.child_id)


def ancestors(session: Session, lot_ids: Iterable[int]) -> list[int]:
    """Every lot that one of these was made from, over any number of steps, in order of age."""
    return _walk(session, lot_ids, _LINK.c.child_id, _LINK.c.parent_id)


def with_descendants(session: Session, lot_ids: Iterable[int]) -> list[int]:
    """Some lots and all that was made from them, in order of age."""
    ids = set(lot_ids)
    return sorted(ids | set(descendants(session, ids)))


def _kin(session: Session, mine: InstrumentedAttribute[int], other: Any, lot_id: int) -> Any:
    return session.execute(
        select(
            Lot.number,
            Lot.status,
            Lot.expires_on,
            LotParent.quantity,
            LotParent.value,
            Product.sku,
            Product.name,
            Product.base_unit,
            Repack.number.label("document"),
            Repack.kind,
        )
        .join(Lot, Lot.id == other)
        .join(Product, Product.id == Lot.product_id)
        .join(Repack, Repack.id == LotParent.repack_id)
        .where(mine == lot_id)
        .order_by(Lot.id)
    ).all()


def parents_of(session: Session, lot_id: int) -> Sequence[Any]:
    """What a lot was made from: each parent with how much of it and of its value."""
    rows: Sequence[Any] = _kin(session, LotParent.child_id, LotParent.parent_id, lot_id)
    return rows


def children_of(session: Session, lot_id: int) -> Sequence[Any]:
    """What was made from a lot: each child with how much of this lot and its value."""
    rows: Sequence[Any] = _kin(session, LotParent.parent_id, LotParent.child_id, lot_id)
    return rows


def made_from(session: Session, lot_ids: Iterable[int]) -> dict[int, list[str]]:
    """For each of some lots the numbers of its parents; lots without any are left out."""
    rows = session.execute(
        select(LotParent.child_id, Lot.number)
        .join(Lot, Lot.id == LotParent.parent_id)
        .where(LotParent.child_id.in_(list(lot_ids)))
        .order_by(LotParent.child_id, Lot.id)
    )
    found: dict[int, list[str]] = {}
    for child_id, number in rows:
        found.setdefault(child_id, []).append(number)
    return found
