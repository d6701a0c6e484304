"""Calls for moves inside a site and for stock on hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.api.v1.calls import Call, call
from app.api.v1.lot_shapes import MoveBody, StockQuery
from app.api.v1.texts import quantity, today_at
from app.identity.permissions import Permission
from app.identity.queries import site_by_code, site_by_id
from app.inventory import queries
from app.inventory.allocation import last_sellable_floor
from app.inventory.places import location_by_code
from app.inventory.services import relocate


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
    number = relocate.relocate(session, lines, on=today_at(asked, site), at=shop.now, by=shop.actor)
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
    return max(0, int(row.on_hand) - int(row.reserved)) if free else 0


@call("GET", "/stock", needs=Permission.SEE_STOCK, query=StockQuery)
def stock_on_hand(asked: Call) -> list[dict[str, Any]]:
    """On hand and available per product.

    What a site has sent and another not yet received is `in_transit`: on hand in the whole shop,
    but not at either site.
    """
    query, actor = asked.query, asked.shop.actor
    site = site_by_code(asked.session, query.site, actor) if query.site else None
    site_id = site.id if site else actor.site_id
    rows = queries.stock(asked.session, sku=query.sku, site_id=site_id, as_of=query.as_of)
    today, sums = today_at(asked, site), {}
    for row in rows:
        total = sums.setdefault(row.sku, [0, 0, 0, 0])
        moving = 0 if query.as_of else int(row.in_transit)
        total[0] += int(row.on_hand) - (moving if site_id is not None else 0)
        total[1] += 0 if query.as_of else int(row.reserved)
        total[2] += int(row.on_hand) if query.as_of else _available(row, today)
        total[3] += moving
    return [
        {
            "sku": sku,
            "on_hand": quantity(on_hand),
            "reserved": quantity(reserved),
            "available": quantity(available),
            "in_transit": quantity(in_transit),
        }
        for sku, (on_hand, reserved, available, in_transit) in sums.items()
    ]
