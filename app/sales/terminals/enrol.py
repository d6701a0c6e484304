"""Making a browser a terminal of a till, and taking that away again.

Each terminal numbers its receipts in an epoch of its own. Never commits, knows no HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.errors import WrongState
from app.identity.actors import Actor
from app.identity.devices import create_device, revoke_device
from app.identity.models import Device
from app.inventory.leases import end_leases
from app.sales.models import Till
from app.sales.terminals.series import note_gap, series_of
from app.sales.till_models import TillSeries
from app.sales.tills import TillPlace


@dataclass(frozen=True)
class Wish:
    """A browser that wants to be a till: its name, its public key (JWK), and whether the till's
    present terminal is to make way."""

    name: str
    public_key: Mapping[str, str]
    replace: bool = False


@dataclass(frozen=True)
class Enrolled:
    """A terminal as it was made."""

    device_id: int
    name: str
    till: TillPlace
    epoch: int


def enrol(session: Session, till: TillPlace, wish: Wish, *, at: datetime, by: Actor) -> Enrolled:
    """Make a browser the till's terminal, in the till's next epoch.

    Raises WrongState where the till has an active terminal and `replace` is not said, BadInput
    for a key that is none.
    """
    held = session.execute(select(Till.epoch).where(Till.id == till.id).with_for_update()).one()
    active = active_device(session, till.id)
    if active is not None:
        if not wish.replace:
            raise WrongState(
                f"Till {till.code} has a terminal already ({active.name}). Replace or revoke it.",
                device=active.id,
            )
        revoke(session, active.id, reason=f"replaced by {wish.name}", at=at, by=by)
    newest = select(func.max(TillSeries.epoch)).where(TillSeries.till_id == till.id)
    epoch = max(held.epoch, session.scalar(newest) or 0) + 1
    device_id = create_device(
        session, wish.name, wish.public_key, site_id=till.site_id, at=at, by=by
    )
    row = {"device_id": device_id, "till_id": till.id, "epoch": epoch, "opened_at": at}
    session.execute(insert(TillSeries), row)
    return Enrolled(device_id, wish.name, till, epoch)


def active_device(session: Session, till_id: int) -> Device | None:
    """The till's terminal, if it has one that was not revoked."""
    return session.scalars(
        select(Device)
        .join(TillSeries, TillSeries.device_id == Device.id)
        .where(TillSeries.till_id == till_id, Device.revoked_at.is_(None))
        .limit(1)
    ).first()


def revoke(session: Session, device_id: int, *, reason: str, at: datetime, by: Actor) -> None:
    """Close a terminal and its series. What it said was still waiting there becomes a gap.

    What it recorded is taken all the same should it come, and closes the gap again.
    """
    device = revoke_device(session, device_id, reason=reason, at=at, by=by)
    end_leases(session, device_id)
    series = series_of(session, device_id, locked=True)
    if device.queue_length:
        last = series.last_receipt + device.queue_length
        detail = f"{device.queue_length} waited on {device.name} when it was closed: {reason}"
        note_gap(session, series, first=series.last_receipt + 1, last=last, at=at, detail=detail)
    closed = update(TillSeries).where(TillSeries.device_id == device_id)
    session.execute(closed.values(closed_at=at))
