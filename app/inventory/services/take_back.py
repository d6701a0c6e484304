"""Goods come back from a customer: into stock, into quarantine, or straight to waste.

A recalled or held lot goes to quarantine whatever was asked; an expired one is not restocked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.errors import ReturnRefused
from app.facts import Fact, Posted
from app.inventory.allocation import Shelf, shelf
from app.inventory.locking import LockedStock, lock_lots
from app.inventory.models import Location
from app.inventory.places import SELLABLE_KINDS, location_of_kind
from app.inventory.services.late_cost import ComesBack, late_costs_back
from app.inventory.services.move import Move, Spot, carry, move
from app.inventory.services.relocate import lot_refs

BLOCKED_STATUSES = frozenset({"quarantined", "recalled"})
PLACE_OF = {
    "restock": ("stock", "stock"),
    "quarantine": ("stock", "quarantine"),
    "waste": ("waste", None),
}
"""Disposition -> place of the ledger and kind of location."""


@dataclass(frozen=True)
class Returned:
    """So much of a lot coming back: quantity in millionths, value in minor units."""

    lot_id: int
    quantity: int
    value: int
    disposition: str
    line: int
    reason: str


def disposition_of(lot: Any, wished: str, on: date) -> str:
    """What is done with a returned unit, given the lot's present state.

    Raises ReturnRefused where an expired lot was to be restocked.
    """
    if lot.status in BLOCKED_STATUSES:
        return "quarantine"
    if wished == "restock" and shelf(lot.expiry_kind, lot.expires_on, on) is Shelf.EXPIRED:
        raise ReturnRefused(
            f"Lot {lot.number} has expired since: it can go to quarantine or waste.",
            lot=lot.number,
            allowed=["quarantine", "waste"],
        )
    return wished


def _target(location: Location | None, place: str, site_id: int) -> Spot:
    if location is None:
        return Spot(place, site_id)
    return Spot(place, site_id, location.id, location.kind in SELLABLE_KINDS)


def lock_returned_lots(session: Session, lot_ids: set[int]) -> dict[int, Any]:
    """Hold the lots' status still while goods of them come back."""
    return {lot.id: lot for lot in lock_lots(session, lot_ids, shared=True)}


def _at_cost_of_today(
    session: Session, returned: Sequence[Returned], sale: str, posted: Posted
) -> list[Returned]:
    """What comes back is worth what it cost when sold, and its part of all late costs since."""
    items = [ComesBack(x.line, x.lot_id, x.quantity, x.value) for x in returned]
    late = late_costs_back(session, items, sale=sale, sale_return=posted.document.number)
    return [
        replace(item, value=item.value + amount)
        for item, amount in zip(returned, late, strict=True)
    ]


def take_back(
    session: Session,
    returned: Sequence[Returned],
    *,
    sale: str,
    site_id: int,
    posted: Posted,
    also: Sequence[Fact] = (),
) -> None:
    """Take goods of a sale back at their own cost and post it; lots are locked by the caller."""
    returned = _at_cost_of_today(session, returned, sale, posted)
    refs = lot_refs(session, sorted({item.lot_id for item in returned}))
    kinds = {PLACE_OF[item.disposition][1] for item in returned}
    locations = {kind: location_of_kind(session, site_id, kind) if kind else None for kind in kinds}
    moves = [
        Move(
            "return",
            refs[item.lot_id],
            Spot("customer", site_id),
            _target(
                locations[PLACE_OF[item.disposition][1]], PLACE_OF[item.disposition][0], site_id
            ),
            item.quantity,
            item.value,
            item.line,
            item.reason,
        )
        for item in returned
    ]
    locked = LockedStock()
    move(session, carry(moves, locked), posted=posted, locked=locked, also=also)
