"""What was opened is closed: what is neither sold nor left over is lost, and written off as waste.

The container is held first and its lot's balances after it, so that no sale comes in between.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import WrongState, bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.inventory.locking import lock_balances_of, lock_lots
from app.inventory.models import Location, OpenedContainer
from app.inventory.opened import container
from app.inventory.services.relocate import write_off
from app.values.document import DocumentRef
from app.values.quantity import quantity_text

YIELD_LOSS = "yield loss"
_C = OpenedContainer.__table__


@dataclass(frozen=True)
class HeldContainer:
    """An open container under lock, and its lot's balances at the site's selling places."""

    row: Any
    balances: tuple[Any, ...]

    @property
    def on_hand(self) -> int:
        """What the lot still has there."""
        return sum(each.on_hand for each in self.balances)


@dataclass(frozen=True)
class Closed:
    """How a container ended: what was sold of it and what was lost, in millionths."""

    id: int
    sold: int
    loss: int
    document: str | None


def hold_container(session: Session, container_id: str, by: Actor) -> HeldContainer:
    """Lock an open container and its lot's stock. Raises NotFound, WrongState when closed."""
    row = container(session, container_id, by)
    closed_at = session.execute(
        select(_C.c.closed_at).where(_C.c.id == row.id).with_for_update()
    ).scalar_one()
    if closed_at is not None:
        raise WrongState(f"That container of lot {row.lot} is closed already.", lot=row.lot)
    lock_lots(session, [row.lot_id], shared=True)
    rows = lock_balances_of(session, [row.lot_id])
    here = [each for each in rows if each.site_id == row.site_id and each.sellable_place]
    return HeldContainer(row, tuple(here))


def _place(session: Session, held: HeldContainer, loss: int) -> Location | None:
    """The first selling place that the whole loss can leave; None where it lies spread."""
    covers = (each.location_id for each in held.balances if each.on_hand >= loss)
    first = next(covers, None)
    return None if first is None else session.get_one(Location, first)


def _loss(held: HeldContainer, sold: int, left: int) -> int:
    unsold = max(0, held.row.quantity - sold)
    if left > unsold:
        raise bad_field("left", f"at most {quantity_text(unsold)} can be left over")
    return min(unsold - left, held.on_hand)


def close_container(
    session: Session,
    held: HeldContainer,
    *,
    sold: int,
    left: int,
    on: date,
    at: datetime,
    by: Actor,
) -> Closed:
    """Close a held container: what was neither sold of it nor is `left` goes to waste.

    Quantities in millionths. Raises BadInput where more is left than can be.
    """
    row, document = held.row, None
    loss = _loss(held, sold, left)
    if loss:
        document = write_off(
            session,
            row.lot,
            reason=YIELD_LOSS,
            quantity=loss,
            location=_place(session, held, loss),
            shelves=True,
            on=on,
            at=at,
            by=replace(by, site_id=row.site_id),
        )
    closed = {"closed_at": at, "closed_by": by.name, "loss": loss, "document": document}
    session.execute(update(_C).where(_C.c.id == row.id).values(closed))
    detail = {"container": row.id, "sold": sold, "left": left, "loss": loss}
    subject = DocumentRef("lot", row.lot)
    audit.record(session, by, "container.closed", subject, at=at, detail=detail)
    return Closed(row.id, sold, loss, document)
