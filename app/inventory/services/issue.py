"""Goods go out to a customer: lots are found, locked, judged and taken, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.errors import (
    LotChoiceNeeded,
    LotExpired,
    LotQuarantined,
    LotRecalled,
    LotRefused,
    NotEnoughStock,
    ShopError,
)
from app.inventory.allocation import (
    CHOSEN,
    POLICIES,
    Allocation,
    Candidate,
    Verdict,
    allocate,
    last_sellable_floor,
    sellable,
)
from app.inventory.locking import LockedStock, Wanted, candidate, free_of, lock_candidates
from app.inventory.queries import balances_for_sale
from app.values.quantity import quantity_text

LIMITS = (4, 64, 1024, *[16384] * 9)
"""How many balances are looked at, round by round. Others may have emptied what a round found while
it waited for the locks: it goes on as long as there is something new."""
QUIET_ROUNDS = 2
"""After so many that found nothing new there is no more."""
ALL = 10**18
"""More than any need: lock all that is looked at, because a person or one lot must cover it."""
WORST_FIRST = (Verdict.RECALLED, Verdict.QUARANTINED, Verdict.EXPIRED)
REFUSALS: Mapping[Verdict, tuple[type[LotRefused], str]] = {
    Verdict.EXPIRED: (LotExpired, "is past its date for sale"),
    Verdict.QUARANTINED: (LotQuarantined, "is held"),
    Verdict.RECALLED: (LotRecalled, "is recalled; take it off the shelf"),
}


@dataclass(frozen=True)
class ChosenLot:
    """A lot that was scanned or chosen for a line; `price` where it has its own."""

    id: int
    number: str
    status: str
    expiry_kind: str
    expires_on: date | None
    price: int | None = None


@dataclass(frozen=True)
class Request:
    """One line's wish: so much of a product (millionths), of this lot where one is named."""

    line: int
    product_id: int
    sku: str
    name: str
    quantity: int
    policy: str
    expiry_kind: str
    min_days: int | None
    lots: tuple[ChosenLot, ...] = ()
    expired_allowed: bool = False


@dataclass
class _Search:
    """What a request has found under lock so far."""

    site_id: int
    on: date
    locked: LockedStock = field(default_factory=LockedStock)
    rows: dict[int, Any] = field(default_factory=dict)

    def lock(self, session: Session, requests: Sequence[Request], limit: int) -> None:
        """Lock the next candidates of these requests."""
        found = lock_candidates(session, self.site_id, _wanted(requests, self.on), limit=limit)
        self.locked.add(found)
        self.rows.update((row.id, row) for row in found)

    def candidates(self, request: Request) -> list[Candidate]:
        """The locked candidates of a request that may be sold."""
        lots = {lot.id for lot in request.lots}
        return [
            candidate(row)
            for row in self.rows.values()
            if row.product_id == request.product_id
            and (not lots or row.lot_id in lots)
            and _verdict(row, request, self.on) is Verdict.OK
        ]


def _wanted(requests: Sequence[Request], on: date) -> list[Wanted]:
    """The searches of some lines: one per named lot, one per product for the rest together."""
    lots = {lot.id: Wanted("lot", lot_id=lot.id) for request in requests for lot in request.lots}
    needs: dict[int, int] = {}
    free = {request.product_id: request for request in requests if not request.lots}
    for request in requests:
        policy = POLICIES[request.policy]
        every = policy.ask or policy.one_lot or bool(lots)
        needs[request.product_id] = needs.get(request.product_id, 0) + (
            ALL if every else request.quantity
        )
    return [*lots.values(), *(_product_wanted(item, needs, on) for item in free.values())]


def _product_wanted(request: Request, needs: Mapping[int, int], on: date) -> Wanted:
    floor = last_sellable_floor(request.expiry_kind, request.min_days, on)
    index = POLICIES[request.policy].index
    return Wanted(index, needs[request.product_id], request.product_id, not_before=floor)


def _verdict(row: Any, request: Request, on: date) -> Verdict:
    found = sellable(row.status, row.expiry_kind, row.expires_on, on, min_days=request.min_days)
    return Verdict.OK if found is Verdict.EXPIRED and request.expired_allowed else found


def _refuse_blocked(search: _Search, request: Request) -> None:
    """Refuse a named lot that may not be sold, by the state its lock showed, else its own."""
    held = {row.lot_id: row for row in search.rows.values()}
    verdicts = [(lot, _verdict(held.get(lot.id, lot), request, search.on)) for lot in request.lots]
    if not verdicts or any(verdict is Verdict.OK for _lot, verdict in verdicts):
        return
    lot, verdict = verdicts[0]
    error, why = REFUSALS[verdict]
    raise error(
        f"Lot {lot.number} of {request.name} {why}.",
        lot=lot.number,
        line=request.line,
        sku=request.sku,
        expires_on=lot.expires_on.isoformat() if lot.expires_on else None,
    )


