"""What a careful shop does besides selling: take back, void, throw away, hold, recall, price."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType

from app.catalog.queries import products_by_sku
from app.catalog.services import change_product
from app.demo.assortment import BY_SKU
from app.demo.goods import micro
from app.demo.key_lots import (
    HOLDS,
    KEPT_BACK,
    KEY_LOTS,
    PRICE_CHANGES,
    RECALL_REASON,
    RECALLED,
    Hold,
)
from app.demo.selling import Visit
from app.demo.stage import Stage, Store
from app.inventory.recall_scope import RecallScope
from app.inventory.services.recall import open_recall
from app.inventory.services.relocate import write_off
from app.inventory.services.status import quarantine
from app.sales.services.take_return import (
    ReturnWish,
    TakenReturn,
    sale_by_number,
    take_return,
    void_sale,
)
from app.values.quantity import MICRO

REASONS = MappingProxyType(
    {
        "waste": ("spoiled when opened", "pack leaks", "off smell"),
        "quarantine": ("box opened", "customer reports a headache", "seal broken"),
        "restock": ("bought twice", "unwanted gift", "wrong colour"),
    }
)
FATES = MappingProxyType(
    {
        "Medicines": ("quarantine", "waste"),
        "Yarn": ("restock",),
        "Wine": ("restock", "restock", "quarantine"),
        "Pantry": ("restock", "quarantine", "waste"),
    }
)
"""What may become of returned goods of a category; whatever was chilled is thrown away."""
DAYS_TO_NOTICE = 2
BREAKAGES = ((88, "WI-RIOJA"), (61, "PA-OIL"), (37, "WI-PROSECCO"), (14, "PA-HONEY"))


def bring_back(stage: Stage, visit: Visit, ago: int) -> None:
    """Take back one line of an earlier sale, on a later day at the same till."""
    store, item = visit.store, visit.done.cart.items[0]
    at = store.at(ago, 17, 45)
    if not stage.has_come(at) or not visit.done.tenders:
        return
    fate = stage.dice.choice(FATES.get(item.product.category, ("waste",)))
    quantity = MICRO if item.product.base_unit == "each" else item.quantity
    wish = ReturnWish(1, quantity, fate, stage.dice.choice(REASONS[fate]))
    shop = stage.shop("manager", at)
    sale = sale_by_number(stage.session, visit.done.number, shop)
    done = take_return(
        stage.session,
        sale,
        [wish],
        till=store.till,
        tender=visit.done.tenders[0].tender,
        on=store.day(ago),
        shop=shop,
    )
    _back_on_the_shelf(stage, done)


def void(stage: Stage, visit: Visit) -> None:
    """Undo a sale three minutes after it was made."""
    shop = stage.shop("manager", visit.at + timedelta(minutes=3))
    sale = sale_by_number(stage.session, visit.done.number, shop)
    on = visit.store.day(visit.ago)
    reason = "Another customer's basket was scanned"
    done = void_sale(stage.session, sale, till=visit.store.till, reason=reason, on=on, shop=shop)
    _back_on_the_shelf(stage, done)


def _back_on_the_shelf(stage: Stage, done: TakenReturn) -> None:
    for line in done.lines:
        if line.disposition == "restock":
            stage.shelves.change(line.lot_id, line.quantity)


def throw_away_expired(stage: Stage, store: Store, ago: int) -> None:
    """Write off what is two days past its use-by date, all but what somebody overlooked."""
    noticed = store.day(ago) - timedelta(days=DAYS_TO_NOTICE)
    for lot in stage.shelves.expired(store.code, noticed):
        if lot.supplier_lot not in KEPT_BACK:
            _write_off(stage, store, ago, lot.number, None, "Past its use-by date")
            stage.shelves.change(lot.id, -lot.left)


def break_something(stage: Stage, store: Store, ago: int) -> None:
    """A bottle falls from the shelf on a few days."""
    for day, sku in BREAKAGES:
        product = stage.products[sku]
        lots = stage.shelves.sellable(store.code, product, store.day(ago))
        if day == ago and lots:
            _write_off(stage, store, ago, lots[0].number, MICRO, "Broken")
            stage.shelves.change(lots[0].id, -MICRO)


def _write_off(
    stage: Stage, store: Store, ago: int, lot: str, quantity: int | None, reason: str
) -> None:
    write_off(
        stage.session,
        lot,
        reason=reason,
        quantity=quantity,
        location=None,
        on=store.day(ago),
        at=store.at(ago, 8, 45),
        by=stage.actors["manager"],
    )


def change_prices(stage: Stage, store: Store, ago: int) -> None:
    """Some prices change over the months."""
    for day, sku, price in PRICE_CHANGES:
        if day == ago:
            change_product(
                stage.session,
                sku,
                {"price": micro(price) * stage.setting.scale},
                has_stock=True,
                at=store.at(ago, 8, 30),
                by=stage.actors["manager"],
            )
            stage.products.update(products_by_sku(stage.session, (sku,)))


def hold(stage: Stage, ago: int) -> None:
    """Hold the lots that are to be held on this day."""
    for each in HOLDS:
        if each.ago == ago:
            _hold(stage, each)


def _hold(stage: Stage, each: Hold) -> None:
    store = stage.stores[each.site]
    lot = stage.shelves.named(each.code, each.site)
    at, by = store.at(each.ago, 11, 15), stage.actors["receiver"]
    quarantine(stage.session, lot.number, reason=each.reason, at=at, by=by)
    stage.shelves.set_status(each.code, "quarantined")


def recall(stage: Stage, store: Store, ago: int) -> None:
    """The supplier calls back a lot that both stores have sold."""
    lot = next(each for each in KEY_LOTS if each.code == RECALLED)
    supplier = BY_SKU[lot.sku].kind.supplier
    scope = RecallScope(sku=(lot.sku,), supplier=supplier, supplier_lot=(RECALLED,))
    at, by = store.at(ago, 8, 50), stage.actors["manager"]
    open_recall(stage.session, scope, reason=RECALL_REASON, at=at, by=by)
    stage.shelves.set_status(RECALLED, "recalled")
