"""People settle what the inbox set aside: exceptions, acts that could not be booked, gaps.

Every word of it is kept in the audit trail. Never commits.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import NotFound, WrongState
from app.identity import audit
from app.identity.actors import Actor
from app.sales.inbox_models import SeriesGap, TillOp
from app.sales.models import Sale, SaleException, Till
from app.sales.terminals.series import note_gap, series_of
from app.values.document import DocumentRef


def _resolved(at: datetime, by: Actor, sentence: str) -> dict[str, Any]:
    return {"resolved_at": at, "resolved_by": by.name, "resolution": sentence}


def settle_exception(
    session: Session, exception_id: int, sentence: str, *, at: datetime, by: Actor
) -> None:
    """Say what became of a rule a sale went against; NotFound, or WrongState where it is said."""
    row = session.execute(
        select(SaleException, Sale.number, Sale.site_id)
        .join(Sale, Sale.id == SaleException.sale_id)
        .where(SaleException.id == exception_id)
        .with_for_update(of=SaleException)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such exception.")
    by.require_site(row.site_id, "exception")
    if row.SaleException.resolved_at is not None:
        raise WrongState("Somebody has settled this already.")
    mine = update(SaleException).where(SaleException.id == exception_id)
    session.execute(mine.values(_resolved(at, by, sentence)))
    detail = {"code": row.SaleException.code, "lot": row.SaleException.lot}
    subject = DocumentRef("sale", row.number)
    audit.record(session, by, "exception.settled", subject, at=at, reason=sentence, detail=detail)


def _held_op(session: Session, device_id: int, seq: int, by: Actor) -> TillOp:
    """An act that waits for a person, its row held."""
    row = session.execute(
        select(TillOp, Till.site_id)
        .join(Till, Till.id == TillOp.till_id)
        .where(TillOp.device_id == device_id, TillOp.seq == seq)
        .with_for_update(of=TillOp)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such act.")
    by.require_site(row.site_id, "act")
    if row.TillOp.state != "exception":
        raise WrongState("Somebody has settled this already.")
    op: TillOp = row.TillOp
    return op


def _of(device_id: int, seq: int) -> Any:
    return update(TillOp).where(TillOp.device_id == device_id, TillOp.seq == seq)


def retry_op(session: Session, device_id: int, seq: int, *, at: datetime, by: Actor) -> None:
    """Let an act that could not be booked be tried again: what it missed may be there by now."""
    op = _held_op(session, device_id, seq, by)
    session.execute(_of(device_id, seq).values({"state": "recorded", "problem": ""}))
    subject = DocumentRef("till_op", f"{device_id}:{seq}")
    audit.record(session, by, "till_op.retried", subject, at=at, detail={"problem": op.problem})


def dismiss_op(
    session: Session, device_id: int, seq: int, reason: str, *, at: datetime, by: Actor
) -> None:
    """Close an act that will not be booked, with the reason; its receipt becomes an explained gap.

    The act itself stays, word for word.
    """
    op = _held_op(session, device_id, seq, by)
    session.execute(_of(device_id, seq).values({"state": "resolved", **_resolved(at, by, reason)}))
    series = series_of(session, device_id)
    receipt = series.receipt_of(op.number)
    if receipt is not None:
        note_gap(session, series, first=receipt, last=receipt, at=at, detail=op.problem[:500])
        _close_gap(session, series.device_id, receipt, _resolved(at, by, reason))
    subject = DocumentRef("till_op", f"{device_id}:{seq}")
    audit.record(
        session, by, "till_op.dismissed", subject, at=at, reason=reason, detail={"body": op.body}
    )


def _close_gap(session: Session, device_id: int, receipt: int, values: dict[str, Any]) -> None:
    mine = update(SeriesGap).where(
        SeriesGap.device_id == device_id,
        SeriesGap.first == receipt,
        SeriesGap.last == receipt,
        SeriesGap.resolved_at.is_(None),
    )
    session.execute(mine.values(values))


def explain_gap(session: Session, gap_id: int, sentence: str, *, at: datetime, by: Actor) -> None:
    """Say why receipts are missing; NotFound, or WrongState where it is said."""
    row = session.execute(
        select(SeriesGap, Till.site_id, Till.code)
        .join(Till, Till.id == SeriesGap.till_id)
        .where(SeriesGap.id == gap_id)
        .with_for_update(of=SeriesGap)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such gap.")
    by.require_site(row.site_id, "gap")
    gap = row.SeriesGap
    if gap.resolved_at is not None:
        raise WrongState("Somebody has explained this already.")
    mine = update(SeriesGap).where(SeriesGap.id == gap_id)
    session.execute(mine.values(_resolved(at, by, sentence)))
    detail = {"epoch": gap.epoch, "first": gap.first, "last": gap.last}
    subject = DocumentRef("till", row.code)
    audit.record(session, by, "gap.explained", subject, at=at, reason=sentence, detail=detail)
