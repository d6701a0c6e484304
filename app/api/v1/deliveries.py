"""Calls for purchase orders and goods receipts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from app import clock
from app.api.v1.calls import DOCUMENT_SIZE, Call, call
from app.api.v1.catalog_shapes import Limit
from app.api.v1.fields import (
    Answer,
    Body,
    Code,
    Day,
    LotCode,
    Money,
    Note,
    Quantity,
    Sku,
    Temperature,
    UnitPrice,
)
from app.api.v1.lots import Cursor
from app.api.v1.texts import day, moment, money, quantity
from app.catalog.queries import ProductRow, products_by_sku, unit_factor
from app.catalog.scanning import ResolvedScan, resolve_all
from app.errors import BadInput, NotFound, bad_field
from app.gs1.parse import read
from app.identity.permissions import Permission
from app.identity.queries import site_by_code
from app.inventory.places import location_by_code, location_of_kind
from app.purchasing import queries
from app.purchasing.services.order import OrderLine, cancel_order, open_order
from app.purchasing.services.receive_delivery import (
    Delivery,
    DeliveryLine,
    ReceivedDelivery,
    receive_delivery,
)
from app.values.money import price_text
from app.values.quantity import MICRO, quantity_text
from app.web.paging import DEFAULT_LIMIT, decode_cursor, encode_cursor

MAX_LINES = 5000
RECEIPT_STATUSES = ("released", "quarantined")
DAYS_LIMIT = 36500


def _days(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= DAYS_LIMIT:
        raise ValueError(f"must be a whole number from 0 to {DAYS_LIMIT}")
    return value


def _receipt_status(value: Any) -> str:
    if value not in RECEIPT_STATUSES:
        raise ValueError(f"must be one of {', '.join(RECEIPT_STATUSES)}")
    return str(value)


class OrderLineBody(Body):
    """A product to order; cost per the unit it is ordered in."""

    sku: Sku
    quantity: Quantity
    unit: Code | None = None
    unit_cost: UnitPrice
    min_days_left: Annotated[int, BeforeValidator(_days)] | None = None


class OrderBody(Body):
    """A purchase order."""

    supplier: Code
    site: Code
    lines: Annotated[list[OrderLineBody], Field(min_length=1, max_length=MAX_LINES)]


class ReceiptLineBody(Body):
    """One delivered lot, by SKU or by scan; its cost per unit or for the line."""

    sku: Sku | None = None
    scan: Annotated[str, Field(max_length=1000)] | None = None
    quantity: Quantity | None = None
    unit: Code | None = None
    unit_cost: UnitPrice | None = None
    line_cost: Money | None = None
    supplier_lot: LotCode | None = None
    expires_on: Day | None = None
    made_on: Day | None = None
    status: Annotated[str, BeforeValidator(_receipt_status)] = "released"
    temperature_c: Temperature | None = None

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if (self.sku is None) == (self.scan is None):
            raise ValueError("name either sku or scan")
        if self.unit_cost is not None and self.line_cost is not None:
            raise ValueError("name either unit_cost or line_cost")
        if self.sku is not None and self.quantity is None:
            raise ValueError("quantity is missing")
        if self.made_on and self.expires_on and self.expires_on < self.made_on:
            raise ValueError("expires_on is before made_on")
        return self


class ReceiptBody(Body):
    """A delivery."""

    supplier: Code
    site: Code
    location: Code | None = None
    purchase_order: Code | None = None
    received_on: Day | None = None
    reference: Note = ""
    lines: Annotated[list[ReceiptLineBody], Field(min_length=1, max_length=MAX_LINES)]


class DocumentAnswer(Answer):
    """A document's number and lines."""

    number: str
    lines: list[dict[str, Any]]


class ListQuery(Body):
    """A page of a list."""

    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor | None = None


def _products(asked: Call, skus: Sequence[str | None]) -> dict[str, ProductRow]:
    found = products_by_sku(asked.session, {sku for sku in skus if sku is not None})
    for number, sku in enumerate(skus):
        if sku is not None and sku not in found:
            raise bad_field(f"lines.{number}.sku", f"there is no product {sku}")
    return found


def _factor(asked: Call, number: int, product: ProductRow, unit: str | None) -> int:
    if unit is None or unit == product.base_unit:
        return MICRO
    try:
        return unit_factor(asked.session, product, unit)
    except BadInput:
        raise bad_field(f"lines.{number}.unit", f"{product.sku} has no unit {unit}") from None


def _base_quantity(number: int, product: ProductRow, amount: int, factor: int) -> int:
    """Millionths of the base unit in so many units; whole pieces where pieces are counted."""
    whole, rest = divmod(amount * factor, MICRO)
    uneven = product.base_unit == "each" and whole % MICRO
    if rest or uneven or not whole:
        raise bad_field(f"lines.{number}.quantity", f"{product.sku} is counted in whole pieces")
    return whole


