"""Calls for lots: list, one, trace, hold, release, write-off; for moves and stock on hand."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from app import clock
from app.api.v1.calls import Call, call
from app.api.v1.catalog_shapes import Limit
from app.api.v1.fields import (
    Answer,
    Body,
    Code,
    Day,
    Decimals,
    LotCode,
    Quantity,
    Reason,
    Sku,
)
from app.api.v1.texts import day, moment, money, quantity
from app.identity.permissions import Permission
from app.identity.queries import home_site, site_by_code, site_by_id
from app.inventory import queries
from app.inventory.allocation import Shelf, Verdict, last_sellable_floor, sellable, shelf
from app.inventory.models import LOT_STATUSES
from app.inventory.places import location_by_code
from app.inventory.services import relocate, status
from app.purchasing.queries import receipt_head
from app.sales.lot_sales import sales_of_lots
from app.values.quantity import quantity_text
from app.web.paging import DEFAULT_LIMIT, MAX_CURSOR

TRACE_ROWS = 1000
SeesStock = Permission.SEE_STOCK


def _status_word(value: Any) -> str:
    if value not in LOT_STATUSES:
        raise ValueError(f"must be one of {', '.join(LOT_STATUSES)}")
    return str(value)


Cursor = Annotated[str, Field(max_length=MAX_CURSOR)]


class LotQuery(Body):
    """Which lots."""

    sku: Sku | None = None
    supplier_lot: LotCode | None = None
    status: Annotated[str, BeforeValidator(_status_word)] | None = None
    site: Code | None = None
    expires_before: Day | None = None
    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor | None = None


class LotAnswer(Answer):
    """A lot; `value` only where the role sees cost."""

    lot: str
    sku: str
    supplier_lot: str | None
    made_on: str | None
    expires_on: str | None
    received_on: str
    status: str
    expired: bool
    sellable: bool
    on_hand: Decimals
    reserved: Decimals
    available: Decimals
    balances: list[dict[str, Any]]


class ReasonBody(Body):
    """Why."""

    reason: Reason


class WriteOffBody(Body):
    """Why, and how much of it from where; all of it where nothing is said."""

    reason: Reason
    quantity: Quantity | None = None
    location: Code | None = None


class MoveLine(Body):
    """So much of a lot from one location to another of the same site."""

    lot: LotCode
    quantity: Quantity
    from_: Annotated[Code, Field(alias="from")]
    to: Code


class MoveBody(Body):
    """Moves to do together."""

    lines: Annotated[list[MoveLine], Field(min_length=1, max_length=500)]


class StockQuery(Body):
    """Of which product, at which site, on which day."""

    sku: Sku | None = None
    site: Code | None = None
    as_of: Day | None = None


def _lot_state(row: Any, today: date) -> tuple[bool, bool]:
    lot = row.Lot
    dated = shelf(lot.expiry_kind, lot.expires_on, today)
    verdict = sellable(
        lot.status, lot.expiry_kind, lot.expires_on, today, min_days=row.min_days_at_sale
    )
    return dated in {Shelf.EXPIRED, Shelf.PAST_BEST}, verdict is Verdict.OK


def lot_json(row: Any, held: list[Any], today: date, asked: Call) -> dict[str, Any]:
    """A lot as the interface writes it."""
    lot, shop = row.Lot, asked.shop
    costs = shop.actor.may(Permission.SEE_COST)
    expired, may_sell = _lot_state(row, today)
    on_hand = sum(item.on_hand for item in held)
    free = sum(item.on_hand for item in held if item.sellable_place) if may_sell else 0
    answer = {
        "lot": lot.number,
        "sku": row.sku,
        "name": row.name,
        "supplier": lot.supplier_code,
        "supplier_lot": lot.supplier_lot,
        "made_on": day(lot.made_on),
        "expires_on": day(lot.expires_on),
        "expiry_kind": lot.expiry_kind,
        "received_on": day(lot.received_on),
        "status": lot.status,
        "expired": expired,
        "sellable": may_sell,
        "on_hand": quantity(on_hand),
        "reserved": "0",
        "available": quantity(free),
        "balances": [
            {"site": item.site, "location": item.location, "on_hand": quantity(item.on_hand)}
            | ({"value": money(item.value, shop)} if costs else {})
            for item in held
        ],
    }
    return answer | ({"value": money(sum(i.value for i in held), shop)} if costs else {})


def _today(asked: Call, site: Any = None) -> date:
    site = site or home_site(asked.session, asked.shop.actor)
    return clock.local_day(asked.shop.now, site.time_zone)


def _one(asked: Call) -> dict[str, Any]:
    row = queries.lot(asked.session, asked.path["lot"], asked.shop.actor)
    held = queries.balances(asked.session, [row.Lot.id], site_id=asked.shop.actor.site_id)[
        row.Lot.id
    ]
    return lot_json(row, held, _today(asked), asked)


@call("GET", "/lots", needs=SeesStock, query=LotQuery)
def list_lots(asked: Call) -> dict[str, Any]:
    """Lots, newest first."""
    query, actor = asked.query, asked.shop.actor
    site = site_by_code(asked.session, query.site, actor) if query.site else None
    wanted = queries.LotFilter(
        query.sku,
        query.supplier_lot,
        query.status,
        site.id if site else actor.site_id,
        query.expires_before,
    )
    page = queries.lots(asked.session, wanted, limit=query.limit, cursor=query.cursor)
    held = queries.balances(
        asked.session, [row.Lot.id for row in page.items], site_id=wanted.site_id
    )
    today = _today(asked, site)
    items = [lot_json(row, held[row.Lot.id], today, asked) for row in page.items]
    return {"items": items, "next": page.next}


@call("GET", "/lots/<lot>", needs=SeesStock, answer=LotAnswer)
def get_lot(asked: Call) -> dict[str, Any]:
    """One lot with its balances."""
    return _one(asked)


def _movement_json(row: Any, asked: Call) -> dict[str, Any]:
    item = row.Movement
    answer = {
        "at": moment(item.recorded_at),
        "on": day(item.moved_on),
        "kind": item.kind,
        "from": row.source or item.from_place,
        "to": row.target or item.to_place,
        "quantity": quantity(item.quantity),
        "document": f"{item.document_kind} {item.document_number}",
        "reason": item.reason,
    }
    costs = asked.shop.actor.may(Permission.SEE_COST)
    return answer | ({"value": money(item.value, asked.shop)} if costs else {})


PLACE_TOTALS = {
    "received": (("supplier", "stock"), ("opening", "stock")),
    "sold": (("stock", "customer"),),
    "returned": (("customer", "stock"), ("customer", "waste")),
    "written_off": (("stock", "waste"), ("customer", "waste")),
    "to_supplier": (("stock", "supplier"),),
    "adjusted": (("shrinkage", "stock"), ("stock", "shrinkage")),
}
"""Total of a trace -> the flows it adds; adjustments count short as negative."""


def _totals(flows: dict[tuple[str, str], tuple[int, int]], part: int) -> dict[str, int]:
    sums = {
        name: sum(flows.get(flow, (0, 0))[part] for flow in pairs)
        for name, pairs in PLACE_TOTALS.items()
    }
    sums["adjusted"] -= 2 * flows.get(("stock", "shrinkage"), (0, 0))[part]
    return sums


def _trace_sales(asked: Call, lot_id: int) -> list[dict[str, Any]]:
    rows = sales_of_lots(asked.session, [lot_id], limit=TRACE_ROWS)
    return [
        {
            "number": row.number,
            "sold_at": moment(row.sold_at),
            "line": row.line,
            "quantity": quantity(row.quantity),
            "returned": quantity(row.returned),
            "certainty": row.certainty,
            "customer": row.customer,
        }
        for row in rows
    ]


def _trace_sums(asked: Call, lot_id: int, held: list[Any]) -> dict[str, Any]:
    flows = queries.flows(asked.session, lot_id)
    sums = {name: quantity_text(total) for name, total in _totals(flows, 0).items()}
    answer: dict[str, Any] = {
        "totals": sums | {"on_hand": quantity(sum(item.on_hand for item in held))}
    }
    if asked.shop.actor.may(Permission.SEE_COST):
        worth = _totals(flows, 1)
        answer["value"] = {
            "received": money(worth["received"], asked.shop),
            "cogs": money(worth["sold"] - worth["returned"], asked.shop),
            "written_off": money(worth["written_off"], asked.shop),
            "on_hand": money(sum(item.value for item in held), asked.shop),
        }
    return answer


@call("GET", "/lots/<lot>/trace", needs=Permission.TRACE)
def trace_lot(asked: Call) -> dict[str, Any]:
    """A lot from origin to buyers and money, both directions."""
    row = queries.lot(asked.session, asked.path["lot"], asked.shop.actor)
    lot = row.Lot
    held = queries.balances(asked.session, [lot.id])[lot.id]
    came_by = {lot.origin_kind: lot.origin_number}
    moves = queries.movements(asked.session, lot.id, limit=TRACE_ROWS)
    return {
        "lot": lot.number,
        "sku": row.sku,
        "origin": {
            "supplier": lot.supplier_code,
            "supplier_lot": lot.supplier_lot,
            "purchase_order": _ordered_by(asked, came_by.get("goods_receipt")),
            "goods_receipt": came_by.get("goods_receipt"),
            "received_on": day(lot.received_on),
        },
        "movements": [_movement_json(item, asked) for item in moves],
        "sales": _trace_sales(asked, lot.id),
        **_trace_sums(asked, lot.id, held),
    }


def _ordered_by(asked: Call, receipt: str | None) -> str | None:
    head = receipt_head(asked.session, receipt, asked.shop.actor) if receipt else None
    return head.order if head else None


@call("POST", "/lots/<lot>/quarantine", needs=Permission.HOLD_LOT, body=ReasonBody)
def quarantine_lot(asked: Call) -> dict[str, Any]:
    """Hold a lot."""
    shop = asked.shop
    status.quarantine(
        asked.session, asked.path["lot"], reason=asked.body.reason, at=shop.now, by=shop.actor
    )
    return _one(asked)


@call("POST", "/lots/<lot>/release", needs=Permission.RELEASE_LOT, body=ReasonBody)
def release_lot(asked: Call) -> dict[str, Any]:
    """Release a held lot."""
    shop = asked.shop
    status.release(
        asked.session, asked.path["lot"], reason=asked.body.reason, at=shop.now, by=shop.actor
    )
    return _one(asked)


@call("POST", "/lots/<lot>/write-off", needs=Permission.WRITE_OFF, body=WriteOffBody)
def write_off_lot(asked: Call) -> dict[str, Any]:
    """Take goods out as waste."""
    session, shop, body = asked.session, asked.shop, asked.body
    place = location_by_code(session, body.location, shop.actor) if body.location else None
    site = site_by_id(session, place.site_id) if place else None
    number = relocate.write_off(
        session,
        asked.path["lot"],
        reason=body.reason,
        quantity=body.quantity,
        location=place,
        on=_today(asked, site),
        at=shop.now,
        by=shop.actor,
    )
    return _one(asked) | {"number": number}


@call("POST", "/stock/moves", needs=Permission.MOVE_STOCK, body=MoveBody, status=201, document=True)
def move_stock(asked: Call) -> dict[str, Any]:
    """Move lots between locations of a site."""
    session, shop = asked.session, asked.shop
    lines = [
        relocate.Relocation(
            line.lot,
            line.quantity,
            location_by_code(session, line.from_, shop.actor, field=f"lines.{number}.from"),
            location_by_code(session, line.to, shop.actor, field=f"lines.{number}.to"),
        )
        for number, line in enumerate(asked.body.lines)
    ]
    site = site_by_id(session, lines[0].source.site_id)
    number = relocate.relocate(session, lines, on=_today(asked, site), at=shop.now, by=shop.actor)
    return {
        "number": number,
        "lines": [
            {
                "lot": line.lot,
                "quantity": quantity(line.quantity),
                "from": line.source.code,
                "to": line.target.code,
            }
            for line in lines
        ],
    }


def _available(row: Any, today: date) -> int:
    floor = last_sellable_floor(row.expiry_kind, row.min_days_at_sale, today)
    free = row.status == "released" and row.sellable_place and row.expires_on >= floor
    return int(row.on_hand) if free else 0


@call("GET", "/stock", needs=SeesStock, query=StockQuery)
def stock_on_hand(asked: Call) -> list[dict[str, Any]]:
    """On hand and available per product."""
    query, actor = asked.query, asked.shop.actor
    site = site_by_code(asked.session, query.site, actor) if query.site else None
    site_id = site.id if site else actor.site_id
    rows = queries.stock(asked.session, sku=query.sku, site_id=site_id, as_of=query.as_of)
    today, sums = _today(asked, site), {}
    for row in rows:
        total = sums.setdefault(row.sku, [0, 0])
        total[0] += int(row.on_hand)
        total[1] += int(row.on_hand) if query.as_of else _available(row, today)
    return [
        {
            "sku": sku,
            "on_hand": quantity(on_hand),
            "reserved": "0",
            "available": quantity(available),
        }
        for sku, (on_hand, available) in sums.items()
    ]
