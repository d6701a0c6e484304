"""One sale, from cart to books, in one transaction: lots, cost, revenue, number, receipt data.

A till sale, a web order and a program's call all end here. Never prints, mails or reads the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounting.models import JournalEntry
from app.catalog.queries import ProductRow
from app.errors import BadInput, Forbidden, bad_field
from app.facts import Posted, SaleCompleted, TenderAmount
from app.identity.permissions import Permission
from app.identity.shop_context import ShopContext
from app.inventory.allocation import Allocation
from app.inventory.locking import LockedStock
from app.inventory.services.issue import ChosenLot, Request, allocate_lots
from app.inventory.services.move import LotRef, Move, Moved, Spot, carry, move
from app.rows import RowBatch, take_ids
from app.sales.models import Payment, Sale, SaleAllocation, SaleLine, SaleTax
from app.sales.pricing import CartLine, PricedCart, Tender, change_of, kept, price_cart
from app.sales.tills import ReceiptNumber, TillPlace, next_receipt_number
from app.values.document import DocumentRef
from app.values.money import extended
from app.values.quantity import MICRO

_SALE = Sale.__table__
_LINE = SaleLine.__table__
_TAX = SaleTax.__table__
_ALLOCATION = SaleAllocation.__table__
_PAYMENT = Payment.__table__
_ENTRY = JournalEntry.__table__


@dataclass(frozen=True)
class SaleItem:
    """One line of the cart: quantity in millionths; `lots` where they were scanned or chosen.

    `labelled`: the price is the shop's own, printed on the goods, and needs nobody's approval.
    """

    product: ProductRow
    quantity: int
    lots: tuple[ChosenLot, ...] = ()
    certainty: str = "auto"
    unit_price: int | None = None
    discount: int = 0
    labelled: bool = False


@dataclass(frozen=True)
class Cart:
    """What is being bought, where, when and by whom; `sold_on` is the site's calendar day."""

    till: TillPlace
    items: tuple[SaleItem, ...]
    sold_at: datetime
    sold_on: date
    today: date
    customer_id: int | None = None


@dataclass(frozen=True)
class Taken:
    """So much of a lot taken by a line, at its cost in minor units."""

    line: int
    lot_id: int
    lot: str
    quantity: int
    value: int
    certainty: str


@dataclass(frozen=True)
class CompletedSale:
    """A sale as it stands in the books."""

    number: str
    cart: Cart
    priced: PricedCart
    taken: tuple[Taken, ...]
    tenders: tuple[Tender, ...]
    change: int

    @property
    def cogs(self) -> int:
        """The cost of the very lots sold, in minor units."""
        return sum(item.value for item in self.taken)


def _check_line(line: int, item: SaleItem, shop: ShopContext) -> None:
    where, product, actor = f"lines.{line - 1}", item.product, shop.actor
    if not product.active:
        raise bad_field(where, f"{product.sku} is no longer sold")
    if product.base_unit == "each" and item.quantity % MICRO:
        raise bad_field(f"{where}.quantity", f"{product.sku} is sold in whole pieces")
    own = item.unit_price is None or item.unit_price == product.price or item.labelled
    if not own:
        actor.require(Permission.OVERRIDE_PRICE)
    price = product.price if item.unit_price is None else item.unit_price
    amount = extended(price, item.quantity, shop.currency)
    if amount * actor.discount_limit < item.discount * 100 <= amount * 100:
        limit = actor.discount_limit
        raise Forbidden(f"The role {actor.role} may give at most {limit} percent discount.")


def _check(cart: Cart, tenders: Sequence[Tender], shop: ShopContext) -> None:
    if not cart.items:
        raise BadInput("A sale needs a line.", [("lines", "must not be empty")])
    for line, item in enumerate(cart.items, 1):
        _check_line(line, item, shop)
    if cart.sold_on != cart.today:
        shop.actor.require(Permission.BACKDATE)
    if cart.customer_id is None and any(tender.tender == "account" for tender in tenders):
        raise bad_field("customer", "a sale on account needs a customer")


def price_items(items: Sequence[SaleItem], shop: ShopContext) -> PricedCart:
    """What these items cost together."""
    lines = [
        CartLine(
            line,
            item.quantity,
            item.product.price if item.unit_price is None else item.unit_price,
            item.product.price,
            item.discount,
            item.product.tax_category,
            item.product.tax_rate,
        )
        for line, item in enumerate(items, 1)
    ]
    return price_cart(lines, tax_included=shop.prices_include_tax, currency=shop.currency)


def _requests(cart: Cart) -> list[Request]:
    return [
        Request(
            line,
            item.product.id,
            item.product.sku,
            item.product.name,
            item.quantity,
            item.product.lot_policy if item.product.tracking == "lot" else "fifo",
            item.product.expiry_kind,
            item.product.min_days_at_sale,
            item.lots,
        )
        for line, item in enumerate(cart.items, 1)
    ]


def _moves(cart: Cart, found: dict[int, Allocation]) -> list[Move]:
    customer = Spot("customer", cart.till.site_id)
    return [
        Move(
            "sale",
            LotRef(pick.candidate.lot_id, pick.candidate.lot, item.product.id, item.product.sku),
            Spot("stock", cart.till.site_id, pick.candidate.location_id),
            customer,
            pick.quantity,
            line=line,
        )
        for line, item in enumerate(cart.items, 1)
        for pick in found[line].picks
    ]


