"""What a till needs to know of the lots at its site: all that are there or blocked, then changes.

Reads only. Never a cost. It is a snapshot; the sale judges again under lock. A cursor names the
last movement and status change that were seen: rows of transactions that overlapped may appear
with lower numbers a little later, so each answer looks back by a margin.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from app.catalog.models import Product
from app.identity.models import AuditEvent
from app.inventory.models import (
    Lot,
    LotLease,
    LotStatusChange,
    Movement,
    RecallLot,
    StockBalance,
)
from app.inventory.quality import CHANGED

COLUMNS = (
    "number", "sku", "available", "status", "expires_on", "kind", "received_on", "id",
    "supplier_lot", "made_on", "price",
)  # fmt: skip
"""What a row of the feed holds, in this order."""
MOST_CHANGES = 5000
LATE_IDS = 500
LATE = timedelta(seconds=60)
FULL_AFTER = timedelta(hours=1)
_AT_ONCE = 400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TOLD = ("lot.price_changed", CHANGED)
_B, _L, _M = StockBalance.__table__, Lot.__table__, Movement.__table__
_S = LotStatusChange.__table__
_FREE = case((_B.c.sellable_place == 1, _B.c.on_hand - _B.c.reserved), else_=0)
_FACTS = (
    _L.c.id, _L.c.number, _L.c.status, _L.c.expires_on, _L.c.expiry_kind, _L.c.received_on,
    _L.c.supplier_lot, _L.c.made_on, _L.c.price,
)  # fmt: skip
_LOTS = select(*_FACTS, Product.sku, func.sum(_FREE).label("free"), func.count(_B.c.id).label("of"))
_GROUPS = (_L.c.id, Product.sku)
_STOCKED = (
    _LOTS.select_from(_B)
    .join(_L, _L.c.id == _B.c.lot_id)
    .join(Product, Product.id == _L.c.product_id)
    .where(_B.c.site_id == bindparam("site"), _B.c.on_hand > 0)
    .group_by(*_GROUPS)
)
_NAMED = (
    _LOTS.select_from(_L)
    .join(Product, Product.id == _L.c.product_id)
    .outerjoin(_B, (_B.c.lot_id == _L.c.id) & (_B.c.site_id == bindparam("site")))
    .where(_L.c.id.in_(bindparam("ids", expanding=True)))
    .group_by(*_GROUPS)
)


@dataclass(frozen=True)
class Cursor:
    """Up to where a till has seen the lots: site's day, newest ids, when, and when all were."""

    on: date
    movement: int
    change: int
    at: datetime
    full_at: datetime

    @property
    def text(self) -> str:
        """As it travels."""
        moments = f"{int(self.at.timestamp())}.{int(self.full_at.timestamp())}"
        return f"{self.on:%Y%m%d}.{self.movement}.{self.change}.{moments}"


def read_cursor(text: str) -> Cursor | None:
    """A cursor of ours; None for anything else."""
    parts = text.split(".")
    if len(parts) != 5 or not all(p.isascii() and p.isdecimal() and len(p) < 19 for p in parts):
        return None
    try:
        day = datetime.strptime(parts[0], "%Y%m%d").date()  # noqa: DTZ007 - a calendar day
        at, full_at = (_EPOCH + timedelta(seconds=int(part)) for part in parts[3:])
    except (ValueError, OverflowError):
        return None
    return Cursor(day, int(parts[1]), int(parts[2]), at, full_at)


def lots_version(session: Session) -> str:
    """A tag that changes whenever goods move or a lot is blocked or released."""
    return ".".join(map(str, _newest(session)))


def _newest(session: Session) -> tuple[int, int]:
    movement = session.scalar(select(func.max(_M.c.id)))
    return movement or 0, session.scalar(select(func.max(_S.c.id))) or 0


