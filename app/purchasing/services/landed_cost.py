"""Freight, duty and the like come after a delivery: its lots become dearer where their units are.

Shared over the lines by value or quantity (IAS 2.10: cost of purchase includes transport), and
within each lot by where its units are now (app/inventory/services/late_cost.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.accounting.numbers import document_number
from app.errors import NotFound, bad_field
from app.facts import Posted
from app.identity import audit
from app.identity.actors import Actor
from app.inventory.services.late_cost import LateLine, Placed, put_late_costs
from app.purchasing.landed_models import LandedCost, LandedCostLine
from app.purchasing.queries import receipt_head, receipt_lines
from app.values.document import DocumentRef
from app.values.money import spread


@dataclass(frozen=True)
class Landed:
    """A landed cost as it stands in the books: who bears what, and what nobody bears."""

    number: str
    placed: tuple[Placed, ...]
    difference: int


def _weights(lines: Sequence[Any], basis: str) -> list[int]:
    """Who bears how much: what it cost, or how much came in one and the same unit."""
    if basis == "value":
        values = [row.GoodsReceiptLine.value for row in lines]
        if not any(values):
            raise bad_field("basis", "the delivery was worth nothing; share it by quantity")
        return values
    if len({row.Product.base_unit for row in lines}) > 1:
        raise bad_field("basis", "the lines are counted in different units; share it by value")
    return [row.GoodsReceiptLine.quantity for row in lines]


def land_cost(
    session: Session,
    receipt: str,
    amount: int,
    *,
    basis: str,
    note: str = "",
    on: date,
    at: datetime,
    by: Actor,
) -> Landed:
    """Post what a delivery cost beside its goods: Dr stock, COGS or waste, Cr GRNI, today.

    NotFound for another site's delivery; a wrong field where the basis does not fit; PeriodClosed
    where the day is closed. Then nothing is written.
    """
    head = receipt_head(session, receipt.upper(), by)
    if head is None:
        raise NotFound("There is no such goods receipt.")
    lines = receipt_lines(session, head.GoodsReceipt.id)
    shares = spread(amount, _weights(lines, basis))
    number = document_number(session, "LC")
    posted = Posted(
        on, at, head.Site.id, DocumentRef("landed_cost", number), head.GoodsReceipt.number
    )
    late = [
        LateLine(row.GoodsReceiptLine.line, row.Lot.id, share)
        for row, share in zip(lines, shares, strict=True)
        if share
    ]
    placed, difference = put_late_costs(session, late, posted=posted)
    row = {
        "number": number,
        "goods_receipt_id": head.GoodsReceipt.id,
        "amount": amount,
        "basis": basis,
        "note": note,
        "difference": difference,
        "posted_on": on,
        "posted_at": at,
        "posted_by": by.name,
    }
    landed_id: int = session.execute(insert(LandedCost).returning(LandedCost.id), row).scalar_one()
    session.execute(
        insert(LandedCostLine),
        [
            {
                "landed_cost_id": landed_id,
                "line": each.GoodsReceiptLine.line,
                "lot_id": each.Lot.id,
                "amount": share,
            }
            for each, share in zip(lines, shares, strict=True)
        ],
    )
    audit.record(session, by, "cost.landed", posted.document, at=at, reason=note)
    return Landed(number, tuple(placed), difference)
