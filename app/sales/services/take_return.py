"""Goods brought back and sales voided: the very lots, their cost and the money go back.

Each unit of each lot comes back at most once; the row lock and a CHECK see to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
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
    SaleReturnLine,
)
from app.sales.pricing import Tender, kept, part_of
from app.sales.tills import TillPlace, next_receipt_number
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
        _A.c.returned + bindparam("back") <= _A.c.quantity,
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
class ReturnedLine:
    """What came back of a line and lot, its cost, its money, and where it goes."""

    line: int
    lot_id: int
    lot: str
    quantity: int
    value: int
    net: int
    tax: int
    disposition: str
    reason: str


@dataclass(frozen=True)
class TakenReturn:
    """A return as it stands in the books."""

    number: str
    kind: str
    lines: tuple[ReturnedLine, ...]
    refunds: tuple[tuple[str, int], ...]

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
        return int(self.row.quantity) - self.returned

    def take(self, quantity: int) -> int:
        value = share(self.row.value - self.returned_value, quantity, self.left)
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


@dataclass(frozen=True)
class _Paper:
    """The head of a return: which sale, at which till, when."""

    sale: Sale
    till: TillPlace
    kind: str
    on: date
    at: datetime
    reason: str = ""


def _write(
    session: Session,
    paper: _Paper,
    lines: Sequence[ReturnedLine],
    refunds: Sequence[tuple[str, int]],
    shop: ShopContext,
) -> str:
    receipt = next_receipt_number(session, paper.till)
    net, tax = sum(line.net for line in lines), sum(line.tax for line in lines)
    head = {
        "number": receipt.number,
        "kind": paper.kind,
        "sale_id": paper.sale.id,
        "till_id": paper.till.id,
        "epoch": receipt.epoch,
        "seq": receipt.seq,
        "site_id": paper.till.site_id,
        "cashier": shop.actor.name,
        "returned_at": paper.at,
        "returned_on": paper.on,
        "reason": paper.reason,
        "net": net,
        "tax": tax,
        "total": net + tax,
    }
    return_id = session.execute(insert(SaleReturn).returning(SaleReturn.id), head).scalar_one()
    session.execute(insert(SaleReturnLine), _line_rows(return_id, paper.sale.id, lines))
    if refunds:
        session.execute(
            insert(Refund),
            [
                {"sale_return_id": return_id, "seq": seq, "tender": tender, "amount": amount}
                for seq, (tender, amount) in enumerate(refunds, 1)
            ],
        )
    return receipt.number


def _line_rows(return_id: int, sale_id: int, lines: Sequence[ReturnedLine]) -> list[dict[str, Any]]:
    wanted = ("line", "lot_id", "quantity", "value", "net", "tax", "disposition", "reason")
    return [
        {"sale_return_id": return_id, "number": number, "sale_id": sale_id}
        | {name: getattr(line, name) for name in wanted}
        for number, line in enumerate(lines, 1)
    ]


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
    paper: _Paper,
    lines: Sequence[ReturnedLine],
    refunds: Sequence[tuple[str, int]],
    shop: ShopContext,
) -> TakenReturn:
    _count_back(session, paper.sale.id, lines)
    lock_balances_of(session, {line.lot_id for line in lines})  # before the till, as a sale does
    number = _write(session, paper, lines, refunds, shop)
    document = DocumentRef("sale_return", number)
    posted = Posted(paper.on, shop.now, paper.till.site_id, document, f"of {paper.sale.number}")
    fact = SaleReturned(
        posted,
        sum(line.net for line in lines),
        sum(line.tax for line in lines),
        tuple(TenderAmount(tender, amount) for tender, amount in refunds),
    )
    goods = [
        Returned(line.lot_id, line.quantity, line.value, line.disposition, line.line, line.reason)
        for line in lines
    ]
    take_back(session, goods, site_id=paper.till.site_id, posted=posted, also=[fact])
    action = f"sale.{paper.kind}"
    audit.record(session, shop.actor, action, document, at=shop.now, reason=paper.reason)
    return TakenReturn(number, paper.kind, tuple(lines), tuple(refunds))


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
    """Take goods back and give the money back in one tender.

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
    paper = _Paper(sale, till, "return", on, shop.now, wishes[0].reason)
    return _book(session, paper, lines, [(tender, amount)] if amount else [], shop)


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
        ReturnWish(
            item.row.line, item.row.quantity, _void_disposition(lots, item, on), reason, item.lot
        )
        for item in open_rows
    ]
    lines = _meet(wishes, open_rows, _lines_of(session, sale.id), lots, on)
    paid = [
        Tender(row.tender, row.amount)
        for row in session.scalars(
            select(Payment).where(Payment.sale_id == sale.id).order_by(Payment.seq)
        )
    ]
    paper = _Paper(sale, till, "void", on, shop.now, reason)
    return _book(session, paper, lines, kept(paid, sale.change), shop)


def _void_disposition(lots: dict[int, Any], item: _Open, on: date) -> str:
    lot = lots[item.row.lot_id]
    good = sellable(lot.status, lot.expiry_kind, lot.expires_on, on) is Verdict.OK
    return "restock" if good else "quarantine"