def lots_feed(
    session: Session, site_id: int, *, since: str, at: datetime, on: date, device: int | None = None
) -> dict[str, Any]:
    """The lots of a site that changed since a cursor; all that are there or recalled without one.

    All of them also where the cursor is of another day, older than an hour, or too much changed.
    Quantities are free to sell: on hand at selling places less what is reserved, in millionths.
    """
    seen = read_cursor(since)
    movement, change = _newest(session)  # first: what comes later is in the next answer too
    changed = _changed(session, seen, movement, at) if _may_follow(seen, on, at) else None
    full_at = seen.full_at if seen and changed is not None else at
    rows = _every(session, site_id) if changed is None else _these(session, site_id, changed)
    return {
        "cursor": Cursor(on, movement, change, at, full_at).text,
        "full": changed is None,
        "at": at.isoformat(),
        "on": on.isoformat(),
        "columns": COLUMNS,
        "lots": [_row(row) for row in rows],
        "leases": _leased(session, device, site_id, changed) if device else None,
    }


def changed_lots(session: Session, *, since: str, at: datetime, on: date) -> set[int] | None:
    """The lots that the next answer after a cursor will tell of; None where it tells of all."""
    seen = read_cursor(since)
    return _changed(session, seen, _newest(session)[0], at) if _may_follow(seen, on, at) else None


def _may_follow(seen: Cursor | None, on: date, at: datetime) -> bool:
    return seen is not None and seen.on == on and timedelta(0) <= at - seen.full_at < FULL_AFTER


def _changed(session: Session, seen: Cursor | None, movement: int, at: datetime) -> set[int] | None:
    """Lots of anywhere that moved or changed; None where a full answer is the shorter one."""
    if seen is None or movement - seen.movement > MOST_CHANGES or at < seen.at:
        return None
    begin = seen.at - LATE
    told = select(AuditEvent.subject).where(AuditEvent.action.in_(_TOLD), AuditEvent.at >= begin)
    found = (
        _since(_M, seen.movement, _M.c.recorded_at, begin),
        _since(_S, seen.change, _S.c.at, begin),
        select(_L.c.id).where(_L.c.number.in_(told)),
    )
    return {lot for statement in found for lot in session.scalars(statement)}


def _since(table: Any, last: int, moment: Any, begin: datetime) -> Select[Any]:
    late = or_(table.c.id > last, moment >= begin)
    return select(table.c.lot_id).where(table.c.id > last - LATE_IDS, late)


def _every(session: Session, site_id: int) -> list[Any]:
    stocked = list(session.execute(_STOCKED, {"site": site_id}))
    known = {row.id for row in stocked}
    recalled = set(session.scalars(select(RecallLot.lot_id).distinct())) - known
    return stocked + _these(session, site_id, recalled)


def _these(session: Session, site_id: int, ids: Collection[int]) -> list[Any]:
    """These lots as they are at the site; not those that were never there, unless blocked."""
    found: list[Any] = []
    wanted = sorted(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        found += session.execute(_NAMED, {"site": site_id, "ids": some}).all()
    return [row for row in found if row.of or row.status != "released"]


def _row(row: Any) -> tuple[Any, ...]:
    return (
        row.number, row.sku, max(0, int(row.free or 0)), row.status, _day(row.expires_on),
        row.expiry_kind, _day(row.received_on), row.id, row.supplier_lot, _day(row.made_on),
        row.price,
    )  # fmt: skip


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _leased(
    session: Session, device: int, site_id: int, lots: Collection[int] | None
) -> dict[str, int]:
    """What a terminal may sell while it cannot ask: of these lots (0 where nothing), or of all."""
    lent = (
        select(_L.c.number, func.sum(LotLease.quantity))
        .join(_B, _B.c.id == LotLease.balance_id)
        .join(_L, _L.c.id == _B.c.lot_id)
        .where(LotLease.device_id == device, _B.c.site_id == site_id)
        .group_by(_L.c.number)
    )
    if lots is None:
        rows = session.execute(lent.where(LotLease.quantity > 0))
    else:
        rows = session.execute(lent.where(_B.c.lot_id.in_(sorted(lots))))
    return {number: int(quantity) for number, quantity in rows}
