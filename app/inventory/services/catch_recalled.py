"""Goods that come in while a recall is open: what falls into its scope is blocked on arrival.

Who receives and who opens a recall take turns, so that a lot is seen by one of the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.identity import audit
from app.identity.actors import Actor
from app.inventory.locking import wait_for_recalls
from app.inventory.models import Lot, Recall, RecallLot
from app.inventory.recall_scope import Goods, Kin, covers, read_scope
from app.values.document import DocumentRef


@dataclass(frozen=True)
class Caught:
    """An open recall that goods fell into."""

    id: int
    number: str


def _listed(session: Session, recall_id: int) -> set[Kin]:
    """Product and supplier's code of the lots a recall has."""
    found = (
        select(Product.sku, Lot.supplier_lot_key)
        .join(Lot, Lot.product_id == Product.id)
        .join(RecallLot, RecallLot.lot_id == Lot.id)
        .where(RecallLot.recall_id == recall_id, Lot.supplier_lot_key.is_not(None))
    )
    return {(row.sku, row.supplier_lot_key) for row in session.execute(found)}


def open_recalls_over(session: Session, goods: Sequence[Goods]) -> list[tuple[Caught, ...]]:
    """For each of some goods the open recalls it falls into, oldest first."""
    found: list[list[Caught]] = [[] for _ in goods]
    opened = select(Recall).where(Recall.closed_at.is_(None)).order_by(Recall.id)
    for recall in session.scalars(opened):
        scope = read_scope(recall.scope)
        listed = _listed(session, recall.id) if scope.lots else set()
        for mine, each in zip(found, goods, strict=True):
            if covers(scope, each, listed):
                mine.append(Caught(recall.id, recall.number))
    return [tuple(mine) for mine in found]


def catch(session: Session, goods: Sequence[Goods]) -> list[tuple[Caught, ...]]:
    """The open recalls each line of arriving goods falls into; none opens until we commit."""
    wait_for_recalls(session, shared=True)
    return open_recalls_over(session, goods)


def join_recalls(
    session: Session,
    lots: Sequence[Any],
    caught: Sequence[tuple[Caught, ...]],
    *,
    at: datetime,
    by: Actor,
) -> None:
    """Put new lots on the lists of the recalls they fell into, with a line in the audit trail."""
    pairs = [(recall, lot) for lot, mine in zip(lots, caught, strict=True) for recall in mine]
    if not pairs:
        return
    rows = [{"recall_id": recall.id, "lot_id": lot.id} for recall, lot in pairs]
    session.execute(insert(RecallLot), rows)
    for recall, lot in pairs:
        document = DocumentRef("recall", recall.number)
        audit.record(session, by, "recall.lot_caught", document, at=at, reason=f"lot {lot.number}")
