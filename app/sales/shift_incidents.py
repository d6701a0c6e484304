"""What is still open when a shift is closed: named on its Z, never a reason not to close.

Sales recorded against a rule, operations of terminals not yet applied, receipts that are missing,
terminals that still hold sales. Reads only.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.identity.models import Device
from app.sales.inbox_models import SeriesGap, TillOp
from app.sales.models import Sale, SaleException
from app.sales.till_models import Shift, TillSeries


@dataclass(frozen=True)
class Incident:
    """One thing somebody has to look at: its code, how many, and in words."""

    code: str
    count: int
    text: str


def _exceptions(session: Session, shift: Shift) -> list[Incident]:
    found = (
        select(Sale.number, SaleException.code)
        .join(Sale, Sale.id == SaleException.sale_id)
        .where(Sale.shift_id == shift.id, SaleException.resolved_at.is_(None))
        .order_by(SaleException.id)
    )
    return [
        Incident("sale_exception", 1, f"Sale {number}: {code.replace('_', ' ')}")
        for number, code in session.execute(found)
    ]


def _waiting(session: Session, shift: Shift) -> list[Incident]:
    found = (
        select(TillOp.number, TillOp.seq, TillOp.state)
        .where(TillOp.till_id == shift.till_id, TillOp.state.in_(("recorded", "exception")))
        .order_by(TillOp.device_id, TillOp.seq)
    )
    return [
        Incident("operation", 1, f"{number or f'Operation {seq}'}: {state}, not in the books")
        for number, seq, state in session.execute(found)
        if state == "recorded" or number is None
    ]


def _missing(session: Session, shift: Shift) -> list[Incident]:
    found = select(SeriesGap.epoch, SeriesGap.first, SeriesGap.last).where(
        SeriesGap.till_id == shift.till_id, SeriesGap.resolved_at.is_(None)
    )
    return [
        Incident("receipts_missing", last - first + 1, f"Series {epoch}: {first} to {last} missing")
        for epoch, first, last in session.execute(found)
    ]


def _queued(session: Session, shift: Shift) -> list[Incident]:
    found = (
        select(Device.name, func.max(Device.queue_length))
        .join(TillSeries, TillSeries.device_id == Device.id)
        .where(TillSeries.till_id == shift.till_id, Device.queue_length > 0)
        .group_by(Device.name)
        .order_by(Device.name)
    )
    return [
        Incident("queued", count, f"{name} holds {count} that the shop has not seen")
        for name, count in session.execute(found)
    ]


def incidents_of(session: Session, shift: Shift) -> list[Incident]:
    """Everything open at the shift's till, in words."""
    parts = (_exceptions, _waiting, _missing, _queued)
    return [incident for part in parts for incident in part(session, shift)]
