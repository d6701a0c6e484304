"""What a printed sale means to the shop: its products, customer, seller and shift.

Reads only, but for a rescue shift where the sale's own is closed. The words stay as printed; what
the shop does not know any more is flagged, a product it never knew is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.queries import ProductRow, products_by_sku
from app.catalog.scanning import resolve_all
from app.errors import bad_field
from app.gs1.parse import read
from app.identity.actors import Actor
from app.identity.approvals import person_actor
from app.identity.models import Person
from app.identity.shop_context import ShopContext
from app.inventory.services.take_fact import Flag
from app.once import each_once, once
from app.sales.cart import Effort, SaleItem
from app.sales.models import Customer, Sale
from app.sales.services.judge_fact import SaidYes
from app.sales.services.open_shift import RESCUE, shift_for_late_sale
from app.sales.services.record_fact import FactLine, FactLot
from app.sales.terminals.printed import PrintedLine, PrintedSale
from app.sales.terminals.series import Series
from app.sales.till_models import Shift

UNKNOWN_ROLE = "cashier"
_SALES = Sale.__table__


@dataclass(frozen=True)
class Seller:
    """Who sold: with the rights of today. `active` is False for somebody disabled or unknown."""

    actor: Actor
    active: bool


def seller_of(session: Session, sale: PrintedSale, series: Series) -> Seller:
    """The person a sale names; their name stands as printed where nobody is known by it."""
    key = ("person", sale.person_id)
    person = once(session, key, lambda: session.get(Person, sale.person_id or 0))
    if person is None:
        actor = Actor(sale.person, UNKNOWN_ROLE, f"device:{series.device_id}", series.till.site_id)
        return Seller(actor, active=False)
    return Seller(person_actor(person), person.active)


def known_products(session: Session, skus: Iterable[str]) -> dict[str, ProductRow]:
    """The products of these SKUs, as they are when this transaction first asks."""
    return each_once(
        session, "products by sku", skus, lambda missing: products_by_sku(session, missing)
    )


def products_of(session: Session, sale: PrintedSale) -> list[ProductRow]:
    """The products of the lines as they are now; BadInput for a SKU that never was."""
    found = known_products(session, {line.sku for line in sale.lines})
    for number, line in enumerate(sale.lines):
        if line.sku not in found:
            raise bad_field(f"lines.{number}.sku", f"there is no product {line.sku}")
    return [found[line.sku] for line in sale.lines]


def labelled_prices(
    session: Session, sale: PrintedSale, on: date, shop: ShopContext
) -> frozenset[int]:
    """The lines whose price stood on the goods, as their scan shows."""
    asked = [
        (number, line)
        for number, line in enumerate(sale.lines)
        if line.scan and line.unit_price != line.list_price
    ]
    readings = [read(line.scan, today=on, rcn=shop.in_store) for _number, line in asked]
    scans = resolve_all(session, readings) if readings else []
    return frozenset(
        number
        for (number, line), scan in zip(asked, scans, strict=True)
        if scan.price == line.unit_price
    )


def _certainty(line: PrintedLine) -> str:
    words = {lot.certainty for lot in line.lots}
    return words.pop() if len(words) == 1 else "auto"


def item_of(line: PrintedLine, product: ProductRow, *, labelled: bool) -> SaleItem:
    """A line with its product as the receipt has it: name, list price and rate as printed."""
    printed = replace(product, name=line.name, price=line.list_price, tax_rate=line.tax_rate)
    return SaleItem(
        printed,
        line.quantity,
        certainty=_certainty(line),
        unit_price=line.unit_price,
        discount=line.priced.discount,
        labelled=labelled,
        effort=Effort(*line.effort) if line.effort else None,
        note=line.note,
    )


def fact_lines(
    sale: PrintedSale, products: list[ProductRow], labelled: frozenset[int]
) -> tuple[FactLine, ...]:
    """The lines as facts: as printed, with the product as it is now beside them."""
    return tuple(
        FactLine(
            item_of(line, product, labelled=number in labelled),
            product,
            tuple(FactLot(lot.lot, lot.quantity, lot.certainty) for lot in line.lots),
            tuple(SaidYes(o.kind, o.reason, o.approval, o.approver) for o in line.overrides),
        )
        for number, (line, product) in enumerate(zip(sale.lines, products, strict=True))
    )


def customer_of(session: Session, sale: PrintedSale) -> tuple[int | None, tuple[Flag, ...]]:
    """The customer's id, and a flag where the code is nobody's."""
    if not sale.customer:
        return None, ()
    by_code = select(Customer.id).where(Customer.code == sale.customer)
    found = once(session, ("customer", sale.customer), lambda: session.scalar(by_code))
    unknown = (Flag("customer_unknown", None, None, f"customer {sale.customer}"),)
    return found, unknown if found is None else ()


def shift_of(
    session: Session, sale: PrintedSale, series: Series, shop: ShopContext
) -> tuple[int | None, tuple[Flag, ...]]:
    """The shift's id, and a flag where the sale's own was closed before it came. A shift that the
    till never had is none."""
    if not sale.shift:
        return None, ()
    key = ("shift", series.till.id, sale.shift)
    return once(session, key, lambda: _shift_of(session, int(sale.shift), series, shop))


def _shift_of(
    session: Session, wanted: int, series: Series, shop: ShopContext
) -> tuple[int | None, tuple[Flag, ...]]:
    till_id = series.till.id
    ever = select(Shift.id).where(Shift.till_id == till_id, Shift.number == wanted)
    if session.scalar(ever) is None:
        return None, ()
    shift_id = shift_for_late_sale(session, till_id, wanted, shop.now)
    kind = session.scalar(select(Shift.kind).where(Shift.id == shift_id))
    late = (Flag("late_shift", None, None, f"shift {wanted} was closed"),)
    return shift_id, late if kind == RESCUE else ()


def is_token_taken(session: Session, token: str) -> bool:
    """Whether a token opens the receipt of another sale already."""
    return bool(token) and token in taken_tokens(session, [token])


def taken_tokens(session: Session, tokens: Iterable[str]) -> dict[str, int]:
    """Which of these tokens open a receipt, when this transaction first asks, and whose."""

    def read(missing: list[str]) -> dict[str, int]:
        rows = session.execute(
            select(_SALES.c.token, _SALES.c.id).where(_SALES.c.token.in_(missing))
        )
        return {row.token: row.id for row in rows}

    return each_once(session, "sales by token", tokens, read)


def person_flags(seller: Seller, sale: PrintedSale) -> tuple[Flag, ...]:
    """A flag where who sold may not sell any more."""
    if seller.active:
        return ()
    return (Flag("person_inactive", None, None, f"{sale.person} may not sign in"),)


STANDING: Mapping[bool, tuple[Flag, ...]] = {
    True: (Flag("device_revoked", None, None, "the terminal was revoked before this came"),),
    False: (),
}
"""Whether a terminal was revoked -> what that says of its sales."""
