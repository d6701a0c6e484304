"""Money put into a drawer or taken out of it besides sales, and a drawer opened without a sale.

The only writer of cash movements. Posts in the same transaction; never reads the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.accounting.numbers import document_number
from app.accounting.services import post
from app.errors import WrongState, bad_field
from app.facts import CashMoved, Posted
from app.identity import audit
from app.identity.shop_context import ShopContext
from app.sales.cash_reasons import REASONS_OF
from app.sales.shift_figures import DRAWER_OPENED, figures_of
from app.sales.shifts import held_shift, open_shift, shift_name
from app.sales.till_models import CashMove, Shift
from app.sales.tills import TillPlace
from app.values.document import DocumentRef
from app.values.money import money_text


@dataclass(frozen=True)
class CashWish:
    """Money to be moved: `in` or `out`, a preset reason, an amount in minor units, a note."""

    direction: str
    reason: str
    amount: int
    note: str = ""


def _check(wish: CashWish) -> None:
    if wish.amount <= 0:
        raise bad_field("amount", "must be above 0")
    known = REASONS_OF[wish.direction]
    if wish.reason not in known:
        raise bad_field("reason", f"must be one of {', '.join(known)}")


def _refuse_more_than_there_is(
    session: Session, shift: Shift, till: TillPlace, wish: CashWish, shop: ShopContext
) -> None:
    figures = figures_of(session, shift, shift_name(till.code, shift.number))
    if wish.amount > figures.expected_cash(shift.opening_cash):
        asked = money_text(wish.amount, shop.currency)
        raise WrongState(f"There cannot be {asked} in the drawer.")


def move_cash(
    session: Session, till: TillPlace, wish: CashWish, *, on: date, shop: ShopContext
) -> CashMove:
    """Move money in or out of a till's drawer and post it against the safe or petty cash.

    Raises WrongState where no shift is open, or where more is taken out than the drawer can hold.
    """
    shop.actor.require_site(till.site_id, "till")
    _check(wish)
    shift = held_shift(session, till.id)
    if shift is None:
        raise WrongState(f"No shift is open at till {till.code}. Open one first.")
    if wish.direction == "out":
        _refuse_more_than_there_is(session, shift, till, wish, shop)
    row = {
        **vars(wish),
        "number": document_number(session, "CM"),
        "shift_id": shift.id,
        "moved_at": shop.now,
        "moved_by": shop.actor.name,
    }
    moved = session.scalars(insert(CashMove).returning(CashMove), row).one()
    document = DocumentRef("cash_move", moved.number)
    posted = Posted(on, shop.now, till.site_id, document, wish.reason)
    post(session, [CashMoved(posted, wish.direction, wish.reason, wish.amount)])
    audit.record(
        session, shop.actor, "cash.moved", document, at=shop.now, reason=wish.note or wish.reason
    )
    return moved


def record_drawer(session: Session, till: TillPlace, reason: str, *, shop: ShopContext) -> str:
    """Write down that a drawer was opened without a sale, and why; what it is written under.

    Shown on the Z of the shift that is open. The pulse itself is the spool's.
    """
    shop.actor.require_site(till.site_id, "till")
    shift = open_shift(session, till.id)
    name = shift_name(till.code, shift.number) if shift else till.code
    subject = DocumentRef("shift" if shift else "till", name)
    detail = {"till": till.code}
    audit.record(
        session, shop.actor, DRAWER_OPENED, subject, at=shop.now, reason=reason, detail=detail
    )
    return name
