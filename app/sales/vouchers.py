"""Reading vouchers: one by its number, its history, and what documents did to vouchers.

A voucher is the shop's, not a site's: whoever may see sales finds it everywhere. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session, aliased

from app.errors import NotFound
from app.identity.models import Site
from app.sales.models import SaleReturn, Till
from app.sales.voucher_models import Voucher, VoucherMovement, VoucherPayment, VoucherSale
from app.sales.voucher_numbers import claimed_number

MOST_SHOWN = 200
"""Movements of one voucher that are listed, newest last."""


def is_expired(voucher: Any, on: date) -> bool:
    """Whether a voucher is no longer good on a day; through `expires_on` it is."""
    return voucher.expires_on is not None and on > voucher.expires_on


def state_of(voucher: Any, on: date) -> str:
    """`usable`, `expired` or `empty`."""
    if voucher.spent >= voucher.issued:
        return "empty"
    return "expired" if is_expired(voucher, on) else "usable"


def voucher_by_number(session: Session, number: str) -> Voucher:
    """The voucher of a number, however it is spaced; NotFound where there is none."""
    found = select(Voucher).where(Voucher.number == (claimed_number(number) or number))
    voucher = session.scalar(found)
    if voucher is None:
        raise NotFound(f"There is no voucher {number[:30]}.")
    return voucher


def history(session: Session, voucher_id: int) -> Sequence[Row[Any]]:
    """The movements of a voucher with their sites, oldest first."""
    found = (
        select(VoucherMovement, Site.code.label("site"))
        .join(Site, Site.id == VoucherMovement.site_id)
        .where(VoucherMovement.voucher_id == voucher_id)
        .order_by(VoucherMovement.id.desc())
        .limit(MOST_SHOWN)
    )
    return session.execute(found).all()[::-1]


def moved_by(
    session: Session, kind: str, numbers: Sequence[str]
) -> dict[tuple[str, int], Row[Any]]:
    """What documents did to vouchers: number and payment or refund `seq` -> movement, voucher."""
    found = (
        select(VoucherMovement, Voucher)
        .join(Voucher, Voucher.id == VoucherMovement.voucher_id)
        .where(
            VoucherMovement.document_kind == kind,
            VoucherMovement.document_number.in_(numbers),
        )
    )
    rows = session.execute(found).all()
    return {(row.VoucherMovement.document_number, row.VoucherMovement.seq): row for row in rows}


def paid_with(session: Session, sale_id: int, number: str) -> dict[int, int]:
    """Voucher id -> what it paid of a sale, less what returns of the sale put back on it."""
    moved = VoucherMovement
    paid = select(moved.voucher_id, moved.amount).where(
        moved.document_kind == "sale", moved.document_number == number, moved.kind == "redeem"
    )
    back = (
        select(moved.voucher_id, -moved.amount)
        .join(SaleReturn, SaleReturn.number == moved.document_number)
        .where(
            moved.document_kind == "sale_return",
            moved.kind == "refund",
            SaleReturn.sale_id == sale_id,
        )
    )
    left: dict[int, int] = {}
    for rows in (paid, back):
        for voucher_id, amount in session.execute(rows):
            left[voucher_id] = left.get(voucher_id, 0) + amount
    return {voucher_id: amount for voucher_id, amount in sorted(left.items()) if amount > 0}


def left_after(session: Session, number: str) -> dict[int, int]:
    """Payment `seq` of a sale -> what was left on its voucher then, in minor units."""
    paid, before = aliased(VoucherMovement), aliased(VoucherMovement)
    amount = case((before.kind == "redeem", -before.amount), else_=before.amount)
    found = (
        select(paid.seq, func.sum(amount))
        .join(before, (before.voucher_id == paid.voucher_id) & (before.id <= paid.id))
        .where(paid.document_kind == "sale", paid.document_number == number, paid.kind == "redeem")
        .group_by(paid.seq)
    )
    return {seq: int(left) for seq, left in session.execute(found)}


def sale_of_voucher(session: Session, number: str) -> Row[Any] | None:
    """The sale of a voucher by its document's number, with voucher, till and site."""
    found = (
        select(
            VoucherSale,
            Voucher,
            Till.code.label("till"),
            Site.name.label("site_name"),
            Site.time_zone,
        )
        .join(
            Voucher,
            (Voucher.document_kind == "voucher_sale")
            & (Voucher.document_number == VoucherSale.number),
        )
        .join(Till, Till.id == VoucherSale.till_id)
        .join(Site, Site.id == VoucherSale.site_id)
        .where(VoucherSale.number == number)
    )
    return session.execute(found).one_or_none()


def payments_of(session: Session, voucher_sale_id: int) -> Sequence[VoucherPayment]:
    """How a voucher was paid for."""
    found = select(VoucherPayment).where(VoucherPayment.voucher_sale_id == voucher_sale_id)
    return session.scalars(found.order_by(VoucherPayment.seq)).all()
