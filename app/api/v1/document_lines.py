"""What the lines of purchase orders and deliveries count: products, units, base quantities."""

from __future__ import annotations

from collections.abc import Sequence

from app.api.v1.calls import Call
from app.catalog.queries import ProductRow, products_by_sku, unit_factor
from app.errors import BadInput, bad_field
from app.values.quantity import MAX_QUANTITY, MICRO


def products_of(asked: Call, skus: Sequence[str | None]) -> dict[str, ProductRow]:
    """The products of a document's lines; a SKU that names none is a wrong field."""
    found = products_by_sku(asked.session, {sku for sku in skus if sku is not None})
    for number, sku in enumerate(skus):
        if sku is not None and sku not in found:
            raise bad_field(f"lines.{number}.sku", f"there is no product {sku}")
    return found


def factor_of(asked: Call, number: int, product: ProductRow, unit: str | None) -> int:
    """Millionths of the base unit in the unit a line is counted in."""
    if unit is None or unit == product.base_unit:
        return MICRO
    try:
        return unit_factor(asked.session, product, unit)
    except BadInput:
        raise bad_field(f"lines.{number}.unit", f"{product.sku} has no unit {unit}") from None


def base_quantity(number: int, product: ProductRow, amount: int, factor: int) -> int:
    """Millionths of the base unit in so many units; whole pieces where pieces are counted."""
    whole, rest = divmod(amount * factor, MICRO)
    uneven = product.base_unit == "each" and whole % MICRO
    if rest or uneven or not whole:
        raise bad_field(f"lines.{number}.quantity", f"{product.sku} is counted in whole pieces")
    if whole > MAX_QUANTITY:
        raise bad_field(f"lines.{number}.quantity", "is more than can be counted")
    return whole
