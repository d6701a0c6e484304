"""One sale, from cart to books, in one transaction: lots, cost, revenue, number, receipt data.

A till sale, a web order and a program's call all end here. Never prints, mails or reads the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.accounting.models import JournalEntry
from app.errors import BadInput, bad_field
from app.facts import Posted, SaleCompleted, TenderAmount
from app.identity.approvals import mark_used
from app.identity.permissions import Permission
from app.identity.shop_context import ShopContext
from app.inventory.allocation import Allocation
from app.inventory.locking import LockedStock
from app.inventory.services.issue import Request, allocate_lots
from app.inventory.services.move import LotRef, Move, Moved, Spot, carry, move
from app.rows import take_ids
from app.sales.cart import Cart, CompletedSale, SaleItem, Taken
from app.sales.models import Sale
from app.sales.own_prices import at_own_prices
from app.sales.pricing import CartLine, PricedCart, Tender, kept, price_cart, settle
from app.sales.services.overrides import Judged, judge_items
from app.sales.services.sale_rows import number_sale, sale_rows
from app.sales.services.voucher_money import spend_vouchers
from app.values.document import DocumentRef

_SALE = Sale.__table__
_ENTRY = JournalEntry.__table__


def _check(cart: Cart, tenders: Sequence[Tender], shop: ShopContext) -> None:
    if not cart.items:
        raise BadInput("A sale needs a line.", [("lines", "must not be empty")])
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
            item.price,
            item.list_price,
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
            item.override("expired") is not None,
        )
        for line, item in enumerate(cart.items, 1)
    ]


def moves_of(cart: Cart, found: dict[int, Allocation]) -> list[Move]:
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


def taken_of(cart: Cart, moved: Sequence[Moved]) -> tuple[Taken, ...]:
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


def book_sale(
    session: Session,
    done: CompletedSale,
    moved: Sequence[Moved],
    locked: LockedStock,
    *,
    shop: ShopContext,
    judged: Judged | None = None,
) -> CompletedSale:
    """Number the sale and write it with its movements and its two journal entries.

    The last step of every sale, also of one that a terminal made by itself. The till's row is
    the last lock. Raises PeriodClosed.
    """
    ids = take_ids(session, {_SALE: 1, _ENTRY: 2})
    numbered = number_sale(session, done, shop)
    done = numbered.done
    document = DocumentRef("sale", done.number)
    for approval_id in judged.approvals if judged else ():
        mark_used(session, approval_id, document, shop.now)
    posted = Posted(done.cart.sold_on, shop.now, done.cart.till.site_id, document)
    tenders = tuple(TenderAmount(*item) for item in kept(done.tenders, done.change))
    revenue = SaleCompleted(posted, done.priced.net, done.priced.tax, tenders, done.rounding)
    move(
        session,
        moved,
        posted=posted,
        locked=locked,
        also=[revenue],
        entry_ids=ids[_ENTRY],
        batch=sale_rows(ids[_SALE][0], numbered),
    )
    return done


def complete_sale(
    session: Session, cart: Cart, tenders: Sequence[Tender], *, shop: ShopContext
) -> CompletedSale:
    """Sell: choose and take lots, post cost and revenue, number and write the sale.

    Dates are judged on the site's day of the sale, holds and recalls at commit. Raises
    PaymentShort, the lot refusals of `allocate_lots`, Forbidden for a price or discount beyond
    the role and ApprovalMissing for a yes that does not count, the voucher refusals of
    `spend_vouchers`, PeriodClosed; then nothing is written.
    """
    _check(cart, tenders, shop)
    judged, asked = judge_items(session, cart, shop), cart
    priced = price_items(cart.items, shop)
    found, locked = allocate_lots(
        session, _requests(cart), site_id=cart.till.site_id, on=cart.sold_on
    )
    cart = at_own_prices(session, cart, found, shop)
    if cart is not asked:
        judged, priced = judge_items(session, cart, shop), price_items(cart.items, shop)
    paid = settle(priced.total, tenders, shop.currency, shop.cash_step)
    moved = carry(moves_of(cart, found), locked)
    spent = spend_vouchers(session, tenders, on=cart.sold_on, shop=shop)
    done = CompletedSale(
        "",
        cart,
        priced,
        taken_of(cart, moved),
        tuple(tenders),
        paid.change,
        paid.rounding,
        judged.approvers,
        spent,
    )
    return book_sale(session, done, moved, locked, shop=shop, judged=judged)
