"""The figures of a shift, read from its documents: money by tender, tax by rate, cash, drawer.

Reads what carries the shift's id, so its work grows with the shift and not with the shop. Amounts
in minor units, rates in millionths. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.identity.models import AuditEvent
from app.sales.models import (
    Payment,
    Refund,
    Sale,
    SaleLine,
    SaleOverride,
    SaleReturn,
    SaleReturnLine,
    SaleTax,
)
from app.sales.till_models import CashMove, Shift
from app.sales.voucher_models import VoucherPayment, VoucherSale

DRAWER_OPENED = "drawer.opened"
CASH = "cash"


@dataclass(frozen=True)
class Sums:
    """Documents of one kind together."""

    count: int
    net: int
    tax: int
    total: int
    rounding: int


@dataclass(frozen=True)
class VoucherSums:
    """Vouchers sold: how many, and over how much."""

    count: int
    total: int


@dataclass(frozen=True)
class TenderSums:
    """One tender: what came in (change taken off) and what was given back."""

    tender: str
    received: int
    refunded: int


@dataclass(frozen=True)
class TaxSums:
    """One rate: net and tax, returns taken off."""

    rate: int
    net: int
    tax: int


@dataclass(frozen=True)
class ShiftFigures:
    """Everything a report of a shift counts."""

    sales: Sums
    returns: Sums
    voids: Sums
    discounts: int
    tenders: tuple[TenderSums, ...]
    taxes: tuple[TaxSums, ...]
    moves: Sequence[CashMove]
    overrides: tuple[tuple[str, int], ...]
    drawer: tuple[tuple[str, int], ...]
    first: str | None
    last: str | None
    vouchers: VoucherSums = VoucherSums(0, 0)

    def tender(self, name: str) -> TenderSums:
        """A tender's sums; nothing where it was not used."""
        return next((t for t in self.tenders if t.tender == name), TenderSums(name, 0, 0))

    def moved(self, direction: str) -> int:
        """Money put in or taken out besides sales."""
        return sum(move.amount for move in self.moves if move.direction == direction)

    def expected_cash(self, opening: int) -> int:
        """What should be in the drawer: float + cash taken - cash refunds + in - out."""
        cash = self.tender(CASH)
        return opening + cash.received - cash.refunded + self.moved("in") - self.moved("out")


def _sums(session: Session, document: Any, shift_id: int, *more: Any) -> Sums:
    columns = (document.net, document.tax, document.total, document.rounding)
    found = select(func.count(), *(func.coalesce(func.sum(column), 0) for column in columns))
    row = session.execute(found.where(document.shift_id == shift_id, *more)).one()
    return Sums(*(int(value) for value in row))


def _returned(session: Session, shift_id: int, kind: str) -> Sums:
    return _sums(session, SaleReturn, shift_id, SaleReturn.kind == kind)


def _by(session: Session, key: Any, amount: Any, link: Any, document: Any, shift_id: int) -> Any:
    found = select(key, func.sum(amount)).join(document, link)
    rows = session.execute(found.where(document.shift_id == shift_id).group_by(key))
    return {row[0]: int(row[1]) for row in rows}


def _tenders(session: Session, shift_id: int) -> tuple[TenderSums, ...]:
    of_sale, of_return = Sale.id == Payment.sale_id, SaleReturn.id == Refund.sale_return_id
    received = _by(session, Payment.tender, Payment.amount, of_sale, Sale, shift_id)
    refunded = _by(session, Refund.tender, Refund.amount, of_return, SaleReturn, shift_id)
    of_voucher = VoucherSale.id == VoucherPayment.voucher_sale_id
    paid = VoucherPayment
    for name, amount in _by(
        session, paid.tender, paid.amount, of_voucher, VoucherSale, shift_id
    ).items():
        received[name] = received.get(name, 0) + amount
    for document in (Sale, VoucherSale):
        found = select(func.sum(document.change)).where(document.shift_id == shift_id)
        if change := session.scalar(found):
            received[CASH] = received.get(CASH, 0) - int(change)
    names = sorted({CASH, *received, *refunded}, key=lambda name: (name != CASH, name))
    return tuple(TenderSums(name, received.get(name, 0), refunded.get(name, 0)) for name in names)


