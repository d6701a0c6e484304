"""A sale that a program made without the server and hands in now: taken as it is, and flagged.

What names no product, or does not add up, is refused like any wrong field; nothing else is.
"""

from __future__ import annotations

from typing import Any

from app import clock
from app.api.v1.calls import Call
from app.api.v1.selling_lines import FactWords, fact_words
from app.errors import bad_field
from app.identity.permissions import Permission
from app.inventory.models import Lot
from app.inventory.queries import balances, lots_named
from app.sales.customers import customer_by_code
from app.sales.pricing import Tender, settle
from app.sales.services.complete_sale import price_items
from app.sales.services.judge_fact import SaidYes
from app.sales.services.record_fact import FactLine, FactLot, RecordedFact, SaleFact, record_fact
from app.sales.tills import TillPlace, till_by_code


def _shares(asked: Call, lots: list[Lot], quantity: int, till: TillPlace) -> list[tuple[str, int]]:
    """How much of each lot that goes by one code left: what is there, oldest first."""
    held = balances(asked.session, [lot.id for lot in lots], site_id=till.site_id)
    left, shares = quantity, []
    for lot in lots[:-1]:
        part = min(left, sum(row.on_hand for row in held[lot.id]))
        if part:
            shares.append((lot.number, part))
            left -= part
    return [*shares, (lots[-1].number, left)] if left else shares


def _lots(asked: Call, words: FactWords, till: TillPlace) -> tuple[FactLot, ...]:
    """The lots a line names; a code that is nobody's stays, to be flagged."""
    if not words.lot_codes:
        return ()
    lots = list(lots_named(asked.session, words.item.product.id, words.lot_codes))
    quantity, certainty = words.item.quantity, words.item.certainty
    if not lots:
        return (FactLot(words.lot_codes[0], quantity, certainty),)
    return tuple(
        FactLot(number, part, certainty) for number, part in _shares(asked, lots, quantity, till)
    )


def _line(asked: Call, words: FactWords, till: TillPlace) -> FactLine:
    item = words.item
    yeses = tuple(SaidYes(o.kind, o.reason, o.approval or "") for o in item.overrides)
    return FactLine(item, item.product, _lots(asked, words, till), yeses)


def take_offline_sale(asked: Call, token: str) -> RecordedFact:
    """Record a sale of the past as a fact; needs the right to, and a number of the till's own.

    Raises Forbidden, BadInput for a wrong field, PaymentShort where the money does not add up.
    """
    session, shop, body = asked.session, asked.shop, asked.body
    shop.actor.require(Permission.RECORD_OFFLINE)
    till = till_by_code(session, body.till, shop.actor)
    sold_at = body.sold_at or shop.now
    if sold_at > shop.now:
        raise bad_field("sold_at", "is in the future")
    words = fact_words(asked, clock.local_day(sold_at, till.time_zone))
    lines = tuple(_line(asked, each, till) for each in words)
    tenders = tuple(Tender(p.tender, p.amount, p.reference) for p in body.payments if p.amount)
    priced = price_items([line.item for line in lines], shop)
    paid = settle(priced.total, tenders, shop.currency, shop.cash_step)
    customer = customer_by_code(session, body.customer) if body.customer else None
    if customer is None and any(tender.tender == "account" for tender in tenders):
        raise bad_field("customer", "a sale on account needs a customer")
    fact = SaleFact(
        till,
        lines,
        priced,
        priced.total,
        tenders,
        paid.change,
        paid.rounding,
        sold_at,
        customer.id if customer else None,
        token,
        note=body.note,
    )
    return record_fact(session, fact, shop=shop)


def exceptions_json(found: RecordedFact) -> list[dict[str, Any]]:
    """The rules a recorded sale went against, as the interface answers them."""
    return [
        {"code": flag.code, "line": flag.line, "lot": flag.lot, "detail": flag.detail}
        for flag in found.flags
    ]
