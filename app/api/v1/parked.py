"""Calls for parked carts: set one aside, see what waits at the site, take one up."""

from __future__ import annotations

from typing import Any

from app import clock
from app.api.v1.calls import DOCUMENT_SIZE, Call, call
from app.api.v1.parked_shapes import (
    ParkBody,
    ParkedAnswer,
    ParkedList,
    ParkedQuery,
    TakeBody,
    TakenAnswer,
)
from app.api.v1.texts import moment, money, quantity
from app.identity.permissions import Permission
from app.sales.parked import blocked_lots, goods_of, waiting
from app.sales.services.park_cart import CartToPark, park_cart, take_up_cart
from app.sales.tills import till_by_code

SELL = Permission.SELL


def _shown(row: Any, asked: Call) -> dict[str, Any]:
    parked = row.ParkedCart
    return {
        "key": parked.key,
        "name": parked.name,
        "lines": parked.line_count,
        "total": money(parked.total, asked.shop),
        "till": row.till,
        "parked_at": moment(parked.parked_at),
        "parked_by": parked.parked_by,
    }


@call("POST", "/till/parked", needs=SELL, body=ParkBody, answer=ParkedAnswer, size=DOCUMENT_SIZE)
def park(asked: Call) -> Any:
    """Set a cart aside under a name; its own key makes a repeat harmless."""
    body = asked.body
    till = till_by_code(asked.session, body.till, asked.shop.actor)
    wish = CartToPark(body.key, body.name, body.cart, body.total)
    return _shown(park_cart(asked.session, till, wish, shop=asked.shop), asked)


@call("GET", "/till/parked", needs=SELL, query=ParkedQuery, answer=ParkedList)
def list_parked(asked: Call) -> Any:
    """The carts parked at a till's site, with the goods they hold."""
    till = till_by_code(asked.session, asked.query.till, asked.shop.actor)
    items = []
    for row in waiting(asked.session, till.site_id):
        goods = [
            {"sku": each.sku, "quantity": quantity(each.quantity), "lot": each.lot}
            for each in goods_of(row.ParkedCart.cart)
        ]
        items.append({**_shown(row, asked), "goods": goods})
    return {"items": items}


@call(
    "POST",
    "/till/parked/<key>/take",
    needs=SELL,
    body=TakeBody,
    answer=TakenAnswer,
    document=True,
)
def take_up(asked: Call) -> Any:
    """Take a parked cart up, once; the second to ask is told who has it."""
    till = till_by_code(asked.session, asked.body.till, asked.shop.actor)
    row = take_up_cart(asked.session, asked.path["key"], till, shop=asked.shop)
    cart = row.ParkedCart.cart
    on = clock.local_day(asked.shop.now, till.time_zone)
    blocked = [vars(each) for each in blocked_lots(asked.session, cart, on=on)]
    return {**_shown(row, asked), "cart": cart, "blocked": blocked}
