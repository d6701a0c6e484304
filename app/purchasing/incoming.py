"""A delivery as the receiving page sends it, checked and made ready for the service.

Names every field that is wrong. A line without a cost takes the order's (the service does), else
what the product cost at its last delivery, so that a receiver need not see any cost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.catalog.queries import ProductRow, products_by_sku, unit_factor
from app.catalog.search_words import clean_line
from app.errors import BadInput, bad_field
from app.identity.actors import Actor
from app.identity.models import Site
from app.inventory.places import location_by_code, location_of_kind
from app.purchasing import dock
from app.purchasing.condition import CONDITIONS, LONGEST_NOTE, OK
from app.purchasing.queries import order_head, order_lines, supplier_by_code
from app.purchasing.services.receive_delivery import Delivery, DeliveryLine
from app.values.quantity import MAX_QUANTITY, plain_decimal, to_micro

MAX_LINES = 500
STATUSES = ("released", "quarantined")
COLDEST, HOTTEST = -273, 1000
Fields = Mapping[str, Any]


def _read(fields: Fields, name: str, where: str, reader: Callable[[str], Any]) -> Any:
    """A text field through its reader; None where it is absent or blank."""
    value = fields.get(name)
    if value is None or value == "":
        return None
    try:
        if not isinstance(value, str):
            raise ValueError("must be text")
        return reader(value)
    except ValueError as error:
        raise bad_field(f"{where}{name}", str(error)) from None


def _amount(text: str) -> int:
    micro = to_micro(plain_decimal(text))
    if not 0 <= micro <= MAX_QUANTITY:
        raise ValueError("must be from 0 to 1000000000")
    return micro


def _quantity(text: str) -> int:
    micro = _amount(text)
    if micro == 0:
        raise ValueError("must be above 0")
    return micro


def _degrees(text: str) -> int:
    if not COLDEST <= plain_decimal(text) <= HOTTEST:
        raise ValueError("must be a temperature in degrees Celsius")
    return to_micro(Decimal(text))


def _line_text(text: str) -> str:
    line = clean_line(text)
    if len(line) > 64:
        raise ValueError("is longer than 64 characters")
    return line


def _status(text: str) -> str:
    if text not in STATUSES:
        raise ValueError(f"must be one of {', '.join(STATUSES)}")
    return text


def _condition(text: str) -> str:
    if text not in CONDITIONS:
        raise ValueError(f"must be one of {', '.join(CONDITIONS)}")
    return text


def _condition_note(text: str) -> str:
    note = clean_line(text)
    if len(note) > LONGEST_NOTE:
        raise ValueError(f"is longer than {LONGEST_NOTE} characters")
    return note


def delivery_line(
    session: Session, number: int, fields: Fields, products: Mapping[str, ProductRow]
) -> DeliveryLine:
    """One line of the page as the service takes it; BadInput names its field."""
    where = f"lines.{number}."
    product = products.get(str(fields.get("sku")))
    if product is None:
        raise bad_field(f"{where}sku", "there is no such product")
    unit = _read(fields, "unit", where, _line_text) or product.base_unit
    quantity = _read(fields, "quantity", where, _quantity)
    if quantity is None:
        raise bad_field(f"{where}quantity", "say how much came")
    return DeliveryLine(
        product,
        quantity,
        unit,
        unit_factor(session, product, unit),
        unit_cost=_read(fields, "unit_cost", where, _amount),
        supplier_lot=_read(fields, "supplier_lot", where, _line_text) or None,
        expires_on=_read(fields, "expires_on", where, date.fromisoformat),
        made_on=_read(fields, "made_on", where, date.fromisoformat),
        status=_read(fields, "status", where, _status) or "released",
        temperature=_read(fields, "temperature", where, _degrees),
        condition=_read(fields, "condition", where, _condition) or OK,
        condition_note=_read(fields, "condition_note", where, _condition_note) or "",
        accepted=fields.get("accepted") is True,
    )


def _with_costs(
    session: Session, lines: Sequence[DeliveryLine], ordered: set[int], supplier_id: int
) -> tuple[DeliveryLine, ...]:
    """Costs of the last delivery for lines that have none and are not on the order."""
    wanting = [
        line.product.id
        for line in lines
        if line.unit_cost is None and line.product.id not in ordered
    ]
    last = dock.last_costs(session, wanting, supplier_id=supplier_id)
    return tuple(
        replace(line, line_cost=last[line.product.id].of(line.quantity))
        if line.unit_cost is None and line.product.id in last
        else line
        for line in lines
    )


def _lines(session: Session, rows: Any) -> list[DeliveryLine]:
    sound = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    if not sound or not 0 < len(rows) <= MAX_LINES:
        raise BadInput("lines: 1 to 500 lines", [("lines", f"must be 1 to {MAX_LINES} lines")])
    products = products_by_sku(session, {str(row.get("sku")) for row in rows})
    return [delivery_line(session, n, row, products) for n, row in enumerate(rows)]


def delivery_of(
    session: Session, fields: Fields, *, site: Site, received_on: date, by: Actor
) -> Delivery:
    """The delivery that was sent; BadInput names the field that is wrong."""
    supplier = supplier_by_code(session, str(fields.get("supplier") or ""))
    code = _read(fields, "location", "", _line_text)
    location = (
        location_by_code(session, code, by) if code else location_of_kind(session, site.id, "dock")
    )
    number = _read(fields, "purchase_order", "", _line_text)
    order = order_head(session, number, by) if number else None
    awaited = order_lines(session, order.PurchaseOrder.id) if order else ()
    ordered = {item.id for _, item in awaited}
    lines = _lines(session, fields.get("lines"))
    return Delivery(
        supplier,
        location,
        _with_costs(session, lines, ordered, supplier.id),
        received_on,
        order_number=number,
        reference=_read(fields, "reference", "", _line_text) or "",
    )
