"""A purchase order as paper for its supplier: what, in which packs, at which price and terms.

Draws nothing. Prices are for those who may see cost; a receiver's copy is without.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from app.purchasing.condition import Range
from app.values.money import Currency, half_up, money_text, price_text
from app.values.quantity import MICRO
from app.web.filters import instant, quantity
from printing.goods_slip import GoodsSlip, SlipLine

COLUMNS = ("Product", "Packs", "Price", "At delivery", "Quantity", "Delivered")


def _packs(line: Any) -> str:
    return f"{quantity(line.quantity * MICRO // line.factor)} {line.unit}"


def at_delivery(line: Any) -> str:
    """What the goods must have when they come: days left, temperature."""
    days = f"{line.min_days_left} days left" if line.min_days_left is not None else ""
    warm = Range(line.min_temperature, line.max_temperature).text
    return ", ".join(part for part in (days, warm) if part)


def line_total(line: Any, currency: Currency) -> int:
    """What a line costs, in minor units: packs times price, rounded half up."""
    return half_up(line.unit_cost * line.quantity * currency.unit, line.factor * MICRO)


def _heading(
    head: Any, lines: Sequence[Any], shop_name: str, currency: Currency, *, costs: bool
) -> Iterator[tuple[str, str]]:
    it, supplier, site = head.PurchaseOrder, head.Supplier, head.Site
    yield "From", shop_name
    yield "To", f"{supplier.name} ({supplier.code})"
    if supplier.email:
        yield "E-mail", supplier.email
    yield "Deliver to", f"{site.name} ({site.code})"
    yield "Ordered", f"{instant(it.ordered_at, site.time_zone)}, {it.ordered_by}"
    if it.status == "cancelled":
        yield "Status", "CANCELLED"
    if costs:
        total = sum(line_total(row.PurchaseOrderLine, currency) for row in lines)
        yield "Total, without tax", f"{money_text(total, currency)} {currency.code}"


def order_paper(
    head: Any, lines: Sequence[Any], *, shop_name: str, currency: Currency, costs: bool
) -> GoodsSlip:
    """The paper; its code is the order's number, which opens it at the dock when it comes back."""
    it = head.PurchaseOrder
    return GoodsSlip(
        title="Purchase order",
        number=it.number,
        heading=tuple(_heading(head, lines, shop_name, currency, costs=costs)),
        lines=tuple(
            SlipLine(
                row.Product.name,
                row.Product.sku,
                _packs(line),
                f"{price_text(line.unit_cost, currency)} / {line.unit}" if costs else "",
                at_delivery(line),
                quantity(line.quantity, row.Product.base_unit),
            )
            for row in lines
            for line in (row.PurchaseOrderLine,)
        ),
        signatures=("Ordered by", "Confirmed by the supplier"),
        notes=(("Terms", it.terms),) if it.terms else (),
        columns=COLUMNS,
    )
