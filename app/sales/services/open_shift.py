"""A till's shift begins: its drawer counted, its number given. And shifts for sales that come late.

The only writer of new shifts. Never reads the clock.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.accounting.services import post
from app.errors import WrongState
from app.facts import CashMoved, Posted
from app.identity import audit
from app.identity.shop_context import ShopContext
from app.sales.models import Till
from app.sales.shifts import last_closed, open_shift, shift_name
from app.sales.till_models import Shift
from app.sales.tills import TillPlace
from app.values.document import DocumentRef

RESCUE = "rescue"


def lock_till(session: Session, till_id: int) -> None:
    """The till's own lock: no sale, shift or cash movement of it is written beside us."""
    session.execute(select(Till.id).where(Till.id == till_id).with_for_update(key_share=True))


def _new_shift(
    session: Session, till_id: int, *, kind: str, cash: int, at: datetime, by: str
) -> Shift:
    last = session.scalar(select(func.max(Shift.number)).where(Shift.till_id == till_id)) or 0
    row = {
        "till_id": till_id,
        "number": last + 1,
        "kind": kind,
        "opened_at": at,
        "opened_by": by,
        "opening_cash": cash,
    }
    return session.scalars(insert(Shift).returning(Shift), row).one()


def _post_float(
    session: Session, till: TillPlace, shift: Shift, *, on: date, shop: ShopContext
) -> None:
    """What is in the drawer beyond what the last count left came from the safe, or went to it."""
    before = last_closed(session, till.id)
    more = shift.opening_cash - (before.counted_cash or 0 if before else 0)
    if not more:
        return
    posted = Posted(
        on,
        shop.now,
        till.site_id,
        DocumentRef("shift", shift_name(till.code, shift.number)),
        "float",
    )
    post(session, [CashMoved(posted, "in" if more > 0 else "out", "opening", abs(more))])


def open_till_shift(
    session: Session, till: TillPlace, cash: int, *, on: date, shop: ShopContext
) -> Shift:
    """Open a till's shift with the float counted into its drawer (minor units); `on` is today.

    Raises WrongState where one is open already. A float that differs from what the last count
    left is posted between the tills' cash and the safe.
    """
    shop.actor.require_site(till.site_id, "till")
    lock_till(session, till.id)
    running = open_shift(session, till.id)
    if running is not None:
        raise WrongState(
            f"Shift {running.number} of till {till.code} is open since it was opened by "
            f"{running.opened_by}. Close it first.",
            number=running.number,
        )
    shift = _new_shift(
        session, till.id, kind="ordinary", cash=cash, at=shop.now, by=shop.actor.name
    )
    session.execute(update(Till).where(Till.id == till.id).values(open_shift=shift.id))
    _post_float(session, till, shift, on=on, shop=shop)
    subject = DocumentRef("shift", shift_name(till.code, shift.number))
    audit.record(session, shop.actor, "shift.opened", subject, at=shop.now)
    return shift


def shift_for_late_sale(
    session: Session, till_id: int, wanted_number: int | None, at: datetime
) -> int | None:
    """The shift of a sale that a terminal made by itself: its own while that is open, else the
    till's rescue shift, opened where there is none; None where the sale was made in no shift.

    A rescue shift has no drawer: its cash was counted in the shift the sale was made in. The
    shift is held open until the transaction ends. `at` is when a rescue shift opens.
    """
    if wanted_number is None:
        return None
    own = select(Shift.id).where(
        Shift.till_id == till_id, Shift.number == wanted_number, Shift.closed_at.is_(None)
    )
    rescue = select(Shift.id).where(
        Shift.till_id == till_id, Shift.kind == RESCUE, Shift.closed_at.is_(None)
    )
    for found in (own, rescue):
        held: int | None = session.scalar(found.with_for_update(read=True))
        if held is not None:
            return held
    return _new_shift(session, till_id, kind=RESCUE, cash=0, at=at, by="Lotwise").id
