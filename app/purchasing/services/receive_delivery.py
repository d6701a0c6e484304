"""Taking in a delivery: a goods receipt, its lots with their cost, and what differs from the order.

One receipt line is one lot, also where the supplier's code was seen before: its cost stays its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from app.accounting.numbers import document_number
from app.catalog.queries import ProductRow
from app.errors import BadInput, WrongState, bad_field
from app.facts import Posted
from app.identity import audit
from app.identity.actors import Actor
from app.inventory.models import Location
from app.inventory.services.move import LotRef
from app.inventory.services.receive import IncomingLot, receive
from app.purchasing.condition import HOLDS, OK, OTHER, Range
from app.purchasing.matching import DeliveredLine, Match, OrderedLine, match
from app.purchasing.models import (
    Discrepancy,
    GoodsReceipt,
    GoodsReceiptLine,
    PurchaseOrder,
    PurchaseOrderLine,
    Supplier,
)
from app.purchasing.queries import lock_order, order_lines
from app.purchasing.services.known_dates import Warned, hold_unclear_dates
from app.values.document import DocumentRef
from app.values.money import MAX_MONEY, Currency, half_up
from app.values.quantity import MICRO


@dataclass(frozen=True)
class DeliveryLine:
    """One lot of a delivery: quantity in base units (millionths) of a product.

    Cost is `unit_cost` (millionths of the currency per delivered unit) or `line_cost` (minor
    units for the line); where neither is given the purchase order's cost serves. Goods that are
    too warm, too cold or not in order are held, unless a person `accepted` them as they came.
    """

    product: ProductRow
    quantity: int
    unit: str
    factor: int
    unit_cost: int | None = None
    line_cost: int | None = None
    supplier_lot: str | None = None
    expires_on: date | None = None
    made_on: date | None = None
    status: str = "released"
    temperature: int | None = None
    condition: str = OK
    condition_note: str = ""
    accepted: bool = False


@dataclass(frozen=True)
class Delivery:
    """A delivery from a supplier to a location of ours."""

    supplier: Supplier
    location: Location
    lines: tuple[DeliveryLine, ...]
    received_on: date
    order_number: str | None = None
    reference: str = ""


@dataclass(frozen=True)
class ReceivedDelivery:
    """What came of it: the number, the lots line by line with their value, the differences."""

    number: str
    lots: tuple[LotRef, ...]
    values: tuple[int, ...]
    match: Match
    warnings: tuple[Warned, ...] = ()


def _order(session: Session, delivery: Delivery) -> PurchaseOrder | None:
    if delivery.order_number is None:
        return None
    order = lock_order(session, delivery.order_number)
    if order is None or order.supplier_id != delivery.supplier.id:
        raise bad_field("purchase_order", "there is no such purchase order of this supplier")
    if order.site_id != delivery.location.site_id:
        raise bad_field("purchase_order", "is for another site")
    if order.status == "cancelled":
        raise WrongState(f"Purchase order {order.number} is cancelled.")
    return order


def _ordered(session: Session, order: PurchaseOrder | None) -> list[OrderedLine] | None:
    if order is None:
        return None
    return [
        OrderedLine(
            line.line,
            line.product_id,
            product.sku,
            line.quantity,
            line.received,
            line.factor,
            line.unit_cost,
            line.min_days_left,
            Range(line.min_temperature, line.max_temperature),
        )
        for line, product in order_lines(session, order.id)
    ]


def _delivered(line: int, item: DeliveryLine) -> DeliveredLine:
    return DeliveredLine(
        line,
        item.product.id,
        item.product.sku,
        item.quantity,
        item.factor,
        item.unit_cost,
        item.expires_on,
        item.product.min_days_at_receipt,
        item.temperature,
        item.condition,
        item.condition_note,
    )


def _value(line: int, item: DeliveryLine, terms: OrderedLine | None, cur: Currency) -> int:
    """The line's whole cost in minor units, rounded half up once."""
    if item.line_cost is not None:
        return item.line_cost
    cost, factor = item.unit_cost, item.factor
    if cost is None and terms is not None:
        cost, factor = terms.unit_cost, terms.factor
    if cost is None:
        raise bad_field(f"lines.{line - 1}.unit_cost", "say what it costs (unit or line)")
    value = half_up(cost * item.quantity * cur.unit, factor * MICRO)
    if value > MAX_MONEY:
        raise bad_field(f"lines.{line - 1}.unit_cost", "makes the line worth more than can be kept")
    return value


