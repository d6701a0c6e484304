"""Reads of what waits for a second person, of changed dates, and of what a hold caught.

Writes nothing. Parked carts are known above (app/sales/caught.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.catalog.models import Product
from app.errors import NotFound
from app.identity.actors import Actor
from app.identity.models import Device, Site
from app.inventory.models import (
    Location,
    Lot,
    LotLease,
    LotStatusChange,
    OpenedContainer,
    StockBalance,
)
from app.inventory.quality_models import LotDecision, LotExpiryChange, LotRequest
from app.inventory.transfer_models import Transfer

R, D = LotRequest, LotDecision
MOST = 200
CHANGED = "lot.expiry_changed"
"""The act in the audit trail by which tills learn of a lot's other date."""


def _requests() -> Select[Any]:
    return (
        select(R, D, Lot, Product.sku, Product.name)
        .join(Lot, Lot.id == R.lot_id)
        .join(Product, Product.id == Lot.product_id)
        .outerjoin(D, D.request_id == R.id)
    )


def _at_site(site_id: int | None) -> list[Any]:
    """Lots that are, or were, at a site."""
    if site_id is None:
        return []
    there = select(StockBalance.id).where(
        StockBalance.lot_id == R.lot_id, StockBalance.site_id == site_id
    )
    return [there.exists()]


def waiting(session: Session, actor: Actor, *, limit: int = MOST) -> Sequence[Any]:
    """Requests nobody has decided, oldest first."""
    found = _requests().where(D.request_id.is_(None), *_at_site(actor.site_id))
    return session.execute(found.order_by(R.id).limit(limit)).all()


def requests_of(session: Session, lot_id: int) -> Sequence[Any]:
    """The requests about a lot with their decisions, newest first."""
    found = _requests().where(R.lot_id == lot_id).order_by(R.id.desc()).limit(MOST)
    return session.execute(found).all()


def request(session: Session, request_id: int, actor: Actor) -> Any:
    """One request; NotFound also where its lot was never at the person's site."""
    found = _requests().where(R.id == request_id, *_at_site(actor.site_id))
    row = session.execute(found).one_or_none() if 0 < request_id < 2**62 else None
    if row is None:
        raise NotFound("There is no such request.")
    return row


def expiry_changes(session: Session, lot_id: int) -> Sequence[LotExpiryChange]:
    """How a lot's date was changed, oldest first."""
    changes = LotExpiryChange
    return session.scalars(
        select(changes).where(changes.lot_id == lot_id).order_by(changes.id).limit(MOST)
    ).all()


def holder(session: Session, lot_id: int) -> str:
    """Who put the lot on hold last; "" where nobody did."""
    found = (
        select(LotStatusChange.actor)
        .where(LotStatusChange.lot_id == lot_id, LotStatusChange.to_status == "quarantined")
        .order_by(LotStatusChange.id.desc())
        .limit(1)
    )
    return session.scalar(found) or ""


@dataclass(frozen=True)
class Caught:
    """Something under way with a lot when it was held; quantity in millionths."""

    kind: str
    subject: str
    site: str
    quantity: int
    detail: str
    since: datetime | None = None


def _loans(session: Session, lot_id: int, actor: Actor) -> list[Caught]:
    """Terminals that were lent some of it; one that is silent may be selling it."""
    found = (
        select(Device.name, Device.silent, Site.code, func.sum(LotLease.quantity).label("lent"))
        .join(Device, Device.id == LotLease.device_id)
        .join(StockBalance, StockBalance.id == LotLease.balance_id)
        .join(Site, Site.id == StockBalance.site_id)
        .where(StockBalance.lot_id == lot_id, LotLease.quantity > 0, Device.revoked_at.is_(None))
        .group_by(Device.id, Device.name, Device.silent, Site.code)
        .order_by(Device.id)
    )
    if actor.site_id is not None:
        found = found.where(StockBalance.site_id == actor.site_id)
    silent = "silent: it sells what it was lent until it is back"
    heard = "in contact: it stops within seconds"
    return [
        Caught("terminal", row.name, row.code, int(row.lent), silent if row.silent else heard)
        for row in session.execute(found)
    ]


def _transfers(session: Session, lot_id: int, actor: Actor) -> list[Caught]:
    sender, receiver = aliased(Site), aliased(Site)
    found = (
        select(Transfer.number, sender.code, receiver.name, StockBalance.on_hand)
        .join(Location, Location.id == Transfer.location_id)
        .join(StockBalance, StockBalance.location_id == Location.id)
        .join(sender, sender.id == Transfer.from_site_id)
        .join(receiver, receiver.id == Transfer.to_site_id)
        .where(StockBalance.lot_id == lot_id, StockBalance.on_hand > 0)
        .order_by(Transfer.id)
    )
    if actor.site_id is not None:
        ends = (Transfer.from_site_id == actor.site_id, Transfer.to_site_id == actor.site_id)
        found = found.where(or_(*ends))
    return [
        Caught("transfer", row.number, row.code, row.on_hand, f"on its way to {row.name}")
        for row in session.execute(found)
    ]


def _containers(session: Session, lot_id: int, actor: Actor) -> list[Caught]:
    opened = OpenedContainer
    found = (
        select(opened.station, Site.code, opened.quantity, opened.opened_at)
        .join(Site, Site.id == opened.site_id)
        .where(opened.lot_id == lot_id, opened.closed_at.is_(None))
        .order_by(opened.id)
    )
    if actor.site_id is not None:
        found = found.where(opened.site_id == actor.site_id)
    return [
        Caught("container", row.station, row.code, row.quantity, "is open there", row.opened_at)
        for row in session.execute(found)
    ]


def caught_in_stock(session: Session, lot_id: int, actor: Actor) -> list[Caught]:
    """What is under way with a lot: lent to terminals, on its way, or open at a station."""
    reads = (_loans, _transfers, _containers)
    return [found for read in reads for found in read(session, lot_id, actor)]
