"""The call that traces a lot: origin, movements, buyers, totals and money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import Field

from app.api.v1.calls import Call, call
from app.api.v1.fields import Body
from app.api.v1.lot_shapes import Cursor
from app.api.v1.texts import day, moment, money, quantity
from app.identity.permissions import Permission
from app.inventory import lineage, queries
from app.purchasing.queries import receipt_head
from app.sales.lot_sales import sales_of_lots
from app.values.quantity import quantity_text
from app.web.paging import encode_cursor, id_before

MOST_ROWS = 1000
TRACE_ROWS = 200


class TraceQuery(Body):
    """How many movements and sales, and after which ones; 200 of each where nothing is said."""

    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = TRACE_ROWS
    movements_after: Cursor | None = None
    sales_after: Cursor | None = None


def _page(
    rows: Sequence[Any], limit: int, key: Callable[[Any], int]
) -> tuple[Sequence[Any], str | None]:
    """The rows of a page, and the cursor after them where there are more."""
    shown = rows[:limit]
    return shown, encode_cursor(key(shown[-1])) if len(rows) > limit else None


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


def _kin_json(row: Any, asked: Call) -> dict[str, Any]:
    """A lot that this one was made from, or that was made from it; how much of the parent."""
    answer = {
        "lot": row.number,
        "sku": row.sku,
        "status": row.status,
        "expires_on": day(row.expires_on),
        "quantity": quantity(row.quantity),
        "kind": row.kind,
        "document": row.document,
    }
    costs = asked.shop.actor.may(Permission.SEE_COST)
    return answer | ({"value": money(row.value, asked.shop)} if costs else {})


LESS = {
    "sold": (("customer", "shrinkage"),),
    "adjusted": (("stock", "shrinkage"), ("transit", "shrinkage"), ("customer", "shrinkage")),
}
"""Total of a trace -> the flows it takes off: goods gone short, sales that were of another lot."""
PLACE_TOTALS = {
    "received": (("supplier", "stock"), ("opening", "stock"), ("conversion", "stock")),
    "sold": (("stock", "customer"), ("shrinkage", "customer")),
    "returned": (("customer", "stock"), ("customer", "waste")),
    "written_off": (("stock", "waste"), ("customer", "waste")),
    "to_supplier": (("stock", "supplier"),),
    "made_into": (("stock", "conversion"),),
    "adjusted": (("shrinkage", "stock"), ("shrinkage", "customer")),
}
"""Total of a trace -> the flows it adds; adjustments count short as negative."""


def _totals(flows: dict[tuple[str, str], tuple[int, int]], part: int) -> dict[str, int]:
    def total(pairs: tuple[tuple[str, str], ...]) -> int:
        return sum(flows.get(flow, (0, 0))[part] for flow in pairs)

    return {name: total(pairs) - total(LESS.get(name, ())) for name, pairs in PLACE_TOTALS.items()}


def _whole_sales(rows: Sequence[Any], limit: int) -> tuple[Sequence[Any], str | None]:
    """A page that ends with a whole sale, as the cursor names the last one."""
    if len(rows) <= limit or rows[limit].id != rows[limit - 1].id:
        return _page(rows, limit, lambda row: row.id)
    whole = next((at for at in range(limit, 0, -1) if rows[at - 1].id != rows[limit].id), limit)
    return rows[:whole], encode_cursor(rows[whole - 1].id)


def _trace_sales(asked: Call, lot_id: int) -> tuple[list[dict[str, Any]], str | None]:
    query = asked.query
    found = sales_of_lots(
        asked.session,
        [lot_id],
        limit=query.limit + 1,
        after=id_before(query.sales_after) or 0,
        site_id=asked.shop.actor.site_id,
    )
    rows, more = _whole_sales(found, query.limit)
    return [
        {
            "number": row.number,
            "sold_at": moment(row.sold_at),
            "line": row.line,
            "quantity": quantity(row.quantity),
            "returned": quantity(row.returned),
            "moved": quantity(row.moved),
            "certainty": row.certainty,
            "customer": row.customer,
        }
        for row in rows
    ], more


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


@call("GET", "/lots/<lot>/trace", needs=Permission.TRACE, query=TraceQuery)
def trace_lot(asked: Call) -> dict[str, Any]:
    """A lot from origin to buyers and money, both directions; long lists a page at a time."""
    row = queries.lot(asked.session, asked.path["lot"], asked.shop.actor)
    lot = row.Lot
    held = queries.balances(asked.session, [lot.id])[lot.id]
    came_by = {lot.origin_kind: lot.origin_number}
    limit, after = asked.query.limit, id_before(asked.query.movements_after) or 0
    found = queries.movements(asked.session, lot.id, limit=limit + 1, after=after)
    moves, more_moves = _page(found, limit, lambda row: row.Movement.id)
    sales, more_sales = _trace_sales(asked, lot.id)
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
        "parents": [_kin_json(kin, asked) for kin in lineage.parents_of(asked.session, lot.id)],
        "children": [_kin_json(kin, asked) for kin in lineage.children_of(asked.session, lot.id)],
        "movements": [_movement_json(item, asked) for item in moves],
        "sales": sales,
        "next": {"movements": more_moves, "sales": more_sales},
        **_trace_sums(asked, lot.id, held),
    }


def _ordered_by(asked: Call, receipt: str | None) -> str | None:
    head = receipt_head(asked.session, receipt, asked.shop.actor) if receipt else None
    return head.order if head else None
