"""How long a recall took to reach every till, and which terminal has not said so yet. Reads only.

A till without a terminal asks the server at every sale, so it is blocked with the commit itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.identity.actors import Actor
from app.identity.models import Device
from app.inventory.models import Recall, RecallAcknowledgement
from app.sales.models import Till
from app.sales.queries import tills_of
from app.sales.till_models import TillSeries


@dataclass(frozen=True)
class TillBlocked:
    """A till, its terminal where it has one, and since when it refuses the recalled lots."""

    till: str
    terminal: str | None
    acknowledged_at: datetime | None
    seen_at: datetime | None = None


@dataclass(frozen=True)
class RecallClock:
    """A recall's way to the tills."""

    opened_at: datetime
    tills: tuple[TillBlocked, ...]

    @property
    def silent(self) -> tuple[TillBlocked, ...]:
        """Terminals that have not said that they block."""
        return tuple(each for each in self.tills if each.acknowledged_at is None)

    @property
    def blocked_at(self) -> datetime | None:
        """When the last one had blocked; None while one is silent."""
        if self.silent:
            return None
        times = [each.acknowledged_at for each in self.tills if each.acknowledged_at]
        return max(times, default=self.opened_at)

    def seconds(self, now: datetime) -> int:
        """Whole seconds until blocked everywhere, begun ones counted; until now while it runs."""
        passed = max((self.blocked_at or now) - self.opened_at, timedelta())
        return -(-passed // timedelta(seconds=1))


def _terminals(session: Session, recall: Recall, who: Actor) -> Sequence[Any]:
    """Terminals that were tills when the recall opened, and any that have answered."""
    answered = RecallAcknowledgement.at
    found = (
        select(Till.code, Device.name, answered.label("at"), Device.seen_at)
        .join(TillSeries, TillSeries.till_id == Till.id)
        .join(Device, Device.id == TillSeries.device_id)
        .outerjoin(
            RecallAcknowledgement,
            (RecallAcknowledgement.device_id == Device.id)
            & (RecallAcknowledgement.recall_id == recall.id),
        )
        .where(
            or_(
                answered.is_not(None),
                Device.revoked_at.is_(None) & (Device.enrolled_at <= recall.opened_at),
            )
        )
        .order_by(Till.code, Device.id)
    )
    if who.site_id is not None:
        found = found.where(Till.site_id == who.site_id)
    return session.execute(found).all()


def recall_clock(session: Session, recall: Recall, who: Actor) -> RecallClock:
    """Every till of the sites somebody works at, with the moment it had blocked the recall."""
    told = [TillBlocked(*row) for row in _terminals(session, recall, who)]
    with_terminal = {each.till for each in told}
    plain = [
        TillBlocked(till.code, None, recall.opened_at)
        for till in tills_of(session, who)
        if till.code not in with_terminal
    ]
    return RecallClock(recall.opened_at, tuple(sorted(told + plain, key=lambda each: each.till)))
