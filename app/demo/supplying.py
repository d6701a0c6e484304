"""Purchase orders and deliveries of the demo: what runs low is ordered, what comes is received.

Now and then something is short, dearer than agreed or short dated, as in life.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.demo.goods import MILLI, Good, micro
from app.demo.key_lots import CHEESE_AGES, KeyLot
from app.demo.shelves import ShelfLot
from app.demo.stage import Stage, Store
from app.inventory.services.relocate import Relocation, relocate
from app.purchasing.services.order import OrderLine, cancel_order, open_order
from app.purchasing.services.receive_delivery import (
    Delivery,
    DeliveryLine,
    ReceivedDelivery,
    receive_delivery,
)
from app.values.quantity import MICRO

DAYS_ON_THE_ROAD = 2
SAFETY_DAYS = 5
LINES_IN_TEN_SALES = 26
FRIDGE, LETTERS = ("2.8", "3.4", "3.9", "4.2"), "ABCDEFHK"
COOL = (1 * MICRO, 7 * MICRO)
"""Degrees at which chilled goods are ordered."""
PATIENCE_DAYS = 7
"""After so many days nobody waits for the rest of a short delivery."""


@dataclass(frozen=True)
class OnTheRoad:
    """An order that will be delivered so many days before today."""

    number: str
    supplier: str
    due_ago: int
    wanted: tuple[tuple[Good, int], ...]


def demand(store: Store, good: Good, days: int) -> int:
    """What a store sells of a product in so many days, in millionths of the base unit."""
    lines = store.sales_a_day * LINES_IN_TEN_SALES * days
    popularity = sum(each.weight for each in store.goods)
    return lines * good.weight * good.mean_quantity * MILLI // (10 * popularity)


def _cases(good: Good, quantity: int) -> int:
    """Rounded up to whole cases."""
    case = good.kind.pack * MICRO
    return -(-quantity // case) * case


def running_low(stage: Stage, store: Store, ago: int, *, opening: bool) -> list[tuple[Good, int]]:
    """What a store should order on a day, by its habits; everything before it opens."""
    wanted = []
    for good in store.goods:
        every = good.kind.every_days
        if good.weight and (opening or ago % every == len(good.kind.supplier) % 7):
            safety = SAFETY_DAYS + every // 3
            days = min(every + safety, good.life - 2 if good.life else every + safety)
            product = stage.products[good.sku]
            lasting = stage.shelves.lasting(store.code, product, store.day(ago), DAYS_ON_THE_ROAD)
            missing = demand(store, good, days + DAYS_ON_THE_ROAD) - lasting
            if missing > 0:
                wanted.append((good, _cases(good, missing)))
    return wanted


def order(
    stage: Stage, store: Store, wanted: Iterable[tuple[Good, int]], ago: int
) -> Iterator[OnTheRoad]:
    """Order from each supplier what is wanted of its goods."""
    by_supplier: dict[str, list[tuple[Good, int]]] = {}
    for good, quantity in wanted:
        by_supplier.setdefault(good.kind.supplier, []).append((good, quantity))
    for code, goods in by_supplier.items():
        number = open_order(
            stage.session,
            stage.suppliers[code],
            [_order_line(stage, good, quantity) for good, quantity in goods],
            site=store.site,
            at=store.at(ago, 18, 10),
            by=stage.actors["manager"],
        )
        yield OnTheRoad(number, code, ago - DAYS_ON_THE_ROAD, tuple(goods))


def _unit(good: Good) -> tuple[str, int]:
    """The ordering unit and the millionths of the base unit in it."""
    if good.kind.unit == "each" and good.kind.pack > 1:
        return "case", good.kind.pack * MICRO
    return good.kind.unit, MICRO


def _order_line(stage: Stage, good: Good, quantity: int) -> OrderLine:
    unit, factor = _unit(good)
    cost = micro(good.cost) * stage.setting.scale * factor // MICRO
    product_id = stage.products[good.sku].id
    least, most = COOL if good.kind.chilled else (None, None)
    days = good.kind.min_at_receipt
    return OrderLine(product_id, quantity, unit, factor, cost, days, least, most)


def lines_of(stage: Stage, store: Store, coming: OnTheRoad) -> list[DeliveryLine]:
    """What is really on the lorry: big lines in two lots, now and then a difference."""
    lines = []
    for good, quantity in coming.wanted:
        case = _unit(good)[1]
        if stage.chance(3) and quantity > case:
            quantity -= case
        parts = [quantity]
        if quantity >= 4 * case and stage.chance(30) and good.kind.tracking == "lot":
            parts = [quantity // (2 * case) * case]
            parts.append(quantity - parts[0])
        lines += [_line(stage, store, good, part, coming.due_ago) for part in parts]
    return lines


def _line(stage: Stage, store: Store, good: Good, quantity: int, ago: int) -> DeliveryLine:
    unit, factor = _unit(good)
    agreed = _order_line(stage, good, quantity).unit_cost
    came, dice, kind = store.day(ago), stage.dice, good.kind
    made = came - timedelta(days=dice.randrange(2, 6)) if kind.chilled else None
    cost = agreed * 103 // 100 if stage.chance(2) else agreed
    code, expires_on = _lot_code(stage, good, made or came), _expiry(stage, good, came)
    line = DeliveryLine(
        product=stage.products[good.sku],
        quantity=quantity,
        unit=unit,
        factor=factor,
        unit_cost=cost,
        supplier_lot=code,
        expires_on=stage.printed.setdefault((good.sku, code), expires_on),
        made_on=made,
        temperature=micro(dice.choice(FRIDGE)) if kind.chilled else None,
    )
    return line if kind.tracking == "lot" else replace(line, supplier_lot=None)


def _lot_code(stage: Stage, good: Good, day: date) -> str:
    return good.kind.lot_style.format(
        year=day.year % 100,
        day=day.timetuple().tm_yday,
        letter=stage.dice.choice(LETTERS),
        number=stage.dice.randrange(1, 60),
    )


def _expiry(stage: Stage, good: Good, came: date) -> date | None:
    if not good.life:
        return None
    least = good.kind.min_at_receipt
    if least and stage.chance(2):
        return came + timedelta(days=least - 2)
    return came + timedelta(days=good.life - stage.dice.randrange(good.life // 8 + 1))


def key_line(stage: Stage, good: Good, lot: KeyLot, today: date) -> DeliveryLine:
    """The delivery line of a lot that people are told about."""
    unit, factor = _unit(good)
    left, chilled = lot.days_left, good.kind.chilled
    return DeliveryLine(
        product=stage.products[lot.sku],
        quantity=lot.quantity * MICRO,
        unit=unit,
        factor=factor,
        supplier_lot=lot.code,
        expires_on=None if left is None else today + timedelta(days=left),
        made_on=today - timedelta(days=lot.ago + CHEESE_AGES) if chilled else None,
        status=lot.status,
        temperature=micro(lot.temperature) if lot.temperature else None,
    )


def take_in(
    stage: Stage, store: Store, coming: OnTheRoad, lines: Sequence[DeliveryLine]
) -> ReceivedDelivery:
    """Receive a delivery at the dock and, unless it came today, put it away."""
    ago = coming.due_ago
    day, at, by = store.day(ago), store.at(ago, 7, 40), stage.actors["receiver"]
    delivery = Delivery(
        supplier=stage.suppliers[coming.supplier],
        location=store.locations["DOCK"],
        lines=tuple(lines),
        received_on=day,
        order_number=coming.number,
        reference=f"{coming.supplier} {day:%y}-{stage.dice.randrange(1000, 9999)}",
    )
    done = receive_delivery(stage.session, delivery, currency=stage.setting.currency, at=at, by=by)
    _remember(stage, store, lines, done, day)
    if ago:
        moves = _putaway(store, lines, done)
        relocate(stage.session, moves, on=day, at=store.at(ago, 8, 20), by=by)
    return done


def _putaway(
    store: Store, lines: Sequence[DeliveryLine], done: ReceivedDelivery
) -> list[Relocation]:
    places = {good.sku: good.kind.location for good in store.goods}
    moves = []
    for line, lot in zip(lines, done.lots, strict=True):
        shelf = "QUARANTINE" if line.status == "quarantined" else places[line.product.sku]
        where = store.locations["DOCK"], store.locations[shelf]
        moves.append(Relocation(lot.number, line.quantity, *where))
    return moves


def _remember(
    stage: Stage, store: Store, lines: Sequence[DeliveryLine], done: ReceivedDelivery, day: date
) -> None:
    for line, lot in zip(lines, done.lots, strict=True):
        product = line.product
        expires_on = None if product.expiry_kind == "none" else line.expires_on
        stage.shelves.put(
            ShelfLot(
                id=lot.id,
                number=lot.number,
                sku=product.sku,
                site=store.code,
                supplier_lot=line.supplier_lot or "",
                expiry_kind=product.expiry_kind,
                expires_on=expires_on,
                status=line.status,
                left=line.quantity,
            )
        )


def give_up_on(stage: Stage, store: Store, number: str, ago: int) -> None:
    """Cancel the rest of an order that came short a week ago."""
    at = store.at(ago, 9, 5)
    cancel_order(stage.session, number, at=at, by=stage.actors["manager"])
