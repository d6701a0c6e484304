"""A voucher sold at a till: money in against what the shop now owes its holder.

No goods, no lot, no cost, no tax and no revenue: those come when it is spent. Never prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.accounting.numbers import document_number
from app.accounting.services import post
from app.errors import bad_field
from app.facts import Posted, TenderAmount, VoucherSold
from app.identity import audit
from app.identity.shop_context import ShopContext
from app.sales.pricing import Settled, Tender, kept, settle
from app.sales.services.voucher_money import NewVoucher, issue_voucher
from app.sales.shifts import held_shift
from app.sales.tills import TillPlace
from app.sales.voucher_models import VOUCHER_TENDERS, VoucherPayment, VoucherSale
from app.values.document import DocumentRef

KIND = "voucher_sale"
SERIES = "VS"


@dataclass(frozen=True)
class SoldVoucher:
    """A voucher's sale as it stands in the books."""

    number: str
    voucher: Any
    change: int
    rounding: int


def _check(amount: int, tenders: Sequence[Tender], expires_on: date | None, on: date) -> None:
    if amount <= 0:
        raise bad_field("amount", "must be above 0")
    for seq, each in enumerate(tenders):
        if each.tender not in VOUCHER_TENDERS:
            known = " or ".join(VOUCHER_TENDERS)
            raise bad_field(f"payments.{seq}.tender", f"a voucher is paid by {known}")
    if expires_on is not None and expires_on < on:
        raise bad_field("expires_on", "is over already")


def _write(
    session: Session,
    till: TillPlace,
    amount: int,
    tenders: Sequence[Tender],
    paid: Settled,
    on: date,
    shop: ShopContext,
) -> str:
    shift = held_shift(session, till.id)
    row = {
        "number": document_number(session, SERIES),
        "till_id": till.id,
        "site_id": till.site_id,
        "shift_id": shift.id if shift else None,
        "cashier": shop.actor.name,
        "sold_at": shop.now,
        "sold_on": on,
        "amount": amount,
        "change": paid.change,
        "rounding": paid.rounding,
    }
    made = session.execute(insert(VoucherSale).returning(VoucherSale.id), row).scalar_one()
    rows = [
        {"voucher_sale_id": made, "seq": seq, **vars(each)} for seq, each in enumerate(tenders, 1)
    ]
    session.execute(insert(VoucherPayment), rows)
    return str(row["number"])


def sell_voucher(
    session: Session,
    till: TillPlace,
    amount: int,
    tenders: Sequence[Tender],
    *,
    on: date,
    shop: ShopContext,
    expires_on: date | None = None,
) -> SoldVoucher:
    """Sell a voucher over `amount` (minor units), paid in cash or by card; `on` is today.

    Its money is in the till's open shift where there is one. Raises PaymentShort, PeriodClosed.
    """
    shop.actor.require_site(till.site_id, "till")
    _check(amount, tenders, expires_on, on)
    paid = settle(amount, tenders, shop.currency, shop.cash_step)
    if not tenders:
        raise bad_field("payments", "must not be empty")
    number = _write(session, till, amount, tenders, paid, on, shop)
    document = DocumentRef(KIND, number)
    wish = NewVoucher(amount, till.site_id, expires_on)
    voucher = issue_voucher(session, wish, document, 1, shop=shop)
    posted = Posted(on, shop.now, till.site_id, document, "voucher sold")
    amounts = tuple(TenderAmount(*item) for item in kept(tenders, paid.change))
    post(session, [VoucherSold(posted, amount, amounts, paid.rounding)])
    audit.record(session, shop.actor, "voucher.sold", document, at=shop.now)
    return SoldVoucher(number, voucher, paid.change, paid.rounding)
