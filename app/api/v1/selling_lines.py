"""What the lines of a sale mean: products, quantities and lots, from SKUs and scans.

Refuses what names nothing; whether it may be sold is judged under lock by the services.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.api.v1.calls import Call
from app.catalog.queries import ProductRow, products_by_sku
from app.catalog.scanning import ResolvedScan, resolve_all
from app.errors import LotChoiceNeeded, LotExpired, bad_field
from app.gs1.parse import read
from app.inventory.allocation import Verdict, sellable
from app.inventory.queries import balances_for_sale, lots_named
from app.inventory.services.issue import ChosenLot
from app.inventory.verdicts import suspects
from app.sales.cart import Effort, Override, SaleItem
from app.sales.opened import OPENED, opened_lots
from app.sales.own_prices import named_price
from app.sales.tills import TillPlace
from app.values.money import half_up
from app.values.quantity import MAX_QUANTITY, MICRO, quantity_text


def _scans(asked: Call, today: date) -> dict[int, ResolvedScan]:
    lines = [
        (number, line.scan) for number, line in enumerate(asked.body.lines) if line.scan is not None
    ]
    if not lines:
        return {}
    readings = [read(text, today=today, rcn=asked.shop.in_store) for _number, text in lines]
    found = dict(zip((n for n, _ in lines), resolve_all(asked.session, readings), strict=True))
    for number, scan in found.items():
        if scan.product is None or scan.reading.error:
            why = scan.problem or scan.reading.error or "no product has this code"
            raise bad_field(f"lines.{number}.scan", why)
    return found


def _products(asked: Call, scans: dict[int, ResolvedScan]) -> list[ProductRow]:
    lines = asked.body.lines
    found = products_by_sku(asked.session, {line.sku for line in lines if line.sku is not None})
    products = []
    for number, line in enumerate(lines):
        product = scans[number].product if number in scans else found.get(line.sku or "")
        if product is None:
            raise bad_field(f"lines.{number}.sku", f"there is no product {line.sku}")
        products.append(product)
    return products


def _chosen(lots: Sequence[Any]) -> tuple[ChosenLot, ...]:
    return tuple(
        ChosenLot(lot.id, lot.number, lot.status, lot.expiry_kind, lot.expires_on, lot.price)
        for lot in lots
    )


def _refuse_expired_label(
    number: int, product: ProductRow, scan: ResolvedScan, today: date
) -> None:
    """The date printed on the goods in hand counts, whatever the books say of the lot."""
    if product.expiry_kind == "none" or scan.expires_on is None:
        return
    if sellable("released", "use_by", scan.expires_on, today) is not Verdict.OK:
        raise LotExpired(
            f"{product.name}: the date on the pack, {scan.expires_on.isoformat()}, has passed.",
            line=number + 1,
            sku=product.sku,
        )


def _lots(
    asked: Call, number: int, product: ProductRow, scan: ResolvedScan | None, till: TillPlace
) -> tuple[tuple[ChosenLot, ...], str]:
    """The lots a line names, and how surely they are known."""
    wanted = asked.body.lines[number].lot
    if wanted is not None:
        lots = lots_named(asked.session, product.id, [wanted])
        if not lots:
            raise bad_field(f"lines.{number}.lot", f"{product.sku} has no lot {wanted}")
        return _chosen(suspects(lots)), "chosen"
    if scan is None or not scan.lot_codes or product.tracking != "lot":
        return (), "auto"
    lots = lots_named(asked.session, product.id, scan.lot_codes)
    if not lots:
        rows = balances_for_sale(asked.session, product.id, till.site_id)
        raise LotChoiceNeeded(
            f"{product.name}: lot {scan.lot_codes[0]} is not known here; say which lot it is.",
            line=number + 1,
            sku=product.sku,
            alternatives=[
                {"lot": row.number, "available": quantity_text(row.on_hand)}
                for row in rows
                if row.status == "released"
            ],
        )
    return _chosen(suspects(lots)), "scanned"


def _in_base_units(number: int, wanted: int, factor: int) -> int:
    """Packs as base units; what does not come out whole, or not at all, is a wrong field."""
    amount, rest = divmod(wanted * factor, MICRO)
    if rest or not 0 < amount <= MAX_QUANTITY:
        raise bad_field(f"lines.{number}.quantity", "cannot be counted in the product's unit")
    return amount


def _label_price(product: ProductRow, scan: ResolvedScan | None) -> int | None:
    """The price of a piece whose label says it; weighed goods sell by the product's price."""
    return scan.price if scan is not None and product.base_unit == "each" else None