def _taken(cart: Cart, moved: Sequence[Moved]) -> tuple[Taken, ...]:
    sums: dict[tuple[int, int], list[Any]] = {}
    for item in moved:
        line = item.move.line or 0
        entry = sums.setdefault((line, item.move.lot.id), [item.move.lot.number, 0, 0])
        entry[1] += item.move.quantity
        entry[2] += item.value
    return tuple(
        Taken(line, lot_id, lot, quantity, value, cart.items[line - 1].certainty)
        for (line, lot_id), (lot, quantity, value) in sums.items()
    )


def _sale_row(done: CompletedSale, receipt: ReceiptNumber, shop: ShopContext) -> dict[str, Any]:
    cart = done.cart
    return {
        "number": receipt.number,
        "till_id": cart.till.id,
        "epoch": receipt.epoch,
        "seq": receipt.seq,
        "site_id": cart.till.site_id,
        "customer_id": cart.customer_id,
        "cashier": shop.actor.name,
        "sold_at": cart.sold_at,
        "sold_on": cart.sold_on,
        "recorded_at": shop.now,
        "tax_included": shop.prices_include_tax,
        "net": done.priced.net,
        "tax": done.priced.tax,
        "total": done.priced.total,
        "change": done.change,
    }


def _line_rows(sale_id: int, done: CompletedSale) -> list[dict[str, Any]]:
    return [
        {
            "sale_id": sale_id,
            "line": priced.line,
            "product_id": item.product.id,
            "name": item.product.name,
            "quantity": item.quantity,
            "unit": item.product.base_unit,
            "unit_price": item.product.price if item.unit_price is None else item.unit_price,
            "list_price": item.product.price,
            "discount": priced.discount,
            "total": priced.total,
            "net": priced.net,
            "tax": priced.tax,
            "tax_category": item.product.tax_category,
            "tax_rate": item.product.tax_rate,
        }
        for item, priced in zip(done.cart.items, done.priced.lines, strict=True)
    ]


def _allocation_rows(sale_id: int, done: CompletedSale) -> list[dict[str, Any]]:
    return [
        {
            "sale_id": sale_id,
            "line": taken.line,
            "lot_id": taken.lot_id,
            "quantity": taken.quantity,
            "value": taken.value,
            "certainty": taken.certainty,
        }
        for taken in done.taken
    ]


def _sale_rows(
    sale_id: int, done: CompletedSale, receipt: ReceiptNumber, shop: ShopContext
) -> RowBatch:
    batch = RowBatch()
    batch.add(_SALE, [{"id": sale_id, **_sale_row(done, receipt, shop)}])
    batch.add(_LINE, _line_rows(sale_id, done))
    batch.add(_ALLOCATION, _allocation_rows(sale_id, done))
    batch.add(_TAX, [{"sale_id": sale_id, **vars(row)} for row in done.priced.taxes])
    payments = [
        {"sale_id": sale_id, "seq": seq, **vars(tender)}
        for seq, tender in enumerate(done.tenders, 1)
    ]
    batch.add(_PAYMENT, payments)
    return batch


def _book(
    session: Session,
    moved: Sequence[Moved],
    done: CompletedSale,
    locked: LockedStock,
    receipt: ReceiptNumber,
    shop: ShopContext,
) -> None:
    """Write the sale, its movements and its two journal entries together."""
    ids = take_ids(session, {_SALE: 1, _ENTRY: 2})
    document = DocumentRef("sale", done.number)
    posted = Posted(done.cart.sold_on, shop.now, done.cart.till.site_id, document)
    tenders = tuple(TenderAmount(*item) for item in kept(done.tenders, done.change))
    revenue = SaleCompleted(posted, done.priced.net, done.priced.tax, tenders)
    move(
        session,
        moved,
        posted=posted,
        locked=locked,
        also=[revenue],
        entry_ids=ids[_ENTRY],
        batch=_sale_rows(ids[_SALE][0], done, receipt, shop),
    )


def complete_sale(
    session: Session, cart: Cart, tenders: Sequence[Tender], *, shop: ShopContext
) -> CompletedSale:
    """Sell: choose and take lots, post cost and revenue, number and write the sale.

    Dates are judged on the site's day of the sale, holds and recalls at commit. Raises
    PaymentShort, the lot refusals of `allocate_lots`, Forbidden for a price or discount beyond
    the role, PeriodClosed; then nothing is written.
    """
    _check(cart, tenders, shop)
    priced = price_items(cart.items, shop)
    change = change_of(priced.total, tenders, shop.currency)
    found, locked = allocate_lots(
        session, _requests(cart), site_id=cart.till.site_id, on=cart.sold_on
    )
    moved = carry(_moves(cart, found), locked)
    receipt = next_receipt_number(session, cart.till)
    done = CompletedSale(receipt.number, cart, priced, _taken(cart, moved), tuple(tenders), change)
    _book(session, moved, done, locked, receipt, shop)
    return done