def alternatives(candidates: Sequence[Candidate]) -> list[dict[str, str]]:
    """Lots that could be taken instead, in the order of their dates."""
    totals: dict[str, int] = {}
    for item in sorted(candidates, key=lambda c: (c.expires_on, c.lot_id)):
        totals[item.lot] = totals.get(item.lot, 0) + item.on_hand
    return [{"lot": lot, "available": quantity_text(left)} for lot, left in totals.items() if left]


def _short(request: Request, candidates: Sequence[Candidate], missing: int) -> ShopError:
    there = sum(item.on_hand for item in candidates)
    return NotEnoughStock(
        f"{request.name}: {quantity_text(request.quantity)} asked for, "
        f"{quantity_text(there)} can be sold.",
        line=request.line,
        sku=request.sku,
        missing=quantity_text(missing),
        alternatives=alternatives(candidates),
    )


def _refuse_undecided(request: Request, candidates: Sequence[Candidate]) -> None:
    policy = POLICIES[request.policy]
    if policy.ask and not request.lots and len({item.lot_id for item in candidates}) > 1:
        raise LotChoiceNeeded(
            f"{request.name}: say which lot.",
            line=request.line,
            sku=request.sku,
            alternatives=alternatives(candidates),
        )


def _refuse_all_blocked(
    session: Session, search: _Search, request: Request, candidates: Sequence[Candidate]
) -> None:
    """Goods are there, but every lot of them is blocked: say so, worst reason first."""
    if request.lots or any(item.on_hand for item in candidates):
        return
    rows = balances_for_sale(session, request.product_id, search.site_id)
    verdicts = [(row, _verdict(row, request, search.on)) for row in rows]
    for worst in WORST_FIRST:
        for row, verdict in verdicts:
            if verdict is worst:
                error, why = REFUSALS[worst]
                raise error(
                    f"{request.name}: all that is on hand is blocked; lot {row.number} {why}.",
                    lot=row.number,
                    line=request.line,
                    sku=request.sku,
                    alternatives=[],
                )


def _refuse_mixed(request: Request, candidates: Sequence[Candidate]) -> None:
    """Enough in all, but in no single lot: a person decides whether to mix."""
    if request.lots or not POLICIES[request.policy].one_lot:
        return
    if sum(item.on_hand for item in candidates) >= request.quantity:
        raise LotChoiceNeeded(
            f"{request.name}: no single lot has {quantity_text(request.quantity)}; "
            "choose lots line by line.",
            line=request.line,
            sku=request.sku,
            alternatives=alternatives(candidates),
        )


def _satisfied(search: _Search, requests: Sequence[Request]) -> dict[int, Allocation]:
    left = {row.id: free_of(row) for row in search.rows.values()}
    done: dict[int, Allocation] = {}
    for request in sorted(requests, key=lambda r: (not r.lots, r.line)):
        policy = CHOSEN if request.lots else POLICIES[request.policy]
        found = search.candidates(request)
        done[request.line] = allocate(found, left, request.quantity, policy)
    return done


def _search_enough(
    session: Session, search: _Search, requests: Sequence[Request]
) -> dict[int, Allocation]:
    """Lock ever more candidates until all lines are filled or there is nothing more."""
    short: Sequence[Request] = requests
    asked = any(POLICIES[request.policy].ask for request in requests)
    quiet = 0
    for limit in LIMITS[1:] if asked else LIMITS:
        known = len(search.rows)
        search.lock(session, short, limit)
        done = _satisfied(search, requests)
        short = [request for request in requests if done[request.line].missing]
        quiet = quiet + 1 if known == len(search.rows) else 0
        if not short or quiet == QUIET_ROUNDS:
            break
    return done


def allocate_lots(
    session: Session, requests: Sequence[Request], *, site_id: int, on: date
) -> tuple[dict[int, Allocation], LockedStock]:
    """Choose and lock lots for every line, judged on the site's day; all lines or none.

    Raises LotExpired, LotQuarantined, LotRecalled for a named lot; LotChoiceNeeded where the
    policy wants a person; NotEnoughStock with what could be taken instead.
    """
    search = _Search(site_id, on)
    done = _search_enough(session, search, requests)
    for request in requests:
        _refuse_blocked(search, request)
        found = search.candidates(request)
        _refuse_undecided(request, found)
        if done[request.line].missing:
            _refuse_all_blocked(session, search, request, found)
            _refuse_mixed(request, found)
            raise _short(request, found, done[request.line].missing)
    return done, search.locked
