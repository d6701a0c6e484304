"""Money onto vouchers and off them: spent at a sale, put back by a return, put on a new one.

The only writer of vouchers and of their movements but for the rows a sale batches. Vouchers are
locked in id order after the stock and before the till, as every sale and return does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.errors import VoucherEmpty, VoucherExpired, VoucherUnknown, WrongState
from app.identity.shop_context import ShopContext
from app.sales.cart import Spent
from app.sales.pricing import Tender
from app.sales.voucher_models import Voucher, VoucherMovement
from app.sales.voucher_numbers import claimed_number, new_voucher_number
from app.sales.vouchers import is_expired
from app.values.document import DocumentRef
from app.values.money import money_text

_V = Voucher.__table__
_SPEND = (
    update(_V)
    .where(
        _V.c.id == bindparam("of"),
        _V.c.spent + bindparam("more") <= _V.c.issued,
        _V.c.spent + bindparam("more") >= 0,
    )
    .values(spent=_V.c.spent + bindparam("more"))
)
TENDER = "voucher"


def _change(session: Session, voucher_id: int, more: int) -> None:
    """Spend so much more of a voucher, or give it back below zero; the last guard is a CHECK."""
    changed = session.execute(_SPEND, {"of": voucher_id, "more": more})
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise WrongState("Somebody else has just used this voucher.")


def locked(session: Session, ids_or_numbers: Any) -> Sequence[Any]:
    """Vouchers found by a condition, held until the transaction ends, in id order."""
    found = select(_V).where(ids_or_numbers).order_by(_V.c.id)
    return session.execute(found.with_for_update(key_share=True)).all()


def _judge(row: Any, number: str, amount: int, on: date, shop: ShopContext) -> None:
    if row is None:
        raise VoucherUnknown(
            f"There is no voucher {number[:30]}. Look at the number again.", voucher=number[:30]
        )
    left = row.issued - row.spent
    if is_expired(row, on):
        raise VoucherExpired(
            f"Voucher {number} was good through {row.expires_on.isoformat()}.",
            voucher=number,
            expires_on=row.expires_on.isoformat(),
        )
    if amount > left:
        has, asked = money_text(left, shop.currency), money_text(amount, shop.currency)
        raise VoucherEmpty(
            f"Voucher {number} has {has} left, {asked} was asked of it.", voucher=number, left=has
        )


def spend_vouchers(
    session: Session, tenders: Sequence[Tender], *, on: date, shop: ShopContext
) -> tuple[Spent, ...]:
    """Take what a sale's voucher tenders say off the vouchers they name; what was spent.

    A voucher tender whose reference claims no number of ours is somebody else's paper and left
    alone. Raises VoucherUnknown, VoucherExpired or VoucherEmpty; then nothing is spent.
    """
    claims = {
        seq: number
        for seq, each in enumerate(tenders, 1)
        if each.tender == TENDER and (number := claimed_number(each.reference)) is not None
    }
    if not claims:
        return ()
    rows = {row.number: row for row in locked(session, _V.c.number.in_(set(claims.values())))}
    wanted: dict[str, int] = {}
    for seq, number in claims.items():
        wanted[number] = wanted.get(number, 0) + tenders[seq - 1].amount
    for number, amount in wanted.items():
        _judge(rows.get(number), number, amount, on, shop)
    for number, amount in wanted.items():
        _change(session, rows[number].id, amount)
    return tuple(Spent(rows[n].id, seq, tenders[seq - 1].amount) for seq, n in claims.items())


def give_back(session: Session, voucher_id: int, amount: int) -> None:
    """Put money back on a voucher that is locked and paid with it."""
    _change(session, voucher_id, -amount)


def movement_row(
    kind: str, voucher_id: int, amount: int, document: DocumentRef, seq: int, **about: Any
) -> dict[str, Any]:
    """The row of a movement; `about` says site, moment and person."""
    return {
        "voucher_id": voucher_id,
        "kind": kind,
        "amount": amount,
        "document_kind": document.kind,
        "document_number": document.number,
        "seq": seq,
        **about,
    }


def _free_number(session: Session) -> str:
    while True:
        number = new_voucher_number()
        if session.scalar(select(_V.c.id).where(_V.c.number == number)) is None:
            return number


@dataclass(frozen=True)
class NewVoucher:
    """What a new voucher is worth, where it is issued, and through which day it is good."""

    amount: int
    site_id: int
    expires_on: date | None = None


def issue_voucher(
    session: Session, wish: NewVoucher, document: DocumentRef, seq: int, *, shop: ShopContext
) -> Any:
    """Put money on a new voucher; its row. The money itself is the document's to post."""
    row = {
        "number": _free_number(session),
        "site_id": wish.site_id,
        "issued": wish.amount,
        "expires_on": wish.expires_on,
        "issued_at": shop.now,
        "issued_by": shop.actor.name,
        "document_kind": document.kind,
        "document_number": document.number,
    }
    made = session.execute(insert(_V).returning(_V), row).one()
    move_voucher(session, "issue", made.id, wish.amount, document, seq, wish.site_id, shop)
    return made


def move_voucher(
    session: Session,
    kind: str,
    voucher_id: int,
    amount: int,
    document: DocumentRef,
    seq: int,
    site_id: int,
    shop: ShopContext,
) -> None:
    """Write down one movement of a voucher."""
    about = {"site_id": site_id, "moved_at": shop.now, "moved_by": shop.actor.name}
    row = movement_row(kind, voucher_id, amount, document, seq, **about)
    session.execute(insert(VoucherMovement), row)
