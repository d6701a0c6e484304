"""Recalls: a scope becomes a frozen list of lots, and every channel stops at commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounting.numbers import document_number
from app.catalog.models import Product
from app.errors import BadInput, Forbidden, NotFound, WrongState
from app.gs1.codes import normalise_lot_code
from app.identity import audit
from app.identity.actors import Actor
from app.inventory import queries
from app.inventory.lineage import with_descendants
from app.inventory.locking import lock_lots, wait_for_recalls
from app.inventory.models import Lot, Recall, RecallLot
from app.inventory.recall_report import RecallReportLine, rows_of
from app.inventory.recall_scope import RecallScope, write_scope
from app.inventory.services.status import set_status
from app.values.document import DocumentRef

CONDITIONS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("sku", Product.sku.in_),
    ("supplier", lambda value: Lot.supplier_code == value),
    ("supplier_lot", lambda value: Lot.supplier_lot_key.in_(map(normalise_lot_code, value))),
    ("made_from", lambda value: Lot.made_on >= value),
    ("made_to", lambda value: Lot.made_on <= value),
)
"""What lots may have in common -> how that is asked."""


def _conditions(scope: RecallScope) -> list[Any]:
    said = [(getattr(scope, name), condition) for name, condition in CONDITIONS]
    return [condition(value) for value, condition in said if value]


def lots_in_scope(session: Session, scope: RecallScope) -> Sequence[int]:
    """The lots a scope means and all that was made from them, over any number of steps.

    BadInput where it names nothing or a lot that does not exist.
    """
    return with_descendants(session, _named(session, scope))


def _named(session: Session, scope: RecallScope) -> Sequence[int]:
    if scope.is_empty():
        raise BadInput("A recall needs a scope.", [("scope", "name lots or what they share")])
    found = select(Lot.id).join(Product, Product.id == Lot.product_id)
    if not scope.lots:
        return session.scalars(found.where(*_conditions(scope)).order_by(Lot.id)).all()
    numbers = {number.upper() for number in scope.lots}
    rows = session.execute(select(Lot.id, Lot.number).where(Lot.number.in_(numbers))).all()
    missing = sorted(numbers - {row.number for row in rows})
    if missing:
        raise BadInput(f"There is no lot {missing[0]}.", [("scope.lots", f"no lot {missing[0]}")])
    return sorted(row.id for row in rows)


def open_recall(
    session: Session, scope: RecallScope, *, reason: str, at: datetime, by: Actor
) -> str:
    """Block every lot in scope, everywhere, from this commit on. Returns the recall's number."""
    wait_for_recalls(session, shared=False)
    lot_ids = lots_in_scope(session, scope)
    if not lot_ids:
        raise BadInput("No lot is in this scope.", [("scope", "matches no lot")])
    locked = lock_lots(session, lot_ids)
    set_status(session, locked, "recalled", reason=reason, at=at, by=by)
    number = document_number(session, "RC")
    row = {
        "number": number,
        "reason": reason,
        "scope": write_scope(scope),
        "opened_at": at,
        "opened_by": by.name,
    }
    recall_id = session.execute(insert(Recall).returning(Recall.id), row).scalar_one()
    session.execute(
        insert(RecallLot), [{"recall_id": recall_id, "lot_id": lot_id} for lot_id in lot_ids]
    )
    audit.record(session, by, "recall.opened", DocumentRef("recall", number), at=at, reason=reason)
    return number


def close_recall(session: Session, number: str, *, at: datetime, by: Actor) -> None:
    """Close a recall and freeze what became of its goods; its lots stay blocked for ever.

    Not for somebody who works at one site.
    """
    if by.site_id is not None:
        raise Forbidden("A recall covers all sites; you work at one of them.")
    recall = session.scalar(select(Recall).where(Recall.number == number).with_for_update())
    if recall is None:
        raise NotFound("There is no such recall.")
    if recall.closed_at is not None:
        raise WrongState("The recall is already closed.")
    recall.closed_at, recall.closed_by = at, by.name
    session.flush()
    lot_ids = session.scalars(select(RecallLot.lot_id).where(RecallLot.recall_id == recall.id))
    lines = rows_of(recall.id, queries.outcomes(session, lot_ids))
    session.execute(insert(RecallReportLine), lines)
    audit.record(session, by, "recall.closed", DocumentRef("recall", number), at=at)
