"""What a delivery's lot codes say against those known before: other dates, and near misses.

Where a supplier's lot code comes with another date, nobody can tell from here which is right: the
new lot and the known ones are held until somebody looked. A date that is known already is no news,
also where two dates of one code were released since. A near miss only warns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.gs1.codes import normalise_lot_code
from app.identity.actors import Actor
from app.inventory.locking import lock_lots
from app.inventory.models import Lot, StockBalance
from app.inventory.services.receive import IncomingLot
from app.inventory.services.status import set_status
from app.purchasing import dock

Key = tuple[int, str]


@dataclass(frozen=True)
class Warned:
    """What a person should look at about a line of a delivery."""

    line: int
    kind: str
    detail: str


def _key(line: IncomingLot) -> Key | None:
    """Product and code, where the line is of a supplier's lot that could be known."""
    if not (line.tracked and line.supplier_code and line.supplier_lot):
        return None
    return line.product_id, normalise_lot_code(line.supplier_lot)


def _known(session: Session, lines: Sequence[IncomingLot]) -> dict[Key, list[Lot]]:
    """The lots of ours under the codes of a delivery, oldest first."""
    keys = {key for line in lines if (key := _key(line))}
    found: defaultdict[Key, list[Lot]] = defaultdict(list)
    if not keys:
        return found
    lots = select(Lot).where(
        Lot.supplier_code == lines[0].supplier_code,
        Lot.product_id.in_({product_id for product_id, _ in keys}),
        Lot.supplier_lot_key.in_({code for _, code in keys}),
    )
    for lot in session.scalars(lots.order_by(Lot.id)):
        found[lot.product_id, lot.supplier_lot_key or ""].append(lot)
    return found


@dataclass(frozen=True)
class _Dated:
    """A line whose code could be known, with its date."""

    line: IncomingLot
    key: Key
    day: date


def _dated(lines: Sequence[IncomingLot]) -> list[_Dated]:
    found = ((line, _key(line), line.expires_on) for line in lines)
    return [_Dated(line, key, day) for line, key, day in found if key is not None and day]


def _odd(
    lines: Sequence[IncomingLot], known: Mapping[Key, Sequence[Lot]]
) -> Iterator[tuple[_Dated, Sequence[Lot], date]]:
    """Lines whose date is news, the lots known under their code, and a date that speaks against."""
    dated = _dated(lines)
    days: defaultdict[Key, list[date]] = defaultdict(list)
    for each in dated:
        days[each.key].append(each.day)
    for each in dated:
        lots = [lot for lot in known.get(each.key, ()) if lot.expires_on is not None]
        before = [lot.expires_on for lot in lots if lot.expires_on is not None]
        twins = [day for day in days[each.key] if day != each.day]
        if before and each.day not in before:
            yield each, lots, before[-1]
        elif not before and twins:
            yield each, (), twins[0]


def _hold(session: Session, lots: Sequence[Lot], reason: str, *, at: datetime, by: Actor) -> None:
    """Hold those of the known lots of which something is left."""
    ids = [lot.id for lot in lots]
    left = select(StockBalance.lot_id).where(StockBalance.lot_id.in_(ids), StockBalance.on_hand > 0)
    locked = lock_lots(session, set(session.scalars(left)))
    released = [lot for lot in locked if lot.status == "released"]
    set_status(session, released, "quarantined", reason=reason, at=at, by=by)


def hold_unclear_dates(
    session: Session, lines: Sequence[IncomingLot], *, document: str, at: datetime, by: Actor
) -> tuple[list[IncomingLot], list[Warned]]:
    """The lines of a delivery as they may come in, and what to look at.

    Holds the known lots of a code whose date the delivery contradicts, with the reason.
    """
    known = _known(session, lines)
    held: dict[int, IncomingLot] = {}
    warned: list[Warned] = []
    for each, lots, day in _odd(lines, known):
        line, code = each.line, f"supplier's lot {each.line.supplier_lot}"
        reason = f"dates differ: {code} says {each.day} here and {day} elsewhere"
        held[line.line] = replace(line, status="quarantined", reason=reason)
        told = f"{document}: {code} came with {each.day}, this lot has another date"
        _hold(session, lots, told, at=at, by=by)
        which = f"{', '.join(lot.number for lot in lots)} too" if lots else "like its twin"
        detail = f"{each.day} differs from {day}: held, {which}"
        warned.append(Warned(line.line, "dates_differ", detail))
    warned += _near(session, lines, known)
    return [held.get(line.line, line) for line in lines], sorted(warned, key=lambda w: w.line)


def _near(
    session: Session, lines: Sequence[IncomingLot], known: Mapping[Key, Sequence[Lot]]
) -> list[Warned]:
    """Codes one edit away from one that came before of the same product and supplier."""
    recent: dict[int, Sequence[Lot]] = {}
    found = []
    for line in lines:
        key = _key(line)
        if key is None or known.get(key):
            continue
        if line.product_id not in recent:
            supplier = line.supplier_code or ""
            recent[line.product_id] = dock.recent_lots(session, line.product_id, supplier)
        code = line.supplier_lot or ""
        near = dock.near_misses(recent[line.product_id], code, line.expires_on)
        if near:
            found.append(Warned(line.line, "near_lot_code", f"{code} is nearly {near[0]}"))
    return found
