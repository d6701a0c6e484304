"""Calls for purchase orders."""

from __future__ import annotations

from typing import Any

from app.api.v1.calls import DOCUMENT_SIZE, Call, call
from app.api.v1.delivery_shapes import DocumentAnswer, ListQuery, OrderBody
from app.api.v1.document_lines import base_quantity, factor_of, products_of
from app.api.v1.texts import moment, quantity
from app.errors import NotFound, bad_field
from app.identity.permissions import Permission
from app.identity.queries import site_by_code
from app.purchasing import queries
from app.purchasing.services.order import OrderLine, cancel_order, open_order
from app.values.money import price_text
from app.values.quantity import MICRO, quantity_text
from app.web.paging import decode_cursor, encode_cursor


def _order_lines(asked: Call) -> list[OrderLine]:
    body = asked.body.lines
    products = products_of(asked, [line.sku for line in body])
    lines = []
    for number, line in enumerate(body):
        product = products[line.sku]
        factor = factor_of(asked, number, product, line.unit)
        lines.append(
            OrderLine(
                product.id,
                base_quantity(number, product, line.quantity, factor),
                line.unit or product.base_unit,
                factor,
                line.unit_cost,
                line.min_days_left,
                line.min_temperature_c,
                line.max_temperature_c,
            )
        )
    return lines


def order_json(asked: Call, number: str) -> dict[str, Any]:
    """A purchase order as the interface writes it."""
    head = queries.order_head(asked.session, number, asked.shop.actor)
    if head is None:
        raise NotFound("There is no such purchase order.")
    costs = asked.shop.actor.may(Permission.SEE_COST)
    cur = asked.shop.currency
    return {
        "number": number,
        "status": head.PurchaseOrder.status,
        "supplier": head.Supplier.code,
        "site": head.Site.code,
        "ordered_at": moment(head.PurchaseOrder.ordered_at),
        "terms": head.PurchaseOrder.terms,
        "lines": [
            {
                "line": line.line,
                "sku": product.sku,
                "name": product.name,
                "quantity": quantity_text(line.quantity * MICRO // line.factor),
                "received": quantity_text(line.received * MICRO // line.factor),
                "unit": line.unit,
                "min_days_left": line.min_days_left,
                "min_temperature_c": quantity(line.min_temperature),
                "max_temperature_c": quantity(line.max_temperature),
            }
            | ({"unit_cost": price_text(line.unit_cost, cur)} if costs else {})
            for line, product in queries.order_lines(asked.session, head.PurchaseOrder.id)
        ],
    }


@call(
    "POST",
    "/purchase-orders",
    needs=Permission.PURCHASE,
    body=OrderBody,
    answer=DocumentAnswer,
    status=201,
    document=True,
    size=DOCUMENT_SIZE,
)
def create_order(asked: Call) -> dict[str, Any]:
    """Open a purchase order."""
    session, shop, body = asked.session, asked.shop, asked.body
    supplier = queries.supplier_by_code(session, body.supplier)
    site = site_by_code(session, body.site, shop.actor)
    lines = _order_lines(asked)
    number = open_order(session, supplier, lines, site=site, at=shop.now, by=shop.actor)
    return order_json(asked, number)


@call("GET", "/purchase-orders/<number>", needs=Permission.SEE_STOCK, answer=DocumentAnswer)
def get_order(asked: Call) -> dict[str, Any]:
    """One purchase order."""
    return order_json(asked, asked.path["number"])


@call("GET", "/purchase-orders", needs=Permission.SEE_STOCK, query=ListQuery)
def list_orders(asked: Call) -> dict[str, Any]:
    """Purchase orders, newest first."""
    before, limit = None, asked.query.limit
    if asked.query.cursor:
        try:
            (before,) = decode_cursor(asked.query.cursor, 1)
        except ValueError:
            raise bad_field("cursor", "is not one of ours") from None
    rows = queries.orders(
        asked.session,
        asked.shop.actor,
        before=before if isinstance(before, int) else None,
        limit=limit + 1,
    )
    items = [
        {
            "number": row.PurchaseOrder.number,
            "status": row.PurchaseOrder.status,
            "supplier": row.Supplier.code,
            "site": row.Site.code,
            "ordered_at": moment(row.PurchaseOrder.ordered_at),
        }
        for row in rows[:limit]
    ]
    more = len(rows) > limit
    return {
        "items": items,
        "next": encode_cursor(rows[limit - 1].PurchaseOrder.id) if more else None,
    }


@call("POST", "/purchase-orders/<number>/cancel", needs=Permission.PURCHASE)
def cancel_purchase_order(asked: Call) -> dict[str, Any]:
    """Cancel what has not come yet."""
    number, shop = asked.path["number"], asked.shop
    order_json(asked, number)
    cancel_order(asked.session, number, at=shop.now, by=shop.actor)
    return order_json(asked, number)
