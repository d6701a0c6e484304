"""A terminal's own series at a till: its epoch, how far it has come, and the holes in it.

Receipts of a terminal are numbered `site-till-epoch-seq` by the terminal itself. Never commits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.identity.models import Device, Site
from app.sales.inbox_models import SeriesGap, TillOp
from app.sales.models import Sale, Till
from app.sales.till_models import TillSeries
from app.sales.tills import TillPlace

_SERIES = TillSeries.__table__
_GAP = SeriesGap.__table__
_OP = TillOp.__table__
_FIND = (
    select(
        _SERIES.c.id,
        _SERIES.c.device_id,
        _SERIES.c.till_id,
        _SERIES.c.epoch,
        _SERIES.c.last_op,
        _SERIES.c.last_receipt,
        _SERIES.c.head,
        _SERIES.c.opened_at,
        Device.name.label("device"),
        Device.public_key,
        Device.revoked_at,
        Device.skew_ms,
        Till.code.label("till"),
        Till.site_id,
        Site.code.label("site"),
        Site.time_zone,
    )
    .join(Device, Device.id == _SERIES.c.device_id)
    .join(Till, Till.id == _SERIES.c.till_id)
    .join(Site, Site.id == Till.site_id)
    .where(_SERIES.c.device_id == bindparam("of_device"))
)
_LOCKED = _FIND.with_for_update(of=_SERIES)
FARTHEST = 10_000
"""How far an act or a receipt may lie beyond what is known of a series: no till is that far ahead,
and a slip of the pen there would leave a hole that nothing ever fills."""
NUMBER = re.compile(r"(.{1,80})-([0-9]{1,9})-([0-9]{6,12})", re.ASCII)


@dataclass(frozen=True)
class Series:
    """A terminal's series and where it stands."""

    id: int
    device_id: int
    device: str
    public_key: str
    revoked: bool
    till: TillPlace
    epoch: int
    last_op: int
    last_receipt: int
    head: str
    opened_at: datetime

    def receipt_of(self, number: str | None) -> int | None:
        """Which receipt of this series a number names; None where it is another series'."""
        found = NUMBER.fullmatch(number or "")
        if found is None or found[1] != f"{self.till.site}-{self.till.code}":
            return None
        receipt = int(found[3])
        same = int(found[2]) == self.epoch and self.number(receipt) == number
        return receipt if same and receipt > 0 else None

    def wrong_number(self, kind: str, number: str | None, last_receipt: int) -> str:
        """What is wrong with the number of an act, where `last_receipt` is as far as it came."""
        if kind != "sale":
            return f"only sales have a number, not {number}" if number else ""
        receipt = self.receipt_of(number)
        if receipt is None:
            return f"its number {number} is not of this terminal's series"
        if receipt > last_receipt + FARTHEST:
            return f"its number {number} is too far beyond receipt {last_receipt}"
        return ""

    def number(self, receipt: int) -> str:
        """The number of a receipt of this series."""
        return f"{self.till.site}-{self.till.code}-{self.epoch}-{receipt:06d}"


def _series(row: Any) -> Series:
    till = TillPlace(row.till_id, row.till, row.site_id, row.site, row.time_zone)
    return Series(
        row.id,
        row.device_id,
        row.device,
        row.public_key,
        row.revoked_at is not None,
        till,
        row.epoch,
        row.last_op,
        row.last_receipt,
        row.head,
        row.opened_at,
    )


def series_of(session: Session, device_id: int, *, locked: bool = False) -> Series:
    """A terminal's series, its row locked until the transaction ends where asked for."""
    statement = _LOCKED if locked else _FIND
    row = session.execute(statement, {"of_device": device_id}).one_or_none()
    if row is None:
        raise NotFound("This terminal has no series at a till.")
    return _series(row)


def advance(session: Session, series: Series, *, op: int, receipt: int, head: str) -> None:
    """The series has come so far; its row is held by `series_of(..., locked=True)`."""
    values = {"last_op": op, "last_receipt": receipt, "head": head}
    session.execute(update(TillSeries).where(_SERIES.c.id == series.id).values(values))


def note_gap(
    session: Session, series: Series, *, first: int, last: int, at: datetime, detail: str
) -> None:
    """Receipts of the series that never came: an incident until they do or somebody explains."""
    row = {
        "device_id": series.device_id,
        "till_id": series.till.id,
        "epoch": series.epoch,
        "first": first,
        "last": last,
        "found_at": at,
        "detail": detail,
    }
    session.execute(insert(SeriesGap), row)


def still_missing(
    session: Session, series: Series, first: int, last: int
) -> Iterator[tuple[int, int]]:
    """What of these receipts nobody has: those entered from paper are in the books. Only a closed
    terminal's come so late that somebody can have entered them first."""
    booked = select(Sale.seq).where(
        Sale.till_id == series.till.id, Sale.epoch == series.epoch, Sale.seq.between(first, last)
    )
    there = session.scalars(booked.order_by(Sale.seq)) if series.revoked else ()
    for seq in there:
        if seq > first:
            yield first, seq - 1
        first = seq + 1
    if first <= last:
        yield first, last


def close_filled_gaps(session: Session, series: Series, *, at: datetime) -> None:
    """Gaps whose receipts have all come after all explain themselves."""
    for gap in open_gaps(session, series):
        numbers = [series.number(receipt) for receipt in range(gap.first, gap.last + 1)]
        arrived = select(func.count(func.distinct(_OP.c.number))).where(
            _OP.c.device_id == series.device_id, _OP.c.number.in_(numbers)
        )
        if session.scalar(arrived) == len(numbers):
            closed = {"resolved_at": at, "resolved_by": "Lotwise", "resolution": "They came."}
            session.execute(update(SeriesGap).where(_GAP.c.id == gap.id).values(closed))


def open_gaps(session: Session, series: Series) -> Sequence[Any]:
    """The unexplained holes of a series that are small enough to look through."""
    return session.execute(
        select(_GAP.c.id, _GAP.c.first, _GAP.c.last).where(
            _GAP.c.device_id == series.device_id,
            _GAP.c.epoch == series.epoch,
            _GAP.c.resolved_at.is_(None),
            _GAP.c.last - _GAP.c.first < 500,
        )
    ).all()
