"""A sale that has happened already goes into the books: nothing is refused, everything is flagged.

The till sold without the server; the customer has the goods and the receipt. Lots, prices and
totals stand as printed. Never prints or reads the clock (docs/algorithms/offline.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from app import clock
from app.accounting.services import closed_through
from app.catalog.queries import ProductRow
from app.errors import VoucherRefused
from app.facts import Posted
from app.identity.shop_context import ShopContext
from app.inventory.allocation import Verdict, sellable
from app.inventory.locking import LockedStock
from app.inventory.models import Lot
from app.inventory.services.move import LotRef, Move, Moved, Spot, carry
from app.inventory.services.shortages import book_shortages
from app.inventory.services.take_fact import (
    FactPick,
    FactStock,
    FactWish,
    Flag,
    Goods,
    NamedLot,
    find_fact,
)
from app.once import each_once, once
from app.sales.cart import Cart, CompletedSale, DeviceReceipt, SaleItem, Spent, Taken
from app.sales.models import Sale, SaleException, Till
from app.sales.pricing import PricedCart, Tender
from app.sales.services.complete_sale import book_sale
from app.sales.services.judge_fact import SaidYes, judge_fact
from app.sales.services.judge_totals import Foot, ShopMoney, booked_money, total_flags
from app.sales.services.overrides import Judged
from app.sales.services.voucher_money import spend_vouchers
from app.sales.till_models import TillSeries
from app.sales.tills import TillPlace, receipt_number
from app.values.document import DocumentRef

WORST_SKEW = timedelta(minutes=5)
OLDEST = timedelta(days=31)
_L = Lot.__table__
_NAMED_LOTS = select(
    _L.c.id, _L.c.number, _L.c.product_id, _L.c.status, _L.c.expiry_kind, _L.c.expires_on,
    _L.c.price,
).where(_L.c.number.in_(bindparam("numbers", expanding=True)))  # fmt: skip
LOT_FLAGS: Mapping[Verdict, str] = {
    Verdict.EXPIRED: "lot_expired",
    Verdict.QUARANTINED: "lot_quarantined",
    Verdict.RECALLED: "lot_recalled",
}


@dataclass(frozen=True)
class FactLot:
    """So much of a lot that a line names by number, and how surely it was known."""

    number: str
    quantity: int
    certainty: str


@dataclass(frozen=True)
class FactLine:
    """A line as sold: `item` with name, prices and rate as printed, `product` as it is now."""

    item: SaleItem
    product: ProductRow
    lots: tuple[FactLot, ...] = ()
    yeses: tuple[SaidYes, ...] = ()


@dataclass(frozen=True)
class SaleFact:
    """A sale that has happened. `sold_at` is the till's own time; `total` what its receipt says.

    `receipt` where a terminal numbered it; `flags` what was found before.
    """

    till: TillPlace
    lines: tuple[FactLine, ...]
    priced: PricedCart
    total: int
    tenders: tuple[Tender, ...]
    change: int
    rounding: int
    sold_at: datetime
    customer_id: int | None = None
    token: str | None = None
    receipt: DeviceReceipt | None = None
    shift_id: int | None = None
    flags: tuple[Flag, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class RecordedFact:
    """The sale in the books, and every rule it went against."""

    done: CompletedSale
    flags: tuple[Flag, ...]


def named_lots(session: Session, numbers: Iterable[str]) -> dict[str, list[Any]]:
    """The lots of these numbers, as they are when this transaction first asks."""

    def read(missing: list[str]) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for row in session.execute(_NAMED_LOTS, {"numbers": missing}):
            found.setdefault(row.number, []).append(row)
        return found

    return each_once(session, "lots by number", numbers, read)


def _lots_of(session: Session, fact: SaleFact) -> dict[tuple[int, str], Any]:
    numbers = {lot.number.upper() for line in fact.lines for lot in line.lots}
    return {
        (row.product_id, row.number): row
        for rows in named_lots(session, numbers).values()
        for row in rows
    }


def _named(
    line: int, given: FactLine, lots: Mapping[tuple[int, str], Any], flags: list[Flag]
) -> tuple[NamedLot, ...]:
    """The lots of a line that exist, for no more than was sold."""
    left, found = given.item.quantity, []
    for part in given.lots:
        lot = lots.get((given.product.id, part.number.upper()))
        if lot is None:
            said = f"{given.product.sku} has no such lot"
            flags.append(Flag("lot_unknown", line, part.number, said))
            continue
        if part.quantity > left:
            said = "more of its lots are named than were sold"
            flags.append(Flag("lot_unknown", line, part.number, said))
        taken = min(part.quantity, left)
        left -= taken
        if taken:
            found.append(NamedLot(lot, taken, part.certainty))
    return tuple(found)


def _goods(product: ProductRow) -> Goods:
    tracked = product.tracking == "lot"
    return Goods(
        product.id,
        product.sku,
        product.name,
        product.lot_policy if tracked else "fifo",
        tracked,
        product.expiry_kind,
        product.min_days_at_sale,
        product.shelf_life_days,
    )


def _lot_flags(stock: FactStock, wishes: Iterable[FactWish], on: date) -> list[Flag]:
    """Which of the lots sold were blocked on the day of the sale, as their locks show them."""
    flags = []
    for wish in wishes:
        for lot in dict.fromkeys(part.lot for part in wish.named):
            status = stock.status.get(lot.id, lot.status)
            verdict = sellable(
                status, lot.expiry_kind, lot.expires_on, on, min_days=wish.goods.min_days
            )
            if verdict is not Verdict.OK:
                flags.append(Flag(LOT_FLAGS[verdict], wish.line, lot.number, wish.goods.name))
    return flags


def _began(session: Session, fact: SaleFact) -> datetime:
    """When the terminal was enrolled, or the till made where no terminal numbered the sale."""

    def read() -> datetime:
        asked = select(Till.created_at).where(Till.id == fact.till.id)
        if fact.receipt is not None:
            own = (TillSeries.till_id == fact.till.id, TillSeries.epoch == fact.receipt.epoch)
            asked = select(TillSeries.opened_at).where(*own)
        began: datetime = session.execute(asked).scalar_one()
        return began

    key = ("began", fact.till.id, fact.receipt and fact.receipt.epoch)
    return once(session, key, read)


def _clock_flags(session: Session, fact: SaleFact, shop: ShopContext) -> list[Flag]:
    """Whether the sale can have been made when it says."""
    if fact.sold_at - shop.now > WORST_SKEW:
        return [Flag("clock_skew", None, None, "the till's clock was ahead of the shop's")]
    if shop.now - fact.sold_at > OLDEST:
        said = f"sold more than {OLDEST.days} days before it came"
        return [Flag("clock_skew", None, None, said)]
    if _began(session, fact) - fact.sold_at > WORST_SKEW:
        return [Flag("clock_skew", None, None, "sold before the till was set up")]
    return []


def _account_flags(fact: SaleFact) -> list[Flag]:
    """Whether somebody is to pay later whom the shop does not know; said once."""
    said = any(flag.code == "customer_unknown" for flag in fact.flags)
    if fact.customer_id is not None or said:
        return []
    if all(tender.tender != "account" for tender in fact.tenders):
        return []
    return [Flag("customer_unknown", None, None, "on account, of nobody the shop knows")]


def _posting_day(session: Session, own: date, flags: list[Flag]) -> date:
    """The day of the sale, or the first open one where its books are closed."""
    closed = once(session, closed_through, lambda: closed_through(session))
    if closed is None or own > closed:
        return own
    flags.append(Flag("late_period", None, None, f"sold on {own.isoformat()}"))
    return closed + timedelta(days=1)


def _moves(fact: SaleFact, picks: Iterable[FactPick]) -> list[Move]:
    customer = Spot("customer", fact.till.site_id)
    return [
        Move(
            "sale",
            LotRef(pick.lot.id, pick.lot.number, pick.lot.product_id, pick.lot.sku),
            Spot("stock", fact.till.site_id, pick.location_id),
            customer,
            pick.quantity,
            line=pick.line,
        )
        for pick in picks
    ]


def _taken(picks: Sequence[FactPick], moved: Sequence[Moved]) -> tuple[Taken, ...]:
    found: dict[tuple[int, int], Taken] = {}
    for pick, item in zip(picks, moved, strict=True):
        key = (pick.line, pick.lot.id)
        before = found.get(key) or Taken(*key, pick.lot.number, 0, 0, pick.certainty)
        found[key] = replace(
            before, quantity=before.quantity + pick.quantity, value=before.value + item.value
        )
    return tuple(found.values())


def _number(session: Session, fact: SaleFact) -> str:
    """The number the sale will have: the terminal's own, else the till's next, held from now."""
    if fact.receipt is not None:
        return fact.receipt.number
    held = select(Till.epoch, Till.last_seq).where(Till.id == fact.till.id).with_for_update()
    row = session.execute(held).one()
    return receipt_number(fact.till, row.epoch, row.last_seq + 1)


def _carried(
    session: Session, fact: SaleFact, stock: FactStock, on: date, shop: ShopContext
) -> tuple[list[Moved], LockedStock]:
    """Book in what is missing and work out what every lot costs on its way out."""
    if stock.shortages:
        document = DocumentRef("sale", _number(session, fact))
        posted = Posted(on, shop.now, fact.till.site_id, document, "sold beyond the books")
        book_shortages(session, stock, posted=posted, by=shop.actor)
    return carry(_moves(fact, stock.picks), stock.locked), stock.locked


def _raise_flags(session: Session, number: str, flags: Sequence[Flag], shop: ShopContext) -> None:
    if not flags:
        return
    sale_id = session.execute(select(Sale.id).where(Sale.number == number)).scalar_one()
    rows = [{"sale_id": sale_id, "raised_at": shop.now, **vars(flag)} for flag in flags]
    session.execute(insert(SaleException), rows)


def _spent(
    session: Session, fact: SaleFact, on: date, flags: list[Flag], shop: ShopContext
) -> tuple[Spent, ...]:
    """What the sale's vouchers paid where they still can; else they were taken as paper."""
    try:
        return spend_vouchers(session, fact.tenders, on=on, shop=shop)
    except VoucherRefused as refused:
        flags.append(Flag("voucher_refused", None, None, refused.message))
        return ()


