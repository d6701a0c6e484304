"""Reads of transfers between sites: the list, one with its lots and steps. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from app.catalog.models import Product
from app.errors import Forbidden, NotFound
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.models import Location, Lot, StockBalance
from app.inventory.transfer_models import Transfer, TransferStep
from app.inventory.transfer_rules import Tally, tallies

Sender, Receiver = aliased(Site, name="sender"), aliased(Site, name="receiver")


@dataclass(frozen=True)
class TransferHead:
    """A transfer with its sites and its transit location."""

    transfer: Transfer
    sender: Site
    receiver: Site
    transit: Location

    def require_end(self, by: Actor, end: str) -> None:
        """Raise Forbidden where the person works at the other end of the transfer."""
        site = self.sender if end == "sender" else self.receiver
        if by.site_id is not None and by.site_id != site.id:
            raise Forbidden(f"Only {site.name} may do this to transfer {self.transfer.number}.")


@dataclass(frozen=True)
class TransferLine:
    """A lot of a transfer: what was sent, what came, what is open; `value` still in transit."""

    lot: Lot
    sku: str
    name: str
    base_unit: str
    tally: Tally
    value: int


_HEAD = (
    select(Transfer, Sender, Receiver, Location)
    .join(Sender, Sender.id == Transfer.from_site_id)
    .join(Receiver, Receiver.id == Transfer.to_site_id)
    .join(Location, Location.id == Transfer.location_id)
)


def _of_actor(actor: Actor) -> Any:
    mine = (Transfer.from_site_id == actor.site_id, Transfer.to_site_id == actor.site_id)
    return or_(*mine)


def transfer_head(
    session: Session, number: str, actor: Actor, *, lock: bool = False
) -> TransferHead:
    """A transfer, under lock where it is to be changed; NotFound also where it is no business
    of the person's site."""
    found = _HEAD.where(Transfer.number == number.upper())
    if actor.site_id is not None:
        found = found.where(_of_actor(actor))
    if lock:
        found = found.with_for_update(of=Transfer).execution_options(populate_existing=True)
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotFound("There is no such transfer.")
    return TransferHead(*row)


def steps_of(session: Session, transfer_id: int) -> Sequence[TransferStep]:
    """The steps of a transfer in order."""
    return session.scalars(
        select(TransferStep)
        .where(TransferStep.transfer_id == transfer_id)
        .order_by(TransferStep.id)
    ).all()


def tallies_of(session: Session, transfer_id: int) -> dict[int, Tally]:
    """What the steps of a transfer add up to, by lot id, in the order the lots came up."""
    found = steps_of(session, transfer_id)
    return tallies((step.lot_id, step.kind, step.quantity) for step in found)


def transfer_lines(session: Session, head: TransferHead) -> list[TransferLine]:
    """The lots of a transfer with their products, in the order they were sent."""
    sums = tallies_of(session, head.transfer.id)
    rows = session.execute(
        select(Lot, Product.sku, Product.name, Product.base_unit)
        .join(Product, Product.id == Lot.product_id)
        .where(Lot.id.in_(sums))
    ).all()
    there = session.execute(
        select(StockBalance.lot_id, StockBalance.value).where(
            StockBalance.location_id == head.transit.id
        )
    ).all()
    values = {row.lot_id: row.value for row in there}
    known = {row.Lot.id: row for row in rows}
    return [
        TransferLine(*known[lot_id], tally, values.get(lot_id, 0)) for lot_id, tally in sums.items()
    ]


def transfers(
    session: Session,
    actor: Actor,
    *,
    site_id: int | None = None,
    status: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[TransferHead]:
    """Transfers from or to the sites of the actor, newest first."""
    found = _HEAD.order_by(Transfer.id.desc()).limit(limit)
    if actor.site_id is not None:
        found = found.where(_of_actor(actor))
    if site_id is not None:
        found = found.where(or_(Transfer.from_site_id == site_id, Transfer.to_site_id == site_id))
    if status is not None:
        found = found.where(Transfer.status == status)
    if before is not None:
        found = found.where(Transfer.id < before)
    return [TransferHead(*row) for row in session.execute(found)]
