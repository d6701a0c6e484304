"""Money given back on vouchers: onto the ones that paid while they are good, else on a new one.

Part of a return or void; posts nothing, for the return's own entry does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.identity.shop_context import ShopContext
from app.sales.models import Sale
from app.sales.services.voucher_money import (
    TENDER,
    NewVoucher,
    give_back,
    issue_voucher,
    locked,
    move_voucher,
)
from app.sales.voucher_models import Voucher
from app.sales.vouchers import is_expired, paid_with
from app.values.document import DocumentRef


@dataclass(frozen=True)
class RefundPart:
    """Money given back: in which tender, and on which voucher where it goes onto one that paid.

    `new`: on a voucher still to be issued.
    """

    tender: str
    amount: int
    voucher_id: int | None = None
    number: str = ""
    new: bool = False


def _refills(
    session: Session, sale: Sale, amount: int, on: date, *, undoes: bool
) -> list[RefundPart]:
    """What goes back onto the vouchers that paid; they are held from here on."""
    paid = paid_with(session, sale.id, sale.number)
    parts = []
    for row in locked(session, Voucher.id.in_(paid)) if paid else ():
        part = min(amount, paid[row.id])
        if part and (undoes or not is_expired(row, on)):
            give_back(session, row.id, part)
            parts.append(RefundPart(TENDER, part, row.id, row.number))
            amount -= part
    return parts


def split_refunds(
    session: Session,
    sale: Sale,
    refunds: Sequence[tuple[str, int]],
    *,
    on: date,
    undoes: bool = False,
) -> list[RefundPart]:
    """Refunds with the part in vouchers told voucher by voucher, the ones that paid first.

    What is left of a return's voucher money goes on a new voucher. A void undoes the payment
    itself: an expired voucher gets its money back too, and somebody else's paper is handed back.
    """
    parts: list[RefundPart] = []
    for tender, amount in refunds:
        if tender != TENDER:
            parts.append(RefundPart(tender, amount))
            continue
        refills = _refills(session, sale, amount, on, undoes=undoes)
        rest = amount - sum(each.amount for each in refills)
        parts += refills
        if rest:
            parts.append(RefundPart(TENDER, rest, new=not undoes))
    return parts


def put_on_vouchers(
    session: Session,
    parts: Sequence[RefundPart],
    document: DocumentRef,
    site_id: int,
    shop: ShopContext,
) -> tuple[str, ...]:
    """Write the voucher movements of a return and issue the new voucher; the number by part, ""
    where money went elsewhere."""
    numbers = []
    for seq, part in enumerate(parts, 1):
        number = part.number
        if part.voucher_id is not None:
            given = (part.voucher_id, part.amount, document, seq, site_id, shop)
            move_voucher(session, "refund", *given)
        elif part.new:
            wish = NewVoucher(part.amount, site_id)
            number = issue_voucher(session, wish, document, seq, shop=shop).number
        numbers.append(number)
    return tuple(numbers)