def _order_lines(asked: Call) -> list[OrderLine]:
    body = asked.body.lines
    products = _products(asked, [line.sku for line in body])
    lines = []
    for number, line in enumerate(body):
        product = products[line.sku]
        factor = _factor(asked, number, product, line.unit)
        lines.append(
            OrderLine(
                product.id,
                _base_quantity(number, product, line.quantity, factor),
                line.unit or product.base_unit,
                factor,
                line.unit_cost,
                line.min_days_left,
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
        "lines": [
            {
                "line": line.line,
                "sku": product.sku,
                "name": product.name,
                "quantity": quantity_text(line.quantity * MICRO // line.factor),
                "received": quantity_text(line.received * MICRO // line.factor),
                "unit": line.unit,
                "min_days_left": line.min_days_left,
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


def _scanned(asked: Call, today: date) -> list[ResolvedScan | None]:
    """What each scanned line stands for, in two statements for all of them."""
    lines = asked.body.lines
    readings = {
        number: read(line.scan, today=today, rcn=asked.shop.in_store)
        for number, line in enumerate(lines)
        if line.scan is not None
    }
    resolved = iter(resolve_all(asked.session, list(readings.values())) if readings else ())
    found = [next(resolved) if number in readings else None for number in range(len(lines))]
    for number, scan in enumerate(found):
        if scan is not None and (scan.product is None or scan.reading.error):
            why = scan.problem or scan.reading.error or "no product has this code"
            raise bad_field(f"lines.{number}.scan", why)
    return found


def _line(
    asked: Call, number: int, line: ReceiptLineBody, product: ProductRow, scan: ResolvedScan | None
) -> DeliveryLine:
    unit = line.unit or (scan.pack_unit if scan else None)
    factor = _factor(asked, number, product, unit)
    if line.quantity is not None:
        amount = _base_quantity(number, product, line.quantity, factor)
    elif scan is not None and scan.quantity is not None:
        amount = scan.quantity
    else:
        raise bad_field(f"lines.{number}.quantity", "the code does not say how much")
    return DeliveryLine(
        product=product,
        quantity=amount,
        unit=unit or product.base_unit,
        factor=factor,
        unit_cost=line.unit_cost,
        line_cost=line.line_cost,
        supplier_lot=line.supplier_lot or (scan.reading.lot if scan else None),
        expires_on=line.expires_on or _scanned_expiry(scan),
        made_on=line.made_on or (scan.made_on if scan else None),
        status=line.status,
        temperature=line.temperature_c,
    )


def _scanned_expiry(scan: ResolvedScan | None) -> date | None:
    return (scan.expires_on or scan.best_before) if scan else None


def _delivery_lines(asked: Call, today: date) -> tuple[DeliveryLine, ...]:
    body = asked.body.lines
    scans = _scanned(asked, today)
    products = _products(asked, [line.sku for line in body])
    lines = []
    for number, (line, scan) in enumerate(zip(body, scans, strict=True)):
        product = scan.product if scan is not None else products[line.sku or ""]
        assert product is not None
        lines.append(_line(asked, number, line, product, scan))
    return tuple(lines)


def receipt_json(asked: Call, done: ReceivedDelivery, lines: Sequence[Any]) -> dict[str, Any]:
    """A goods receipt as the interface answers it."""
    costs = asked.shop.actor.may(Permission.SEE_COST)
    return {
        "number": done.number,
        "lines": [
            {"line": number, "lot": lot.number, "sku": lot.sku, "quantity": quantity(item.quantity)}
            | ({"value": money(value, asked.shop)} if costs else {})
            for number, (lot, value, item) in enumerate(
                zip(done.lots, done.values, lines, strict=True), 1
            )
        ],
        "discrepancies": [vars(item) for item in done.match.differences],
    }


def _received_on(asked: Call, today: date) -> date:
    wanted: date = asked.body.received_on or today
    if wanted > today:
        raise bad_field("received_on", "is in the future")
    if wanted != today:
        asked.shop.actor.require(Permission.BACKDATE)
    return wanted


@call(
    "POST",
    "/goods-receipts",
    needs=Permission.RECEIVE,
    body=ReceiptBody,
    answer=DocumentAnswer,
    status=201,
    document=True,
    size=DOCUMENT_SIZE,
)
def create_receipt(asked: Call) -> dict[str, Any]:
    """Take a delivery in: lots, stock and ledger at once."""
    session, shop, body = asked.session, asked.shop, asked.body
    supplier = queries.supplier_by_code(session, body.supplier)
    site = site_by_code(session, body.site, shop.actor)
    location = (
        location_by_code(session, body.location, shop.actor)
        if body.location
        else location_of_kind(session, site.id, "dock")
    )
    if location.site_id != site.id:
        raise bad_field("location", f"is not at site {site.code}")
    today = clock.local_day(shop.now, site.time_zone)
    lines = _delivery_lines(asked, today)
    delivery = Delivery(
        supplier,
        location,
        lines,
        _received_on(asked, today),
        body.purchase_order,
        body.reference,
    )
    done = receive_delivery(session, delivery, currency=shop.currency, at=shop.now, by=shop.actor)
    return receipt_json(asked, done, lines)


@call("GET", "/goods-receipts/<number>", needs=Permission.SEE_STOCK, answer=DocumentAnswer)
def get_receipt(asked: Call) -> dict[str, Any]:
    """One goods receipt."""
    session, shop = asked.session, asked.shop
    head = queries.receipt_head(session, asked.path["number"], shop.actor)
    if head is None:
        raise NotFound("There is no such goods receipt.")
    costs = shop.actor.may(Permission.SEE_COST)
    return {
        "number": head.GoodsReceipt.number,
        "supplier": head.Supplier.code,
        "site": head.Site.code,
        "location": head.Location.code,
        "purchase_order": head.order,
        "received_on": day(head.GoodsReceipt.received_on),
        "reference": head.GoodsReceipt.reference,
        "lines": [
            {
                "line": row.GoodsReceiptLine.line,
                "lot": row.Lot.number,
                "sku": row.Product.sku,
                "quantity": quantity(row.GoodsReceiptLine.quantity),
                "supplier_lot": row.Lot.supplier_lot,
                "expires_on": day(row.Lot.expires_on),
            }
            | ({"value": money(row.GoodsReceiptLine.value, shop)} if costs else {})
            for row in queries.receipt_lines(session, head.GoodsReceipt.id)
        ],
        "discrepancies": [
            {"line": item.line, "kind": item.kind, "detail": item.detail}
            for item in queries.discrepancies(session, head.GoodsReceipt.id)
        ],
    }
