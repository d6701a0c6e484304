"""Customers of the demo: when they come, what they put into the basket, how they pay, what they
bring back. Every sale is made by the shop's own `complete_sale`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.demo.goods import MILLI, Good
from app.demo.key_lots import RECALLED, Regular
from app.demo.parties import ON_ACCOUNT
from app.demo.shelves import ShelfLot
from app.demo.stage import Stage, Store
from app.identity.shop_context import ShopContext
from app.inventory.allocation import POLICIES
from app.sales.cart import Cart, CompletedSale, SaleItem
from app.sales.pricing import Tender
from app.sales.services.complete_sale import complete_sale, price_items
from app.values.money import extended

WEEKDAYS = (78, 84, 92, 106, 134, 168, 58)
"""Monday to Sunday in percent of the mean."""
HOURS = (9, 10, 10, 11, 11, 12, 12, 12, 13, 14, 15, 16, 16, 17, 17, 17, 18, 18)
LINES = (1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5)
KNOWN, DISCOUNTED, OTHER_LOT, BROUGHT_BACK = 24, 4, 15, 3
NOTES = (5, 10, 20, 50)
CARD, CASH = 56, 95


@dataclass(frozen=True)
class Visit:
    """A sale that may be brought back or voided: where it was made and how it was paid."""

    store: Store
    ago: int
    at: datetime
    done: CompletedSale


def moments(stage: Stage, store: Store, ago: int) -> list[datetime]:
    """When customers come on a day, in order, as far as the day has gone."""
    dice = stage.dice
    percent = WEEKDAYS[store.day(ago).weekday()] + dice.randrange(-18, 19)
    count = (store.sales_a_day * percent + 50) // 100
    times = [(dice.choice(HOURS), dice.randrange(60), dice.randrange(60)) for _ in range(count)]
    ordered = [store.at(ago, hour, minute).replace(second=s) for hour, minute, s in sorted(times)]
    return [at for at in ordered if stage.has_come(at)]


def basket(stage: Stage, store: Store, ago: int) -> list[SaleItem]:
    """What somebody buys: a few different things of those that are there."""
    dice = stage.dice
    weights = [good.weight for good in store.goods]
    drawn = dice.choices(store.goods, weights, k=dice.choice(LINES))
    items = (_item(stage, store, good, ago) for good in dict.fromkeys(drawn))
    return [item for item in items if item is not None]


def _item(stage: Stage, store: Store, good: Good, ago: int) -> SaleItem | None:
    product = stage.products[good.sku]
    lots = stage.shelves.sellable(store.code, product, store.day(ago))
    quantity = stage.dice.choice(good.kind.buys) * MILLI
    if not lots:
        return None
    policy = POLICIES[product.lot_policy]
    if policy.ask or stage.chance(good.kind.scanned):
        lot = lots[1] if len(lots) > 1 and stage.chance(OTHER_LOT) else lots[0]
        return _named(stage, good, lot, quantity)
    most = max(lot.left for lot in lots) if policy.one_lot else sum(lot.left for lot in lots)
    quantity = min(quantity, most)
    return SaleItem(product, quantity, discount=_discount(stage, good, quantity))


def _named(stage: Stage, good: Good, lot: ShelfLot, quantity: int) -> SaleItem:
    certainty = "chosen" if stage.chance(20) else "scanned"
    return SaleItem(stage.products[good.sku], min(quantity, lot.left), (lot.chosen,), certainty)


def _discount(stage: Stage, good: Good, quantity: int) -> int:
    if not stage.chance(DISCOUNTED):
        return 0
    amount = extended(stage.products[good.sku].price, quantity, stage.setting.currency)
    return amount * stage.dice.choice((5, 10)) // 100


def _tenders(
    stage: Stage, items: Sequence[SaleItem], customer: str | None, shop: ShopContext
) -> list[Tender]:
    total = price_items(items, shop).total
    if not total:
        return []
    if customer in ON_ACCOUNT:
        return [Tender("account", total)]
    unit = stage.setting.currency.unit * stage.setting.scale
    how = stage.dice.randrange(100)
    if how < CARD:
        return [Tender("card", total, f"auth {stage.dice.randrange(10**6):06d}")]
    if how < CASH or total <= 10 * unit:
        note = stage.dice.choice(NOTES) * unit
        return [Tender("cash", -(-total // note) * note)]
    return [Tender("voucher", 10 * unit), Tender("card", total - 10 * unit)]


def sell(
    stage: Stage,
    store: Store,
    items: Sequence[SaleItem],
    *,
    ago: int,
    at: datetime,
    customer: str | None = None,
) -> Visit:
    """Sell a basket at the store's till and take it off the shelves."""
    role = "cashier HARBOUR" if store.code == "HARBOUR" else "cashier"
    shop = stage.shop(role, at)
    day = store.day(ago)
    customer_id = stage.customers[customer] if customer else None
    cart = Cart(store.till, tuple(items), at, day, day, customer_id)
    tenders = _tenders(stage, items, customer, shop)
    done = complete_sale(stage.session, cart, tenders, shop=shop)
    for taken in done.taken:
        stage.shelves.change(taken.lot_id, -taken.quantity)
    return Visit(store, ago, at, done)


def somebody(stage: Stage) -> str | None:
    """A known customer, or one of the many who are not."""
    known = stage.chance(KNOWN)
    customer = stage.dice.choice(sorted(stage.customers))
    return customer if known else None


def regular_visit(stage: Stage, wish: Regular) -> Visit:
    """A known customer buys of the lot that will be recalled."""
    store = stage.stores[wish.site]
    product = stage.products[wish.sku]
    quantity = wish.milli * MILLI
    lot = stage.shelves.named(RECALLED, wish.site)
    item = SaleItem(product, quantity, (lot.chosen,), wish.certainty)
    at = store.at(wish.ago, 18, 40)
    return sell(stage, store, [item], ago=wish.ago, at=at, customer=wish.customer)
