"""Calls for sales, returns and voids. The services do the selling."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app import clock
from app.api.v1.calls import DOCUMENT_SIZE, Call, call
from app.api.v1.offline_sale import exceptions_json, take_offline_sale
from app.api.v1.selling_lines import items_of
from app.api.v1.selling_shapes import ReturnAnswer, ReturnBody, SaleAnswer, SaleBody, VoidBody
from app.api.v1.texts import moment, money, quantity
from app.errors import bad_field
from app.identity.permissions import Permission
from app.sales.cart import Cart, CompletedSale, new_receipt_token
from app.sales.customers import customer_by_code
from app.sales.pricing import Tender
from app.sales.queries import till_of
from app.sales.services.complete_sale import complete_sale
from app.sales.services.desk_return import Proof, take_desk_return
from app.sales.services.take_return import (
    ReturnWish,
    TakenReturn,
    sale_by_number,
    void_sale,
)
from app.sales.tills import till_by_code
from app.values.money import price_text


def sale_json(done: CompletedSale, asked: Call) -> dict[str, Any]:
    """A completed sale as the interface answers it."""
    shop = asked.shop
    answer = {
        "number": done.number,
        "receipt_number": done.number,
        "sold_at": moment(done.cart.sold_at),
        "total": money(done.priced.total, shop),
        "net": money(done.priced.net, shop),
        "tax": money(done.priced.tax, shop),
        "change": money(done.change, shop),
        "rounding": money(done.rounding, shop),
        "receipt_token": done.cart.token,
        "note": done.cart.note,
        "lines": [_line_json(done, number, asked) for number in range(len(done.cart.items))],
        "exceptions": [],
    }
    if shop.actor.may(Permission.SEE_COST):
        answer["cogs"] = money(done.cogs, shop)
    return answer


def _line_json(done: CompletedSale, number: int, asked: Call) -> dict[str, Any]:
    item, priced, shop = done.cart.items[number], done.priced.lines[number], asked.shop
    return {
        "line": priced.line,
        "sku": item.product.sku,
        "name": item.product.name,
        "quantity": quantity(item.quantity),
        "unit_price": price_text(item.price, shop.currency),
        "discount": money(priced.discount, shop),
        "total": money(priced.total, shop),
        "tax": money(priced.tax, shop),
        "note": item.note,
        "allocations": [
            {
                "lot": taken.lot,
                "quantity": quantity(taken.quantity),
                "certainty": taken.certainty,
            }
            for taken in done.taken
            if taken.line == priced.line
        ],
    }


def _sold_at(asked: Call) -> datetime:
    wanted: datetime = asked.body.sold_at or asked.shop.now
    if wanted > asked.shop.now:
        raise bad_field("sold_at", "is in the future")
    return wanted


@call(
    "POST",
    "/sales",
    needs=Permission.SELL,
    body=SaleBody,
    answer=SaleAnswer,
    status=201,
    document=True,
    size=DOCUMENT_SIZE,
)
def create_sale(asked: Call) -> dict[str, Any]:
    """Sell: lots, cost, revenue and receipt number in one transaction."""
    session, shop, body = asked.session, asked.shop, asked.body
    if body.offline:
        recorded = take_offline_sale(asked, new_receipt_token())
        return sale_json(recorded.done, asked) | {"exceptions": exceptions_json(recorded)}
    till = till_by_code(session, body.till, shop.actor)
    sold_at = _sold_at(asked)
    sold_on = clock.local_day(sold_at, till.time_zone)
    customer = customer_by_code(session, body.customer) if body.customer else None
    cart = Cart(
        till,
        items_of(asked, till, sold_on),
        sold_at,
        sold_on,
        clock.local_day(shop.now, till.time_zone),
        customer.id if customer else None,
        new_receipt_token(),
        note=body.note,
    )
    tenders = [
        Tender(payment.tender, payment.amount, payment.reference)
        for payment in body.payments
        if payment.amount
    ]
    return sale_json(complete_sale(session, cart, tenders, shop=shop), asked)


def return_json(done: TakenReturn, asked: Call) -> dict[str, Any]:
    """A return as the interface answers it."""
    return {
        "number": done.number,
        "kind": done.kind,
        "total": money(done.total, asked.shop),
        "lines": [
            {
                "line": line.line,
                "lot": line.lot,
                "quantity": quantity(line.quantity),
                "disposition": line.disposition,
                "total": money(line.net + line.tax, asked.shop),
            }
            for line in done.lines
        ],
        "refunds": [
            {"tender": tender, "amount": money(amount, asked.shop)}
            | ({"voucher": voucher} if voucher else {})
            for (tender, amount), voucher in zip(done.refunds, done.vouchers, strict=True)
        ],
    }


@call(
    "POST",
    "/sales/<number>/returns",
    needs=Permission.RETURN,
    body=ReturnBody,
    answer=ReturnAnswer,
    status=201,
    document=True,
)
def create_return(asked: Call) -> dict[str, Any]:
    """Take goods back to their lots and give the money back."""
    session, shop, body = asked.session, asked.shop, asked.body
    sale = sale_by_number(session, asked.path["number"], shop)
    till = till_by_code(session, body.till, shop.actor)
    wishes = [
        ReturnWish(line.line, line.quantity, line.disposition, line.reason, line.lot)
        for line in body.lines
    ]
    today = clock.local_day(shop.now, till.time_zone)
    done = take_desk_return(
        session,
        sale,
        wishes,
        proof=Proof(body.proof, body.approval),
        till=till,
        tender=body.refund.tender,
        on=today,
        shop=shop,
    )
    return return_json(done, asked)


@call(
    "POST",
    "/sales/<number>/void",
    needs=Permission.VOID,
    body=VoidBody,
    answer=ReturnAnswer,
    status=201,
    document=True,
)
def create_void(asked: Call) -> dict[str, Any]:
    """Undo a whole sale by a reversal."""
    session, shop = asked.session, asked.shop
    sale = sale_by_number(session, asked.path["number"], shop)
    named = asked.body.till
    till = till_by_code(session, named, shop.actor) if named else till_of(session, sale.till_id)
    today = clock.local_day(shop.now, till.time_zone)
    done = void_sale(session, sale, till=till, reason=asked.body.reason, on=today, shop=shop)
    return return_json(done, asked)
