"""The till in plain Python: a drawer, opened containers, and a terminal that sells by itself.

Written from the rules as the shop's model is; it knows no SQL and none of the shop's code.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tests.properties.shop_model import FRONT, Lot, Picks, Shop

NOTHING = Decimal(0)
Flags = list[tuple[str, str | None]]


@dataclass
class Drawer:
    """A till's drawer: what must be in it while a shift is open, and how many were counted."""

    open: bool = False
    cash: Decimal = NOTHING
    counted: int = 0

    def put(self, amount: Decimal) -> None:
        """Money goes in or, below zero, out; without a shift nobody counts it."""
        if self.open:
            self.cash += amount


@dataclass
class Container:
    """A wheel or roll that is open at a till."""

    id: int
    lot: Lot
    quantity: Decimal
    since: datetime
    sold: Decimal = NOTHING

    def unsold(self) -> Decimal:
        return max(NOTHING, self.quantity - self.sold)

    def covers(self, quantity: Decimal, at: datetime, on: date) -> bool:
        """Whether a sale without a lot is cut from it."""
        left = min(self.unsold(), self.lot.front())
        return self.since <= at and not self.lot.refusal(on) and quantity <= left


@dataclass
class Silence:
    """Whether the terminal is silent: then what it was lent is kept for it."""

    silent: bool = False

    def falls(self, lots: list[Lot]) -> None:
        """It has not been heard; nobody else may sell what it was lent."""
        self.silent = True
        for lot in lots:
            lot.held = dict(lot.lent)

    def ends(self, lots: list[Lot]) -> None:
        """It is back and has nothing left to hand over."""
        self.silent = False
        for lot in lots:
            lot.held = {}


def here(lot: Lot) -> list[str]:
    """The lot's places at the till's own site, on the way to no other."""
    return [place for place in lot.places if place.startswith("MAIN/")]


def fact(shop: Shop, lot: Lot, wanted: Decimal, on: date, *, scanned: bool) -> tuple[Flags, Picks]:
    """What a sale that has happened takes, and every rule it went against.

    The named lot is taken whatever its state and wherever it lies. What is missing of it comes,
    where the till only guessed, from the other lots; the rest was there without being booked.
    """
    flags: Flags = [("late_period", None)] if on <= shop.closed else []
    why = lot.refusal(on)
    flags += [(why, lot.number)] if why else []
    there = sum((lot.places[place] for place in here(lot)), NOTHING)
    missing = wanted - min(wanted, there)
    flags += [("not_enough_stock", lot.number)] if missing else []
    picks: Picks = [(lot, wanted - missing)]
    for other in [] if scanned else shop.ordered(lot.product):
        part = min(missing, NOTHING if other is lot or other.refusal(on) else other.front())
        picks.append((other, part))
        missing -= part
    picks[0] = (lot, picks[0][1] + missing)
    return flags, [(each, part) for each, part in picks if part]


def leave(lot: Lot, picks: Picks) -> None:
    """The goods of a fact are gone: of the named lot what there is, of others what is free."""
    for each, part in picks:
        if each is not lot:
            each.sell(part)
            continue
        order = sorted(here(each), key=lambda place: place not in FRONT)
        for place in order:
            taken = min(part, each.places[place])
            each.places[place] -= taken
            part -= taken


def spend(picks: Picks) -> None:
    """The terminal sold of its loan."""
    for lot, part in picks:
        for place in [place for place in lot.places if lot.lent.get(place)]:
            spent = min(part, lot.lent[place])
            freed = min(spent, lot.held.get(place, NOTHING))
            lot.lent[place] -= spent
            lot.held[place] = lot.held.get(place, NOTHING) - freed
            part -= spent
