"""Goods that are gone already are taken out of stock: nothing is refused, what is missing is found.

A sale made without the server is a fact. The lots it names are taken whatever their state and
wherever they lie; what the books do not have is first booked in as found (a shortage), so no
balance ever goes below zero and stock and ledger stay equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.inventory.allocation import (
    POLICIES,
    Candidate,
    Verdict,
    allocate,
    last_sellable_floor,
    sellable,
)
from app.inventory.locking import LockedStock, Wanted, candidate, free_of, lock_candidates
from app.inventory.models import Location, Lot, StockBalance
from app.inventory.services.move import LotRef
from app.values.quantity import quantity_text

MOST_LOOKED_AT = 1024
_B, _L = StockBalance.__table__, Lot.__table__
_HELD = (
    select(
        _B.c.id,
        _B.c.lot_id,
        _B.c.location_id,
        _B.c.on_hand,
        _B.c.value,
        _B.c.status,
        _B.c.sellable_place,
    )
    .join(Location, Location.id == _B.c.location_id)
    .where(
        _B.c.site_id == bindparam("site"),
        _B.c.lot_id.in_(bindparam("lots", expanding=True)),
        Location.kind != "transit",
    )
    .order_by(_B.c.id)
    .with_for_update(of=_B)
)


@dataclass(frozen=True)
class Goods:
    """A product as goods: what its lots need to be found, judged and, if need be, made up."""

    id: int
    sku: str
    name: str
    policy: str
    tracked: bool
    expiry_kind: str
    min_days: int | None
    shelf_life_days: int | None


@dataclass(frozen=True)
class NamedLot:
    """So much (millionths) of a lot that a line names, and how surely."""

    lot: Any
    quantity: int
    certainty: str


@dataclass(frozen=True)
class FactWish:
    """What left with a line: of the lots it names, and so much of whichever."""

    line: int
    goods: Goods
    quantity: int
    named: tuple[NamedLot, ...]


@dataclass(frozen=True)
class FactPick:
    """So much of a lot taken from a location by a line."""

    line: int
    lot: LotRef
    location_id: int
    quantity: int
    certainty: str


@dataclass(frozen=True)
class Shortage:
    """What a line took that the books do not have; of this lot, if any is known."""

    line: int
    goods: Goods
    lot_id: int | None
    quantity: int
    certainty: str


@dataclass(frozen=True)
class Flag:
    """A rule that a fact went against: its code, the line, the lot, and a few words."""

    code: str
    line: int | None = None
    lot: str | None = None
    detail: str = ""


@dataclass
class FactStock:
    """What was found and locked for a fact, and what is missing."""

    locked: LockedStock = field(default_factory=LockedStock)
    picks: list[FactPick] = field(default_factory=list)
    shortages: list[Shortage] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    left: dict[int, int] = field(default_factory=dict)
    status: dict[int, str] = field(default_factory=dict)
    wanted: dict[int, int] = field(default_factory=dict)


def _ref(goods: Goods, row: Any) -> LotRef:
    return LotRef(row.lot_id, row.number, goods.id, goods.sku)


def _free(wish: FactWish) -> int:
    return wish.quantity - sum(part.quantity for part in wish.named)


def _take_named(stock: FactStock, wish: FactWish, part: NamedLot, rows: Sequence[Any]) -> int:
    """Take a named lot from wherever it lies, shelves first; what is missing of it."""
    missing = part.quantity
    ref = LotRef(part.lot.id, part.lot.number, wish.goods.id, wish.goods.sku)
    for row in sorted(rows, key=lambda row: (not row.sellable_place, row.id)):
        taken = min(missing, stock.left[row.id])
        if taken:
            stock.left[row.id] -= taken
            missing -= taken
            pick = FactPick(wish.line, ref, row.location_id, taken, part.certainty)
            stock.picks.append(pick)
    return missing


def _short(wish: FactWish, part: NamedLot, missing: int) -> Flag:
    there = quantity_text(part.quantity - missing)
    said = f"{quantity_text(part.quantity)} sold, {there} on hand"
    return Flag("not_enough_stock", wish.line, part.lot.number, said)


def _held(session: Session, lots: Iterable[int], site_id: int) -> Sequence[Any]:
    wanted = sorted(lots)
    return session.execute(_HELD, {"site": site_id, "lots": wanted}).all() if wanted else []


def lock_named(session: Session, lots: Iterable[int], site_id: int) -> dict[int, int]:
    """Lock the balances of lots at a site, in id order, before several facts that name them; what
    is on hand of each."""
    found: dict[int, int] = {}
    for row in _held(session, lots, site_id):
        found[row.lot_id] = found.get(row.lot_id, 0) + row.on_hand
    return found


def _take_all_named(
    session: Session, stock: FactStock, wishes: Sequence[FactWish], site_id: int
) -> dict[int, int]:
    """Take what is named; what each line still needs of whichever lot."""
    lots = {part.lot.id for wish in wishes for part in wish.named}
    held = _held(session, lots, site_id)
    stock.locked.add(held)
    stock.left.update((row.id, row.on_hand) for row in held)
    stock.status.update((row.lot_id, row.status) for row in held)
    needs = {wish.line: _free(wish) for wish in wishes}
    for wish in wishes:
        for part in wish.named:
            missing = _take_named(
                stock, wish, part, [row for row in held if row.lot_id == part.lot.id]
            )
            if not missing:
                continue
            stock.flags.append(_short(wish, part, missing))
            if part.certainty == "auto":
                needs[wish.line] += missing
            else:
                stock.shortages.append(
                    Shortage(wish.line, wish.goods, part.lot.id, missing, part.certainty)
                )
    return needs


def _candidates(
    session: Session, stock: FactStock, wish: FactWish, site_id: int, on: date
) -> list[Candidate]:
    goods = wish.goods
    floor = last_sellable_floor(goods.expiry_kind, goods.min_days, on)
    wanted = Wanted(
        POLICIES[goods.policy].index, stock.wanted[goods.id], goods.id, not_before=floor
    )
    rows = lock_candidates(session, site_id, [wanted], limit=MOST_LOOKED_AT)
    stock.locked.add(rows)
    for row in rows:
        stock.left.setdefault(row.id, free_of(row))
    return [
        candidate(row)
        for row in rows
        if sellable(row.status, row.expiry_kind, row.expires_on, on, min_days=goods.min_days)
        is Verdict.OK
    ]


def _take_free(
    session: Session, stock: FactStock, wish: FactWish, need: int, site_id: int, on: date
) -> None:
    """Fill a line from whatever may be sold, in the product's order; a person is not asked."""
    goods = wish.goods
    policy = replace(POLICIES[goods.policy], one_lot=False, ask=False)
    found = allocate(_candidates(session, stock, wish, site_id, on), stock.left, need, policy)
    for pick in found.picks:
        lot = pick.candidate
        ref = LotRef(lot.lot_id, lot.lot, goods.id, goods.sku)
        stock.picks.append(FactPick(wish.line, ref, lot.location_id, pick.quantity, "auto"))
    if found.missing:
        named = [part.lot.id for part in wish.named]
        lot_id = named[0] if named else _last_lot(session, goods.id, site_id)
        if not named:
            said = f"{quantity_text(found.missing)} sold beyond what is on hand"
            stock.flags.append(Flag("not_enough_stock", wish.line, None, said))
        shortage = Shortage(wish.line, goods, lot_id, found.missing, "auto")
        stock.shortages.append(shortage)


def _last_lot(session: Session, product_id: int, site_id: int) -> int | None:
    """The lot that such goods most likely were of: the last one at the site, else anywhere."""
    here = select(_B.c.lot_id).where(_B.c.product_id == product_id, _B.c.site_id == site_id)
    found: int | None = session.scalar(here.order_by(_B.c.lot_id.desc()).limit(1))
    if found is None:
        anywhere = select(_L.c.id).where(_L.c.product_id == product_id)
        found = session.scalar(anywhere.order_by(_L.c.id.desc()).limit(1))
    return found


def find_fact(session: Session, wishes: Sequence[FactWish], *, site_id: int, on: date) -> FactStock:
    """Find and lock the lots of a fact: those it names, then others for what was the till's own
    choice. Judges dates on the site's day only to choose; refuses nothing, writes nothing.
    """
    stock = FactStock()
    for wish in wishes:
        stock.wanted[wish.goods.id] = stock.wanted.get(wish.goods.id, 0) + wish.quantity
    needs = _take_all_named(session, stock, wishes, site_id)
    for wish in wishes:
        if needs[wish.line] > 0:
            _take_free(session, stock, wish, needs[wish.line], site_id, on)
    return stock
