"""How terminals stand: last contact, queue, clock, gaps, acts and exceptions that wait for people.

Reads only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.identity.actors import Actor
from app.identity.models import Device, Site
from app.sales.inbox_models import SeriesGap, TillOp
from app.sales.models import Sale, SaleException, Till
from app.sales.till_models import TillSeries

MOST_SHOWN = 200


@dataclass(frozen=True)
class DeviceRow:
    """A terminal as it stands."""

    id: int
    name: str
    till: str
    site: str
    time_zone: str
    epoch: int
    enrolled_at: datetime
    enrolled_by: str
    revoked_at: datetime | None
    revoked_by: str | None
    seen_at: datetime | None
    silent: bool
    queue_length: int
    oldest_queued_at: datetime | None
    skew_ms: int
    last_op: int
    last_receipt: int


def _here(found: Any, who: Actor) -> Select[Any]:
    here: Select[Any] = found
    return here if who.site_id is None else here.where(Till.site_id == who.site_id)


def terminals(session: Session, who: Actor) -> Sequence[DeviceRow]:
    """The terminals of the sites somebody works at: active ones first, then the newest."""
    found = (
        select(
            Device.id,
            Device.name,
            Till.code.label("till"),
            Site.code.label("site"),
            Site.time_zone,
            TillSeries.epoch,
            Device.enrolled_at,
            Device.enrolled_by,
            Device.revoked_at,
            Device.revoked_by,
            Device.seen_at,
            Device.silent,
            Device.queue_length,
            Device.oldest_queued_at,
            Device.skew_ms,
            TillSeries.last_op,
            TillSeries.last_receipt,
        )
        .join(TillSeries, TillSeries.device_id == Device.id)
        .join(Till, Till.id == TillSeries.till_id)
        .join(Site, Site.id == Till.site_id)
        .order_by(Device.revoked_at.is_not(None), Device.id.desc())
        .limit(MOST_SHOWN)
    )
    return [DeviceRow(*row) for row in session.execute(_here(found, who))]


def terminal(session: Session, device_id: int, who: Actor) -> DeviceRow:
    """One of them; NotFound for another site's."""
    found = [row for row in terminals(session, who) if row.id == device_id]
    if not found:
        raise NotFound("There is no such terminal.")
    return found[0]


def gaps(session: Session, who: Actor) -> Sequence[Any]:
    """Receipts that terminals numbered and that never came, unexplained ones first."""
    found = (
        select(SeriesGap, Till.code.label("till"), Site.code.label("site"), Site.time_zone)
        .join(Till, Till.id == SeriesGap.till_id)
        .join(Site, Site.id == Till.site_id)
        .order_by(SeriesGap.resolved_at.is_not(None), SeriesGap.id.desc())
        .limit(MOST_SHOWN)
    )
    return session.execute(_here(found, who)).all()


def bad_ops(session: Session, who: Actor) -> Sequence[Any]:
    """Acts that could not be booked and wait for a person, oldest first."""
    found = (
        select(
            TillOp,
            Device.name.label("device"),
            Till.code.label("till"),
            Site.code.label("site"),
            Site.time_zone,
        )
        .join(Device, Device.id == TillOp.device_id)
        .join(Till, Till.id == TillOp.till_id)
        .join(Site, Site.id == Till.site_id)
        .where(TillOp.state == "exception")
        .order_by(TillOp.received_at, TillOp.seq)
        .limit(MOST_SHOWN)
    )
    return session.execute(_here(found, who)).all()


def exceptions(session: Session, who: Actor, *, settled: bool) -> Sequence[Any]:
    """Rules that recorded sales went against: open ones oldest first, settled ones newest first."""
    order = SaleException.resolved_at.desc() if settled else SaleException.raised_at
    found = (
        select(
            SaleException,
            Sale.number.label("sale"),
            Sale.cashier,
            Sale.sold_at,
            Till.code.label("till"),
            Site.code.label("site"),
            Site.time_zone,
        )
        .join(Sale, Sale.id == SaleException.sale_id)
        .join(Till, Till.id == Sale.till_id)
        .join(Site, Site.id == Till.site_id)
        .where(
            SaleException.resolved_at.is_not(None)
            if settled
            else SaleException.resolved_at.is_(None)
        )
        .order_by(order, SaleException.id)
        .limit(MOST_SHOWN)
    )
    return session.execute(_here(found, who)).all()


def exceptions_of(session: Session, numbers: Iterable[str]) -> dict[str, list[Any]]:
    """The exceptions of some sales, by sale number."""
    wanted = list(numbers)
    found: dict[str, list[Any]] = {}
    if not wanted:
        return found
    rows = session.execute(
        select(Sale.number, SaleException.code, SaleException.line, SaleException.lot)
        .join(Sale, Sale.id == SaleException.sale_id)
        .where(Sale.number.in_(wanted))
        .order_by(SaleException.id)
    )
    for row in rows:
        found.setdefault(row.number, []).append(row)
    return found


def ops_by_seq(session: Session, device_id: int, seqs: Iterable[int]) -> dict[int, TillOp]:
    """Acts of a terminal as they stand now, by sequence number."""
    rows = session.scalars(
        select(TillOp).where(TillOp.device_id == device_id, TillOp.seq.in_(list(seqs)))
    )
    return {op.seq: op for op in rows}
