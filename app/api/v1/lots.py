"""Calls for lots: list, one, hold, release, write-off."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.api.v1.calls import Call, call
from app.api.v1.lot_shapes import (
    HoldBody,
    LotAnswer,
    LotPriceBody,
    LotQuery,
    ReasonBody,
    WriteOffBody,
)
from app.api.v1.quality import caught_json, made_json
from app.api.v1.texts import day, money, quantity, today_at
from app.identity.permissions import Permission
from app.identity.queries import site_by_code, site_by_id
from app.inventory import queries
from app.inventory.allocation import Shelf, Verdict, sellable, shelf
from app.inventory.made import made_and_there
from app.inventory.places import location_by_code
from app.inventory.services import relocate, second_person, status
from app.inventory.services.lot_price import set_lot_price
from app.values.money import price_text


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
    kept = sum(min(item.reserved, item.on_hand) for item in held)
    shelves = [item for item in held if item.sellable_place and may_sell]
    free = sum(max(0, item.on_hand - item.reserved) for item in shelves)
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
        "price": None if lot.price is None else price_text(lot.price, shop.currency),
        "expired": expired,
        "sellable": may_sell,
        "on_hand": quantity(on_hand),
        "reserved": quantity(kept),
        "available": quantity(free),
        "balances": [
            {"site": item.site, "location": item.location, "on_hand": quantity(item.on_hand)}
            | ({"value": money(item.value, shop)} if costs else {})
            for item in held
        ],
    }
    return answer | ({"value": money(sum(i.value for i in held), shop)} if costs else {})


def _one(asked: Call) -> dict[str, Any]:
    row = queries.lot(asked.session, asked.path["lot"], asked.shop.actor)
    held = queries.balances(asked.session, [row.Lot.id], site_id=asked.shop.actor.site_id)[
        row.Lot.id
    ]
    return lot_json(row, held, today_at(asked), asked)


@call("GET", "/lots", needs=Permission.SEE_STOCK, query=LotQuery)
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
    today = today_at(asked, site)
    items = [lot_json(row, held[row.Lot.id], today, asked) for row in page.items]
    return {"items": items, "next": page.next}


@call("GET", "/lots/<lot>", needs=Permission.SEE_STOCK, answer=LotAnswer)
def get_lot(asked: Call) -> dict[str, Any]:
    """One lot with its balances."""
    return _one(asked)


@call("PATCH", "/lots/<lot>", needs=Permission.EDIT_CATALOG, body=LotPriceBody)
def price_lot(asked: Call) -> dict[str, Any]:
    """Give a lot its own price, or the product's again with `null`."""
    shop, body = asked.shop, asked.body
    set_lot_price(
        asked.session,
        asked.path["lot"],
        body.price,
        reason=body.reason,
        at=shop.now,
        by=shop.actor,
    )
    return _one(asked)


@call("POST", "/lots/<lot>/quarantine", needs=Permission.HOLD_LOT, body=HoldBody)
def quarantine_lot(asked: Call) -> dict[str, Any]:
    """Hold a lot and what was made from it; `caught` says what was under way with the lot.

    `made_from_it` says what lies where of what was made from it, and whether it was held along.
    """
    session, shop, body = asked.session, asked.shop, asked.body
    held = status.quarantine(
        session,
        asked.path["lot"],
        reason=body.reason,
        at=shop.now,
        by=shop.actor,
        alone=body.alone,
    )
    lot = queries.lot(session, asked.path["lot"], shop.actor).Lot
    made = [
        made_json(each) | {"held_along": each.number in held}
        for each in made_and_there(session, lot.id, shop.actor)
    ]
    return _one(asked) | {"caught": caught_json(asked, lot), "made_from_it": made}


@call("POST", "/lots/<lot>/release", needs=Permission.RELEASE_LOT, body=ReasonBody)
def release_lot(asked: Call) -> dict[str, Any]:
    """Release a held lot; where the shop says so, not by the one who held it."""
    shop = asked.shop
    second_person.release_lot(
        asked.session,
        asked.path["lot"],
        reason=asked.body.reason,
        risks=shop.second_release,
        at=shop.now,
        by=shop.actor,
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
        on=today_at(asked, site),
        at=shop.now,
        by=shop.actor,
    )
    return _one(asked) | {"number": number}
