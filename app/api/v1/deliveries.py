"""Calls for goods receipts: a delivery becomes lots, stock and ledger at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app import clock
from app.api.v1.calls import DOCUMENT_SIZE, Call, call
from app.api.v1.delivery_shapes import DocumentAnswer, ReceiptBody, ReceiptLineBody
from app.api.v1.document_lines import base_quantity, factor_of, products_of
from app.api.v1.texts import day, money, quantity
from app.catalog.queries import ProductRow
from app.catalog.scanning import ResolvedScan, resolve_all
from app.errors import NotFound, bad_field
from app.gs1.parse import read
from app.identity.permissions import Permission
from app.identity.queries import site_by_code
from app.inventory.places import location_by_code, location_of_kind
from app.purchasing import queries
from app.purchasing.services.receive_delivery import (
    Delivery,
    DeliveryLine,
    ReceivedDelivery,
    receive_delivery,
)


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
    factor = factor_of(asked, number, product, unit)
    if line.quantity is not None:
        amount = base_quantity(number, product, line.quantity, factor)
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
        condition=line.condition,
        condition_note=line.condition_note,
        accepted=line.accepted,
    )


def _scanned_expiry(scan: ResolvedScan | None) -> date | None:
    return (scan.expires_on or scan.best_before) if scan else None


def _delivery_lines(asked: Call, today: date) -> tuple[DeliveryLine, ...]:
    body = asked.body.lines
    scans = _scanned(asked, today)
    products = products_of(asked, [line.sku for line in body])
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
            {
                "line": number,
                "lot": lot.number,
                "sku": lot.sku,
                "quantity": quantity(item.quantity),
                "status": lot.status,
            }
            | ({"value": money(value, asked.shop)} if costs else {})
            for number, (lot, value, item) in enumerate(
                zip(done.lots, done.values, lines, strict=True), 1
            )
        ],
        "discrepancies": [vars(item) for item in done.match.differences],
        "warnings": [vars(warned) for warned in done.warnings],
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
                "status": row.Lot.status,
                "supplier_lot": row.Lot.supplier_lot,
                "expires_on": day(row.Lot.expires_on),
                "temperature_c": quantity(row.GoodsReceiptLine.temperature),
                "condition": row.GoodsReceiptLine.condition,
                "condition_note": row.GoodsReceiptLine.condition_note,
            }
            | ({"value": money(row.GoodsReceiptLine.value, shop)} if costs else {})
            for row in queries.receipt_lines(session, head.GoodsReceipt.id)
        ],
        "discrepancies": [
            {"line": item.line, "kind": item.kind, "detail": item.detail}
            for item in queries.discrepancies(session, head.GoodsReceipt.id)
        ],
    }