def _vouchers(session: Session, shift_id: int) -> VoucherSums:
    found = select(func.count(), func.coalesce(func.sum(VoucherSale.amount), 0))
    row = session.execute(found.where(VoucherSale.shift_id == shift_id)).one()
    return VoucherSums(int(row[0]), int(row[1]))


def _taxes(session: Session, shift_id: int) -> tuple[TaxSums, ...]:
    sums: dict[int, list[int]] = {}
    sold = select(SaleTax.rate, func.sum(SaleTax.net), func.sum(SaleTax.tax)).join(
        Sale, Sale.id == SaleTax.sale_id
    )
    back = (
        select(SaleLine.tax_rate, -func.sum(SaleReturnLine.net), -func.sum(SaleReturnLine.tax))
        .join(SaleReturn, SaleReturn.id == SaleReturnLine.sale_return_id)
        .join(
            SaleLine,
            and_(SaleLine.sale_id == SaleReturnLine.sale_id, SaleLine.line == SaleReturnLine.line),
        )
    )
    asked = (
        sold.where(Sale.shift_id == shift_id).group_by(SaleTax.rate),
        back.where(SaleReturn.shift_id == shift_id).group_by(SaleLine.tax_rate),
    )
    for rate, net, tax in (row for query in asked for row in session.execute(query)):
        both = sums.setdefault(rate, [0, 0])
        both[0] += int(net)
        both[1] += int(tax)
    return tuple(TaxSums(rate, *sums[rate]) for rate in sorted(sums, reverse=True))


def _drawer(session: Session, name: str) -> tuple[tuple[str, int], ...]:
    found = (
        select(AuditEvent.reason, func.count())
        .where(
            AuditEvent.subject_kind == "shift",
            AuditEvent.subject == name,
            AuditEvent.action == DRAWER_OPENED,
        )
        .group_by(AuditEvent.reason)
        .order_by(AuditEvent.reason)
    )
    return tuple((reason, int(count)) for reason, count in session.execute(found))


def _overrides(session: Session, shift_id: int) -> tuple[tuple[str, int], ...]:
    found = (
        select(SaleOverride.kind, func.count())
        .join(Sale, Sale.id == SaleOverride.sale_id)
        .where(Sale.shift_id == shift_id)
        .group_by(SaleOverride.kind)
        .order_by(SaleOverride.kind)
    )
    return tuple((kind, int(count)) for kind, count in session.execute(found))


def _ends(session: Session, shift_id: int) -> tuple[str | None, str | None]:
    numbers = [
        session.scalar(
            select(Sale.number).where(Sale.shift_id == shift_id).order_by(order).limit(1)
        )
        for order in (Sale.id, Sale.id.desc())
    ]
    return numbers[0], numbers[1]


def _discounts(session: Session, shift_id: int) -> int:
    found = select(func.coalesce(func.sum(SaleLine.discount), 0)).join(
        Sale, Sale.id == SaleLine.sale_id
    )
    return int(session.scalar(found.where(Sale.shift_id == shift_id)) or 0)


def figures_of(session: Session, shift: Shift, name: str) -> ShiftFigures:
    """What happened in a shift so far; `name` is what the audit trail calls it."""
    moves = select(CashMove).where(CashMove.shift_id == shift.id).order_by(CashMove.id)
    return ShiftFigures(
        _sums(session, Sale, shift.id),
        _returned(session, shift.id, "return"),
        _returned(session, shift.id, "void"),
        _discounts(session, shift.id),
        _tenders(session, shift.id),
        _taxes(session, shift.id),
        session.scalars(moves).all(),
        _overrides(session, shift.id),
        _drawer(session, name),
        *_ends(session, shift.id),
        _vouchers(session, shift.id),
    )


def grand_total_before(session: Session, till_id: int) -> int:
    """What the till sold in all shifts closed so far; returns are never taken off."""
    found = select(func.max(Shift.grand_total)).where(
        Shift.till_id == till_id, Shift.closed_at.is_not(None)
    )
    return int(session.scalar(found) or 0)
