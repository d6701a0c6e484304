"""`GET /returns/lookup`: what may come back, by receipt, by scan, or by both. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from app import clock
from app.api.v1.calls import Call, call
from app.api.v1.fields import Answer, Body, Code
from app.api.v1.texts import day, moment, money, quantity
from app.catalog.scanning import resolve
from app.errors import bad_field
from app.gs1.parse import read
from app.identity.permissions import Permission
from app.identity.queries import home_site
from app.sales import queries, return_desk
from app.sales.pricing import Tender, kept, part_of
from app.sales.refunds import still_refundable
from app.sales.return_desk import ALLOWED, Goods, Picked, state_of
from app.sales.tills import till_by_code
from app.values.money import price_text


class LookupQuery(Body):
    """A receipt (number, token or its address), a scan of the goods, or both; at which till."""

    receipt: Annotated[str, Field(max_length=300)] = ""
    scan: Annotated[str, Field(max_length=1000)] = ""
    till: Code | None = None


class LookupAnswer(Answer):
    """The sale of a receipt, or recent sales of what was scanned."""

    sale: dict[str, Any] | None
    sales: list[dict[str, Any]]
    scanned: dict[str, Any] | None
    picked: dict[str, Any] | None
    approval_needed: bool
    message: str


def _state(lot: Any, on: date) -> dict[str, Any]:
    state = state_of(lot, on)
    return {"state": state, "expires_on": day(lot.expires_on), "allowed": list(ALLOWED[state])}


def _lot_json(row: Any, on: date) -> dict[str, Any]:
    return {
        "lot": row.number,
        "tracked": row.tracked,
        "certainty": row.certainty,
        "quantity": quantity(row.quantity),
        "returned": quantity(row.returned),
        "returnable": quantity(row.left),
        **_state(row, on),
    }


def _line_json(row: Any, taken: Sequence[Any], on: date, asked: Call) -> dict[str, Any]:
    line, shop = row.SaleLine, asked.shop
    return {
        "line": line.line,
        "sku": row.sku,
        "name": line.name,
        "unit": line.unit,
        "quantity": quantity(line.quantity),
        "returned": quantity(sum(item.returned for item in taken)),
        "unit_price": price_text(line.unit_price, shop.currency),
        "paid": money(line.net + line.tax, shop),
        "lots": [_lot_json(item, on) for item in taken],
    }


def _tenders(asked: Call, head: Any) -> list[dict[str, str]]:
    """What of the sale's money has not gone back yet, in the order it would."""
    session, sale = asked.session, head.Sale
    returns = queries.returns_of(session, sale.id)
    refunds = queries.refunds_of(session, [each.id for each in returns])
    before = [(item.tender, item.amount) for given in refunds.values() for item in given]
    paid = [Tender(row.tender, row.amount) for row in queries.payments(session, sale.id)]
    left = still_refundable(kept(paid, sale.change), before)
    return [
        {"tender": tender, "amount": money(amount, asked.shop)} for tender, amount in left.items()
    ]


def _sale_json(asked: Call, head: Any, lines: Sequence[Any], taken: Any) -> dict[str, Any]:
    sale, session = head.Sale, asked.session
    today = clock.local_day(asked.shop.now, head.time_zone)
    return {
        "number": sale.number,
        "sold_at": moment(sale.sold_at),
        "till": head.till,
        "site": head.site,
        "cashier": sale.cashier,
        "customer": head.customer,
        "total": money(sale.total, asked.shop),
        "state": queries.return_states(session, [sale.id]).get(sale.id, "completed"),
        "tenders": _tenders(asked, head),
        "lines": [_line_json(row, taken.get(row.SaleLine.line, ()), today, asked) for row in lines],
    }


def _recent_json(row: Any, on: date, asked: Call) -> dict[str, Any]:
    left = row.left
    return {
        "sale": row.number,
        "sold_at": moment(row.sold_at),
        "till": row.till,
        "line": row.line,
        "sku": row.sku,
        "name": row.name,
        "unit": row.unit,
        "worth": money(part_of(row.net + row.tax, 0, left, row.whole), asked.shop),
        "lot": row.lot,
        "certainty": row.certainty,
        "returnable": quantity(left),
        **_state(row, on),
    }


def _goods(asked: Call, on: date) -> Goods | None:
    if not asked.query.scan:
        return None
    reading = read(asked.query.scan, today=on, rcn=asked.shop.in_store)
    return return_desk.scanned_goods(asked.session, resolve(asked.session, reading))


def _goods_json(goods: Goods | None) -> dict[str, Any] | None:
    if goods is None:
        return None
    lots = [lot.number for lot in goods.lots]
    return {"sku": goods.sku, "name": goods.name, "lots": lots}


def _picked_json(picked: Picked | None) -> dict[str, Any] | None:
    return None if picked is None else dict(vars(picked))


def _on_receipt(asked: Call, on: date, goods: Goods | None) -> dict[str, Any]:
    head = return_desk.sale_of_receipt(asked.session, asked.query.receipt, asked.shop.actor)
    lines = queries.sale_lines(asked.session, head.Sale.id)
    taken = queries.allocations(asked.session, head.Sale.id)
    picked = return_desk.pick(lines, taken, goods) if goods else None
    message = _message(asked, goods, picked)
    return {
        "sale": _sale_json(asked, head, lines, taken),
        "sales": [],
        "scanned": _goods_json(goods),
        "picked": _picked_json(picked),
        "approval_needed": picked is not None and picked.differs,
        "message": message,
    }


def _message(asked: Call, goods: Goods | None, picked: Picked | None) -> str:
    if not asked.query.scan or (picked is not None and not picked.differs):
        return ""
    if goods is None:
        return "No product has this code."
    if picked is None:
        return f"Nothing of {goods.name} on this receipt is left to return."
    lot = goods.lots[0].number if goods.lots else "another lot"
    return f"The receipt says lot {picked.lot}; this is lot {lot}. Somebody has to agree."


def _without_receipt(asked: Call, on: date, site_id: int, goods: Goods | None) -> dict[str, Any]:
    rows = return_desk.recent_sales(asked.session, goods, site_id=site_id, on=on) if goods else ()
    return {
        "sale": None,
        "sales": [_recent_json(row, on, asked) for row in rows],
        "scanned": _goods_json(goods),
        "picked": None,
        "approval_needed": True,
        "message": "" if rows else _never_sold(goods),
    }


def _never_sold(goods: Goods | None) -> str:
    if goods is None:
        return "No product has this code. Ask for the receipt."
    what = f"Lot {goods.lots[0].number} of {goods.name}" if goods.lots else goods.name
    days = return_desk.RECENT.days
    return (
        f"{what} was not sold here in the last {days} days, or all of it came back. "
        "It is taken back on its receipt only."
    )


@call(
    "GET",
    "/returns/lookup",
    needs=Permission.RETURN,
    query=LookupQuery,
    answer=LookupAnswer,
)
def look_up(asked: Call) -> dict[str, Any]:
    """A sale by its receipt with what can come back of it; without one, recent sales of a code."""
    session, query, shop = asked.session, asked.query, asked.shop
    if not (query.receipt.strip() or query.scan):
        raise bad_field("receipt", "name a receipt or a scan")
    till = till_by_code(session, query.till, shop.actor) if query.till else None
    site = till or home_site(session, shop.actor)
    on = clock.local_day(shop.now, site.time_zone)
    goods = _goods(asked, on)
    if query.receipt.strip():
        return _on_receipt(asked, on, goods)
    site_id = till.site_id if till else home_site(session, shop.actor).id
    return _without_receipt(asked, on, site_id, goods)