def record_fact(session: Session, fact: SaleFact, *, shop: ShopContext) -> RecordedFact:
    """Book a sale that has happened, by the person who made it, with an exception for every rule
    it went against.

    Takes the lots it names in whatever state; what the till chose by itself and is not there is
    taken from other lots; the rest is booked in as found first. A closed day moves the books to
    the first open one, `sold_at` stays. Raises PeriodClosed only where a period closes meanwhile.
    """
    flags = list(fact.flags) + _clock_flags(session, fact, shop) + _account_flags(fact)
    sold_at = min(fact.sold_at, shop.now)
    own = clock.local_day(sold_at, fact.till.time_zone)
    on = _posting_day(session, own, flags)
    items = tuple(line.item for line in fact.lines)
    cart = Cart(
        fact.till, items, sold_at, on, on, fact.customer_id, fact.token, fact.receipt,
        fact.shift_id, offline=True, note=fact.note,
    )  # fmt: skip
    lots = _lots_of(session, fact)
    wishes = [
        FactWish(n, _goods(line.product), line.item.quantity, _named(n, line, lots, flags))
        for n, line in enumerate(fact.lines, 1)
    ]
    yeses = {n: line.yeses for n, line in enumerate(fact.lines, 1)}
    own_prices = {
        wish.line: frozenset(part.lot.price for part in wish.named if part.lot.price is not None)
        for wish in wishes
    }
    judged = judge_fact(
        session,
        cart,
        [line.product for line in fact.lines],
        yeses,
        lot_prices=own_prices,
        made_at=sold_at,
        shop=shop,
    )
    stock = find_fact(session, wishes, site_id=fact.till.site_id, on=own)
    approved = {each.line for each in judged.approvers if each.kind == "expired"}
    blocked = _lot_flags(stock, wishes, own)
    flags += [each for each in blocked if each.code != "lot_expired" or each.line not in approved]
    foot = Foot(fact.total, fact.tenders, fact.change, fact.rounding)
    money = ShopMoney(shop.currency, shop.prices_include_tax, shop.cash_step)
    flags += judged.flags + stock.flags + total_flags(items, fact.priced, foot, money)
    spent = _spent(session, fact, own, flags, shop)
    moved, locked = _carried(session, fact, stock, on, shop)
    paid = booked_money(fact.priced, foot)
    done = CompletedSale(
        "", cart, fact.priced, _taken(stock.picks, moved), fact.tenders, paid.change,
        paid.rounding, tuple(judged.approvers), spent,
    )  # fmt: skip
    uses = Judged(approvals=judged.approvals)
    booked = book_sale(session, done, moved, locked, shop=shop, judged=uses)
    _raise_flags(session, booked.number, flags, shop)
    return RecordedFact(booked, tuple(flags))