def _incoming(line: int, item: DeliveryLine, value: int, supplier: str) -> IncomingLot:
    product = item.product
    return IncomingLot(
        product_id=product.id,
        sku=product.sku,
        tracked=product.tracking == "lot",
        expiry_kind=product.expiry_kind,
        shelf_life_days=product.shelf_life_days,
        quantity=item.quantity,
        value=value,
        line=line,
        supplier_code=supplier,
        supplier_lot=item.supplier_lot,
        made_on=item.made_on,
        expires_on=item.expires_on,
        status=item.status,
    )


def _faults(delivery: Delivery, found: Match) -> dict[int, str]:
    """What is wrong with the goods themselves, line by line, without their name."""
    faults: dict[int, str] = {}
    for each in found.differences:
        if each.line is not None and each.kind in HOLDS:
            sku = delivery.lines[each.line - 1].product.sku
            words = each.detail.removeprefix(f"{sku}: ")
            before = faults.get(each.line)
            faults[each.line] = f"{before}; {words}" if before else words
    return faults


def _as_found(line: IncomingLot, item: DeliveryLine, words: str | None) -> IncomingLot:
    """A line on hold, with the reason, where goods came too warm, too cold or not in order.

    Where a person took them as they came, the reason is kept all the same.
    """
    if not words:
        return line
    if item.accepted and line.status == "released":
        return replace(line, reason=f"accepted as it came: {words}")
    before = f"{line.reason}; " if line.reason != IncomingLot.reason else ""
    return replace(line, status="quarantined", reason=before + words)


def _refuse_unnamed(delivery: Delivery) -> None:
    """What is wrong with goods has a name: one of the list, or words of one's own."""
    for line, item in enumerate(delivery.lines):
        if item.condition == OTHER and not item.condition_note:
            raise bad_field(f"lines.{line}.condition_note", "say what is wrong with it")
        if item.condition == OK and item.condition_note:
            raise bad_field(f"lines.{line}.condition", "say which condition the note is about")


def _write_receipt(
    session: Session,
    delivery: Delivery,
    order: PurchaseOrder | None,
    number: str,
    *,
    at: datetime,
    by: Actor,
) -> int:
    row = {
        "number": number,
        "supplier_id": delivery.supplier.id,
        "site_id": delivery.location.site_id,
        "location_id": delivery.location.id,
        "purchase_order_id": order.id if order else None,
        "reference": delivery.reference,
        "received_on": delivery.received_on,
        "received_at": at,
        "received_by": by.name,
    }
    receipt_id: int = session.execute(
        insert(GoodsReceipt).returning(GoodsReceipt.id), row
    ).scalar_one()
    return receipt_id


def _line_rows(
    receipt_id: int,
    delivery: Delivery,
    order: PurchaseOrder | None,
    done: ReceivedDelivery,
) -> list[dict[str, Any]]:
    rows = []
    for line, (item, lot, value) in enumerate(
        zip(delivery.lines, done.lots, done.values, strict=True), 1
    ):
        ordered = done.match.ordered_line.get(line)
        rows.append(
            {
                "goods_receipt_id": receipt_id,
                "line": line,
                "product_id": item.product.id,
                "lot_id": lot.id,
                "quantity": item.quantity,
                "unit": item.unit,
                "factor": item.factor,
                "value": value,
                "temperature": item.temperature,
                "condition": item.condition,
                "condition_note": item.condition_note,
                "purchase_order_id": order.id if order and ordered else None,
                "purchase_order_line": ordered,
            }
        )
    return rows


