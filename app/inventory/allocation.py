"""Which lot is taken: policies as a table of sort keys, one truth table, one loop. Pure.

Worked examples: docs/algorithms/lot-allocation.md. Quantities in millionths of the base unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Verdict(StrEnum):
    """Whether a lot may be sold, and if not, why not."""

    OK = "ok"
    EXPIRED = "expired"
    QUARANTINED = "quarantined"
    RECALLED = "recalled"


class Shelf(StrEnum):
    """What a lot's date says on a day: still good, past best-before, too short, past use-by."""

    GOOD = "good"
    PAST_BEST = "past_best"
    SHORT = "short"
    EXPIRED = "expired"


def shelf(
    expiry_kind: str, expires_on: date | None, on: date, *, min_days: int | None = None
) -> Shelf:
    """Judge a date on the site's calendar day; goods are good through the last minute of it.

    Use-by blocks after its day; best-before only warns. Either is too short where fewer than
    `min_days` days are left.
    """
    if expiry_kind == "none" or expires_on is None:
        return Shelf.GOOD
    days_left = (expires_on - on).days
    if days_left < 0 and expiry_kind == "use_by":
        return Shelf.EXPIRED
    if min_days is not None and days_left < min_days:
        return Shelf.SHORT
    return Shelf.PAST_BEST if days_left < 0 else Shelf.GOOD


SELLABLE: MappingProxyType[tuple[str, Shelf], Verdict] = MappingProxyType(
    {
        ("released", Shelf.GOOD): Verdict.OK,
        ("released", Shelf.PAST_BEST): Verdict.OK,
        ("released", Shelf.SHORT): Verdict.EXPIRED,
        ("released", Shelf.EXPIRED): Verdict.EXPIRED,
        ("quarantined", Shelf.GOOD): Verdict.QUARANTINED,
        ("quarantined", Shelf.PAST_BEST): Verdict.QUARANTINED,
        ("quarantined", Shelf.SHORT): Verdict.QUARANTINED,
        ("quarantined", Shelf.EXPIRED): Verdict.QUARANTINED,
        ("recalled", Shelf.GOOD): Verdict.RECALLED,
        ("recalled", Shelf.PAST_BEST): Verdict.RECALLED,
        ("recalled", Shelf.SHORT): Verdict.RECALLED,
        ("recalled", Shelf.EXPIRED): Verdict.RECALLED,
    }
)
"""The truth table: status and date -> may it be sold."""


def sellable(
    status: str,
    expiry_kind: str,
    expires_on: date | None,
    on: date,
    *,
    min_days: int | None = None,
) -> Verdict:
    """Whether a lot may be sold on a day of its site."""
    return SELLABLE[status, shelf(expiry_kind, expires_on, on, min_days=min_days)]


def last_sellable_floor(expiry_kind: str, min_days: int | None, on: date) -> date:
    """The earliest expiry day that can still be sold: lets the index skip what cannot."""
    if expiry_kind == "none" or (expiry_kind == "best_before" and min_days is None):
        return date.min
    return on + timedelta(days=min_days or 0)


@dataclass(frozen=True)
class Candidate:
    """A balance that could be taken from: a lot at a location that sells; its own price, if any."""

    balance_id: int
    lot_id: int
    lot: str
    location_id: int
    on_hand: int
    status: str
    expiry_kind: str
    expires_on: date
    received_on: date
    price: int | None = None


SortKey = Callable[[Candidate], tuple[Any, ...]]


def _fefo(candidate: Candidate) -> tuple[Any, ...]:
    return candidate.expires_on, candidate.lot_id, candidate.balance_id


def _fifo(candidate: Candidate) -> tuple[Any, ...]:
    return candidate.received_on, candidate.lot_id, candidate.balance_id


def _lifo(candidate: Candidate) -> tuple[Any, ...]:
    return -candidate.received_on.toordinal(), -candidate.lot_id, candidate.balance_id


@dataclass(frozen=True)
class Policy:
    """How a product's lots are chosen: their order, one lot for all, or a person decides."""

    order: SortKey
    index: str
    one_lot: bool = False
    ask: bool = False


POLICIES: MappingProxyType[str, Policy] = MappingProxyType(
    {
        "fefo": Policy(_fefo, "fefo"),
        "fifo": Policy(_fifo, "fifo"),
        "lifo": Policy(_lifo, "lifo"),
        "same_lot": Policy(_fefo, "fefo", one_lot=True),
        "ask": Policy(_fefo, "fefo", ask=True),
    }
)
"""The product's setting -> how its lots are taken. The policy's name appears nowhere else."""

CHOSEN = Policy(_fefo, "fefo")
"""How named lots are taken: all that were named serve, by date."""


@dataclass(frozen=True)
class Pick:
    """So much of a lot from a location."""

    candidate: Candidate
    quantity: int


@dataclass(frozen=True)
class Allocation:
    """The picks for one line, and what is missing."""

    picks: tuple[Pick, ...]
    missing: int


def _fill(
    candidates: Iterable[Candidate], left: MutableMapping[int, int], quantity: int
) -> Allocation:
    picks, missing = [], quantity
    for candidate in candidates:
        part = min(missing, left.get(candidate.balance_id, 0))
        if part:
            picks.append(Pick(candidate, part))
            missing -= part
    return Allocation(tuple(picks), missing)


def _by_lot(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    groups: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(candidate.lot_id, []).append(candidate)
    return list(groups.values())


def allocate(
    candidates: Iterable[Candidate],
    left: MutableMapping[int, int],
    quantity: int,
    policy: Policy,
) -> Allocation:
    """Fill a quantity from sellable candidates in the policy's order and take it off `left`.

    `left` is what each balance still has after the lines before. Where the policy wants one lot
    for all units, the first lot that covers the quantity serves, else nothing is taken.
    """
    ordered = sorted(candidates, key=policy.order)
    ways = _by_lot(ordered) if policy.one_lot else [ordered]
    filled = [_fill(way, left, quantity) for way in ways] or [Allocation((), quantity)]
    best = next((way for way in filled if not way.missing), filled[0])
    if best.missing and policy.one_lot:
        return Allocation((), quantity)
    for pick in best.picks:
        left[pick.candidate.balance_id] -= pick.quantity
    return best
