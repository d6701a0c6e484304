"""What was made from a lot follows it: held with it, and never dated later than it.

Goods of the kin are not made into others meanwhile, so nothing new slips by until commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.actors import Actor
from app.inventory.lineage import descendants
from app.inventory.locking import lock_lots, wait_for_recalls
from app.inventory.models import StockBalance
from app.inventory.services.expiry import is_later, write_date


def lock_kin(session: Session, lot_id: int) -> tuple[Any, list[Any]]:
    """A lot, and all that was made from it, under lock."""
    wait_for_recalls(session, shared=False)
    lot, *made = lock_lots(session, [lot_id, *descendants(session, [lot_id])])
    return lot, made


def to_hold(session: Session, made: Sequence[Any]) -> list[Any]:
    """Of locked lots those that may be sold and still have stock, wherever it lies."""
    open_to_sale = {lot.id for lot in made if lot.status == "released"}
    lying = select(StockBalance.lot_id).where(
        StockBalance.lot_id.in_(open_to_sale), StockBalance.on_hand > 0
    )
    stocked = set(session.scalars(lying))
    return [lot for lot in made if lot.id in stocked]


def along(reason: str, number: str) -> str:
    """The reason in the history of a lot that follows another."""
    return f"{reason} (with lot {number})"


def shorten_along(
    session: Session,
    lot: Any,
    made: Sequence[Any],
    wanted: date | None,
    *,
    reason: str,
    at: datetime,
    by: Actor,
) -> list[str]:
    """Give the lot's nearer date to what was made from it and is dated later; their numbers."""
    later = [
        each
        for each in made
        if each.status != "recalled"
        and each.expiry_kind != "none"
        and is_later(wanted, each.expires_on)
    ]
    why = along(reason, lot.number)
    for each in later:
        write_date(session, each, wanted, reason=why, at=at, by=by.name, actor=by)
    return [each.number for each in later]