_COUNT_IN = (
    update(PurchaseOrderLine.__table__)
    .where(
        PurchaseOrderLine.__table__.c.purchase_order_id == bindparam("order_id"),
        PurchaseOrderLine.__table__.c.line == bindparam("order_line"),
    )
    .values(received=PurchaseOrderLine.__table__.c.received + bindparam("came"))
)


def _fill_order(
    session: Session,
    order: PurchaseOrder,
    ordered: Sequence[OrderedLine],
    delivery: Delivery,
    found: Match,
) -> None:
    came: dict[int, int] = {}
    for line, ordered_line in found.ordered_line.items():
        came[ordered_line] = came.get(ordered_line, 0) + delivery.lines[line - 1].quantity
    if came:
        rows = [
            {"order_id": order.id, "order_line": line, "came": quantity}
            for line, quantity in sorted(came.items())
        ]
        session.execute(_COUNT_IN, rows)
    full = all(item.received + came.get(item.line, 0) >= item.quantity for item in ordered)
    some = bool(came) or any(item.received for item in ordered)
    status = "received" if full else "partly_received" if some else "open"
    session.execute(update(PurchaseOrder).where(PurchaseOrder.id == order.id).values(status=status))


def _write_differences(session: Session, receipt_id: int, found: Match) -> None:
    rows = [
        {"goods_receipt_id": receipt_id, "number": number, **vars(difference)}
        for number, difference in enumerate(found.differences, 1)
    ]
    if rows:
        session.execute(insert(Discrepancy), rows)


def receive_delivery(
    session: Session, delivery: Delivery, *, currency: Currency, at: datetime, by: Actor
) -> ReceivedDelivery:
    """Take a delivery in: lots, movements supplier -> stock, Dr inventory Cr GRNI, all at once.

    A supplier's lot code whose date differs from what is known puts both lots on hold; goods
    outside the temperatures ordered, or damaged, come in on hold.

    Raises BadInput for a line without cost or date, WrongState for a cancelled order,
    PeriodClosed where the day is closed.
    """
    if not delivery.lines:
        raise BadInput("A delivery needs a line.", [("lines", "must not be empty")])
    _refuse_unnamed(delivery)
    order = _order(session, delivery)
    ordered = _ordered(session, order)
    delivered = [_delivered(line, item) for line, item in enumerate(delivery.lines, 1)]
    found = match(ordered, delivered, received_on=delivery.received_on)
    terms = {item.line: item for item in ordered or ()}
    values = tuple(
        _value(line, item, terms.get(found.ordered_line.get(line, 0)), currency)
        for line, item in enumerate(delivery.lines, 1)
    )
    document = DocumentRef("goods_receipt", document_number(session, "GR"))
    posted = Posted(delivery.received_on, at, delivery.location.site_id, document)
    incoming, warned = hold_unclear_dates(
        session,
        [
            _incoming(line, item, value, delivery.supplier.code)
            for line, (item, value) in enumerate(zip(delivery.lines, values, strict=True), 1)
        ],
        document=document.number,
        at=at,
        by=by,
    )
    faults = _faults(delivery, found)
    incoming = [
        _as_found(line, delivery.lines[line.line - 1], faults.get(line.line)) for line in incoming
    ]
    lots = receive(session, incoming, location=delivery.location, posted=posted, by=by)
    done = ReceivedDelivery(document.number, tuple(lots), values, found, tuple(warned))
    receipt_id = _write_receipt(session, delivery, order, document.number, at=at, by=by)
    session.execute(insert(GoodsReceiptLine), _line_rows(receipt_id, delivery, order, done))
    _write_differences(session, receipt_id, found)
    if order is not None and ordered is not None:
        _fill_order(session, order, ordered, delivery, found)
    audit.record(session, by, "goods.received", document, at=at)
    return done