def _weight_of_label(product: ProductRow, scan: ResolvedScan) -> int | None:
    """How much weighed goods their printed price stands for, at the product's price."""
    if scan.price is None or product.base_unit == "each" or not product.price:
        return None
    return half_up(scan.price * MICRO, product.price) or None


def _quantity(number: int, asked: Call, product: ProductRow, scan: ResolvedScan | None) -> int:
    wanted: int | None = asked.body.lines[number].quantity
    if scan is not None and scan.quantity is not None:
        if wanted is None:
            return scan.quantity
        if scan.pack_unit is not None:
            return _in_base_units(number, wanted, scan.factor)
    if wanted is not None:
        return wanted
    if scan is None or product.base_unit == "each":
        return MICRO
    weight = _weight_of_label(product, scan)
    if weight is None:
        raise bad_field(f"lines.{number}.quantity", f"say how much {product.base_unit}")
    return weight


def _effort(said: Any) -> Effort | None:
    return Effort(said.taps, said.ms, said.choice) if said is not None else None


def _item(
    asked: Call,
    number: int,
    product: ProductRow,
    scan: ResolvedScan | None,
    taken: tuple[int, tuple[ChosenLot, ...], str],
) -> SaleItem:
    line, (quantity, lots, certainty) = asked.body.lines[number], taken
    labelled = line.unit_price is None and scan is not None and scan.price is not None
    return SaleItem(
        product,
        quantity,
        lots,
        certainty,
        _label_price(product, scan) if labelled else line.unit_price,
        line.discount,
        labelled,
        tuple(Override(each.kind, each.reason, each.approval) for each in line.overrides),
        _effort(line.effort),
        named_price(lots),
        line.note,
    )


def items_of(asked: Call, till: TillPlace, sold_on: date) -> tuple[SaleItem, ...]:
    """The lines of a sale as the service takes them; wrong fields are named by line."""
    scans, items = _scans(asked, sold_on), []
    products = _products(asked, scans)
    sold_at = asked.body.sold_at or asked.shop.now
    opened = opened_lots(asked.session, till, products, on=sold_on, at=sold_at)
    for number, product in enumerate(products):
        line, scan = asked.body.lines[number], scans.get(number)
        if scan is not None and not any(each.kind == "expired" for each in line.overrides):
            _refuse_expired_label(number, product, scan, sold_on)
        lots, certainty = _lots(asked, number, product, scan, till)
        quantity = _quantity(number, asked, product, scan)
        if not lots and (lots := opened.take(product, quantity)):
            certainty = OPENED
        items.append(_item(asked, number, product, scan, (quantity, lots, certainty)))
    return tuple(items)


@dataclass(frozen=True)
class FactWords:
    """A line of a sale that has happened: the item, and the lot codes it names, unjudged."""

    item: SaleItem
    lot_codes: tuple[str, ...]


def fact_words(asked: Call, sold_on: date) -> list[FactWords]:
    """The lines of a sale of the past: products and quantities as for any sale, lots as said."""
    scans, found = _scans(asked, sold_on), []
    for number, product in enumerate(_products(asked, scans)):
        line, scan = asked.body.lines[number], scans.get(number)
        codes = (line.lot,) if line.lot is not None else scan.lot_codes if scan else ()
        known = "chosen" if line.lot is not None else "scanned" if codes else "auto"
        quantity = _quantity(number, asked, product, scan)
        found.append(FactWords(_item(asked, number, product, scan, (quantity, (), known)), codes))
    return found
