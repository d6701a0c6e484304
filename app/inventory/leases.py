"""What a terminal may sell while it cannot ask: lent to it balance by balance, never twice.

While a terminal is in contact its loan only waits; once it falls silent the loan binds (it is
reserved), so nobody else can sell it; when it is back and has handed everything over it is free
again. Two terminals that are both silent can therefore not oversell what they were lent.
Never commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import TextClause, bindparam, select, text, update
from sqlalchemy.orm import Session

from app.db import is_sqlite
from app.identity.models import Device
from app.inventory.models import LotLease, StockBalance
from app.values.quantity import MICRO

_LEAST = MappingProxyType({True: "min", False: "least"})
_MOST = MappingProxyType({True: "max", False: "greatest"})


def _lending(sqlite: bool, *, some: bool) -> TextClause:
    least, most = _LEAST[sqlite], _MOST[sqlite]
    step = f"(CASE WHEN p.base_unit = 'each' THEN {MICRO} ELSE 1 END)"
    part = f"(b.on_hand / (:terminals * {step}) * {step})"
    rest = f"(CASE WHEN b.id % :terminals = :rank THEN b.on_hand - {part} * :terminals ELSE 0 END)"
    return text(
        "INSERT INTO lot_lease (device_id, balance_id, quantity, bound) "
        f"SELECT :device, b.id, {most}(0, {least}({part} + {rest}, "
        "b.on_hand - b.reserved - COALESCE(o.lent, 0))), 0 "
        "FROM stock_balance b JOIN product p ON p.id = b.product_id "
        "LEFT JOIN (SELECT balance_id, SUM(quantity - bound) AS lent FROM lot_lease "
        "WHERE device_id <> :device GROUP BY balance_id) o ON o.balance_id = b.id "
        "WHERE b.site_id = :site AND b.sellable_place = 1 AND b.status = 'released' "
        f"AND b.on_hand > 0 {'AND b.lot_id IN :lots ' if some else ''}"
        "ON CONFLICT (device_id, balance_id) DO UPDATE SET quantity = excluded.quantity "
        "WHERE lot_lease.quantity <> excluded.quantity"
    ).bindparams(*_lots(some))


def _lots(some: bool) -> list[Any]:
    return [bindparam("lots", expanding=True)] if some else []


_WAYS = tuple((sqlite, some) for sqlite in (True, False) for some in (True, False))
_LEND = {way: _lending(way[0], some=way[1]) for way in _WAYS}
_TAKE_AWAY = text(
    "UPDATE lot_lease SET quantity = 0 WHERE device_id = :device AND quantity > 0 "
    "AND NOT EXISTS (SELECT 1 FROM stock_balance b WHERE b.id = lot_lease.balance_id "
    "AND b.site_id = :site AND b.sellable_place = 1 AND b.status = 'released' AND b.on_hand > 0)"
)
MOST_LOTS = 400
"""More changed lots than this are lent anew all together."""
_RESERVE = text(
    "UPDATE stock_balance SET reserved = reserved + l.quantity - l.bound FROM lot_lease l "
    "WHERE l.balance_id = stock_balance.id AND l.device_id = :device AND l.quantity <> l.bound"
)
_BIND = text("UPDATE lot_lease SET bound = quantity WHERE device_id = :device")
_FREE = text(
    "UPDATE stock_balance SET reserved = reserved - l.bound FROM lot_lease l "
    "WHERE l.balance_id = stock_balance.id AND l.device_id = :device AND l.bound > 0"
)
_UNBIND = text("UPDATE lot_lease SET bound = 0 WHERE device_id = :device AND bound > 0")
_LEASES, _BALANCES = LotLease.__table__, StockBalance.__table__


def lend(
    session: Session, device_id: int, site_id: int, *, lots: Collection[int] | None = None
) -> None:
    """Lend a terminal in contact its share of what its site may sell: of these lots, or of all.

    Shares are equal among the site's terminals, in whole pieces, the odd ones spread; never more
    than what is neither reserved nor lent to others. What may not be sold any more is taken away.
    A terminal that still has something to hand over keeps what it has.
    """
    devices = session.execute(
        select(Device.id, Device.silent).where(
            Device.site_id == site_id, Device.revoked_at.is_(None)
        )
    ).all()
    ids = sorted(device.id for device in devices)
    if not any(device.id == device_id and not device.silent for device in devices):
        return
    given = {"device": device_id, "site": site_id}
    session.execute(_TAKE_AWAY, given)
    share: dict[str, Any] = {"terminals": len(ids), "rank": ids.index(device_id)}
    some = lots is not None and len(lots) <= MOST_LOTS
    if some and lots:
        share["lots"] = sorted(lots)
    if not some or lots:
        session.execute(_LEND[is_sqlite(session), some], given | share)


def bind(session: Session, device_ids: Iterable[int]) -> None:
    """Terminals fell silent: what they were lent is reserved for them."""
    for device_id in sorted(device_ids):
        session.execute(_RESERVE, {"device": device_id})
        session.execute(_BIND, {"device": device_id})


def give_back(session: Session, device_id: int) -> None:
    """A terminal is back and has handed everything over: what was bound is free again."""
    session.execute(_FREE, {"device": device_id})
    session.execute(_UNBIND, {"device": device_id})


def end_leases(session: Session, device_id: int) -> None:
    """A terminal is no more: nothing is lent to it."""
    give_back(session, device_id)
    session.execute(update(LotLease).where(LotLease.device_id == device_id).values(quantity=0))


def spend(session: Session, device_id: int, sold: Mapping[int, int]) -> None:
    """A terminal sold of its loan: lot id -> quantity (millionths), whatever balance it lay on."""
    rows = session.execute(
        select(_LEASES.c.balance_id, _LEASES.c.quantity, _LEASES.c.bound, _BALANCES.c.lot_id)
        .join(_BALANCES, _BALANCES.c.id == _LEASES.c.balance_id)
        .where(_LEASES.c.device_id == device_id, _BALANCES.c.lot_id.in_(sorted(sold)))
        .where(_LEASES.c.quantity > 0)
        .order_by(_LEASES.c.balance_id)
    ).all()
    left = dict(sold)
    for row in rows:
        part = min(left[row.lot_id], row.quantity)
        left[row.lot_id] -= part
        if part:
            _spend_of(session, device_id, row, part)


def _spend_of(session: Session, device_id: int, row: Any, part: int) -> None:
    freed = min(part, row.bound)
    if freed:
        session.execute(
            update(_BALANCES)
            .where(_BALANCES.c.id == row.balance_id, _BALANCES.c.reserved >= freed)
            .values(reserved=_BALANCES.c.reserved - freed)
        )
    session.execute(
        update(_LEASES)
        .where(_LEASES.c.device_id == device_id, _LEASES.c.balance_id == row.balance_id)
        .values(quantity=_LEASES.c.quantity - part, bound=_LEASES.c.bound - freed)
    )
