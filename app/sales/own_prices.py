"""Lots that cost something else than their product: what a line of a sale is charged.

A lot sells at its own price where it was named, or where nothing else could be in hand. Where it
could be, a person says which lot it is. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from app.errors import LotChoiceNeeded
from app.identity.shop_context import ShopContext
from app.inventory.allocation import Allocation, Verdict, sellable
from app.inventory.queries import balances_for_sale
from app.inventory.services.issue import ChosenLot
from app.sales.cart import Cart, SaleItem
from app.values.money import price_text
from app.values.quantity import quantity_text


def named_price(lots: Iterable[ChosenLot]) -> int | None:
    """The own price that all of the named lots share; None where there is none."""
    prices = {lot.price for lot in lots}
    return prices.pop() if len(prices) == 1 else None


def _choices(session: Session, cart: Cart, item: SaleItem) -> dict[str, tuple[int, int]]:
    """The lots of an item that may be sold here: number -> what each costs, how much there is."""
    rows = balances_for_sale(session, item.product.id, cart.till.site_id)
    named = {lot.id for lot in item.lots}
    min_days = item.product.min_days_at_sale
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        judged = sellable(
            row.status, row.expiry_kind, row.expires_on, cart.sold_on, min_days=min_days
        )
        if judged is Verdict.OK and (not named or row.lot_id in named):
            price = item.product.price if row.price is None else row.price
            found[row.number] = (price, found.get(row.number, (0, 0))[1] + row.on_hand)
    return found


def _refuse_unsure(
    session: Session, cart: Cart, line: int, taken: set[int], shop: ShopContext
) -> None:
    item = cart.items[line - 1]
    sure = len(taken) == 1 and (item.lots or taken == {item.product.price})
    if sure:
        return
    choices = _choices(session, cart, item)
    if len(taken | {price for price, _left in choices.values()}) == 1:
        return
    raise LotChoiceNeeded(
        f"{item.product.name}: its lots differ in price; say which lot it is.",
        line=line,
        sku=item.product.sku,
        alternatives=[
            {
                "lot": lot,
                "available": quantity_text(left),
                "price": price_text(price, shop.currency),
            }
            for lot, (price, left) in choices.items()
        ],
    )


def at_own_prices(
    session: Session, cart: Cart, found: dict[int, Allocation], shop: ShopContext
) -> Cart:
    """The cart with each line at the price of the lots it takes.

    Raises LotChoiceNeeded where lots of different prices could be meant. A price typed by a
    person or printed on the goods stands.
    """
    items = list(cart.items)
    for line, item in enumerate(items, 1):
        base = item.product.price
        prices = {pick.candidate.price for pick in found[line].picks}
        if item.unit_price is not None or (prices == {None} and item.own_price is None):
            continue
        taken = {base if price is None else price for price in prices}
        _refuse_unsure(session, cart, line, taken, shop)
        price = taken.pop()
        items[line - 1] = replace(item, own_price=None if price == base else price)
    return cart if items == list(cart.items) else replace(cart, items=tuple(items))
