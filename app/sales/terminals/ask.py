"""A terminal that can ask, asks: the server decides as for any sale, and the inbox knows of it.

The act is recorded in the very transaction that sells; a refusal leaves nothing, not even the
number. Never commits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app import clock
from app.catalog.queries import ProductRow
from app.errors import BadInput, Forbidden, KeyReused, SeriesBehind, WrongState, bad_field
from app.identity.permissions import Permission
from app.identity.shop_context import ShopContext
from app.inventory.leases import spend
from app.inventory.models import Lot
from app.inventory.services.issue import ChosenLot
from app.sales.cart import Cart, CompletedSale, DeviceReceipt, Override, SaleItem
from app.sales.customers import customer_by_code
from app.sales.inbox_models import TillOp
from app.sales.own_prices import named_price
from app.sales.services.complete_sale import complete_sale
from app.sales.terminals.apply import sold_by_lot
from app.sales.terminals.meaning import (
    is_token_taken,
    item_of,
    labelled_prices,
    products_of,
    seller_of,
)
from app.sales.terminals.ops import Op, read_op
from app.sales.terminals.printed import PrintedLine, PrintedSale, read_sale
from app.sales.terminals.record import record_one
from app.sales.terminals.series import Series, series_of
from app.values.money import money_text, price_text

GUESSED = "auto"


@dataclass(frozen=True)
class Asked:
    """The sale that was made, or the number of the one made before under this key."""

    done: CompletedSale | None
    replayed: str | None
    shop: ShopContext


def _behind(series: Series) -> SeriesBehind:
    return SeriesBehind(
        "The server has not seen what this till recorded before.",
        last_op=series.last_op,
        head=series.head,
    )


def _known(session: Session, series: Series, op: Op) -> str | None:
    """The sale this act made before; None where the act is new."""
    row = session.execute(
        select(TillOp.hash, TillOp.key, TillOp.state, TillOp.document).where(
            or_(
                (TillOp.device_id == series.device_id) & (TillOp.seq == op.seq),
                TillOp.key == op.key,
            )
        )
    ).first()
    if row is None:
        return None
    if row.key == op.key and row.hash != op.hash:
        raise KeyReused("This act was sent before with other words.")
    if row.hash != op.hash or row.document is None:
        raise _behind(series)
    document: str = row.document
    return document


def _lots(session: Session, line: PrintedLine, product: ProductRow) -> tuple[ChosenLot, ...]:
    """The lots a person named; what the till guessed by itself, the server chooses itself."""
    numbers = {part.lot.upper() for part in line.lots if part.certainty != GUESSED}
    if not numbers:
        return ()
    found = session.scalars(
        select(Lot).where(Lot.product_id == product.id, Lot.number.in_(numbers)).order_by(Lot.id)
    ).all()
    missing = numbers - {lot.number for lot in found}
    if missing:
        where = f"lines.{line.priced.line - 1}.lots"
        raise bad_field(where, f"{product.sku} has no lot {min(missing)}")
    return tuple(
        ChosenLot(lot.id, lot.number, lot.status, lot.expiry_kind, lot.expires_on, lot.price)
        for lot in found
    )


def _refuse_old_price(
    session: Session, line: PrintedLine, product: ProductRow, shop: ShopContext
) -> None:
    """Say what a product costs where the till knows a price that nothing of it has any more."""
    if line.list_price == product.price:
        return
    own = select(Lot.id).where(Lot.product_id == product.id, Lot.price == line.list_price)
    if session.scalar(own.limit(1)) is None:
        price = price_text(product.price, shop.currency)
        raise WrongState(f"{product.name} costs {price} now.", sku=product.sku, price=price)


def _item(
    session: Session, line: PrintedLine, product: ProductRow, shop: ShopContext, *, labelled: bool
) -> SaleItem:
    if not labelled:
        _refuse_old_price(session, line, product, shop)
    lots = _lots(session, line, product)
    named = {part.certainty for part in line.lots} - {GUESSED}
    overrides = tuple(Override(o.kind, o.reason, o.approval or None) for o in line.overrides)
    return replace(
        item_of(line, product, labelled=labelled),
        product=product,
        lots=lots,
        certainty=min(named) if lots else GUESSED,
        unit_price=line.unit_price if labelled or line.unit_price != line.list_price else None,
        overrides=overrides,
        own_price=named_price(lots),
    )


def _cart(
    session: Session, sale: PrintedSale, series: Series, number: str, shop: ShopContext
) -> Cart:
    today = clock.local_day(shop.now, series.till.time_zone)
    labelled = labelled_prices(session, sale, today, shop)
    products = products_of(session, sale)
    items = tuple(
        _item(session, line, product, shop, labelled=place in labelled)
        for place, (line, product) in enumerate(zip(sale.lines, products, strict=True))
    )
    customer = customer_by_code(session, sale.customer) if sale.customer else None
    return Cart(
        series.till,
        items,
        min(sale.sold_at, shop.now),
        today,
        today,
        customer.id if customer else None,
        sale.token or None,
        DeviceReceipt(number, series.epoch, series.receipt_of(number) or 0),
        note=sale.note,
    )


def _refuse_other_totals(done: CompletedSale, sale: PrintedSale, shop: ShopContext) -> None:
    ours = (done.priced.total, done.change, done.rounding)
    if ours != (sale.total, sale.change, sale.rounding):
        total = money_text(done.priced.total, shop.currency)
        printed = money_text(sale.total, shop.currency)
        raise WrongState(
            f"The sale comes to {total}, the till says {printed}.", total=total, printed=printed
        )


def _sell(
    session: Session, op: Op, series: Series, shop: ShopContext
) -> tuple[CompletedSale, ShopContext]:
    sale = read_sale(op.body, shop.currency, strict=True)
    if is_token_taken(session, sale.token):
        raise WrongState("Another sale has the token of this receipt; ring it up again.")
    seller = seller_of(session, sale, series)
    if not seller.active:
        raise Forbidden(f"{sale.person} may not sell any more.")
    seller.actor.require(Permission.SELL)
    if sale.tax_included != shop.prices_include_tax:
        raise WrongState("Prices are kept otherwise now; load the till again.")
    by_seller = replace(shop, actor=seller.actor)
    cart = _cart(session, sale, series, op.number or "", by_seller)
    done = complete_sale(session, cart, sale.tenders, shop=by_seller)
    _refuse_other_totals(done, sale, shop)
    return done, by_seller


def ask(session: Session, device_id: int, raw: Mapping[str, Any], *, shop: ShopContext) -> Asked:
    """Decide a sale that a terminal has rung up and numbered, strictly; sold and recorded, or
    nothing.

    Raises SeriesBehind where the terminal has acts that the server has not, KeyReused for other
    words under the same key, and all that `complete_sale` raises.
    """
    series = series_of(session, device_id, locked=True)
    op = read_op(raw)
    if op is None or op.problem:
        raise BadInput(f"The act cannot be read: {op.problem if op else 'it has no number'}.")
    before = _known(session, series, op)
    if before is not None:
        return Asked(None, before, shop)
    if op.seq != series.last_op + 1 or op.prev != series.head:
        raise _behind(series)
    if op.kind != "sale":
        raise bad_field("kind", "only sales are asked about")
    problem = record_one(session, series, op, at=shop.now)
    if problem:
        raise BadInput(f"The act was not taken: {problem}.")
    done, by_seller = _sell(session, op, series, shop)
    spend(session, device_id, sold_by_lot(done.taken))
    of_op = (TillOp.device_id == device_id, TillOp.seq == op.seq)
    applied = {"state": "applied", "document": done.number}
    session.execute(update(TillOp).where(*of_op).values(applied))
    return Asked(done, None, by_seller)
