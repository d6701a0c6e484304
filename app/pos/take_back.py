"""Returns and voids from the page of a sale: what was typed becomes one use case, done once.

Each form carries a key; the same form sent twice does its work once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.db import transaction
from app.errors import bad_field
from app.identity.request_keys import claim, keep_answer
from app.identity.shop_context import ShopContext
from app.sales.services.take_return import (
    ReturnWish,
    TakenReturn,
    sale_by_number,
    take_return,
    void_sale,
)
from app.sales.tills import till_by_code

Work = Callable[[Session], TakenReturn]
LONGEST_LINE_NUMBER = 6


def _once(key: str, what: str, work: Work, shop: ShopContext) -> str:
    """Do the work under its key; the number of the document, new or made before."""
    asked = hashlib.sha256(what.encode()).hexdigest()

    def guarded(session: Session) -> str:
        who = shop.actor.key
        first = claim(session, actor=who, key=key, request_hash=asked, at=shop.now)
        if first is not None:
            return first.body
        number = work(session).number
        keep_answer(session, actor=who, key=key, status=201, body=number)
        return number

    return transaction(guarded)


def return_goods(number: str, form: Any, *, till: str, shop: ShopContext) -> str:
    """Take back what a ReturnForm says; the number of the return.

    Raises ReturnRefused, BadInput, NotFound; then nothing is written.
    """
    wishes = [_wish(row, form.reason.data) for row in form.wishes()]

    def work(session: Session) -> TakenReturn:
        sale = sale_by_number(session, number, shop)
        place = till_by_code(session, till, shop.actor)
        today = clock.local_day(shop.now, place.time_zone)
        tender = form.tender.data
        return take_return(session, sale, wishes, till=place, tender=tender, on=today, shop=shop)

    return _once(form.key.data, f"return {number} {wishes} {form.tender.data}", work, shop)


def _wish(row: Any, reason: str) -> ReturnWish:
    line = row.line.data or ""
    if not line.isdecimal() or len(line) > LONGEST_LINE_NUMBER:
        raise bad_field("line", "is not a line of this sale")
    return ReturnWish(int(line), row.quantity.data, row.disposition.data, reason, row.lot.data)


def undo_sale(number: str, form: Any, *, till: str, shop: ShopContext) -> str:
    """Void a sale by reversal; the number of the void. Raises WrongState, NotFound."""

    def work(session: Session) -> TakenReturn:
        sale = sale_by_number(session, number, shop)
        place = till_by_code(session, till, shop.actor)
        today = clock.local_day(shop.now, place.time_zone)
        return void_sale(session, sale, till=place, reason=form.reason.data, on=today, shop=shop)

    return _once(form.key.data, f"void {number} {form.reason.data}", work, shop)
