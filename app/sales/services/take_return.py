"""Goods brought back and sales voided: the very lots, their cost and the money go back.

Each unit of each lot comes back at most once; the row lock and a CHECK see to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.errors import BadInput, NotFound, ReturnRefused, WrongState, bad_field
from app.facts import Posted, SaleReturned, TenderAmount
from app.identity import audit
from app.identity.shop_context import ShopContext
from app.inventory.allocation import Verdict, sellable
from app.inventory.locking import lock_balances_of
from app.inventory.models import Lot
from app.inventory.services.take_back import (
    Returned,
    disposition_of,
    lock_returned_lots,
    take_back,
)
from app.sales.models import (
    Payment,
    Refund,
    Sale,
    SaleAllocation,
    SaleLine,
    SaleReturn,
)
from app.sales.pricing import Tender, cash_rounding, kept, part_of
from app.sales.refunds import ORIGINAL, refund_plan, still_refundable
from app.sales.services.refund_vouchers import put_on_vouchers, split_refunds
from app.sales.services.return_rows import ReturnedLine, ReturnPaper, write_return
from app.sales.tills import TillPlace
from app.values.document import DocumentRef
from app.values.money import share
from app.values.quantity import MICRO, quantity_text

_A = SaleAllocation.__table__
_TAKE = (
    update(_A)
    .where(
        _A.c.sale_id == bindparam("of_sale"),
        _A.c.line == bindparam("of_line"),
        _A.c.lot_id == bindparam("of_lot"),
        _A.c.returned + bindparam("back") + _A.c.moved <= _A.c.quantity,
    )
    .values(
        returned=_A.c.returned + bindparam("back"),
        returned_value=_A.c.returned_value + bindparam("worth"),
    )
)


@dataclass(frozen=True)
class ReturnWish:
    """So much (millionths) of a line brought back; `lot` where it is known which."""

    line: int
    quantity: int
    disposition: str
    reason: str
    lot: str | None = None


@dataclass(frozen=True)
class TakenReturn:
    """A return as it stands in the books."""

    number: str
    kind: str
    lines: tuple[ReturnedLine, ...]
    refunds: tuple[tuple[str, int], ...]
    vouchers: tuple[str, ...] = ()
    """By refund, the voucher that its money went on; empty where it went elsewhere."""

    @property
    def total(self) -> int:
        """The money given back, in minor units."""
        return sum(line.net + line.tax for line in self.lines)


@dataclass
class _Open:
    """An allocation under lock, counted down while wishes are met."""

    row: Any
    lot: str
    returned: int
    returned_value: int

    @property
    def left(self) -> int:
        return int(self.row.quantity - self.row.moved) - self.returned

    def take(self, quantity: int) -> int:
        worth = self.row.value - self.row.moved_value - self.returned_value
        value = share(worth, quantity, self.left)
        self.returned += quantity
        self.returned_value += value
        return value


def sale_by_number(session: Session, number: str, shop: ShopContext) -> Sale:
    """A sale of a site the person works at."""
    sale = session.scalar(select(Sale).where(Sale.number == number))
    if sale is None:
        raise NotFound(f"There is no sale {number[:60]}.")
    shop.actor.require_site(sale.site_id, "sale")
    return sale


def _lock_allocations(session: Session, sale_id: int) -> list[_Open]:
    rows = session.execute(
        select(_A, Lot.number)
        .join(Lot, Lot.id == _A.c.lot_id)
        .where(_A.c.sale_id == sale_id)
        .order_by(_A.c.line, _A.c.lot_id)
        .with_for_update(of=_A)
    ).all()
    return [_Open(row, row.number, row.returned, row.returned_value) for row in rows]


def _pick(wish: ReturnWish, number: int, open_rows: Sequence[_Open]) -> list[tuple[_Open, int]]:
    """Which allocations a wish takes from; never more than is left to return."""
    fitting = [
        item for item in open_rows if item.row.line == wish.line and wish.lot in (None, item.lot)
    ]
    if not fitting:
        what = f"line {wish.line} has no lot {wish.lot}" if wish.lot else f"no line {wish.line}"
        raise bad_field(f"lines.{number}.{'lot' if wish.lot else 'line'}", what)
    picked, missing = [], wish.quantity
    for item in fitting:
        part = min(missing, item.left)
        if part:
            picked.append((item, part))
            missing -= part
    if missing:
        left = quantity_text(sum(item.left for item in fitting))
        raise ReturnRefused(
            f"Line {wish.line}: only {left} can still be returned.",
            line=wish.line,
            returnable=left,
        )
    return picked


def _money(line: Any, before: int, after: int) -> tuple[int, int]:
    net = part_of(line.net, before, after, line.quantity)
    gross = part_of(line.net + line.tax, before, after, line.quantity)
    return net, gross - net


def _meet(
    wishes: Sequence[ReturnWish],
    open_rows: Sequence[_Open],
    sale_lines: dict[int, Any],
    lots: dict[int, Any],
    on: date,
) -> list[ReturnedLine]:
    met = []
    for number, wish in enumerate(wishes):
        line = sale_lines.get(wish.line)
        if line is not None and line.unit == "each" and wish.quantity % MICRO:
            raise bad_field(f"lines.{number}.quantity", "is counted in whole pieces")
        for item, part in _pick(wish, number, open_rows):
            before = sum(row.returned for row in open_rows if row.row.line == wish.line)
            value = item.take(part)
            net, tax = _money(line, before, before + part)
            kept_as = disposition_of(lots[item.row.lot_id], wish.disposition, on)
            met.append(
                ReturnedLine(
                    wish.line,
                    item.row.lot_id,
                    item.lot,
                    part,
                    value,
                    net,
                    tax,
                    kept_as,
                    wish.reason,
                )
            )
    return met


def _count_back(session: Session, sale_id: int, lines: Sequence[ReturnedLine]) -> None:
    rows = [
        {
            "of_sale": sale_id,
            "of_line": line.line,
            "of_lot": line.lot_id,
            "back": line.quantity,
            "worth": line.value,
        }
        for line in lines
    ]
    changed = session.execute(_TAKE, rows)
    if changed.rowcount != len(rows):  # type: ignore[attr-defined]
        raise ReturnRefused("Somebody else has just returned this.")


def _book(
    session: Session,
    paper: ReturnPaper,
    lines: Sequence[ReturnedLine],
    refunds: Sequence[tuple[str, int]],
    shop: ShopContext,
) -> TakenReturn:
    _count_back(session, paper.sale.id, lines)
    lock_balances_of(session, {line.lot_id for line in lines})  # before the till, as a sale does
    undoes = paper.kind == "void"
    parts = split_refunds(session, paper.sale, refunds, on=paper.on, undoes=undoes)
    refunds = [(part.tender, part.amount) for part in parts]
    number = write_return(session, paper, lines, refunds, shop)
    document = DocumentRef("sale_return", number)
    vouchers = put_on_vouchers(session, parts, document, paper.till.site_id, shop)
    posted = Posted(paper.on, shop.now, paper.till.site_id, document, f"of {paper.sale.number}")
    fact = SaleReturned(
        posted,
        sum(line.net for line in lines),
        sum(line.tax for line in lines),
        tuple(TenderAmount(tender, amount) for tender, amount in refunds),
        paper.rounding,
    )
    goods = [
        Returned(line.lot_id, line.quantity, line.value, line.disposition, line.line, line.reason)
        for line in lines
    ]
    where = paper.till.site_id
    take_back(session, goods, sale=paper.sale.number, site_id=where, posted=posted, also=[fact])
    action = f"sale.{paper.kind}"
    audit.record(session, shop.actor, action, document, at=shop.now, reason=paper.reason)
    return TakenReturn(number, paper.kind, tuple(lines), tuple(refunds), vouchers)


def _lines_of(session: Session, sale_id: int) -> dict[int, Any]:
    table = SaleLine.__table__
    rows = session.execute(select(table).where(table.c.sale_id == sale_id)).all()
    return {row.line: row for row in rows}


def take_return(
    session: Session,
    sale: Sale,
    wishes: Sequence[ReturnWish],
    *,
    till: TillPlace,
    tender: str,
    on: date,
    shop: ShopContext,
) -> TakenReturn:
    """Take goods back and give the money back in one tender, or `original`: as it was paid.

    Raises ReturnRefused for more than is left of a line or lot, or for restocking what expired;
    a recalled or held lot goes to quarantine whatever was wished.
    """
    if not wishes:
        raise BadInput("A return needs a line.", [("lines", "must not be empty")])
    if tender == "account" and sale.customer_id is None:
        raise bad_field("refund.tender", "the sale has no customer account")
    wanted = {wish.line for wish in wishes}
    lots = _lots(session, sale.id, wanted)
    open_rows = _lock_allocations(session, sale.id)
    lines = _meet(wishes, open_rows, _lines_of(session, sale.id), lots, on)
    amount = sum(line.net + line.tax for line in lines)
    parts = _parts(session, sale, tender, amount)
    roundings = [cash_rounding(part, name, shop.cash_step) for name, part in parts]
    paper = ReturnPaper(sale, till, "return", on, shop.now, wishes[0].reason, sum(roundings))
    back = [(name, part + more) for (name, part), more in zip(parts, roundings, strict=True)]
    return _book(session, paper, lines, [item for item in back if item[1]], shop)


def _paid(session: Session, sale_id: int) -> list[Tender]:
    rows = select(Payment).where(Payment.sale_id == sale_id).order_by(Payment.seq)
    return [Tender(row.tender, row.amount) for row in session.scalars(rows)]


def _parts(session: Session, sale: Sale, tender: str, amount: int) -> list[tuple[str, int]]:
    """How much goes back in which tender."""
    if tender != ORIGINAL:
        return [(tender, amount)]
    rows = session.execute(
        select(Refund.tender, Refund.amount)
        .join(SaleReturn, SaleReturn.id == Refund.sale_return_id)
        .where(SaleReturn.sale_id == sale.id)
    )
    before = [(name, given) for name, given in rows]
    left = still_refundable(kept(_paid(session, sale.id), sale.change), before)
    return refund_plan(left, amount)


def _lots(session: Session, sale_id: int, lines: set[int] | None = None) -> dict[int, Any]:
    found = select(_A.c.lot_id).where(_A.c.sale_id == sale_id)
    if lines is not None:
        found = found.where(_A.c.line.in_(lines))
    return lock_returned_lots(session, set(session.scalars(found)))


def void_sale(
    session: Session, sale: Sale, *, till: TillPlace, reason: str, on: date, shop: ShopContext
) -> TakenReturn:
    """Undo a whole sale by a reversal: every lot back at its cost, every tender refunded.

    Only while nothing of it was returned. Held or recalled lots go to quarantine.
    """
    lots = _lots(session, sale.id)
    open_rows = _lock_allocations(session, sale.id)
    if any(item.returned for item in open_rows):
        raise WrongState("Some of this sale was already returned or it is void.")
    wishes = [
        ReturnWish(item.row.line, item.left, _void_disposition(lots, item, on), reason, item.lot)
        for item in open_rows
        if item.left
    ]
    lines = _meet(wishes, open_rows, _lines_of(session, sale.id), lots, on)
    paper = ReturnPaper(sale, till, "void", on, shop.now, reason, sale.rounding)
    return _book(session, paper, lines, kept(_paid(session, sale.id), sale.change), shop)


def _void_disposition(lots: dict[int, Any], item: _Open, on: date) -> str:
    lot = lots[item.row.lot_id]
    good = sellable(lot.status, lot.expiry_kind, lot.expires_on, on) is Verdict.OK
    return "restock" if good else "quarantine"
