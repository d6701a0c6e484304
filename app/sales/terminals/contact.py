"""What a terminal says of itself, and what it is told: news of lots, recalls, versions, its shift.

Called every few seconds by every till, so each read is small. Never commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.identity.models import AuditEvent, Device
from app.inventory import leases
from app.inventory.models import (
    Lot,
    LotStatusChange,
    Movement,
    Recall,
    RecallAcknowledgement,
    RecallLot,
)
from app.sales.till_models import Shift

SILENT_AFTER = timedelta(seconds=15)
OVERLAP = 100
OVERLAP_FOR = timedelta(seconds=60)
MOST_NEWS = 500
MAX_SKEW_MS = 10**13
_CHANGE = LotStatusChange.__table__


@dataclass(frozen=True)
class Contact:
    """What a terminal says of itself; None where it did not say."""

    clock: datetime | None = None
    queue_length: int | None = None
    oldest: datetime | None = None
    news_seen: int | None = None


def hear(session: Session, device_id: int, said: Contact, *, at: datetime) -> None:
    """A terminal was here: keep what it said, and which recalls it has blocked by now."""
    before, was_silent = session.execute(
        select(Device.news_seen, Device.silent).where(Device.id == device_id)
    ).one()
    values: dict[str, Any] = {"seen_at": at}
    if was_silent and not said.queue_length:
        leases.give_back(session, device_id)
        values["silent"] = False
    if said.clock is not None:
        skew = (said.clock - at) // timedelta(milliseconds=1)
        values["skew_ms"] = max(-MAX_SKEW_MS, min(MAX_SKEW_MS, skew))
    if said.queue_length is not None:
        values |= {"queue_length": said.queue_length, "oldest_queued_at": said.oldest}
    newest = session.scalar(select(func.max(_CHANGE.c.id))) or 0
    seen = min(said.news_seen or 0, newest)
    if seen > before:
        values["news_seen"] = seen
        _acknowledge(session, device_id, seen, at)
    session.execute(update(Device).where(Device.id == device_id).values(values))


def _acknowledge(session: Session, device_id: int, news_seen: int, at: datetime) -> None:
    """Write down which open recalls the terminal has wholly seen, once each."""
    mine = select(RecallAcknowledgement.recall_id).where(
        RecallAcknowledgement.device_id == device_id
    )
    seen = (
        select(Recall.id)
        .join(RecallLot, RecallLot.recall_id == Recall.id)
        .join(_CHANGE, (_CHANGE.c.lot_id == RecallLot.lot_id) & (_CHANGE.c.to_status == "recalled"))
        .where(Recall.closed_at.is_(None), Recall.id.not_in(mine))
        .group_by(Recall.id)
        .having(func.max(_CHANGE.c.id) <= news_seen)
    )
    rows = [
        {"recall_id": recall_id, "device_id": device_id, "at": at}
        for recall_id in session.scalars(seen)
    ]
    if rows:
        session.execute(insert(RecallAcknowledgement), rows)


def mark_silent(session: Session, *, at: datetime) -> int:
    """Mark the terminals that have not been heard for fifteen seconds; how many fell silent.

    What they were lent binds: nobody else may sell it until they are back.
    """
    fell = (
        update(Device)
        .where(
            Device.silent == False,  # noqa: E712 - SQL
            Device.revoked_at.is_(None),
            Device.seen_at < at - SILENT_AFTER,
        )
        .values(silent=True)
        .returning(Device.id)
    )
    found = sorted(session.scalars(fell))
    leases.bind(session, found)
    return len(found)


def watch_silence(session: Session, *, at: datetime) -> None:
    """Terminals that fell silent are marked, and what they were lent binds."""
    mark_silent(session, at=at)


@dataclass(frozen=True)
class News:
    """Lots whose status changed, as they are now, and the recalls among them."""

    id: int
    lots: Sequence[Any]
    recalls: Sequence[tuple[str, str, list[str]]]


def news_since(session: Session, seen: int | None, *, at: datetime) -> News:
    """What became of lots after the change `seen`; nothing but the newest id where that is None.

    Changes that were written side by side may show late, so those of the last minute are told
    again; what is told is the present state, so hearing it twice does no harm.
    """
    newest = session.scalar(select(func.max(_CHANGE.c.id))) or 0
    if seen is None:
        return News(newest, (), ())
    fresh = (_CHANGE.c.id > seen) | (_CHANGE.c.at > at - OVERLAP_FOR)
    lots = session.execute(
        select(Lot.id, Lot.number, Lot.status, Product.sku, func.max(_CHANGE.c.id).label("change"))
        .join(_CHANGE, _CHANGE.c.lot_id == Lot.id)
        .join(Product, Product.id == Lot.product_id)
        .where(_CHANGE.c.id > seen - OVERLAP, fresh, _CHANGE.c.from_status.is_not(None))
        .group_by(Lot.id, Lot.number, Lot.status, Product.sku)
        .order_by(func.max(_CHANGE.c.id))
        .limit(MOST_NEWS)
    ).all()
    told = lots[-1].change if len(lots) == MOST_NEWS else newest
    return News(told, lots, _recalls(session, [lot.id for lot in lots]))


def _recalls(session: Session, lot_ids: Sequence[int]) -> list[tuple[str, str, list[str]]]:
    if not lot_ids:
        return []
    found: dict[str, tuple[str, str, list[str]]] = {}
    rows = session.execute(
        select(Recall.number, Recall.reason, Lot.number.label("lot"))
        .join(RecallLot, RecallLot.recall_id == Recall.id)
        .join(Lot, Lot.id == RecallLot.lot_id)
        .where(RecallLot.lot_id.in_(lot_ids), Recall.closed_at.is_(None))
        .order_by(Recall.id, Lot.id)
    )
    for row in rows:
        found.setdefault(row.number, (row.number, row.reason, []))[2].append(row.lot)
    return list(found.values())


@dataclass(frozen=True)
class Versions:
    """Tags that change when the catalogue or the lots do."""

    catalogue: str
    lots: str


def versions(session: Session) -> Versions:
    """What a till compares with what it has, to know what to fetch again."""
    events = session.scalar(select(func.max(AuditEvent.id))) or 0
    moves = session.scalar(select(func.max(Movement.id))) or 0
    changes = session.scalar(select(func.max(_CHANGE.c.id))) or 0
    return Versions(str(events), f"{moves}.{changes}")


def open_shift_of(session: Session, till_id: int) -> Any:
    """The till's open shift: number, when and by whom; None where none is open."""
    return session.execute(
        select(Shift.number, Shift.opened_at, Shift.opened_by)
        .where(Shift.till_id == till_id, Shift.closed_at.is_(None), Shift.kind == "ordinary")
        .limit(1)
    ).one_or_none()
