"""A lot's date is changed, and every change is kept: an earlier one at once, a later one by two.

The balances repeat the date in the same transaction, so FEFO and every verdict follow at once.
What was sold before stays as it was judged then.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.errors import LotRecalled, WrongState, bad_field
from app.identity import audit
from app.identity.actors import Actor
from app.inventory.locking import lock_balances_of, lock_lots
from app.inventory.models import NEVER, Lot, StockBalance
from app.inventory.quality import CHANGED
from app.inventory.quality_models import LotExpiryChange
from app.inventory.queries import lot as lot_seen_by
from app.values.document import DocumentRef

_LOT, _BALANCE = Lot.__table__, StockBalance.__table__


def lock_dated(session: Session, number: str, by: Actor) -> Any:
    """A lot of the person's under lock, if its date may be spoken of."""
    lot = lot_seen_by(session, number, by).Lot
    (locked,) = lock_lots(session, [lot.id])
    if locked.status == "recalled":
        raise LotRecalled(f"Lot {locked.number} is recalled; its date no longer matters.")
    if locked.expiry_kind == "none":
        raise WrongState(f"Lot {locked.number} is of goods that carry no date.")
    return locked


def is_later(held: date | None, wanted: date | None) -> bool:
    """Whether a date is later than the one held; none at all is the latest."""
    return (wanted or NEVER) > (held or NEVER)


def check_date(lot: Any, wanted: date | None, made_on: date | None, reason: str) -> None:
    """Raise BadInput for a date that cannot be, that is no change, or a use-by lot without one."""
    if not reason.strip():
        raise bad_field("reason", "say why")
    if wanted == lot.expires_on:
        raise bad_field("expires_on", "is the lot's date already")
    if wanted is None and lot.expiry_kind == "use_by":
        raise bad_field("expires_on", "goods with a use-by date need one")
    if wanted is not None and made_on is not None and wanted < made_on:
        raise bad_field("expires_on", f"is before the goods were made, {made_on}")


def write_date(
    session: Session,
    lot: Any,
    wanted: date | None,
    *,
    reason: str,
    at: datetime,
    by: str,
    actor: Actor,
    request_id: int | None = None,
) -> None:
    """Give a locked lot its date: on the lot, on every balance, in the history; `by` asked."""
    lock_balances_of(session, [lot.id])
    session.execute(update(_LOT).where(_LOT.c.id == lot.id).values(expires_on=wanted))
    told = update(_BALANCE).where(_BALANCE.c.lot_id == lot.id)
    session.execute(told.values(expires_on=wanted or NEVER))
    change = {
        "lot_id": lot.id,
        "at": at,
        "from_on": lot.expires_on,
        "to_on": wanted,
        "kind": "later" if is_later(lot.expires_on, wanted) else "earlier",
        "reason": reason,
        "actor": by,
        "request_id": request_id,
    }
    session.execute(insert(LotExpiryChange), change)
    detail = {"from": lot.expires_on, "to": wanted, "asked_by": by}
    subject = DocumentRef("lot", lot.number)
    audit.record(session, actor, CHANGED, subject, at=at, reason=reason, detail=detail)
